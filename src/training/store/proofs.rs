//! Which files prove which record. A proof that was taken out of a record stays, so
//! that the trail can show what a reviewer saw.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::training_proofs;
use crate::db::{Conn, ids};
use crate::evidence::EvidenceId;
use crate::training::TrainingRecordId;

#[derive(Insertable)]
#[diesel(table_name = training_proofs)]
struct NewProof {
    id: i64,
    record_id: TrainingRecordId,
    evidence_id: EvidenceId,
    added_at: NaiveDateTime,
}

/// One file of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = training_proofs, check_for_backend(crate::db::Backend))]
pub struct Proof {
    /// The record.
    pub record_id: TrainingRecordId,
    /// The file.
    pub evidence_id: EvidenceId,
    /// Since when it no longer proves it.
    pub removed_at: Option<NaiveDateTime>,
}

/// Adds a file to a record.
///
/// # Errors
/// When the file proves something already.
pub fn insert(
    conn: &mut Conn,
    record: TrainingRecordId,
    evidence: EvidenceId,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let row = NewProof {
        id: ids::allocate_one(conn, "training_proofs")?,
        record_id: record,
        evidence_id: evidence,
        added_at: at,
    };
    diesel::insert_into(training_proofs::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The files that prove these records now, in the order in which they came.
///
/// # Errors
/// When the query fails.
pub fn load_of_records(conn: &mut Conn, records: &[TrainingRecordId]) -> QueryResult<Vec<Proof>> {
    training_proofs::table
        .filter(training_proofs::record_id.eq_any(records))
        .filter(training_proofs::removed_at.is_null())
        .order(training_proofs::id)
        .select(Proof::as_select())
        .load(conn)
}

/// Which records these files prove or proved.
///
/// # Errors
/// When the query fails.
pub fn load_of_files(conn: &mut Conn, files: &[EvidenceId]) -> QueryResult<Vec<Proof>> {
    training_proofs::table
        .filter(training_proofs::evidence_id.eq_any(files))
        .order(training_proofs::id)
        .select(Proof::as_select())
        .load(conn)
}

/// Takes files out of a record; how many were in it.
///
/// # Errors
/// When the query fails.
pub fn remove(
    conn: &mut Conn,
    record: TrainingRecordId,
    files: &[EvidenceId],
    at: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(
        training_proofs::table
            .filter(training_proofs::record_id.eq(record))
            .filter(training_proofs::evidence_id.eq_any(files))
            .filter(training_proofs::removed_at.is_null()),
    )
    .set(training_proofs::removed_at.eq(at))
    .execute(conn)
}
