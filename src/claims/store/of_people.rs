//! All claims of people, and taking them out when their time of keeping is over.

use diesel::prelude::*;

use crate::claims::{Claim, ClaimId};
use crate::db::Conn;
use crate::db::schema::{claim_lines, claim_receipts, claims};
use crate::exams::EntryId;
use crate::people::PersonId;
use crate::training::TrainingRecordId;

/// The claims of these people, in every state, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, of: &[PersonId]) -> QueryResult<Vec<Claim>> {
    claims::table
        .filter(claims::person_id.eq_any(of))
        .order(claims::id)
        .select(Claim::as_select())
        .load(conn)
}

/// What lines of claims refer to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Referred {
    /// Entries.
    pub entries: Vec<EntryId>,
    /// Training records.
    pub records: Vec<TrainingRecordId>,
}

/// What the lines of these claims refer to.
///
/// # Errors
/// When the query fails.
pub fn load_referred(conn: &mut Conn, of: &[ClaimId]) -> QueryResult<Referred> {
    let rows: Vec<(Option<EntryId>, Option<TrainingRecordId>)> = claim_lines::table
        .filter(claim_lines::claim_id.eq_any(of))
        .select((claim_lines::entry_id, claim_lines::training_record_id))
        .load(conn)?;
    let mut referred = Referred::default();
    for (entry, record) in rows {
        referred.entries.extend(entry);
        referred.records.extend(record);
    }
    Ok(referred)
}

/// Takes out these claims with their lines and receipts; how many rows.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete(conn: &mut Conn, gone: &[ClaimId]) -> QueryResult<usize> {
    let receipts =
        diesel::delete(claim_receipts::table.filter(claim_receipts::claim_id.eq_any(gone)))
            .execute(conn)?;
    let lines = diesel::delete(claim_lines::table.filter(claim_lines::claim_id.eq_any(gone)))
        .execute(conn)?;
    let claims = diesel::delete(claims::table.filter(claims::id.eq_any(gone))).execute(conn)?;
    Ok(receipts + lines + claims)
}
