//! What an account proved: notices that were read, passwords it used before.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountId;
use crate::db::Conn;
use crate::db::schema::{accounts, earlier_passwords, notice_receipts};

/// Notes which notice was read.
///
/// # Errors
/// When the query fails.
pub fn set_notice(conn: &mut Conn, id: AccountId, version: &str) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::notice_version.eq(Some(version)))
        .execute(conn)?;
    Ok(())
}

/// Keeps proof of the reading: which text, when, from where.
///
/// # Errors
/// When the query fails.
pub fn record_notice(
    conn: &mut Conn,
    id: AccountId,
    version: &str,
    address: &str,
    at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(notice_receipts::table)
        .values((
            notice_receipts::account_id.eq(id),
            notice_receipts::notice_version.eq(version),
            notice_receipts::address.eq(address),
            notice_receipts::read_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Keeps the hash of a password that is replaced.
///
/// # Errors
/// When the query fails.
pub fn add_earlier_password(
    conn: &mut Conn,
    id: AccountId,
    hash: &str,
    at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(earlier_passwords::table)
        .values((
            earlier_passwords::account_id.eq(id),
            earlier_passwords::password_hash.eq(hash),
            earlier_passwords::replaced_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// The hashes of earlier passwords, latest first.
///
/// # Errors
/// When the query fails.
pub fn load_earlier_passwords(
    conn: &mut Conn,
    id: AccountId,
    most: i64,
) -> QueryResult<Vec<String>> {
    earlier_passwords::table
        .filter(earlier_passwords::account_id.eq(id))
        .order(earlier_passwords::id.desc())
        .limit(most)
        .select(earlier_passwords::password_hash)
        .load(conn)
}

/// Forgets earlier passwords beyond the latest `kept`: what is not needed is not kept.
///
/// # Errors
/// When a query fails.
pub fn delete_earlier_beyond(conn: &mut Conn, id: AccountId, kept: i64) -> QueryResult<()> {
    let latest: Vec<i64> = earlier_passwords::table
        .filter(earlier_passwords::account_id.eq(id))
        .order(earlier_passwords::id.desc())
        .limit(kept)
        .select(earlier_passwords::id)
        .load(conn)?;
    diesel::delete(
        earlier_passwords::table
            .filter(earlier_passwords::account_id.eq(id))
            .filter(earlier_passwords::id.ne_all(latest)),
    )
    .execute(conn)?;
    Ok(())
}
