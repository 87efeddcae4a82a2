//! `claims-propose`: a draft claim for each entry that the policy would pay, and of
//! the others why not.

use std::collections::HashMap;

use serde::Serialize;

use super::gather::{EntryJudge, JudgedEntry, Workplace};
use super::{
    ClaimDetails, ClaimId, ClaimLineDetails, Proposal, ProposalOutcome, ProposedLine, store,
};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::certificates::Level;
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::exams::actions::ExamRules;
use crate::exams::situation::{self, EntryOnRecord};
use crate::exams::store::entries;
use crate::people::{self, Person, PersonId};
use crate::policy::{ClaimKind, ReimbursementPolicy};
use crate::secrecy::CannotOpen;
use crate::units::{self, UnitTree};

/// People judged at once.
const PEOPLE_AT_ONCE: usize = 1_000;

/// Why claims could not be proposed; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
}

impl From<diesel::result::Error> for ProposeError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// One entry and what the policy makes of it, as `claims-propose` tells it.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalLine {
    /// Masked.
    pub id_number: String,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The level.
    pub level: Level,
    /// Proposed, exists, not yet, not covered.
    pub outcome: ProposalOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// What would be paid.
    pub lines: Vec<AmountLine>,
    /// What an approver must look at.
    #[serde(skip)]
    pub flags: Vec<String>,
    /// The number of the draft that was made.
    #[serde(skip)]
    pub claim_number: Option<String>,
}

/// One amount of a proposal.
#[derive(Debug, Clone, Serialize)]
pub struct AmountLine {
    /// What it pays for.
    pub kind: ClaimKind,
    /// How much, in 分.
    pub amount_cents: i64,
}

/// Proposes a claim for every entry of a year's seasons; makes the drafts unless dry.
///
/// # Errors
/// [`ProposeError`]; then nothing is stored.
pub fn propose_claims(
    app: &App,
    year: i32,
    dry_run: bool,
    occasion: &Occasion,
) -> Result<Vec<ProposalLine>, ProposeError> {
    app.db.write_or_roll_back(|conn| {
        let tree = units::store::load_tree(conn)?;
        let mut rules = ExamRules::load(
            conn,
            &app.policies,
            app.config.time_zone,
            occasion.now.today,
        )?;
        let mut people: Vec<PersonId> = entries::load_of_year(conn, year)?
            .iter()
            .map(|entry| entry.details.person_id)
            .collect();
        people.dedup();
        let mut lines = Vec::new();
        for block in people.chunks(PEOPLE_AT_ONCE) {
            let mut run = Run {
                app,
                tree: &tree,
                rules: &mut rules,
                occasion,
                year,
                changes: Vec::new(),
            };
            lines.extend(run.propose_for(conn, block)?);
            audit::store::record(conn, occasion, &run.changes)?;
        }
        Ok((lines, !dry_run))
    })
}

struct Run<'a, 'p> {
    app: &'p App,
    tree: &'a UnitTree,
    rules: &'a mut ExamRules<'p>,
    occasion: &'a Occasion,
    year: i32,
    changes: Vec<Change>,
}

impl Run<'_, '_> {
    fn propose_for(
        &mut self,
        conn: &mut Conn,
        ids: &[PersonId],
    ) -> Result<Vec<ProposalLine>, ProposeError> {
        for id in ids {
            people::store::lock(conn, *id)?;
        }
        let people = people::store::load_of_ids(conn, ids)?;
        let exams = situation::load(conn, self.rules, self.tree, &people)?;
        let people: HashMap<PersonId, Person> = people
            .into_iter()
            .map(|person| (person.id, person))
            .collect();
        let claimed = store::load_claimed_entries(conn, ids)?;
        let judge = EntryJudge {
            policies: &self.app.policies,
            zone: self.app.config.time_zone,
            today: self.occasion.now.today,
        };
        let mut lines = Vec::new();
        for id in ids {
            let (Some(person), Some(situation)) = (people.get(id), exams.get(id)) else {
                continue;
            };
            let claims = claimed.get(id).map(Vec::as_slice).unwrap_or_default();
            let (workplace, year) = (Workplace::of(self.tree, person), self.year);
            for entry in situation
                .entries
                .iter()
                .filter(|entry| entry.year() == year)
            {
                let judged = judge.judge(self.rules, person, workplace, situation, entry, claims);
                lines.push(self.line(conn, person, entry, judged)?);
            }
        }
        Ok(lines)
    }

    fn line(
        &mut self,
        conn: &mut Conn,
        person: &Person,
        entry: &EntryOnRecord,
        judged: JudgedEntry<'_>,
    ) -> Result<ProposalLine, ProposeError> {
        let JudgedEntry {
            proposal,
            policy,
            cost,
        } = judged;
        let claim_number = match (proposal.outcome, policy) {
            (ProposalOutcome::Proposed, Some(policy)) => {
                let charged =
                    cost.map(|cost| (cost.gross_cents, cost.archive_fee_cents, cost.refund_cents));
                Some(self.draft(conn, person, entry, &proposal, policy, charged)?)
            }
            _ => None,
        };
        Ok(ProposalLine {
            id_number: person.shown_id_number(&self.app.keys, false)?,
            name: person.details.name.clone(),
            unit: self
                .tree
                .get(person.details.unit_id)
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default(),
            level: entry.entry.details.level,
            outcome: proposal.outcome,
            reason: proposal.reason,
            lines: proposal
                .lines
                .iter()
                .map(|line| AmountLine {
                    kind: line.kind,
                    amount_cents: line.amount_cents,
                })
                .collect(),
            flags: proposal.flags,
            claim_number,
        })
    }

    fn draft(
        &mut self,
        conn: &mut Conn,
        person: &Person,
        entry: &EntryOnRecord,
        proposal: &Proposal,
        policy: &ReimbursementPolicy,
        charged: Option<(i64, i64, i64)>,
    ) -> Result<String, ProposeError> {
        let Now { instant, today } = self.occasion.now;
        let id = store::next_id(conn)?;
        let number = format!("BX{}-{:05}", self.year, id.0);
        let details = ClaimDetails {
            policy_id: policy.id.clone(),
            basis: proposal.reason.clone(),
            deadline_on: proposal.deadline,
            ..ClaimDetails::draft(number, person.id, person.details.unit_id, today)
        };
        let lines: Vec<ClaimLineDetails> = proposal
            .lines
            .iter()
            .map(|line| claim_line(id, entry, line, charged))
            .collect();
        store::insert(conn, id, &details, instant)?;
        for line in &lines {
            store::lines::insert(conn, line)?;
        }
        let after = ClaimHistory {
            details: details.clone(),
            lines,
        };
        self.changes.push(Change::created(
            Entity::Claim,
            id.0,
            Some(person.id),
            &after,
        ));
        Ok(details.claim_number)
    }
}

/// What the history keeps of a claim: its values with its lines.
#[derive(Debug, Serialize)]
struct ClaimHistory {
    #[serde(flatten)]
    details: ClaimDetails,
    lines: Vec<ClaimLineDetails>,
}

/// The line with what was charged and came back: what was really paid where that is
/// known, else the fee table.
fn claim_line(
    claim: ClaimId,
    entry: &EntryOnRecord,
    line: &ProposedLine,
    charged: Option<(i64, i64, i64)>,
) -> ClaimLineDetails {
    let details = &entry.entry.details;
    let (gross, archive_fee, refund) = charged.unwrap_or((line.amount_cents, 0, 0));
    let (gross, refund) = match (details.paid_cents, details.refunded_cents) {
        (Some(paid), Some(refunded)) => (paid, refunded),
        _ => (gross, refund),
    };
    ClaimLineDetails {
        claim_id: claim,
        kind: line.kind,
        entry_id: Some(entry.entry.id),
        training_record_id: None,
        purpose: format!("{}年{}考试报名费", entry.year(), details.level.label()),
        gross_cents: gross,
        archive_fee_cents: archive_fee,
        refund_cents: refund,
        amount_cents: line.amount_cents,
        approved_cents: None,
        missing_receipt_reason: String::new(),
    }
}
