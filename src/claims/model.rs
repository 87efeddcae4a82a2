//! Claims, their states, and what is proposed before there is one.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::AccountId;
use crate::exams::rules::EntryCost;
use crate::exams::{EntryId, EntryState};
use crate::people::{EmploymentKind, PersonId};
use crate::policy::ClaimKind;
use crate::training::TrainingRecordId;
use crate::units::{UnitId, UnitKind};
use crate::{certificates::Level, id_type, text_enum};

id_type!(
    /// One claim of one person.
    ClaimId
);
id_type!(
    /// One line of a claim.
    ClaimLineId
);

text_enum!(
    /// Where a claim stands (rules §5).
    ClaimState {
        /// Being filled in.
        Draft = "draft", "草稿";
        /// Handed in, waiting for a decision.
        Submitted = "submitted", "待审批";
        /// Sent back with a reason.
        Returned = "returned", "已退回";
        /// To be paid.
        Approved = "approved", "已批准";
        /// Refused with a reason.
        Rejected = "rejected", "未批准";
        /// Taken back by the person.
        Withdrawn = "withdrawn", "已撤回";
        /// Called off after approval, before payment.
        Void = "void", "已作废";
        /// In a batch of payments.
        InBatch = "in_batch", "付款中";
        /// Paid; never undone.
        Paid = "paid", "已付款";
        /// The bank sent it back.
        Bounced = "bounced", "付款退回";
    }
);

text_enum!(
    /// What the policy makes of an entry.
    ProposalOutcome {
        /// A draft claim is proposed.
        Proposed = "proposed", "建议报销";
        /// There is a claim already.
        Exists = "exists", "已有报销单";
        /// What the policy waits for has not happened.
        NotYet = "not_yet", "暂不能报销";
        /// The policy does not pay this.
        NotCovered = "not_covered", "不予报销";
    }
);

/// One entry with all the facts a proposal needs, gathered on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFacts {
    /// The exam year.
    pub year: i32,
    /// The level.
    pub level: Level,
    /// Where the entry stands.
    pub state: EntryState,
    /// The day it was paid, where known.
    pub paid_on: Option<NaiveDate>,
    /// Last exam day of the season, where known.
    pub exam_last_on: Option<NaiveDate>,
    /// Results day of the season, where known; the day of a later pass line
    /// where only that made the person pass.
    pub results_on: Option<NaiveDate>,
    /// The season has closed and results of this entry are there.
    pub results_out: bool,
    /// At least one subject of the entry has a score (no −1, −2, −4).
    pub has_score: bool,
    /// A pass of this entry still counts for the next season.
    pub passes_live: bool,
    /// The year in which the person qualified at this level, where they did.
    pub qualified_year: Option<i32>,
    /// What was paid for the entry, in 分, where known.
    pub payment_cents: Option<i64>,
    /// What came back, in 分, where known (0 = known to be nothing).
    pub refund_cents: Option<i64>,
    /// The cost by the fee table; none where the area has no fees in the policy data.
    pub cost: Option<EntryCost>,
    /// The live exam fee claim of the same person, season and level.
    pub existing: Option<ClaimId>,
    /// How many other entries of this level are claimed (live) or paid already.
    pub claimed_entries: u32,
    /// The kind of the person's unit.
    pub unit_kind: UnitKind,
    /// 人员类别, where known.
    pub employment: Option<EmploymentKind>,
}

/// One line of a proposed claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposedLine {
    /// What it pays for.
    pub kind: ClaimKind,
    /// How much, in 分.
    pub amount_cents: i64,
}

/// What the policy makes of one entry on one day, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Proposed, exists, not yet, or not covered.
    pub outcome: ProposalOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// The lines of the draft; empty unless proposed.
    pub lines: Vec<ProposedLine>,
    /// What an approver must look at, a sentence each.
    pub flags: Vec<String>,
    /// The employment kind that was used.
    pub employment: EmploymentKind,
    /// It was guessed from the unit's kind: 推定.
    pub employment_assumed: bool,
    /// The day of the event that makes the entry payable, where it has come and is known.
    pub event_on: Option<NaiveDate>,
    /// The last day on which it may be claimed, where the policy sets one.
    pub deadline: Option<NaiveDate>,
}

/// The values of a claim; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claims, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ClaimDetails {
    /// The number on the form.
    pub claim_number: String,
    /// Who is paid.
    pub person_id: PersonId,
    /// The unit that pays.
    pub unit_id: UnitId,
    /// Where it stands.
    pub state: ClaimState,
    /// The policy that pays it.
    pub policy_id: String,
    /// Why it is paid, in one sentence.
    pub basis: String,
    /// 填报日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub filed_on: NaiveDate,
    /// The last day to hand it in, where the policy sets one.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub deadline_on: Option<NaiveDate>,
    /// 附件张数.
    pub attachment_count: i64,
    /// The account that filled it in; none from the command line.
    pub filed_by: Option<AccountId>,
    /// That account's name at the time.
    pub filed_by_name: String,
    /// Filled in for somebody else (代填).
    pub on_behalf: bool,
    /// When it was handed in last (UTC).
    pub handed_in_at: Option<NaiveDateTime>,
    /// Two must approve it; fixed when it is handed in.
    pub needs_two: bool,
    /// 经费来源, where one was chosen.
    pub funding_source: Option<String>,
    /// The fields that a returning approver marked, blank between.
    pub marked_fields: String,
}

impl ClaimDetails {
    /// A new draft of somebody's claim, filled in by nobody yet.
    pub fn draft(
        claim_number: String,
        person_id: PersonId,
        unit_id: UnitId,
        filed_on: NaiveDate,
    ) -> Self {
        Self {
            claim_number,
            person_id,
            unit_id,
            state: ClaimState::Draft,
            policy_id: String::new(),
            basis: String::new(),
            filed_on,
            deadline_on: None,
            attachment_count: 0,
            filed_by: None,
            filed_by_name: String::new(),
            on_behalf: false,
            handed_in_at: None,
            needs_two: false,
            funding_source: None,
            marked_fields: String::new(),
        }
    }
}

/// A claim as stored, without its lines.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::claims)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Its values.
    #[diesel(embed)]
    pub details: ClaimDetails,
    /// Raised by each change.
    pub version: i64,
}

/// Where a claim of a person stands, and how much it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimStanding {
    /// The claim.
    pub claim: ClaimId,
    /// The number on its form.
    pub claim_number: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The sum of its lines, in 分.
    pub amount_cents: i64,
}

/// One line of a claim; also what the history keeps. Amounts in 分.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claim_lines, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ClaimLineDetails {
    /// The claim.
    pub claim_id: ClaimId,
    /// What it pays for.
    pub kind: ClaimKind,
    /// The entry of an exam cost.
    pub entry_id: Option<EntryId>,
    /// The record of a training fee.
    pub training_record_id: Option<TrainingRecordId>,
    /// 用途.
    pub purpose: String,
    /// What was charged.
    pub gross_cents: i64,
    /// The archive fee in it.
    pub archive_fee_cents: i64,
    /// What came back or will.
    pub refund_cents: i64,
    /// What is claimed.
    pub amount_cents: i64,
    /// What was approved of it; none before the decision.
    pub approved_cents: Option<i64>,
    /// Why there is no receipt, or not for all of it; empty where there is.
    pub missing_receipt_reason: String,
}

/// A line as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::claim_lines)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ClaimLine {
    /// Its id.
    pub id: ClaimLineId,
    /// Its values.
    #[diesel(embed)]
    pub details: ClaimLineDetails,
}
