//! Delegations' SQL.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::claims::delegations::{Delegation, DelegationDetails, DelegationId};
use crate::db::schema::claim_delegations;
use crate::db::{Conn, ids};
use crate::each_backend;

#[derive(Insertable)]
#[diesel(table_name = claim_delegations, treat_none_as_default_value = false)]
struct NewDelegation {
    id: DelegationId,
    #[diesel(embed)]
    details: DelegationDetails,
    version: i64,
}

/// Adds a delegation.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, details: &DelegationDetails) -> QueryResult<DelegationId> {
    let id = DelegationId(ids::allocate_one(conn, "claim_delegations")?);
    let row = NewDelegation {
        id,
        details: details.clone(),
        version: 1,
    };
    each_backend!(conn, |inner| diesel::insert_into(claim_delegations::table)
        .values(&row)
        .execute(inner))?;
    Ok(id)
}

/// Takes a delegation back.
///
/// # Errors
/// `NotFound` where it was changed since it was read, or was taken back already.
pub fn end(
    conn: &mut Conn,
    id: DelegationId,
    seen_version: i64,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = claim_delegations::table
        .filter(claim_delegations::id.eq(id))
        .filter(claim_delegations::version.eq(seen_version))
        .filter(claim_delegations::ended_at.is_null());
    let changed = diesel::update(mine)
        .set((
            claim_delegations::ended_at.eq(Some(at)),
            claim_delegations::version.eq(seen_version + 1),
        ))
        .execute(conn)?;
    match changed {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// A delegation by its id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: DelegationId) -> QueryResult<Option<Delegation>> {
    claim_delegations::table
        .filter(claim_delegations::id.eq(id))
        .select(Delegation::as_select())
        .get_result(conn)
        .optional()
}

/// What an account gave or was given, the latest first.
///
/// # Errors
/// When the query fails.
pub fn load_of_account(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<Delegation>> {
    claim_delegations::table
        .filter(
            claim_delegations::from_account_id
                .eq(account)
                .or(claim_delegations::to_account_id.eq(account)),
        )
        .order(claim_delegations::id.desc())
        .select(Delegation::as_select())
        .load(conn)
}

/// What was given to an account and holds on a day.
///
/// # Errors
/// When the query fails.
pub fn load_holding(
    conn: &mut Conn,
    to: AccountId,
    day: NaiveDate,
) -> QueryResult<Vec<Delegation>> {
    each_backend!(conn, |inner| claim_delegations::table
        .filter(claim_delegations::to_account_id.eq(to))
        .filter(claim_delegations::first_on.le(day))
        .filter(claim_delegations::last_on.ge(day))
        .filter(claim_delegations::ended_at.is_null())
        .order(claim_delegations::id)
        .select(Delegation::as_select())
        .load(inner))
}
