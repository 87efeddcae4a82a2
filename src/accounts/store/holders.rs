//! Who holds a role where.

use diesel::prelude::*;

use super::super::{AccountId, AccountState, Role};
use crate::db::Conn;
use crate::db::schema::{account_roles, accounts};
use crate::people::PersonId;
use crate::units::UnitId;

/// An account that holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct RoleHolder {
    /// The account.
    pub account: AccountId,
    /// Whose account it is.
    pub person: Option<PersonId>,
}

/// The accounts in use that hold a role, each with where (none: everywhere); one line for
/// each place.
///
/// # Errors
/// When the query fails.
pub fn load_active_holders(
    conn: &mut Conn,
    role: Role,
) -> QueryResult<Vec<(RoleHolder, Option<UnitId>)>> {
    account_roles::table
        .inner_join(accounts::table)
        .filter(accounts::state.eq(AccountState::Active))
        .filter(account_roles::role.eq(role))
        .order(account_roles::id)
        .select(((accounts::id, accounts::person_id), account_roles::unit_id))
        .load(conn)
}

/// The accounts in use that hold one of these roles at one of these units, by id.
///
/// # Errors
/// When the query fails.
pub fn load_role_holders(
    conn: &mut Conn,
    roles: &[Role],
    units: &[UnitId],
) -> QueryResult<Vec<RoleHolder>> {
    account_roles::table
        .inner_join(accounts::table)
        .filter(accounts::state.eq(AccountState::Active))
        .filter(account_roles::role.eq_any(roles))
        .filter(account_roles::unit_id.eq_any(units))
        .order(accounts::id)
        .select((accounts::id, accounts::person_id))
        .distinct()
        .load(conn)
}
