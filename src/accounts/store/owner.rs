//! Whose account it is, where two entries of one person are made one; its version.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountId;
use crate::db::Conn;
use crate::db::schema::accounts;
use crate::people::PersonId;

/// Hands an account to another entry of its person.
///
/// # Errors
/// When that entry has an account, or the query fails.
pub fn set_person(
    conn: &mut Conn,
    id: AccountId,
    person: PersonId,
    at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set((
            accounts::person_id.eq(person),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Raises the version of an account whose roles changed: what was seen before is old.
///
/// # Errors
/// When the query fails.
pub fn raise_version(conn: &mut Conn, id: AccountId, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set((
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}
