//! Failures with names that nobody has: they lock like an account, so that nobody can
//! tell by the lock which names there are.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::super::rules::{FAILURES_BEFORE_LOCK, LOCK_TIME};
use crate::db::Conn;
use crate::db::schema::unknown_names;
use crate::each_backend;

/// What was not tried again for so long is forgotten.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Until when this name is locked, past or not.
///
/// # Errors
/// When the query fails.
pub fn find_lock(conn: &mut Conn, name_hash: &str) -> QueryResult<Option<NaiveDateTime>> {
    let found: Option<Option<NaiveDateTime>> = unknown_names::table
        .filter(unknown_names::name_hash.eq(name_hash))
        .select(unknown_names::locked_until)
        .get_result(conn)
        .optional()?;
    Ok(found.flatten())
}

/// Counts a failure with a name that nobody has; until when it is locked now.
///
/// # Errors
/// When a query fails.
pub fn note_unknown(
    conn: &mut Conn,
    name_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<NaiveDateTime>> {
    diesel::delete(unknown_names::table.filter(unknown_names::failed_at.lt(now - KEPT)))
        .execute(conn)?;
    each_backend!(conn, |inner| diesel::insert_into(unknown_names::table)
        .values((
            unknown_names::name_hash.eq(name_hash),
            unknown_names::failure_count.eq(1),
            unknown_names::failed_at.eq(now),
        ))
        .on_conflict(unknown_names::name_hash)
        .do_update()
        .set((
            unknown_names::failure_count.eq(unknown_names::failure_count + 1),
            unknown_names::failed_at.eq(now),
        ))
        .execute(inner))?;
    let this = unknown_names::table.filter(unknown_names::name_hash.eq(name_hash));
    let failures: i64 = this.select(unknown_names::failure_count).get_result(conn)?;
    if failures < FAILURES_BEFORE_LOCK {
        return Ok(None);
    }
    let until = now + LOCK_TIME;
    diesel::update(this)
        .set((
            unknown_names::failure_count.eq(0),
            unknown_names::locked_until.eq(Some(until)),
        ))
        .execute(conn)?;
    Ok(Some(until))
}

/// Forgets the failures of a name that somebody has by now.
///
/// # Errors
/// When the query fails.
pub fn clear_failure(conn: &mut Conn, name_hash: &str) -> QueryResult<()> {
    diesel::delete(unknown_names::table.filter(unknown_names::name_hash.eq(name_hash)))
        .execute(conn)?;
    Ok(())
}
