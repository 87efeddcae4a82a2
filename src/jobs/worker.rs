//! The threads that run the jobs beside the web application, or alone.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::handlers::KINDS;
use super::runner::{run_background, run_due};
use crate::app::App;
use crate::db::DatabaseError;
use crate::policy::versions::RefreshError;

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(5);
/// How often the queue of long work is looked at: somebody is waiting.
const QUEUE_TICK: Duration = Duration::from_secs(1);

/// The threads; they end when this is stopped or dropped, each after the work in hand.
#[derive(Debug)]
pub struct Workers {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

/// Tells threads to stop, also while they wait.
#[derive(Debug, Default)]
struct Stop {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    fn ask(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Waits; whether it was asked to stop.
    fn wait(&self, pause: Duration) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, _) = self
            .changed
            .wait_timeout_while(asked, pause, |asked| !*asked)
            .unwrap_or_else(PoisonError::into_inner);
        *asked
    }
}

/// A name for the leases of this process that no other process has.
pub fn owner_name(part: &str) -> String {
    let mut random = [0_u8; 4];
    // Without random bytes the process id has to do.
    let _ = getrandom::fill(&mut random);
    format!("{part}-{}-{}", std::process::id(), hex::encode(random))
}

impl Workers {
    /// Starts the thread of the clock and the one of the long work.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(app: &App) -> std::io::Result<Workers> {
        let stop = Arc::new(Stop::default());
        let mut workers = Workers {
            stop,
            threads: Vec::new(),
        };
        workers.spawn(app, "jobs", TICK, |app, owner| {
            run_due(app, owner).map(|_| false)
        })?;
        workers.spawn(app, "long-work", QUEUE_TICK, |app, owner| {
            run_background(app, owner, KINDS)
        })?;
        Ok(workers)
    }

    /// A thread that looks for work at every tick, and at once again where there was some.
    fn spawn(
        &mut self,
        app: &App,
        name: &str,
        tick: Duration,
        look: fn(&App, &str) -> Result<bool, DatabaseError>,
    ) -> std::io::Result<()> {
        let (app, stop, owner) = (app.clone(), Arc::clone(&self.stop), owner_name(name));
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let mut told = false;
                loop {
                    let more = match look_anew(&app, &owner, look) {
                        Ok(more) => {
                            told = false;
                            more
                        }
                        Err(error) => {
                            // A database that is away for an hour is one line, not 720.
                            if !std::mem::replace(&mut told, true) {
                                tracing::error!(%error, "jobs cannot reach the database");
                            }
                            false
                        }
                    };
                    if stop.wait(if more { Duration::ZERO } else { tick }) {
                        return;
                    }
                }
            })?;
        self.threads.push(thread);
        Ok(())
    }

    /// Lets the work in hand finish, then ends.
    pub fn stop(mut self) {
        self.join();
    }

    fn join(&mut self) {
        self.stop.ask();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// Looks for work with the rules as they are now: a version added in the browser holds
/// for the jobs, too, without a new start.
fn look_anew(
    app: &App,
    owner: &str,
    look: fn(&App, &str) -> Result<bool, DatabaseError>,
) -> Result<bool, RefreshError> {
    let app = app.db.read(|conn| app.current(conn))?;
    Ok(look(&app, owner)?)
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.join();
    }
}
