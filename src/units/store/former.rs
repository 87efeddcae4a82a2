//! What units were called before.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::unit_former_names;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::units::former::{FormerName, FormerNames};
use crate::units::{Unit, UnitId};

#[derive(Insertable)]
#[diesel(table_name = unit_former_names, treat_none_as_default_value = false)]
struct NewFormerName<'a> {
    id: i64,
    unit_id: UnitId,
    name: &'a str,
    path: &'a str,
    merged_unit_id: Option<UnitId>,
    ended_on: NaiveDate,
    created_at: NaiveDateTime,
}

/// Keeps the name and the place that a unit has until `ended_on`: under another name it
/// is the same unit, merged it leads to `of`.
///
/// # Errors
/// When the query fails.
pub fn keep_name(
    conn: &mut Conn,
    unit: &Unit,
    of: UnitId,
    (ended_on, at): (NaiveDate, NaiveDateTime),
) -> QueryResult<()> {
    let row = NewFormerName {
        id: ids::allocate_one(conn, "unit_former_names")?,
        unit_id: of,
        name: &unit.details.name,
        path: &unit.details.path,
        merged_unit_id: (of != unit.id).then_some(unit.id),
        ended_on,
        created_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(unit_former_names::table)
        .values(&row)
        .execute(inner))?;
    Ok(())
}

/// Every name that is borne no more.
///
/// # Errors
/// When the query fails.
pub fn load_former(conn: &mut Conn) -> QueryResult<FormerNames> {
    let names = each_backend!(conn, |inner| unit_former_names::table
        .order(unit_former_names::id)
        .select(FormerName::as_select())
        .load(inner))?;
    Ok(FormerNames::new(names))
}

/// The names that a unit bore, and those of the units merged into it, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_former_of(conn: &mut Conn, unit: UnitId) -> QueryResult<Vec<FormerName>> {
    each_backend!(conn, |inner| unit_former_names::table
        .filter(unit_former_names::unit_id.eq(unit))
        .order(unit_former_names::id)
        .select(FormerName::as_select())
        .load(inner))
}

/// The unit into which this one was merged.
///
/// # Errors
/// When the query fails.
pub fn find_merged_into(conn: &mut Conn, unit: UnitId) -> QueryResult<Option<FormerName>> {
    each_backend!(conn, |inner| unit_former_names::table
        .filter(unit_former_names::merged_unit_id.eq(unit))
        .select(FormerName::as_select())
        .get_result(inner))
    .optional()
}

/// A merged unit is in use again: its name is its own.
///
/// # Errors
/// When the query fails.
pub fn forget_merging(conn: &mut Conn, unit: UnitId) -> QueryResult<usize> {
    diesel::delete(unit_former_names::table.filter(unit_former_names::merged_unit_id.eq(unit)))
        .execute(conn)
}
