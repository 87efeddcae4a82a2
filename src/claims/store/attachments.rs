//! The files of claims.

use diesel::prelude::*;

use crate::claims::ClaimId;
use crate::claims::attachments::Attachment;
use crate::db::Conn;
use crate::db::schema::claim_attachments;
use crate::each_backend;
use crate::evidence::EvidenceId;

/// Adds a file to a claim.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, attachment: &Attachment) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(claim_attachments::table)
        .values(attachment)
        .execute(inner))?;
    Ok(())
}

/// Takes a file out of a claim; its row and bytes stay where others speak of them.
///
/// # Errors
/// `NotFound` where the claim has no such file.
pub fn remove(conn: &mut Conn, claim: ClaimId, file: EvidenceId) -> QueryResult<()> {
    let mine = claim_attachments::table
        .filter(claim_attachments::claim_id.eq(claim))
        .filter(claim_attachments::evidence_id.eq(file));
    match diesel::delete(mine).execute(conn)? {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// The files of a claim, in the order they came.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<Attachment>> {
    claim_attachments::table
        .filter(claim_attachments::claim_id.eq(claim))
        .order(claim_attachments::id)
        .select(Attachment::as_select())
        .load(conn)
}

/// The claim that a file belongs to.
///
/// # Errors
/// When the query fails.
pub fn find_claim_of(conn: &mut Conn, file: EvidenceId) -> QueryResult<Option<ClaimId>> {
    claim_attachments::table
        .filter(claim_attachments::evidence_id.eq(file))
        .select(claim_attachments::claim_id)
        .get_result(conn)
        .optional()
}
