//! People who have left, and the erasing of what no law keeps of them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{people, person_moves, service_periods};
use crate::people::{ERASED_ID_NUMBER, Person, PersonId};
use crate::text::{pinyin_initials, pinyin_key};
use crate::units::UnitId;

/// People after `after` who left before `today`, at most `limit`, of these units only
/// where any are given.
///
/// # Errors
/// When the query fails.
pub fn load(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    today: NaiveDate,
    after: PersonId,
    limit: i64,
) -> QueryResult<Vec<Person>> {
    let query = people::table
        .filter(people::id.gt(after))
        .filter(people::left_on.lt(today))
        .filter(people::merged_into.is_null())
        .order(people::id)
        .limit(limit)
        .select(Person::as_select());
    match units {
        None => query.load(conn),
        Some(units) => query.filter(people::unit_id.eq_any(units)).load(conn),
    }
}

/// The ids of the people of these units, as a part of another query.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn ids_of_units(units: Vec<UnitId>) -> _ {
    people::table
        .filter(people::unit_id.eq_any(units))
        .select(people::id.nullable())
}

/// The entries that were merged into these people: which, and into whom. What is done
/// to a person is done to them.
///
/// # Errors
/// When the query fails.
pub fn load_merged(conn: &mut Conn, of: &[PersonId]) -> QueryResult<Vec<(PersonId, PersonId)>> {
    let rows: Vec<(PersonId, Option<PersonId>)> = people::table
        .filter(people::merged_into.eq_any(of))
        .order(people::id)
        .select((people::id, people::merged_into))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(gone, into)| Some((gone, into?)))
        .collect())
}

/// Takes out where these people worked before, and when.
///
/// # Errors
/// When the query fails.
pub fn delete_moves(conn: &mut Conn, of: &[PersonId]) -> QueryResult<usize> {
    let periods =
        diesel::delete(service_periods::table.filter(service_periods::person_id.eq_any(of)))
            .execute(conn)?;
    let moves = diesel::delete(person_moves::table.filter(person_moves::person_id.eq_any(of)))
        .execute(conn)?;
    Ok(moves + periods)
}

/// Empties what a unit needed to reach and place these people. Unit, 入职 and 离职 stay.
///
/// # Errors
/// When the query fails.
pub fn erase_contact(conn: &mut Conn, of: &[PersonId], at: NaiveDateTime) -> QueryResult<usize> {
    diesel::update(people::table.filter(people::id.eq_any(of)))
        .set((
            people::mobile.eq(None::<String>),
            people::email.eq(None::<String>),
            people::education.eq(None::<String>),
            people::major.eq(None::<String>),
            people::graduated_on.eq(None::<NaiveDate>),
            people::social_work_since.eq(None::<NaiveDate>),
            people::version.eq(people::version + 1),
            people::updated_at.eq(at),
        ))
        .execute(conn)
}

/// Takes out the sealed ID number and its hash; nobody is found by it any more.
///
/// # Errors
/// When the query fails.
pub fn erase_id_number(conn: &mut Conn, of: PersonId, at: NaiveDateTime) -> QueryResult<usize> {
    diesel::update(people::table.filter(people::id.eq(of)))
        .set((
            people::id_number_cipher.eq(ERASED_ID_NUMBER),
            people::id_number_hash.eq(format!("{ERASED_ID_NUMBER}-{of}")),
            people::version.eq(people::version + 1),
            people::updated_at.eq(at),
        ))
        .execute(conn)
}

/// The name of somebody whose name was erased.
pub fn erased_name(of: PersonId) -> String {
    format!("离任人员{of}")
}

/// Puts a number in the place of the name.
///
/// # Errors
/// When the query fails.
pub fn erase_name(conn: &mut Conn, of: PersonId, at: NaiveDateTime) -> QueryResult<usize> {
    let name = erased_name(of);
    diesel::update(people::table.filter(people::id.eq(of)))
        .set((
            people::pinyin_key.eq(pinyin_key(&name)),
            people::pinyin_initials.eq(pinyin_initials(&name)),
            people::name.eq(name),
            people::version.eq(people::version + 1),
            people::updated_at.eq(at),
        ))
        .execute(conn)
}
