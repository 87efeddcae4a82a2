//! Big files take turns: on SQLite nobody else writes while one is gone through.

use std::sync::{LazyLock, Mutex, PoisonError};

use super::uploads::{AT_ONCE_BYTES, UploadError};
use crate::accounts::AccountId;
use crate::app::App;

/// More big files than this are not gone through at once by one process.
const MOST_AT_ONCE: usize = 2;

/// Who has a big file under way, by database.
static AT_WORK: LazyLock<Mutex<Vec<(String, AccountId)>>> = LazyLock::new(Mutex::default);

/// The right to go through a big file now; given back when it is dropped.
pub(super) struct Turn(String, AccountId);

impl Turn {
    /// None is needed for a file that takes a moment.
    pub(super) fn take(
        app: &App,
        account: AccountId,
        size: u64,
    ) -> Result<Option<Self>, UploadError> {
        if size < AT_ONCE_BYTES {
            return Ok(None);
        }
        let database = format!("{:?}", app.db.url());
        let mut at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
        let here = || at_work.iter().filter(|(one, _)| *one == database);
        if here().any(|(_, one)| *one == account) {
            return Err(UploadError::OneAtATime);
        }
        if here().count() >= MOST_AT_ONCE {
            return Err(UploadError::Busy);
        }
        at_work.push((database.clone(), account));
        Ok(Some(Self(database, account)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
        at_work.retain(|(database, account)| *database != self.0 || *account != self.1);
    }
}
