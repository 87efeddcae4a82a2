//! Closing the accounts of people whose time of keeping is over.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, AccountState};
use crate::db::Conn;
use crate::db::schema::{
    account_roles, accounts, api_tokens, earlier_passwords, notice_receipts, password_slips,
    recovery_codes, reset_links, sessions,
};
use crate::people::PersonId;

/// Closes the accounts of these people for good: nothing that signs in is left, nor
/// from where they did. The row stays, because the history names it.
///
/// # Errors
/// When a query fails.
pub fn close_of_people(conn: &mut Conn, of: &[PersonId], at: NaiveDateTime) -> QueryResult<usize> {
    let gone: Vec<AccountId> = accounts::table
        .filter(accounts::person_id.eq_any(of))
        .select(accounts::id)
        .load(conn)?;
    macro_rules! delete_from {
        ($($table:ident),+) => { $(
            diesel::delete($table::table.filter($table::account_id.eq_any(&gone))).execute(conn)?;
        )+ };
    }
    delete_from!(
        account_roles,
        sessions,
        api_tokens,
        reset_links,
        recovery_codes,
        notice_receipts,
        earlier_passwords,
        password_slips
    );
    diesel::update(accounts::table.filter(accounts::id.eq_any(&gone)))
        .set((
            accounts::login_name.eq(None::<String>),
            accounts::display_name.eq("已清除"),
            accounts::state.eq(AccountState::Locked),
            accounts::password_hash.eq(None::<String>),
            accounts::second_factor_cipher.eq(None::<String>),
            accounts::second_factor_since.eq(None::<NaiveDateTime>),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)
}
