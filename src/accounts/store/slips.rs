//! First passwords that wait to be handed out, sealed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountId;
use crate::db::Conn;
use crate::db::schema::password_slips;
use crate::each_backend;

/// A sealed first password.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = password_slips, check_for_backend(crate::db::Backend))]
pub struct SlipRow {
    /// Whose it is; the ciphertext is bound to this number.
    pub account_id: AccountId,
    /// Sealed.
    pub password_cipher: String,
    /// When it was made (UTC).
    pub made_at: NaiveDateTime,
}

/// Keeps a first password, in the place of an earlier one.
///
/// # Errors
/// When the query fails.
pub fn put_slip(
    conn: &mut Conn,
    account: AccountId,
    cipher: &str,
    at: NaiveDateTime,
) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(password_slips::table)
        .values((
            password_slips::account_id.eq(account),
            password_slips::password_cipher.eq(cipher),
            password_slips::made_at.eq(at),
        ))
        .on_conflict(password_slips::account_id)
        .do_update()
        .set((
            password_slips::password_cipher.eq(cipher),
            password_slips::made_at.eq(at),
        ))
        .execute(inner))?;
    Ok(())
}

/// The slips of these accounts, at most a few hundred.
///
/// # Errors
/// When the query fails.
pub fn load_slips(conn: &mut Conn, accounts: &[AccountId]) -> QueryResult<Vec<SlipRow>> {
    password_slips::table
        .filter(password_slips::account_id.eq_any(accounts))
        .order(password_slips::id)
        .select(SlipRow::as_select())
        .load(conn)
}

/// Forgets the first password of an account.
///
/// # Errors
/// When the query fails.
pub fn delete_slip(conn: &mut Conn, account: AccountId) -> QueryResult<()> {
    diesel::delete(password_slips::table.filter(password_slips::account_id.eq(account)))
        .execute(conn)?;
    Ok(())
}

/// Forgets first passwords made before `instant`.
///
/// # Errors
/// When the query fails.
pub fn delete_slips_before(conn: &mut Conn, instant: NaiveDateTime) -> QueryResult<()> {
    diesel::delete(password_slips::table.filter(password_slips::made_at.lt(instant)))
        .execute(conn)?;
    Ok(())
}
