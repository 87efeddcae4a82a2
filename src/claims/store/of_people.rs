//! All claims of people, and taking them out when their time of keeping is over.

use diesel::prelude::*;

use crate::claims::{Claim, ClaimId};
use crate::db::Conn;
use crate::db::schema::{
    claim_attachments, claim_lines, claim_receipts, claim_steps, claim_travel_legs, claims,
    receipt_identities,
};
use crate::evidence::EvidenceId;
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
    /// Files.
    pub evidence: Vec<EvidenceId>,
}

/// What these claims refer to: entries and records by their lines, files.
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
    referred.evidence = claim_attachments::table
        .filter(claim_attachments::claim_id.eq_any(of))
        .select(claim_attachments::evidence_id)
        .load(conn)?;
    Ok(referred)
}

/// Takes out these claims with all that belongs to them; how many rows.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete(conn: &mut Conn, gone: &[ClaimId]) -> QueryResult<usize> {
    let lines = claim_lines::table
        .filter(claim_lines::claim_id.eq_any(gone))
        .select(claim_lines::id);
    let legs =
        diesel::delete(claim_travel_legs::table.filter(claim_travel_legs::line_id.eq_any(lines)))
            .execute(conn)?;
    let identities =
        diesel::delete(receipt_identities::table.filter(receipt_identities::claim_id.eq_any(gone)))
            .execute(conn)?;
    let attachments =
        diesel::delete(claim_attachments::table.filter(claim_attachments::claim_id.eq_any(gone)))
            .execute(conn)?;
    let steps = diesel::delete(claim_steps::table.filter(claim_steps::claim_id.eq_any(gone)))
        .execute(conn)?;
    let receipts =
        diesel::delete(claim_receipts::table.filter(claim_receipts::claim_id.eq_any(gone)))
            .execute(conn)?;
    let lines = diesel::delete(claim_lines::table.filter(claim_lines::claim_id.eq_any(gone)))
        .execute(conn)?;
    let claims = diesel::delete(claims::table.filter(claims::id.eq_any(gone))).execute(conn)?;
    Ok(legs + identities + attachments + steps + receipts + lines + claims)
}
