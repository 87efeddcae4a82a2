//! Numbers that rise with every change of the rows behind them, and what a process keeps
//! for as long as such a number stays the same.
//!
//! Units, added policies and entered seasons are read whole by nearly every request and
//! change a few times a year. Triggers raise the number of each in the transaction that
//! changes a row (migration 0019), so whoever reads the number reads it of the same
//! picture of the data as everything else, whichever process wrote it.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::schema::revisions;
use super::{Conn, DatabaseError};
use crate::each_backend;

/// The numbers as one transaction sees them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revisions {
    /// Of the added versions of policies and their withdrawals.
    pub policies: i64,
    /// Of the seasons that the district entered.
    pub seasons: i64,
    /// Of the units.
    pub units: i64,
}

/// Reads the numbers.
///
/// # Errors
/// When the query fails, or a number is missing.
pub fn load(conn: &mut Conn) -> QueryResult<Revisions> {
    let numbers: Vec<i64> = each_backend!(conn, |inner| revisions::table
        .order(revisions::subject)
        .select(revisions::number)
        .load(inner))?;
    match numbers[..] {
        [policies, seasons, units] => Ok(Revisions {
            policies,
            seasons,
            units,
        }),
        _ => Err(diesel::result::Error::NotFound),
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Whether this transaction can only read. One that writes sees its own changes, with
/// numbers that may never come to be.
fn only_reads(conn: &mut Conn) -> QueryResult<bool> {
    let answer: Answer = match conn {
        Conn::Sqlite(inner) => {
            diesel::sql_query("SELECT query_only AS yes FROM pragma_query_only").get_result(inner)
        }
        Conn::Postgres(inner) => {
            diesel::sql_query("SELECT current_setting('transaction_read_only')::boolean AS yes")
                .get_result(inner)
        }
    }?;
    Ok(answer.yes)
}

/// A thing beside the number that it was made at.
type MadeAt<R, T> = Option<(R, Arc<T>)>;

/// One thing that was made from the rows behind a number, kept until the number is
/// another. Cloning shares it.
#[derive(Debug)]
pub struct Kept<R, T>(Arc<Mutex<MadeAt<R, T>>>);

impl<R, T> Clone for Kept<R, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R, T> Default for Kept<R, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<R: Ord + Copy, T> Kept<R, T> {
    /// The thing as this transaction sees it: the one that is kept where it was made at
    /// the same `revision`, which must have been read in this transaction; else a new one.
    ///
    /// # Errors
    /// What `make` returns, or a [`DatabaseError`].
    pub fn get<E: From<DatabaseError>>(
        &self,
        conn: &mut Conn,
        revision: R,
        make: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if let Some(kept) = self.find(revision) {
            return Ok(kept);
        }
        let made = Arc::new(make(conn)?);
        if only_reads(conn).map_err(DatabaseError::Query)? {
            self.keep(revision, &made);
        }
        Ok(made)
    }

    fn find(&self, revision: R) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|(made_at, _)| *made_at == revision)
            .map(|(_, thing)| Arc::clone(thing))
    }

    /// An older transaction must not take the newer thing off the shelf.
    fn keep(&self, revision: R, made: &Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|(made_at, _)| *made_at < revision) {
            *kept = Some((revision, Arc::clone(made)));
        }
    }
}
