//! The units' SQL.

pub mod checks;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Unit, UnitDetails, UnitId, UnitTree};
use crate::db::schema::units;
use crate::db::{Conn, ids};
use crate::each_backend;

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
/// the number of units. Paths are joined by `/`, so each unit above has a prefix of it.
///
/// # Errors
/// When a query fails.
pub fn load_chain(conn: &mut Conn, unit: UnitId) -> QueryResult<UnitTree> {
    let own: Option<Unit> = each_backend!(conn, |inner| units::table
        .filter(units::id.eq(unit))
        .select(Unit::as_select())
        .get_result(inner))
    .optional()?;
    let Some(own) = own else {
        return Ok(UnitTree::default());
    };
    let path = own.details.path.clone();
    let above: Vec<&str> = path
        .match_indices('/')
        .filter_map(|(at, _)| path.get(..at))
        .collect();
    let mut chain: Vec<Unit> = match above[..] {
        [] => Vec::new(),
        // A fixed number of paths is a statement that is prepared once.
        [first] => load_of_paths(conn, [first; 3])?,
        [first, second] => load_of_paths(conn, [first, second, second])?,
        [first, second, third] => load_of_paths(conn, [first, second, third])?,
        _ => each_backend!(conn, |inner| units::table
            .filter(units::path.eq_any(above))
            .select(Unit::as_select())
            .load(inner))?,
    };
    chain.push(own);
    Ok(UnitTree::new(chain))
}

fn load_of_paths(conn: &mut Conn, [one, two, three]: [&str; 3]) -> QueryResult<Vec<Unit>> {
    each_backend!(conn, |inner| units::table
        .filter(
            units::path
                .eq(one)
                .or(units::path.eq(two))
                .or(units::path.eq(three))
        )
        .select(Unit::as_select())
        .load(inner))
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
