//! The SQL of ordered erasures.

pub mod checks;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{PurgeOrder, PurgeOrderId, PurgeState};
use crate::accounts::AccountId;
use crate::db::schema::{erased_people, purge_orders};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;

#[derive(Insertable)]
#[diesel(table_name = purge_orders, treat_none_as_default_value = false)]
struct NewOrder<'a> {
    id: PurgeOrderId,
    due_on: NaiveDate,
    scope: &'a str,
    person_count: i64,
    state: PurgeState,
    ordered_by: &'a str,
    ordered_account_id: Option<AccountId>,
    ordered_at: NaiveDateTime,
}

/// What is ordered, by whom, when.
#[derive(Debug, Clone, Copy)]
pub struct Ordering<'a> {
    /// The day it was worked out for.
    pub due_on: NaiveDate,
    /// JSON of whose and what.
    pub scope: &'a str,
    /// How many people.
    pub person_count: i64,
    /// Who orders.
    pub by: &'a str,
    /// With which account.
    pub account: Option<AccountId>,
    /// When (UTC).
    pub at: NaiveDateTime,
}

/// Adds an ordered erasure.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, ordering: Ordering<'_>) -> QueryResult<PurgeOrderId> {
    let id = PurgeOrderId(ids::allocate_one(conn, "purge_orders")?);
    let row = NewOrder {
        id,
        due_on: ordering.due_on,
        scope: ordering.scope,
        person_count: ordering.person_count,
        state: PurgeState::Confirmed,
        ordered_by: ordering.by,
        ordered_account_id: ordering.account,
        ordered_at: ordering.at,
    };
    each_backend!(conn, |inner| diesel::insert_into(purge_orders::table)
        .values(&row)
        .execute(inner))?;
    Ok(id)
}

/// Notes the second officer; false where the order waits for none any more, or the
/// account is the one that gave it.
///
/// # Errors
/// When the query fails.
pub fn confirm(
    conn: &mut Conn,
    id: PurgeOrderId,
    by: &str,
    account: AccountId,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let waiting = purge_orders::table
        .filter(purge_orders::id.eq(id))
        .filter(purge_orders::state.eq(PurgeState::Confirmed))
        .filter(purge_orders::confirmed_by.is_null())
        .filter(
            purge_orders::ordered_account_id
                .is_null()
                .or(purge_orders::ordered_account_id.ne(account)),
        );
    let changed = diesel::update(waiting)
        .set((
            purge_orders::confirmed_by.eq(Some(by)),
            purge_orders::confirmed_account_id.eq(Some(account)),
            purge_orders::confirmed_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The erasures that two officers want and that wait to be done, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_confirmed(conn: &mut Conn) -> QueryResult<Vec<PurgeOrder>> {
    let mut waiting = load_waiting(conn)?;
    waiting.retain(|order| order.confirmed_by.is_some());
    Ok(waiting)
}

/// The erasures that are ordered and neither done nor withdrawn, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_waiting(conn: &mut Conn) -> QueryResult<Vec<PurgeOrder>> {
    purge_orders::table
        .filter(purge_orders::state.eq(PurgeState::Confirmed))
        .order(purge_orders::id)
        .select(PurgeOrder::as_select())
        .load(conn)
}

/// The latest erasures, newest first.
///
/// # Errors
/// When the query fails.
pub fn load_latest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<PurgeOrder>> {
    purge_orders::table
        .order(purge_orders::id.desc())
        .limit(limit)
        .select(PurgeOrder::as_select())
        .load(conn)
}

/// The erasure with this id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: PurgeOrderId) -> QueryResult<Option<PurgeOrder>> {
    purge_orders::table
        .filter(purge_orders::id.eq(id))
        .select(PurgeOrder::as_select())
        .get_result(conn)
        .optional()
}

/// Ends an ordered erasure; false where it had ended already. The list of whom it
/// concerned stays: the check of the chain needs to know.
///
/// # Errors
/// When the query fails.
pub fn end(
    conn: &mut Conn,
    id: PurgeOrderId,
    state: PurgeState,
    outcome: &str,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let waiting = purge_orders::table
        .filter(purge_orders::id.eq(id))
        .filter(purge_orders::state.eq(PurgeState::Confirmed));
    let changed = diesel::update(waiting)
        .set((
            purge_orders::state.eq(state),
            purge_orders::outcome.eq(Some(outcome)),
            purge_orders::finished_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Keeps an order that waits to be done for this transaction; false where it waits no
/// more.
///
/// # Errors
/// When the query fails.
pub fn hold(conn: &mut Conn, id: PurgeOrderId) -> QueryResult<bool> {
    let waiting = purge_orders::table
        .filter(purge_orders::id.eq(id))
        .filter(purge_orders::state.eq(PurgeState::Confirmed));
    let held = diesel::update(waiting)
        .set(purge_orders::state.eq(PurgeState::Confirmed))
        .execute(conn)?;
    Ok(held == 1)
}

/// Says what came of an erasure that was done.
///
/// # Errors
/// When the query fails.
pub fn set_outcome(conn: &mut Conn, id: PurgeOrderId, outcome: &str) -> QueryResult<()> {
    diesel::update(purge_orders::table.filter(purge_orders::id.eq(id)))
        .set(purge_orders::outcome.eq(Some(outcome)))
        .execute(conn)?;
    Ok(())
}

/// Notes that somebody's data was erased, the name too where `name` says so.
///
/// # Errors
/// When the query fails.
pub fn note_erased(
    conn: &mut Conn,
    person: PersonId,
    by: PurgeOrderId,
    today: NaiveDate,
    name: bool,
) -> QueryResult<()> {
    let theirs = erased_people::table.filter(erased_people::person_id.eq(person));
    let known: i64 = theirs.count().get_result(conn)?;
    let name_erased_on = name.then_some(today);
    if known == 0 {
        diesel::insert_into(erased_people::table)
            .values((
                erased_people::person_id.eq(person),
                erased_people::contact_erased_on.eq(today),
                erased_people::name_erased_on.eq(name_erased_on),
                erased_people::purge_order_id.eq(by),
            ))
            .execute(conn)?;
    } else if name {
        diesel::update(theirs)
            .set(erased_people::name_erased_on.eq(name_erased_on))
            .execute(conn)?;
    }
    Ok(())
}
