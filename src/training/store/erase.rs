//! Taking out the training records of people whose time of keeping is over.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::training_records;
use crate::people::PersonId;
use crate::training::TrainingRecordId;

/// Takes out the records of these people, those in `kept` excepted: a voucher still
/// refers to them.
///
/// # Errors
/// When something else still refers to one of them.
pub fn delete_of_people(
    conn: &mut Conn,
    of: &[PersonId],
    kept: &[TrainingRecordId],
) -> QueryResult<usize> {
    diesel::delete(
        training_records::table
            .filter(training_records::person_id.eq_any(of))
            .filter(training_records::id.ne_all(kept)),
    )
    .execute(conn)
}

/// Takes out these records.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete(conn: &mut Conn, records: &[TrainingRecordId]) -> QueryResult<usize> {
    diesel::delete(training_records::table.filter(training_records::id.eq_any(records)))
        .execute(conn)
}
