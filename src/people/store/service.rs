//! Where people worked on earlier days.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::audit::ImportBatchId;
use crate::db::schema::{people, person_moves, service_periods};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::service::ServicePeriod;
use crate::people::{PersonId, PersonMove};
use crate::units::UnitId;

#[derive(Insertable)]
#[diesel(table_name = service_periods, treat_none_as_default_value = false)]
struct NewPeriod {
    id: i64,
    #[diesel(embed)]
    details: ServicePeriod,
    created_at: NaiveDateTime,
}

/// Keeps a period of service that a return has closed.
///
/// # Errors
/// When the query fails.
pub fn insert_period(
    conn: &mut Conn,
    details: &ServicePeriod,
    at: NaiveDateTime,
) -> QueryResult<i64> {
    let id = ids::allocate_one(conn, "service_periods")?;
    let row = NewPeriod {
        id,
        details: details.clone(),
        created_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(service_periods::table)
        .values(&row)
        .execute(inner))?;
    Ok(id)
}

/// The closed periods of the people with ids in this range.
///
/// # Errors
/// When the query fails.
pub fn load_periods(
    conn: &mut Conn,
    first: PersonId,
    last: PersonId,
) -> QueryResult<Vec<ServicePeriod>> {
    service_periods::table
        .filter(service_periods::person_id.between(first, last))
        .order(service_periods::id)
        .select(ServicePeriod::as_select())
        .load(conn)
}

/// The moves after a day of the people with ids in this range.
///
/// # Errors
/// When the query fails.
pub fn load_moves_after(
    conn: &mut Conn,
    first: PersonId,
    last: PersonId,
    day: NaiveDate,
) -> QueryResult<Vec<PersonMove>> {
    person_moves::table
        .filter(person_moves::person_id.between(first, last))
        .filter(person_moves::moved_on.gt(day))
        .order((person_moves::moved_on, person_moves::id))
        .select(PersonMove::as_select())
        .load(conn)
}

/// Who works in none of these units now and was moved out of one of them after a day,
/// by id; merged entries are left out.
///
/// # Errors
/// When the query fails.
pub fn load_moved_away(
    conn: &mut Conn,
    units: &[UnitId],
    day: NaiveDate,
) -> QueryResult<Vec<PersonId>> {
    let moved: Vec<(PersonId, UnitId)> = person_moves::table
        .inner_join(people::table.on(people::id.eq(person_moves::person_id)))
        .filter(person_moves::from_unit_id.eq_any(units))
        .filter(person_moves::moved_on.gt(day))
        .filter(people::merged_into.is_null())
        .order(people::id)
        .select((people::id, people::unit_id))
        .distinct()
        .load(conn)?;
    Ok(moved
        .into_iter()
        .filter(|(_, unit)| !units.contains(unit))
        .map(|(person, _)| person)
        .collect())
}

/// Takes out the moves that an import told of.
///
/// # Errors
/// When the query fails.
pub fn delete_moves_of_batch(conn: &mut Conn, batch: ImportBatchId) -> QueryResult<usize> {
    diesel::delete(person_moves::table.filter(person_moves::import_batch_id.eq(batch)))
        .execute(conn)
}

/// Hands the closed periods of one entry to another of the same person.
///
/// # Errors
/// When the query fails.
pub fn reassign_periods(conn: &mut Conn, from: PersonId, to: PersonId) -> QueryResult<usize> {
    diesel::update(service_periods::table.filter(service_periods::person_id.eq(from)))
        .set(service_periods::person_id.eq(to))
        .execute(conn)
}
