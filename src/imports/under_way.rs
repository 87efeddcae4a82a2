//! The looks and imports under way in this process: how far each is, how to stop one,
//! and that only a few work at a time. It stands in memory, because on SQLite nobody
//! can write beside an import.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::intake::Progress;
use crate::jobs::worker::owner_name;

/// So many work at a time; the others of this process wait for their turn.
const AT_ONCE: usize = 2;

/// The looks and imports under way in this process. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct UnderWay(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    owner: String,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    works: HashMap<String, Work>,
    busy: usize,
}

#[derive(Debug, Default)]
struct Work {
    done: u64,
    total: u64,
    stop: Arc<AtomicBool>,
}

impl Default for UnderWay {
    fn default() -> Self {
        Self(Arc::new(Shared {
            owner: owner_name("imports"),
            state: Mutex::default(),
            changed: Condvar::new(),
        }))
    }
}

/// One piece of work, from its being asked for to its end; dropped when it is over.
#[derive(Debug)]
pub struct Here {
    under_way: UnderWay,
    link: String,
    stop: Arc<AtomicBool>,
}

/// The right to work now; given back when dropped.
#[derive(Debug)]
pub struct Turn<'h>(&'h Here);

impl UnderWay {
    /// The name of this process in the leases of its work.
    pub fn owner(&self) -> &str {
        &self.0.owner
    }

    /// Notes that this process has the work in hand.
    pub fn begin(&self, link: &str) -> Here {
        let stop = Arc::new(AtomicBool::new(false));
        let work = Work {
            stop: stop.clone(),
            ..Work::default()
        };
        self.state().works.insert(link.to_owned(), work);
        Here {
            under_way: self.clone(),
            link: link.to_owned(),
            stop,
        }
    }

    /// How far a piece of work of this process is: rows done, rows in all.
    pub fn how_far(&self, link: &str) -> Option<(u64, u64)> {
        let state = self.state();
        state.works.get(link).map(|work| (work.done, work.total))
    }

    /// Asks a piece of work to stop; whether this process has it.
    pub fn stop(&self, link: &str) -> bool {
        let state = self.state();
        let found = state.works.get(link);
        if let Some(work) = found {
            work.stop.store(true, Ordering::Relaxed);
            self.0.changed.notify_all();
        }
        found.is_some()
    }

    /// Asks everything to stop and waits until it has, at most so long.
    pub fn stop_all(&self, most: Duration) {
        let links: Vec<String> = self.state().works.keys().cloned().collect();
        for link in &links {
            self.stop(link);
        }
        let until = Instant::now() + most;
        for link in &links {
            self.wait_until_over(link, until.saturating_duration_since(Instant::now()));
        }
    }

    /// Waits until a piece of work is over, at most so long.
    pub fn wait_until_over(&self, link: &str, most: Duration) {
        let state = self.state();
        // Whoever panicked under the lock left whole values behind.
        drop(
            self.0
                .changed
                .wait_timeout_while(state, most, |state| state.works.contains_key(link))
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Here {
    /// Set when the work is to stop.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// Waits for a turn; none when it was stopped meanwhile.
    pub fn wait_for_turn(&self) -> Option<Turn<'_>> {
        let stopped = || self.stop.load(Ordering::Relaxed);
        let state = self.under_way.state();
        let mut state = self
            .under_way
            .0
            .changed
            .wait_while(state, |state| state.busy >= AT_ONCE && !stopped())
            .unwrap_or_else(PoisonError::into_inner);
        if stopped() {
            return None;
        }
        state.busy += 1;
        Some(Turn(self))
    }

    /// Notes how far it is.
    pub fn tell(&self, progress: Progress) {
        if let Some(work) = self.under_way.state().works.get_mut(&self.link) {
            match progress {
                Progress::Total(rows) => work.total = rows,
                Progress::Done(rows) => work.done = rows,
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let under_way = &self.0.under_way;
        let mut state = under_way.state();
        state.busy = state.busy.saturating_sub(1);
        under_way.0.changed.notify_all();
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.under_way.state().works.remove(&self.link);
        self.under_way.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_work_at_a_time_and_who_waits_can_be_stopped() {
        let under_way = UnderWay::default();
        let [first, second, third] = ["a", "b", "c"].map(|link| under_way.begin(link));
        let held = first.wait_for_turn();
        let other = second.wait_for_turn();
        assert!(held.is_some() && other.is_some());

        std::thread::scope(|scope| {
            let waits = scope.spawn(|| third.wait_for_turn().is_some());
            assert!(under_way.stop("c"));
            assert!(!waits.join().unwrap(), "the third never got its turn");
        });
        drop(held);
        assert!(second.wait_for_turn().is_some(), "a free turn is given");
    }

    #[test]
    fn what_is_over_is_not_here_any_more() {
        let under_way = UnderWay::default();
        let here = under_way.begin("a");
        here.tell(Progress::Total(9));
        here.tell(Progress::Done(4));
        assert_eq!(under_way.how_far("a"), Some((4, 9)));

        drop(here);

        under_way.wait_until_over("a", Duration::from_secs(60));
        assert_eq!(under_way.how_far("a"), None);
        assert!(!under_way.stop("a"));
    }
}
