//! The claims of one person, and handing them to another entry of that person.

use diesel::prelude::*;

use crate::claims::Claim;
use crate::db::Conn;
use crate::db::schema::{claim_lines, claims};
use crate::exams::EntryId;
use crate::people::PersonId;
use crate::training::TrainingRecordId;

/// The claims of a person, oldest first, each with the exam entries it pays for.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<(Claim, Vec<EntryId>)>> {
    let found: Vec<Claim> = claims::table
        .filter(claims::person_id.eq(person))
        .order(claims::id)
        .select(Claim::as_select())
        .load(conn)?;
    found
        .into_iter()
        .map(|claim| {
            let entries: Vec<Option<EntryId>> = claim_lines::table
                .filter(claim_lines::claim_id.eq(claim.id))
                .order(claim_lines::id)
                .select(claim_lines::entry_id)
                .load(conn)?;
            Ok((claim, entries.into_iter().flatten().collect()))
        })
        .collect()
}

/// Lets the lines that pay for one entry pay for another of the same season and level.
///
/// # Errors
/// When the query fails.
pub fn repoint_entry(conn: &mut Conn, from: EntryId, to: EntryId) -> QueryResult<usize> {
    diesel::update(claim_lines::table.filter(claim_lines::held_entry_id.eq(from)))
        .set(claim_lines::held_entry_id.eq(to))
        .execute(conn)?;
    diesel::update(claim_lines::table.filter(claim_lines::entry_id.eq(from)))
        .set(claim_lines::entry_id.eq(to))
        .execute(conn)
}

/// Lets the lines that pay for one training record pay for the same training of
/// another entry of the person.
///
/// # Errors
/// When the query fails.
pub fn repoint_record(
    conn: &mut Conn,
    from: TrainingRecordId,
    to: TrainingRecordId,
) -> QueryResult<usize> {
    diesel::update(claim_lines::table.filter(claim_lines::held_record_id.eq(from)))
        .set(claim_lines::held_record_id.eq(to))
        .execute(conn)?;
    diesel::update(claim_lines::table.filter(claim_lines::training_record_id.eq(from)))
        .set(claim_lines::training_record_id.eq(to))
        .execute(conn)
}
