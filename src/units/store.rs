//! The units' SQL.

pub mod checks;
mod former;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Unit, UnitDetails, UnitId, UnitTree};
use crate::db::schema::units;
use crate::db::{Conn, ids};
use crate::each_backend;

pub use former::*;

#[derive(Insertable)]
#[diesel(table_name = units, treat_none_as_default_value = false)]
struct NewUnit {
    id: UnitId,
    #[diesel(embed)]
    details: UnitDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// Every unit, as a tree.
///
/// # Errors
/// When the query fails.
pub fn load_tree(conn: &mut Conn) -> QueryResult<UnitTree> {
    let all: Vec<Unit> = each_backend!(conn, |inner| units::table
        .order(units::id)
        .select(Unit::as_select())
        .load(inner))?;
    Ok(UnitTree::new(all))
}

/// A unit and those above it, as a small tree: what one person's page needs, whatever
/// the number of units. One row by its key for each: a list of paths would be put into
/// a table of its own first.
///
/// # Errors
/// When a query fails.
pub fn load_chain(conn: &mut Conn, unit: UnitId) -> QueryResult<UnitTree> {
    let mut chain: Vec<Unit> = Vec::new();
    let mut next = Some(unit);
    while let Some(id) = next {
        // A circle cannot be stored, but a damaged one must not hang us.
        if chain.iter().any(|known| known.id == id) {
            break;
        }
        let Some(found) = find(conn, id)? else { break };
        next = found.details.parent_id;
        chain.push(found);
    }
    Ok(UnitTree::new(chain))
}

fn find(conn: &mut Conn, id: UnitId) -> QueryResult<Option<Unit>> {
    each_backend!(conn, |inner| units::table
        .filter(units::id.eq(id))
        .select(Unit::as_select())
        .get_result(inner))
    .optional()
}

/// Adds a unit.
///
/// # Errors
/// When the path is taken or the query fails.
pub fn insert(conn: &mut Conn, details: &UnitDetails, at: NaiveDateTime) -> QueryResult<Unit> {
    let id = ids::allocate_one(conn, "units")?;
    let row = NewUnit {
        id: UnitId(id),
        details: details.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(units::table)
        .values(&row)
        .execute(inner))?;
    Ok(Unit {
        id: UnitId(id),
        details: details.clone(),
        version: 1,
        closed_on: None,
    })
}

/// Replaces a unit's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since `unit` was read.
pub fn update(
    conn: &mut Conn,
    unit: &Unit,
    details: &UnitDetails,
    at: NaiveDateTime,
) -> QueryResult<Unit> {
    let changed = diesel::update(
        units::table.filter(units::id.eq(unit.id).and(units::version.eq(unit.version))),
    )
    .set((
        details,
        units::version.eq(unit.version + 1),
        units::updated_at.eq(at),
    ))
    .execute(conn)?;
    if changed != 1 {
        return Err(diesel::result::Error::NotFound);
    }
    Ok(Unit {
        id: unit.id,
        details: details.clone(),
        version: unit.version + 1,
        closed_on: unit.closed_on,
    })
}

/// Closes a unit from a day on, or opens it again.
///
/// # Errors
/// `NotFound` when somebody else changed it since `unit` was read.
pub fn set_closed(
    conn: &mut Conn,
    unit: &Unit,
    closed_on: Option<NaiveDate>,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = units::table.filter(units::id.eq(unit.id).and(units::version.eq(unit.version)));
    let changed = diesel::update(mine)
        .set((
            units::closed_on.eq(closed_on),
            units::version.eq(unit.version + 1),
            units::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Takes a unit out that nothing refers to.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: UnitId) -> QueryResult<usize> {
    diesel::delete(units::table.filter(units::id.eq(id))).execute(conn)
}
