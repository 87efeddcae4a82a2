//! Roles held at units.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::{AccountId, Role, RoleAt};
use crate::db::schema::account_roles;
use crate::db::{Conn, ids};
use crate::id_type;
use crate::units::UnitId;

id_type!(
    /// One role of one account at one unit.
    RoleId
);

/// A role as it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = account_roles, check_for_backend(crate::db::Backend))]
pub struct RoleRow {
    /// Its id.
    pub id: RoleId,
    /// Who holds it.
    pub account_id: AccountId,
    /// The role.
    pub role: Role,
    /// Where; none for the whole system.
    pub unit_id: Option<UnitId>,
}

impl RoleRow {
    /// The role and where it is held.
    pub fn held(&self) -> RoleAt {
        RoleAt {
            role: self.role,
            unit: self.unit_id,
        }
    }
}

/// Gives a role.
///
/// # Errors
/// When the query fails.
pub fn insert_role(
    conn: &mut Conn,
    account: AccountId,
    held: RoleAt,
    at: NaiveDateTime,
) -> QueryResult<RoleId> {
    let id = ids::allocate_one(conn, "account_roles")?;
    diesel::insert_into(account_roles::table)
        .values((
            account_roles::id.eq(id),
            account_roles::account_id.eq(account),
            account_roles::role.eq(held.role),
            account_roles::unit_id.eq(held.unit),
            account_roles::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(RoleId(id))
}

/// The role with this id.
///
/// # Errors
/// When the query fails.
pub fn find_role(conn: &mut Conn, id: RoleId) -> QueryResult<Option<RoleRow>> {
    account_roles::table
        .filter(account_roles::id.eq(id))
        .select(RoleRow::as_select())
        .get_result(conn)
        .optional()
}

/// Takes a role away; whether it was still there.
///
/// # Errors
/// When the query fails.
pub fn delete_role(conn: &mut Conn, id: RoleId) -> QueryResult<bool> {
    let changed =
        diesel::delete(account_roles::table.filter(account_roles::id.eq(id))).execute(conn)?;
    Ok(changed == 1)
}

/// The roles of these accounts, at most a few hundred, in the order they were given.
///
/// # Errors
/// When the query fails.
pub fn load_of_accounts(conn: &mut Conn, accounts: &[AccountId]) -> QueryResult<Vec<RoleRow>> {
    account_roles::table
        .filter(account_roles::account_id.eq_any(accounts))
        .order(account_roles::id)
        .select(RoleRow::as_select())
        .load(conn)
}

/// The roles held at exactly this unit, in the order they were given.
///
/// # Errors
/// When the query fails.
pub fn load_roles_at(conn: &mut Conn, unit: UnitId) -> QueryResult<Vec<RoleRow>> {
    account_roles::table
        .filter(account_roles::unit_id.eq(unit))
        .order(account_roles::id)
        .select(RoleRow::as_select())
        .load(conn)
}

/// The same role at another unit.
///
/// # Errors
/// `NotFound` when it is held no more.
pub fn move_role(conn: &mut Conn, id: RoleId, to: UnitId) -> QueryResult<()> {
    let changed = diesel::update(account_roles::table.filter(account_roles::id.eq(id)))
        .set(account_roles::unit_id.eq(to))
        .execute(conn)?;
    match changed {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}
