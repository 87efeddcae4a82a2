//! Taking out the entries and results of people whose time of keeping is over.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{entries, entry_subjects, results};
use crate::exams::EntryId;
use crate::people::PersonId;

/// Takes out the entries and results of these people, entries in `kept` excepted: a
/// voucher still refers to them; how many rows.
///
/// # Errors
/// When something else still refers to one of them.
pub fn delete_of_people(conn: &mut Conn, of: &[PersonId], kept: &[EntryId]) -> QueryResult<usize> {
    let gone: Vec<EntryId> = entries::table
        .filter(entries::person_id.eq_any(of))
        .filter(entries::id.ne_all(kept))
        .select(entries::id)
        .load(conn)?;
    let results =
        diesel::delete(results::table.filter(results::person_id.eq_any(of))).execute(conn)?;
    Ok(results + delete_entries(conn, &gone)?)
}

/// Takes out these entries with their subjects.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete_entries(conn: &mut Conn, gone: &[EntryId]) -> QueryResult<usize> {
    diesel::delete(entry_subjects::table.filter(entry_subjects::entry_id.eq_any(gone)))
        .execute(conn)?;
    diesel::delete(entries::table.filter(entries::id.eq_any(gone))).execute(conn)
}
