//! What of sessions and links nobody needs any more.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::rules::SLIPS_KEPT;
use crate::db::Conn;
use crate::db::schema::{reset_links, sessions};

/// Takes out sessions that were over before `kept_since`, and links that are over now;
/// how many rows. Who signed in when stays in the history.
///
/// # Errors
/// When a query fails.
pub fn delete_outdated(
    conn: &mut Conn,
    now: NaiveDateTime,
    kept_since: NaiveDateTime,
) -> QueryResult<usize> {
    let sessions = diesel::delete(sessions::table.filter(sessions::expires_at.lt(kept_since)))
        .execute(conn)?;
    let links =
        diesel::delete(reset_links::table.filter(reset_links::expires_at.lt(now))).execute(conn)?;
    super::delete_slips_before(conn, now - SLIPS_KEPT)?;
    Ok(sessions + links)
}
