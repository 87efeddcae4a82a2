//! Links by which a password is reset, each once; only their keyed hash is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountId;
use crate::db::Conn;
use crate::db::schema::reset_links;

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// Whose password it sets.
    pub account: AccountId,
    /// Keyed hash of the link.
    pub hash: &'a str,
    /// Keyed hash of the mail address that it is sent to.
    pub address_hash: &'a str,
    /// Now (UTC).
    pub at: NaiveDateTime,
    /// Until when it is good (UTC).
    pub expires_at: NaiveDateTime,
}

/// Makes a link.
///
/// # Errors
/// When the query fails.
pub fn insert_link(conn: &mut Conn, link: &NewLink<'_>) -> QueryResult<()> {
    diesel::insert_into(reset_links::table)
        .values((
            reset_links::account_id.eq(link.account),
            reset_links::link_hash.eq(link.hash),
            reset_links::address_hash.eq(Some(link.address_hash)),
            reset_links::created_at.eq(link.at),
            reset_links::expires_at.eq(link.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whose link this is and the keyed hash of the address that it was sent to, if it is
/// still good.
///
/// # Errors
/// When the query fails.
pub fn find_link(
    conn: &mut Conn,
    hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<(AccountId, Option<String>)>> {
    reset_links::table
        .filter(reset_links::link_hash.eq(hash))
        .filter(reset_links::used_at.is_null())
        .filter(reset_links::expires_at.gt(now))
        .select((reset_links::account_id, reset_links::address_hash))
        .first(conn)
        .optional()
}

/// Uses a link up; false when it was used or over.
///
/// # Errors
/// When the query fails.
pub fn use_link(conn: &mut Conn, hash: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let open = reset_links::table
        .filter(reset_links::link_hash.eq(hash))
        .filter(reset_links::used_at.is_null())
        .filter(reset_links::expires_at.gt(now));
    let changed = diesel::update(open)
        .set(reset_links::used_at.eq(Some(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Makes every open link of an account worthless.
///
/// # Errors
/// When the query fails.
pub fn void_links(conn: &mut Conn, account: AccountId, at: NaiveDateTime) -> QueryResult<()> {
    let open = reset_links::table
        .filter(reset_links::account_id.eq(account))
        .filter(reset_links::used_at.is_null());
    diesel::update(open)
        .set(reset_links::used_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// How many links an account got since `since`.
///
/// # Errors
/// When the query fails.
pub fn count_links_since(
    conn: &mut Conn,
    account: AccountId,
    since: NaiveDateTime,
) -> QueryResult<i64> {
    reset_links::table
        .filter(reset_links::account_id.eq(account))
        .filter(reset_links::created_at.gt(since))
        .count()
        .get_result(conn)
}
