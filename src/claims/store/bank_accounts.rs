//! Bank accounts' SQL. Numbers are sealed with the row they belong to.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::claims::bank_accounts::{BankAccount, CheckedAccount, SEALED_COLUMN, tail};
use crate::db::Conn;
use crate::db::schema::bank_accounts;
use crate::each_backend;
use crate::people::PersonId;
use crate::secrecy::{KeyError, Keys};

/// Why an account was not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreAccountError {
    /// The query failed; `NotFound` where it was changed since it was read.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    /// The number could not be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

#[derive(Insertable)]
#[diesel(table_name = bank_accounts)]
struct NewAccount<'a> {
    person_id: PersonId,
    holder: &'a str,
    bank: &'a str,
    number_cipher: String,
    number_hash: String,
    number_tail: String,
    version: i64,
    updated_at: NaiveDateTime,
}

/// Adds a person's account, or changes the one that was seen; version 0 = none was there.
///
/// # Errors
/// [`StoreAccountError`].
pub fn put(
    conn: &mut Conn,
    keys: &Keys,
    person: PersonId,
    seen_version: i64,
    account: &CheckedAccount,
    at: NaiveDateTime,
) -> Result<(), StoreAccountError> {
    let row = NewAccount {
        person_id: person,
        holder: &account.holder,
        bank: &account.bank,
        number_cipher: keys.seal(SEALED_COLUMN, person.0, &account.number)?,
        number_hash: keys.lookup_hash(SEALED_COLUMN, &account.number),
        number_tail: tail(&account.number),
        version: seen_version + 1,
        updated_at: at,
    };
    if seen_version == 0 {
        each_backend!(conn, |inner| diesel::insert_into(bank_accounts::table)
            .values(&row)
            .execute(inner))?;
        return Ok(());
    }
    let mine = bank_accounts::table
        .filter(bank_accounts::person_id.eq(person))
        .filter(bank_accounts::version.eq(seen_version));
    let changed = diesel::update(mine)
        .set((
            bank_accounts::holder.eq(row.holder),
            bank_accounts::bank.eq(row.bank),
            bank_accounts::number_cipher.eq(&row.number_cipher),
            bank_accounts::number_hash.eq(&row.number_hash),
            bank_accounts::number_tail.eq(&row.number_tail),
            bank_accounts::version.eq(row.version),
            bank_accounts::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    match changed {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound.into()),
    }
}

/// A person's account.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, person: PersonId) -> QueryResult<Option<BankAccount>> {
    bank_accounts::table
        .filter(bank_accounts::person_id.eq(person))
        .select(BankAccount::as_select())
        .get_result(conn)
        .optional()
}

/// The accounts of these people.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<HashMap<PersonId, BankAccount>> {
    let rows: Vec<BankAccount> = bank_accounts::table
        .filter(bank_accounts::person_id.eq_any(people))
        .select(BankAccount::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|account| (account.person_id, account))
        .collect())
}

/// The people who have this number too.
///
/// # Errors
/// When the query fails.
pub fn load_same_number(
    conn: &mut Conn,
    keys: &Keys,
    number: &str,
    except: PersonId,
) -> QueryResult<Vec<PersonId>> {
    bank_accounts::table
        .filter(bank_accounts::number_hash.eq(keys.lookup_hash(SEALED_COLUMN, number)))
        .filter(bank_accounts::person_id.ne(except))
        .order(bank_accounts::person_id)
        .select(bank_accounts::person_id)
        .load(conn)
}

/// Takes out the accounts of people whose time of keeping is over.
///
/// # Errors
/// When the query fails.
pub fn delete(conn: &mut Conn, of: &[PersonId]) -> QueryResult<usize> {
    diesel::delete(bank_accounts::table.filter(bank_accounts::person_id.eq_any(of))).execute(conn)
}
