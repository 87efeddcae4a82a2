//! What a finance officer would check by hand, as tables.

mod amounts;
mod conditions;
mod findings;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::day;

use super::propose;
use crate::certificates::Level;
use crate::claims::{EntryFacts, Proposal, ProposalOutcome, ProposedLine};
use crate::exams::EntryState;
use crate::exams::rules::EntryCost;
use crate::people::EmploymentKind;
use crate::policy::{
    ClaimKind, ReimburseOn, ReimbursementGroup, ReimbursementPolicy, Source, Trust, Validity,
};
use crate::units::UnitKind;

fn group(kinds: &[UnitKind], covered: bool, reimburse_on: ReimburseOn) -> ReimbursementGroup {
    ReimbursementGroup {
        unit_kinds: BTreeSet::from_iter(kinds.iter().copied()),
        employment_kinds: BTreeSet::new(),
        covered,
        reimburse_on,
        note: None,
    }
}

/// 綦江: organs and institutions on passing, communities on attending, agencies not.
fn qijiang() -> ReimbursementPolicy {
    use UnitKind::{Agency, Organ, School, UrbanCommunity, Village};
    ReimbursementPolicy {
        id: "qijiang-60".to_owned(),
        name: "綦江报销办法".to_owned(),
        region: "綦江区".to_owned(),
        validity: Validity {
            from: day("2020-12-01"),
            to: None,
        },
        kinds: BTreeSet::from([ClaimKind::ExamFee]),
        groups: vec![
            group(&[Organ, School], true, ReimburseOn::Passed),
            group(&[UrbanCommunity, Village], true, ReimburseOn::Attended),
            group(&[Agency], false, ReimburseOn::Passed),
        ],
        max_times_per_level: None,
        caps_cents: BTreeMap::new(),
        days_after_event: None,
        fiscal_close: None,
        carry_over_until: None,
        invoice_title_must_be_unit: false,
        source: Source {
            document: "试验".to_owned(),
            clause: None,
            quote: None,
            trust: Trust::Decided,
            note: None,
        },
    }
}

/// An assistant of an organ who passed in 2025 and paid 142 of which 20 came back.
fn passed() -> EntryFacts {
    EntryFacts {
        year: 2025,
        level: Level::Assistant,
        state: EntryState::Scored,
        paid_on: Some(day("2025-03-20")),
        exam_last_on: Some(day("2025-05-25")),
        results_on: Some(day("2025-07-25")),
        results_out: true,
        has_score: true,
        passes_live: false,
        qualified_year: Some(2025),
        payment_cents: Some(14_200),
        refund_cents: Some(2_000),
        cost: Some(EntryCost {
            papers_cents: 12_200,
            archive_fee_cents: 2_000,
            gross_cents: 14_200,
            refund_cents: 2_000,
            net_cents: 12_200,
        }),
        existing: None,
        claimed_entries: 0,
        unit_kind: UnitKind::Organ,
        employment: Some(EmploymentKind::CivilServant),
    }
}

fn in_community(facts: EntryFacts) -> EntryFacts {
    EntryFacts {
        unit_kind: UnitKind::UrbanCommunity,
        employment: Some(EmploymentKind::CommunityWorker),
        ..facts
    }
}

fn failed() -> EntryFacts {
    EntryFacts {
        qualified_year: None,
        ..passed()
    }
}

fn proposed(entry: &EntryFacts, policy: &ReimbursementPolicy) -> Proposal {
    propose(entry, Some(policy), day("2025-09-01"))
}

#[track_caller]
fn assert_told(entry: &EntryFacts, outcome: ProposalOutcome, reason: &str) {
    let proposal = proposed(entry, &qijiang());
    assert_eq!(
        (proposal.outcome, proposal.reason.as_str()),
        (outcome, reason)
    );
    assert_eq!(
        proposal.lines.is_empty(),
        outcome != ProposalOutcome::Proposed
    );
}
