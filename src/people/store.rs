//! The people's SQL.

mod changes;
pub mod checks;
pub mod leavers;
mod listed;
mod listing;
mod service;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{ID_NUMBER_COLUMN, Person, PersonDetails, PersonId};
use crate::db::schema::people;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::identity::{IdKind, IdNumber};
use crate::secrecy::{KeyError, Keys};
use crate::units::UnitId;

pub use changes::{
    find_last_move, find_merged_into, find_within, insert_move, load_moves, merge_into,
    reassign_moves, replace_id_number,
};
pub use listed::{find_listed, ids_in_units, ids_listed, load_listed_of_ids, owners_listed};
pub use listing::{Brief, count_by_unit, count_of_units, load_briefs, load_of_units};
pub use service::{
    delete_moves_of_batch, insert_period, load_moved_away, load_moves_after, load_periods,
    reassign_periods,
};

/// A person could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum StorePersonError {
    /// The database refused.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    /// The ID number could not be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

#[derive(Insertable)]
#[diesel(table_name = people, treat_none_as_default_value = false)]
struct NewPerson {
    id: PersonId,
    id_kind: IdKind,
    id_number_cipher: String,
    id_number_hash: String,
    #[diesel(embed)]
    details: PersonDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// Just enough of a person to check a row against: who has this ID number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// The id.
    pub id: PersonId,
    /// The name under which the ID number is known.
    pub name: String,
    /// Where the person works.
    pub unit: UnitId,
}

/// The people behind these keyed hashes; a number of an entry that was merged leads
/// to the entry that stands.
///
/// # Errors
/// When the query fails.
pub fn load_known(conn: &mut Conn, hashes: &[String]) -> QueryResult<HashMap<String, KnownPerson>> {
    type Columns = (String, PersonId, String, UnitId, Option<PersonId>);
    let rows: Vec<Columns> = each_backend!(conn, |inner| people::table
        .filter(people::id_number_hash.eq_any(hashes))
        .select((
            people::id_number_hash,
            people::id,
            people::name,
            people::unit_id,
            people::merged_into,
        ))
        .load(inner))?;
    let merged: Vec<PersonId> = rows.iter().filter_map(|(.., into)| *into).collect();
    let standing = load_standing(conn, &merged)?;
    Ok(rows
        .into_iter()
        .filter_map(|(hash, id, name, unit, into)| match into {
            None => Some((hash, KnownPerson { id, name, unit })),
            Some(into) => standing.get(&into).map(|person| {
                let known = KnownPerson {
                    id: person.id,
                    name: person.details.name.clone(),
                    unit: person.details.unit_id,
                };
                (hash, known)
            }),
        })
        .collect())
}

/// The entries that merged ones lead to; no query where none was merged.
fn load_standing(
    conn: &mut Conn,
    merged_into: &[PersonId],
) -> QueryResult<HashMap<PersonId, Person>> {
    if merged_into.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(load_of_ids(conn, merged_into)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect())
}

/// The same people, whole.
///
/// # Errors
/// When the query fails.
pub fn load_by_hash(conn: &mut Conn, hashes: &[String]) -> QueryResult<HashMap<String, Person>> {
    let rows: Vec<(Person, Option<PersonId>)> = each_backend!(conn, |inner| people::table
        .filter(people::id_number_hash.eq_any(hashes))
        .select((Person::as_select(), people::merged_into))
        .load(inner))?;
    let merged: Vec<PersonId> = rows.iter().filter_map(|(_, into)| *into).collect();
    let standing = load_standing(conn, &merged)?;
    Ok(rows
        .into_iter()
        .filter_map(|(person, into)| {
            let hash = person.id_number_hash.clone();
            match into {
                None => Some((hash, person)),
                Some(into) => standing.get(&into).map(|person| (hash, person.clone())),
            }
        })
        .collect())
}

/// Adds people; their ids come back in the same order.
///
/// # Errors
/// When an ID number is taken or cannot be sealed.
pub fn insert(
    conn: &mut Conn,
    keys: &Keys,
    newcomers: Vec<(IdNumber, PersonDetails)>,
    at: NaiveDateTime,
) -> Result<Vec<PersonId>, StorePersonError> {
    let ids = ids::allocate(conn, "people", newcomers.len())?;
    let mut rows = Vec::with_capacity(newcomers.len());
    for (id, (number, details)) in ids.iter().zip(newcomers) {
        rows.push(NewPerson {
            id: PersonId(*id),
            id_kind: number.kind(),
            id_number_cipher: keys.seal(ID_NUMBER_COLUMN, *id, number.as_str())?,
            id_number_hash: keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str()),
            details,
            version: 1,
            created_at: at,
            updated_at: at,
        });
    }
    each_backend!(conn, |inner| diesel::insert_into(people::table)
        .values(&rows)
        .execute(inner))?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// Replaces a person's values, the ID number excepted.
///
/// # Errors
/// `NotFound` when somebody else changed the row since it was read.
pub fn update(
    conn: &mut Conn,
    id: PersonId,
    seen_version: i64,
    details: &PersonDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let changed = diesel::update(
        people::table.filter(people::id.eq(id).and(people::version.eq(seen_version))),
    )
    .set((
        details,
        people::version.eq(seen_version + 1),
        people::updated_at.eq(at),
    ))
    .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Takes a person out that nothing refers to.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: PersonId) -> QueryResult<usize> {
    diesel::delete(people::table.filter(people::id.eq(id))).execute(conn)
}

/// The person with this id, merged entries too.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: PersonId) -> QueryResult<Person> {
    each_backend!(conn, |inner| people::table
        .filter(people::id.eq(id))
        .select(Person::as_select())
        .get_result(inner))
}

/// Where a person works, and the last day there if one is known.
///
/// # Errors
/// When the query fails.
pub fn find_place(
    conn: &mut Conn,
    id: PersonId,
) -> QueryResult<Option<(UnitId, Option<NaiveDate>)>> {
    each_backend!(conn, |inner| people::table
        .filter(people::id.eq(id))
        .select((people::unit_id, people::left_on))
        .get_result(inner))
    .optional()
}

/// These people, by id.
///
/// # Errors
/// When the query fails.
pub fn load_of_ids(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<Person>> {
    each_backend!(conn, |inner| people::table
        .filter(people::id.eq_any(ids))
        .order(people::id)
        .select(Person::as_select())
        .load(inner))
}

/// People after `after` in the order of their ids, at most `limit`, of these units
/// only where any are given.
///
/// # Errors
/// When the query fails.
pub fn load_page(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    after: PersonId,
    limit: i64,
) -> QueryResult<Vec<Person>> {
    each_backend!(conn, |inner| {
        let query = people::table
            .filter(people::id.gt(after))
            .filter(people::merged_into.is_null())
            .order(people::id)
            .limit(limit)
            .select(Person::as_select());
        match units {
            None => query.load(inner),
            Some(units) => query.filter(people::unit_id.eq_any(units)).load(inner),
        }
    })
}

/// The people of this name.
///
/// # Errors
/// When the query fails.
pub fn load_named(conn: &mut Conn, name: &str) -> QueryResult<Vec<Person>> {
    people::table
        .filter(people::name.eq(name))
        .filter(people::merged_into.is_null())
        .order(people::id)
        .select(Person::as_select())
        .load(conn)
}

/// How many people there are.
///
/// # Errors
/// When the query fails.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    people::table
        .filter(people::merged_into.is_null())
        .count()
        .get_result(conn)
}

/// How many people each unit has on `day`: who has not left before it. One query; a
/// unit without people is not named.
///
/// # Errors
/// When the query fails.
pub fn count_present_by_unit(conn: &mut Conn, day: NaiveDate) -> QueryResult<HashMap<UnitId, i64>> {
    let rows: Vec<(UnitId, i64)> = people::table
        .filter(people::merged_into.is_null())
        .filter(people::left_on.is_null().or(people::left_on.ge(day)))
        .group_by(people::unit_id)
        .select((people::unit_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Touches a person, so that two processes never decide about the same one at once.
///
/// # Errors
/// When the query fails.
pub fn lock(conn: &mut Conn, id: PersonId) -> QueryResult<()> {
    diesel::update(people::table.filter(people::id.eq(id)))
        .set(people::id.eq(id))
        .execute(conn)?;
    Ok(())
}

/// Who has one of these mobile numbers and has not left by `today`: number, id, and the
/// keyed hash of the ID number.
///
/// # Errors
/// When the query fails.
pub fn load_mobile_owners(
    conn: &mut Conn,
    numbers: &[String],
    today: NaiveDate,
) -> QueryResult<Vec<(String, PersonId, String)>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    people::table
        .filter(people::mobile.eq_any(numbers))
        .filter(people::merged_into.is_null())
        .filter(people::left_on.is_null().or(people::left_on.ge(today)))
        .order(people::id)
        .select((
            people::mobile.assume_not_null(),
            people::id,
            people::id_number_hash,
        ))
        .load(conn)
}

/// The people with this mobile number; several may share one.
///
/// # Errors
/// When the query fails.
pub fn load_with_mobile(conn: &mut Conn, mobile: &str) -> QueryResult<Vec<Person>> {
    people::table
        .filter(people::mobile.eq(mobile))
        .order(people::id)
        .select(Person::as_select())
        .load(conn)
}
