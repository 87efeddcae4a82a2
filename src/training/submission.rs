//! A record that somebody hands in with its proof, and the trail of its review.
//!
//! The record's own state (`pending`, `recognised`, `rejected`, `withdrawn`) is what the
//! rules of counting read. Where the review stands is told apart, because "returned"
//! counts like "rejected" but may be mended and handed in again (decided).

mod typed;

use chrono::NaiveDateTime;

use super::{RecordState, TrainingRecordId};
use crate::accounts::AccountId;
use crate::people::PersonId;
use crate::text_enum;

pub use typed::{
    CheckedRecord, FieldRefusal, LONGEST_REASON, LONGEST_TITLE, MOST_PROOFS, TypedRecord, check,
    figures, reason,
};

text_enum!(
    /// Where a submitted record stands.
    Standing {
        /// Waiting for a review.
        Waiting = "waiting", "待审核";
        /// Counts.
        Recognised = "recognised", "已认定";
        /// Sent back with a reason; may be mended and handed in again.
        Returned = "returned", "已退回";
        /// Refused with a reason, for good.
        Rejected = "rejected", "不予认定";
        /// Taken back; may be handed in again.
        Withdrawn = "withdrawn", "已撤回";
    }
);

impl Standing {
    /// The state of the record that the counting reads.
    pub const fn record_state(self) -> RecordState {
        match self {
            Standing::Waiting => RecordState::Pending,
            Standing::Recognised => RecordState::Recognised,
            Standing::Returned | Standing::Rejected => RecordState::Rejected,
            Standing::Withdrawn => RecordState::Withdrawn,
        }
    }

    /// Whether the person may change the record and hand it in.
    pub const fn may_be_mended(self) -> bool {
        match self {
            Standing::Waiting | Standing::Returned | Standing::Withdrawn => true,
            Standing::Recognised | Standing::Rejected => false,
        }
    }
}

text_enum!(
    /// One step of the trail.
    Step {
        /// Handed in for the first time.
        Submitted = "submitted", "提交";
        /// Changed before anybody reviewed it.
        Edited = "edited", "修改";
        /// Handed in again after a return or a withdrawal.
        Resubmitted = "resubmitted", "重新提交";
        /// Taken back.
        Withdrawn = "withdrawn", "撤回";
        /// Recognised.
        Recognised = "recognised", "认定";
        /// Sent back.
        Returned = "returned", "退回";
        /// Refused.
        Rejected = "rejected", "不予认定";
    }
);

/// How a record came to review and where it stands.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::training_submissions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(record_id))]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Submission {
    /// The record.
    pub record_id: TrainingRecordId,
    /// Where it stands.
    pub standing: Standing,
    /// The account that handed it in last.
    pub filed_by: Option<AccountId>,
    /// That account's name.
    pub filed_by_name: String,
    /// Handed in by somebody else for the person (代填).
    pub on_behalf: bool,
    /// When it was handed in last (UTC); the order of the queue.
    pub handed_in_at: NaiveDateTime,
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::training_review_steps)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct TrailLine {
    /// The record.
    pub record_id: TrainingRecordId,
    /// What was done.
    pub step: Step,
    /// By which account.
    pub account_id: Option<AccountId>,
    /// Its name at the time.
    pub actor_name: String,
    /// Why.
    pub reason: Option<String>,
    /// Which figures the reviewer changed to what the proof says.
    pub correction: Option<String>,
    /// When (UTC).
    pub taken_at: NaiveDateTime,
}

/// Who hands something in: oneself, or somebody of the office for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filer {
    /// The account; none from the command line.
    pub account: Option<AccountId>,
    /// Its name.
    pub name: String,
    /// The person the account belongs to.
    pub person: Option<PersonId>,
}
