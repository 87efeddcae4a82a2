//! The people as every list knows them: entries that were merged into another one are
//! left out.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::people;
use crate::people::{Person, PersonId};
use crate::units::UnitId;

/// These people, by id; entries that were merged are left out.
///
/// # Errors
/// When the query fails.
pub fn load_listed_of_ids(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<Person>> {
    people::table
        .filter(people::id.eq_any(ids))
        .filter(people::merged_into.is_null())
        .order(people::id)
        .select(Person::as_select())
        .load(conn)
}

/// The person with this id; an entry that was merged is none.
///
/// # Errors
/// When the query fails.
pub fn find_listed(conn: &mut Conn, id: PersonId) -> QueryResult<Option<Person>> {
    people::table
        .filter(people::id.eq(id))
        .filter(people::merged_into.is_null())
        .select(Person::as_select())
        .get_result(conn)
        .optional()
}

/// The ids of the people of these units, as a subquery: another room's loader is scoped
/// by it without knowing the table. Entries that were merged are no people.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn ids_in_units(units: Vec<UnitId>) -> _ {
    people::table
        .filter(people::unit_id.eq_any(units))
        .filter(people::merged_into.is_null())
        .select(people::id)
}

/// The ids of everyone, entries that were merged left out, as a subquery.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn ids_listed() -> _ {
    people::table
        .filter(people::merged_into.is_null())
        .select(people::id)
}

/// The same for columns that may be empty.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn owners_listed() -> _ {
    people::table
        .filter(people::merged_into.is_null())
        .select(people::id.nullable())
}
