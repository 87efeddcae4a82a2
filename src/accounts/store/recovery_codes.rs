//! Recovery codes, each once; only their keyed hash is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountId;
use crate::db::Conn;
use crate::db::schema::recovery_codes;

/// Puts these codes in the place of all earlier ones; none at all removes them.
///
/// # Errors
/// When a query fails.
pub fn replace_codes(conn: &mut Conn, account: AccountId, hashes: &[String]) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account)))
        .execute(conn)?;
    for hash in hashes {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::account_id.eq(account),
                recovery_codes::code_hash.eq(hash),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Uses a code up; false when there is none such left.
///
/// # Errors
/// When the query fails.
pub fn use_code(
    conn: &mut Conn,
    account: AccountId,
    hash: &str,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let open = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::code_hash.eq(hash))
        .filter(recovery_codes::used_at.is_null());
    let changed = diesel::update(open)
        .set(recovery_codes::used_at.eq(Some(at)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// How many codes are left.
///
/// # Errors
/// When the query fails.
pub fn count_unused(conn: &mut Conn, account: AccountId) -> QueryResult<i64> {
    recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)
}
