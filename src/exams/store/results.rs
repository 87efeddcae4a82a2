//! Results.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::results;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::exams::{ResultDetails, ResultId, StoredResult};
use crate::people::PersonId;

#[derive(Insertable)]
#[diesel(table_name = results, treat_none_as_default_value = false)]
struct NewResult {
    id: ResultId,
    #[diesel(embed)]
    details: ResultDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// The results of these people, by person.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<StoredResult>> {
    let mut found: Vec<StoredResult> = each_backend!(conn, |inner| results::table
        .filter(results::person_id.eq_any(people))
        .select(StoredResult::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|result| {
        let details = &result.details;
        (details.person_id, details.year, result.id)
    });
    Ok(found)
}

/// The results of one person, by year.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<StoredResult>> {
    let mut found: Vec<StoredResult> = each_backend!(conn, |inner| results::table
        .filter(results::person_id.eq(person))
        .select(StoredResult::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|result| (result.details.year, result.id));
    Ok(found)
}

/// The result with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: ResultId) -> QueryResult<StoredResult> {
    results::table
        .filter(results::id.eq(id))
        .select(StoredResult::as_select())
        .get_result(conn)
}

/// Adds results; their ids come back in the same order.
///
/// # Errors
/// When one of the same person, year, level and subject is there.
pub fn insert(
    conn: &mut Conn,
    new: Vec<ResultDetails>,
    at: NaiveDateTime,
) -> QueryResult<Vec<ResultId>> {
    let ids = ids::allocate(conn, "results", new.len())?;
    let rows: Vec<NewResult> = ids
        .iter()
        .zip(new)
        .map(|(id, details)| NewResult {
            id: ResultId(*id),
            details,
            version: 1,
            created_at: at,
            updated_at: at,
        })
        .collect();
    each_backend!(conn, |inner| diesel::insert_into(results::table)
        .values(&rows)
        .execute(inner))?;
    Ok(ids.into_iter().map(ResultId).collect())
}

/// Replaces a result's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: ResultId,
    seen_version: i64,
    details: &ResultDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = results::table.filter(results::id.eq(id).and(results::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            details,
            results::version.eq(seen_version + 1),
            results::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Takes a result out; only an undone import does.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: ResultId) -> QueryResult<usize> {
    diesel::delete(results::table.filter(results::id.eq(id))).execute(conn)
}
