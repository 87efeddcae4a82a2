//! The rarer changes: another ID number, another unit, two entries made one.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::StorePersonError;
use crate::accounts::Reach;
use crate::audit::ImportBatchId;
use crate::db::schema::{people, person_moves};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::identity::IdNumber;
use crate::people::{ID_NUMBER_COLUMN, Person, PersonId, PersonMove};
use crate::secrecy::Keys;

/// The person with this id where it lies within reach; merged entries never do.
///
/// # Errors
/// When the query fails.
pub fn find_within(conn: &mut Conn, id: PersonId, reach: &Reach) -> QueryResult<Option<Person>> {
    let found: Option<Person> = people::table
        .filter(people::id.eq(id))
        .filter(people::merged_into.is_null())
        .select(Person::as_select())
        .get_result(conn)
        .optional()?;
    Ok(found.filter(|person| reach.contains(person.details.unit_id)))
}

/// The entry that this one was merged into.
///
/// # Errors
/// When the query fails.
pub fn find_merged_into(conn: &mut Conn, id: PersonId) -> QueryResult<Option<PersonId>> {
    let found: Option<Option<PersonId>> = people::table
        .filter(people::id.eq(id))
        .select(people::merged_into)
        .get_result(conn)
        .optional()?;
    Ok(found.flatten())
}

/// Seals another ID number for a person.
///
/// # Errors
/// `NotFound` when somebody else changed the row since it was read; when the number
/// is somebody else's or cannot be sealed.
pub fn replace_id_number(
    conn: &mut Conn,
    keys: &Keys,
    id: PersonId,
    seen_version: i64,
    number: &IdNumber,
    at: NaiveDateTime,
) -> Result<(), StorePersonError> {
    let cipher = keys.seal(ID_NUMBER_COLUMN, id.0, number.as_str())?;
    let mine = people::table.filter(people::id.eq(id).and(people::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            people::id_kind.eq(number.kind()),
            people::id_number_cipher.eq(cipher),
            people::id_number_hash.eq(keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str())),
            people::version.eq(seen_version + 1),
            people::updated_at.eq(at),
        ))
        .execute(conn)?;
    one(changed)?;
    Ok(())
}

/// Makes an entry the tombstone of `into`: never listed, without ways to reach it;
/// entries that were merged into it lead to `into` as well.
///
/// # Errors
/// `NotFound` when somebody else changed the row since it was read.
pub fn merge_into(
    conn: &mut Conn,
    gone: PersonId,
    seen_version: i64,
    into: PersonId,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = people::table.filter(people::id.eq(gone).and(people::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            people::merged_into.eq(into),
            people::mobile.eq(None::<String>),
            people::email.eq(None::<String>),
            people::version.eq(seen_version + 1),
            people::updated_at.eq(at),
        ))
        .execute(conn)?;
    one(changed)?;
    diesel::update(people::table.filter(people::merged_into.eq(gone)))
        .set(people::merged_into.eq(into))
        .execute(conn)?;
    Ok(())
}

fn one(changed: usize) -> QueryResult<()> {
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

#[derive(Insertable)]
#[diesel(table_name = person_moves, treat_none_as_default_value = false)]
struct NewMove {
    id: i64,
    #[diesel(embed)]
    details: PersonMove,
    created_at: NaiveDateTime,
    import_batch_id: Option<ImportBatchId>,
}

/// Notes a move between units, and the import that told of it.
///
/// # Errors
/// When the query fails.
pub fn insert_move(
    conn: &mut Conn,
    details: &PersonMove,
    import_batch_id: Option<ImportBatchId>,
    at: NaiveDateTime,
) -> QueryResult<i64> {
    let id = ids::allocate_one(conn, "person_moves")?;
    let row = NewMove {
        id,
        details: details.clone(),
        created_at: at,
        import_batch_id,
    };
    each_backend!(conn, |inner| diesel::insert_into(person_moves::table)
        .values(&row)
        .execute(inner))?;
    Ok(id)
}

/// The moves of a person, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_moves(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<PersonMove>> {
    person_moves::table
        .filter(person_moves::person_id.eq(person))
        .order((person_moves::moved_on, person_moves::id))
        .select(PersonMove::as_select())
        .load(conn)
}

/// Hands the moves of one entry to another of the same person.
///
/// # Errors
/// When the query fails.
pub fn reassign_moves(conn: &mut Conn, from: PersonId, to: PersonId) -> QueryResult<usize> {
    diesel::update(person_moves::table.filter(person_moves::person_id.eq(from)))
        .set(person_moves::person_id.eq(to))
        .execute(conn)
}

/// The last move of a person, for the check that a new one does not lie before it.
///
/// # Errors
/// When the query fails.
pub fn find_last_move(conn: &mut Conn, person: PersonId) -> QueryResult<Option<NaiveDate>> {
    person_moves::table
        .filter(person_moves::person_id.eq(person))
        .order(person_moves::moved_on.desc())
        .select(person_moves::moved_on)
        .first(conn)
        .optional()
}
