//! Files of a claim (附件): receipts, what supports them, and the scan of the signed and
//! stamped form (盖章件). The bytes are the evidence room's.

use chrono::NaiveDateTime;

use super::ClaimId;
use crate::evidence::EvidenceId;
use crate::text_enum;

/// A claim has at most this many files.
pub const MOST_ATTACHMENTS: usize = 30;

text_enum!(
    /// What a file of a claim is for.
    AttachmentPurpose {
        /// A receipt.
        Receipt = "receipt", "票据";
        /// What supports it: a ticket, a payment record, a screenshot.
        Supporting = "supporting", "佐证材料";
        /// The printed form with signatures and seal.
        SignedForm = "signed_form", "盖章件";
    }
);

/// One file of a claim.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claim_attachments)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Attachment {
    /// The claim.
    pub claim_id: ClaimId,
    /// The file.
    pub evidence_id: EvidenceId,
    /// What it is for.
    pub purpose: AttachmentPurpose,
    /// When it was added (UTC).
    pub added_at: NaiveDateTime,
}
