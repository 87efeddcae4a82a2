//! Accounts and what proves them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::rules::StandingFacts;
use super::super::{AccountId, AccountState, Role};
use crate::db::schema::{account_roles, accounts};
use crate::db::{Conn, ids};
use crate::people::PersonId;
use crate::people::store::owners_listed;

/// An account as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(crate::db::Backend))]
pub struct AccountRow {
    /// Its id.
    pub id: AccountId,
    /// The account name; none where the person signs in by mobile or ID number.
    pub login_name: Option<String>,
    /// Whose account it is.
    pub person_id: Option<PersonId>,
    /// The name shown and written into the history.
    pub display_name: String,
    /// In use or locked.
    pub state: AccountState,
    /// argon2id; none before a first password was made.
    pub password_hash: Option<String>,
    /// When the password was last set (UTC).
    pub password_changed_at: Option<NaiveDateTime>,
    /// It is a first or reset one.
    pub must_change_password: bool,
    /// Failures in a row.
    pub failure_count: i64,
    /// Until when failures have locked it (UTC).
    pub locked_until: Option<NaiveDateTime>,
    /// The sealed secret of the second factor; also one not yet confirmed.
    pub second_factor_cipher: Option<String>,
    /// Since when the second factor is confirmed (UTC).
    pub second_factor_since: Option<NaiveDateTime>,
    /// The step of the last code that counted.
    pub second_factor_last_step: Option<i64>,
    /// The notice that was read last.
    pub notice_version: Option<String>,
    /// Raised by each change but sign-ins.
    pub version: i64,
}

impl AccountRow {
    /// What its standing follows from.
    pub fn facts(&self) -> StandingFacts {
        StandingFacts {
            state: self.state,
            locked_until: self.locked_until,
            must_change_password: self.must_change_password,
            has_password: self.password_hash.is_some(),
        }
    }
}

/// An account to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// The account name.
    pub login_name: Option<&'a str>,
    /// Whose account it is.
    pub person: Option<PersonId>,
    /// The name shown.
    pub display_name: &'a str,
    /// argon2id; none where the owner sets the first password by a link.
    pub password_hash: Option<&'a str>,
    /// Whether it must be changed at once.
    pub must_change_password: bool,
    /// Now (UTC).
    pub at: NaiveDateTime,
}

/// Makes an account.
///
/// # Errors
/// When the name or the person has one, or the query fails.
pub fn insert(conn: &mut Conn, account: &NewAccount<'_>) -> QueryResult<AccountId> {
    let id = ids::allocate_one(conn, "accounts")?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::login_name.eq(account.login_name),
            accounts::person_id.eq(account.person),
            accounts::display_name.eq(account.display_name),
            accounts::state.eq(AccountState::Active),
            accounts::password_hash.eq(account.password_hash),
            accounts::password_changed_at.eq(Some(account.at)),
            accounts::must_change_password.eq(account.must_change_password),
            accounts::failure_count.eq(0),
            accounts::version.eq(1),
            accounts::created_at.eq(account.at),
            accounts::updated_at.eq(account.at),
        ))
        .execute(conn)?;
    Ok(AccountId(id))
}

/// The account with this id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: AccountId) -> QueryResult<Option<AccountRow>> {
    get(conn, id).optional()
}

/// The account with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: AccountId) -> QueryResult<AccountRow> {
    accounts::table
        .filter(accounts::id.eq(id))
        .select(AccountRow::as_select())
        .get_result(conn)
}

/// The account of this name.
///
/// # Errors
/// When the query fails.
pub fn find_by_login(conn: &mut Conn, name: &str) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .filter(accounts::login_name.eq(name))
        .select(AccountRow::as_select())
        .get_result(conn)
        .optional()
}

/// The account of this person.
///
/// # Errors
/// When the query fails.
pub fn find_by_person(conn: &mut Conn, person: PersonId) -> QueryResult<Option<AccountRow>> {
    accounts::table
        .filter(accounts::person_id.eq(person))
        .select(AccountRow::as_select())
        .get_result(conn)
        .optional()
}

/// The accounts of these people, at most a few hundred.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<AccountRow>> {
    accounts::table
        .filter(accounts::person_id.eq_any(people.iter().map(|id| Some(id.0))))
        .order(accounts::id)
        .select(AccountRow::as_select())
        .load(conn)
}

/// Accounts after `after` in the order of their ids, at most `limit`.
///
/// # Errors
/// When the query fails.
pub fn load_after(conn: &mut Conn, after: AccountId, limit: i64) -> QueryResult<Vec<AccountRow>> {
    accounts::table
        .filter(accounts::id.gt(after))
        .order(accounts::id)
        .limit(limit)
        .select(AccountRow::as_select())
        .load(conn)
}

/// How many accounts there are.
///
/// # Errors
/// When the query fails.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    accounts::table.count().get_result(conn)
}

/// How many usable accounts hold a role everywhere.
///
/// # Errors
/// When the query fails.
pub fn count_with_role(conn: &mut Conn, role: Role) -> QueryResult<i64> {
    let holders: Vec<AccountId> = account_roles::table
        .inner_join(accounts::table)
        .filter(account_roles::role.eq(role))
        .filter(account_roles::unit_id.is_null())
        .filter(accounts::state.eq(AccountState::Active))
        .select(accounts::id)
        .distinct()
        .load(conn)?;
    Ok(i64::try_from(holders.len()).unwrap_or(i64::MAX))
}

/// Lets no other process change who holds which role until this transaction ends, so
/// that two administrators cannot take each other away. SQLite's write lock does so already.
///
/// # Errors
/// When the lock cannot be had.
pub fn lock_all(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(inner) => {
            diesel::sql_query("LOCK TABLE account_roles IN SHARE ROW EXCLUSIVE MODE")
                .execute(inner)?;
            Ok(())
        }
    }
}

/// Counts one failure more; the failures in a row.
///
/// # Errors
/// When the query fails.
pub fn note_failure(conn: &mut Conn, id: AccountId) -> QueryResult<i64> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::failure_count.eq(accounts::failure_count + 1))
        .returning(accounts::failure_count)
        .get_result(conn)
}

/// Sets or lifts the lock after failures, and counts from nought again.
///
/// # Errors
/// When the query fails.
pub fn set_lock(conn: &mut Conn, id: AccountId, until: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set((
            accounts::failure_count.eq(0),
            accounts::locked_until.eq(until),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes the account in use or out of it.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn set_state(
    conn: &mut Conn,
    account: &AccountRow,
    state: AccountState,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let changed = diesel::update(guarded(account))
        .set((
            accounts::state.eq(state),
            accounts::version.eq(account.version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)?;
    one(changed)
}

/// Sets a password and lifts the lock after failures.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn set_password(
    conn: &mut Conn,
    account: &AccountRow,
    hash: &str,
    must_change: bool,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let changed = diesel::update(guarded(account))
        .set((
            accounts::password_hash.eq(Some(hash)),
            accounts::password_changed_at.eq(Some(at)),
            accounts::must_change_password.eq(must_change),
            accounts::failure_count.eq(0),
            accounts::locked_until.eq(None::<NaiveDateTime>),
            accounts::version.eq(account.version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)?;
    one(changed)
}

/// Sets or removes the second factor; `since` is none while it is not confirmed.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn set_second_factor(
    conn: &mut Conn,
    account: &AccountRow,
    cipher: Option<&str>,
    since: Option<NaiveDateTime>,
    last_step: Option<i64>,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let changed = diesel::update(guarded(account))
        .set((
            accounts::second_factor_cipher.eq(cipher),
            accounts::second_factor_since.eq(since),
            accounts::second_factor_last_step.eq(last_step),
            accounts::version.eq(account.version + 1),
            accounts::updated_at.eq(at),
        ))
        .execute(conn)?;
    one(changed)
}

/// Uses up a step of the second factor; false when it or a later one was used meanwhile.
///
/// # Errors
/// When the query fails.
pub fn use_step(conn: &mut Conn, id: AccountId, step: i64) -> QueryResult<bool> {
    let open = accounts::table.filter(accounts::id.eq(id)).filter(
        accounts::second_factor_last_step
            .is_null()
            .or(accounts::second_factor_last_step.lt(step)),
    );
    let changed = diesel::update(open)
        .set(accounts::second_factor_last_step.eq(Some(step)))
        .execute(conn)?;
    Ok(changed == 1)
}

type Guarded = diesel::dsl::Filter<
    accounts::table,
    diesel::dsl::And<
        diesel::dsl::Eq<accounts::id, AccountId>,
        diesel::dsl::Eq<accounts::version, i64>,
    >,
>;

fn guarded(account: &AccountRow) -> Guarded {
    accounts::table.filter(
        accounts::id
            .eq(account.id)
            .and(accounts::version.eq(account.version)),
    )
}

fn one(changed: usize) -> QueryResult<()> {
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// The accounts of offices, and of people who hold a role beyond a worker's; by id.
///
/// # Errors
/// When a query fails.
pub fn load_offices(conn: &mut Conn) -> QueryResult<Vec<AccountRow>> {
    let holders: Vec<AccountId> = account_roles::table
        .filter(account_roles::role.ne(Role::Worker))
        .select(account_roles::account_id)
        .distinct()
        .load(conn)?;
    accounts::table
        .filter(
            accounts::person_id.is_null().or(accounts::id
                .eq_any(holders)
                .and(accounts::person_id.eq_any(owners_listed()))),
        )
        .order(accounts::id)
        .select(AccountRow::as_select())
        .load(conn)
}
