//! Seasons.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::seasons;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::exams::{Season, SeasonDetails, SeasonId};

#[derive(Insertable)]
#[diesel(table_name = seasons, treat_none_as_default_value = false)]
struct NewSeason {
    id: SeasonId,
    #[diesel(embed)]
    details: SeasonDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// Every season, oldest first; a few hundred rows at most.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<Vec<Season>> {
    each_backend!(conn, |inner| seasons::table
        .order((seasons::year, seasons::area, seasons::district))
        .select(Season::as_select())
        .load(inner))
}

/// The seasons of these areas, oldest first: some twenty rows each.
///
/// # Errors
/// When the query fails.
pub fn load_of_areas(conn: &mut Conn, areas: &[&str]) -> QueryResult<Vec<Season>> {
    each_backend!(conn, |inner| {
        let query = seasons::table
            .order((seasons::year, seasons::area, seasons::district))
            .select(Season::as_select());
        match areas {
            // By equality where there is one: a prepared statement that is used again.
            [one] => query.filter(seasons::area.eq(*one)).load(inner),
            several => query.filter(seasons::area.eq_any(several)).load(inner),
        }
    })
}

/// The seasons that were entered here, not made from policy data; in no order.
///
/// # Errors
/// When the query fails.
pub fn load_entered(conn: &mut Conn) -> QueryResult<Vec<Season>> {
    each_backend!(conn, |inner| seasons::table
        .filter(seasons::from_policy.eq(false))
        .select(Season::as_select())
        .load(inner))
}

/// The season with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: SeasonId) -> QueryResult<Season> {
    seasons::table
        .filter(seasons::id.eq(id))
        .select(Season::as_select())
        .get_result(conn)
}

/// Adds a season.
///
/// # Errors
/// When it is there already.
pub fn insert(conn: &mut Conn, details: SeasonDetails, at: NaiveDateTime) -> QueryResult<Season> {
    let id = SeasonId(ids::allocate_one(conn, "seasons")?);
    let row = NewSeason {
        id,
        details: details.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(seasons::table)
        .values(&row)
        .execute(inner))?;
    Ok(Season {
        id,
        details,
        version: 1,
    })
}

/// Replaces a season's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: SeasonId,
    seen_version: i64,
    details: &SeasonDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = seasons::table.filter(seasons::id.eq(id).and(seasons::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            details,
            seasons::version.eq(seen_version + 1),
            seasons::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Takes a season out that nothing refers to; only an undone import does.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: SeasonId) -> QueryResult<usize> {
    diesel::delete(seasons::table.filter(seasons::id.eq(id))).execute(conn)
}
