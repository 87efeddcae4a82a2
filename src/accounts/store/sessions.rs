//! Sessions: rows that can be ended at once.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::{AccountId, SessionId};
use crate::db::schema::sessions;
use crate::db::{Conn, ids};

/// The longest name of a browser that is kept, in characters.
const LONGEST_USER_AGENT: usize = 300;

/// A session to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// From where.
    pub address: &'a str,
    /// With which program.
    pub user_agent: &'a str,
    /// Now (UTC).
    pub at: NaiveDateTime,
    /// Until when at the most (UTC).
    pub expires_at: NaiveDateTime,
}

/// Makes a session of generation 1.
///
/// # Errors
/// When the query fails.
pub fn insert_session(conn: &mut Conn, session: &NewSession<'_>) -> QueryResult<SessionId> {
    let id = ids::allocate_one(conn, "sessions")?;
    let user_agent: String = session
        .user_agent
        .chars()
        .take(LONGEST_USER_AGENT)
        .collect();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::account_id.eq(session.account),
            sessions::generation.eq(1),
            sessions::second_factor_given.eq(false),
            sessions::address.eq(session.address),
            sessions::user_agent.eq(user_agent),
            sessions::created_at.eq(session.at),
            sessions::last_seen_at.eq(session.at),
            sessions::rotated_at.eq(session.at),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(conn)?;
    Ok(SessionId(id))
}

/// Raises the generation of a session in use; none where another request did so first.
///
/// # Errors
/// When the query fails.
pub fn rotate(
    conn: &mut Conn,
    id: SessionId,
    seen_generation: i64,
    at: NaiveDateTime,
) -> QueryResult<Option<i64>> {
    let seen = sessions::table
        .filter(sessions::id.eq(id))
        .filter(sessions::generation.eq(seen_generation))
        .filter(sessions::ended_at.is_null());
    let changed = diesel::update(seen)
        .set((
            sessions::generation.eq(seen_generation + 1),
            sessions::seen_generation.eq(seen_generation),
            sessions::rotated_at.eq(at),
            sessions::last_seen_at.eq(at),
        ))
        .execute(conn)?;
    Ok((changed == 1).then_some(seen_generation + 1))
}

/// Notes the last use, by the cookie of this generation, where it is still the present
/// one.
///
/// # Errors
/// When the query fails.
pub fn touch(
    conn: &mut Conn,
    id: SessionId,
    generation: i64,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let present = sessions::table
        .filter(sessions::id.eq(id))
        .filter(sessions::generation.eq(generation));
    diesel::update(present)
        .set((
            sessions::last_seen_at.eq(at),
            sessions::seen_generation.eq(generation),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes that the second factor was given.
///
/// # Errors
/// When the query fails.
pub fn mark_second_factor(conn: &mut Conn, id: SessionId) -> QueryResult<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(id)))
        .set(sessions::second_factor_given.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Ends a session of this account; whether it was in use.
///
/// # Errors
/// When the query fails.
pub fn end(
    conn: &mut Conn,
    account: AccountId,
    id: SessionId,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let open = sessions::table
        .filter(sessions::id.eq(id))
        .filter(sessions::account_id.eq(account))
        .filter(sessions::ended_at.is_null());
    let changed = diesel::update(open)
        .set(sessions::ended_at.eq(Some(at)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ends every session of an account but `kept`; how many.
///
/// # Errors
/// When the query fails.
pub fn end_all(
    conn: &mut Conn,
    account: AccountId,
    kept: Option<SessionId>,
    at: NaiveDateTime,
) -> QueryResult<usize> {
    let open = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::id.ne(kept.unwrap_or(SessionId(0))))
        .filter(sessions::ended_at.is_null());
    diesel::update(open)
        .set(sessions::ended_at.eq(Some(at)))
        .execute(conn)
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(crate::db::Backend))]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// From where it was begun.
    pub address: String,
    /// With which program.
    pub user_agent: String,
    /// When it was begun (UTC).
    pub created_at: NaiveDateTime,
    /// When it was last used, to the minute (UTC).
    pub last_seen_at: NaiveDateTime,
    /// Until when at the most (UTC).
    pub expires_at: NaiveDateTime,
}

/// The sessions of an account that were used since `seen_after` and are not over,
/// latest first.
///
/// # Errors
/// When the query fails.
pub fn load_own(
    conn: &mut Conn,
    account: AccountId,
    now: NaiveDateTime,
    seen_after: NaiveDateTime,
) -> QueryResult<Vec<OwnSession>> {
    sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(seen_after))
        .order(sessions::id.desc())
        .select(OwnSession::as_select())
        .load(conn)
}
