//! Taking out the training records of people whose time of keeping is over.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{
    training_proofs, training_records, training_review_steps, training_submissions,
};
use crate::people::PersonId;
use crate::training::TrainingRecordId;

/// Takes out the records of these people, those in `kept` excepted: a voucher still
/// refers to them; how many rows. The files of their proofs are the evidence's.
///
/// # Errors
/// When something else still refers to one of them.
pub fn delete_of_people(
    conn: &mut Conn,
    of: &[PersonId],
    kept: &[TrainingRecordId],
) -> QueryResult<usize> {
    let gone: Vec<TrainingRecordId> = training_records::table
        .filter(training_records::person_id.eq_any(of))
        .filter(training_records::id.ne_all(kept))
        .select(training_records::id)
        .load(conn)?;
    delete(conn, &gone)
}

/// Takes out these records with their proofs' rows and the trail of their review.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete(conn: &mut Conn, gone: &[TrainingRecordId]) -> QueryResult<usize> {
    // A person has hundreds of records at the most, five hundred people too many for one list.
    const RECORDS_AT_ONCE: usize = 5_000;
    let mut rows = 0;
    for gone in gone.chunks(RECORDS_AT_ONCE) {
        macro_rules! delete_from {
            ($($table:ident),+) => { $(
                diesel::delete($table::table.filter($table::record_id.eq_any(gone))).execute(conn)?;
            )+ };
        }
        delete_from!(training_proofs, training_submissions, training_review_steps);
        rows += diesel::delete(training_records::table.filter(training_records::id.eq_any(gone)))
            .execute(conn)?;
    }
    Ok(rows)
}
