//! Hashing passwords: argon2id, and only so many at once.
//!
//! One hash takes 19 MiB and some twenty milliseconds (OWASP's parameters, the crate's
//! default). Without a gate a few hundred sign-ins at once would take gigabytes; behind
//! it they wait in line, and where the line is too long they are sent away.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// So many wait for each one that is being hashed; more are sent away.
const WAITING_PER_PLACE: usize = 50;

/// A hash of no password at all: verified against for names that nobody has, so that
/// the answer takes as long as for a name that somebody has. Made with the same
/// parameters as every other; a test holds it against them.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2hlZ29uZy1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why nothing was hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// Too many wait already.
    #[error("现在登录的人太多：请过一分钟再试")]
    Busy,
    /// The system has no random bytes or no memory.
    #[error("密码无法加密（{0}）：请联系系统管理员")]
    Failed(String),
}

/// The gate, shared by all threads of the process.
pub struct Hashing {
    argon2: Argon2<'static>,
    places: usize,
    line: Mutex<Line>,
    freed: Condvar,
    done: AtomicU64,
}

#[derive(Default)]
struct Line {
    busy: usize,
    waiting: usize,
}

impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hashing({} at once)", self.places)
    }
}

impl Hashing {
    /// A gate with so many places, at least one.
    pub fn new(places: usize) -> Self {
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT),
            places: places.max(1),
            line: Mutex::new(Line::default()),
            freed: Condvar::new(),
            done: AtomicU64::new(0),
        }
    }

    /// The PHC text of a password, with a random salt.
    ///
    /// # Errors
    /// [`HashingError`].
    pub fn hash(&self, password: &str) -> Result<String, HashingError> {
        let _place = self.enter()?;
        self.argon2
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| HashingError::Failed(error.to_string()))
    }

    /// Whether a password is the one behind `hash`. Without a hash the same work is
    /// done and the answer is no.
    ///
    /// # Errors
    /// [`HashingError::Busy`].
    pub fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashingError> {
        let _place = self.enter()?;
        let fits = self
            .argon2
            .verify_password(password.as_bytes(), hash.unwrap_or(NOBODY))
            .is_ok();
        Ok(fits && hash.is_some())
    }

    /// How many hashes were worked out since the start; tests compare it instead of
    /// the clock.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    fn enter(&self) -> Result<Place<'_>, HashingError> {
        // A thread that panicked while it held the lock left two plain numbers behind.
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.busy >= self.places && line.waiting >= self.places * WAITING_PER_PLACE {
            return Err(HashingError::Busy);
        }
        line.waiting += 1;
        while line.busy >= self.places {
            line = self
                .freed
                .wait(line)
                .unwrap_or_else(PoisonError::into_inner);
        }
        line.waiting -= 1;
        line.busy += 1;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(Place { gate: self })
    }
}

/// A place at the gate; dropping it lets the next one in.
struct Place<'a> {
    gate: &'a Hashing,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = self
            .gate
            .line
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        line.busy -= 1;
        drop(line);
        self.gate.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let hashing = Hashing::new(2);
        let hash = hashing.hash("Lv7#shan").unwrap();

        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_eq!(hashing.verify("Lv7#shan", Some(&hash)), Ok(true));
        assert_eq!(hashing.verify("Lv7#shaN", Some(&hash)), Ok(false));
        assert_eq!(hashing.verify("Lv7#shan", Some("")), Ok(false));
    }

    #[test]
    fn nobody_s_hash_costs_what_every_hash_costs_and_fits_nothing() {
        let hashing = Hashing::new(1);
        let parameters = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");

        assert_eq!(
            parameters(NOBODY),
            parameters(&hashing.hash("Lv7#shan").unwrap())
        );
        // It is well-formed: else nothing would be worked out at all.
        let parsed = argon2::password_hash::phc::PasswordHash::new(NOBODY).unwrap();
        assert_eq!(parsed.hash.map(|hash| hash.as_bytes().len()), Some(32));
        assert_eq!(hashing.verify("", None), Ok(false));
    }

    #[test]
    fn no_more_than_the_gate_s_places_are_taken_at_once() {
        let gate = Hashing::new(2);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));

        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    let place = gate.enter().unwrap();
                    let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                    drop(place);
                });
            }
        });

        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert_eq!(gate.done(), 8);
    }
}
