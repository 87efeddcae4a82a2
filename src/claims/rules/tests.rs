//! What a finance officer would check by hand, as tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{ClaimRefusal, claim_deadline, guessed_employment, is_live, may_move_claim, propose};
use crate::certificates::Level;
use crate::claims::{ClaimId, ClaimState, EntryFacts, Proposal, ProposalOutcome, ProposedLine};
use crate::exams::EntryState;
use crate::exams::rules::EntryCost;
use crate::people::EmploymentKind;
use crate::policy::{
    ClaimKind, ReimburseOn, ReimbursementGroup, ReimbursementPolicy, Source, Trust, Validity,
};
use crate::units::UnitKind;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("test day")
}

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

#[test]
fn an_organ_pays_the_net_fee_of_the_season_that_made_the_person_qualified() {
    let proposal = proposed(&passed(), &qijiang());

    let reason = "本次考试已取得资格，按《綦江报销办法》报销考试报名费122.00元。";
    assert_told(&passed(), ProposalOutcome::Proposed, reason);
    let fee = ProposedLine {
        kind: ClaimKind::ExamFee,
        amount_cents: 12_200,
    };
    assert_eq!(proposal.lines, [fee]);
    assert!(proposal.flags.is_empty());
    assert_eq!(proposal.event_on, Some(day("2025-07-25")));
}

#[test]
fn where_passing_is_the_condition_everything_else_waits_or_is_not_paid() {
    use ProposalOutcome::{NotCovered, NotYet};
    let not_out = EntryFacts {
        results_out: false,
        has_score: false,
        ..failed()
    };
    let lives = EntryFacts {
        passes_live: true,
        ..failed()
    };
    let absent = EntryFacts {
        state: EntryState::Absent,
        has_score: false,
        ..failed()
    };
    let earlier = EntryFacts {
        qualified_year: Some(2024),
        ..passed()
    };
    for (entry, outcome, reason) in [
        (
            not_out,
            NotYet,
            "2025年考试成绩尚未公布或导入，公布后再核定。",
        ),
        (
            lives,
            NotYet,
            "已通过部分科目且成绩仍有效，全部科目通过后再核定。",
        ),
        (
            failed(),
            NotCovered,
            "2025年考试未通过或已通过科目的成绩已失效，政策以考试通过为条件，不予报销。",
        ),
        (
            absent,
            NotCovered,
            "本人缺考，政策以考试通过为条件，不予报销。",
        ),
        (
            earlier,
            NotCovered,
            "本人于2024年考试取得资格，2025年的考试未使其取得资格，不予报销。",
        ),
    ] {
        assert_told(&entry, outcome, reason);
    }
}

#[test]
fn a_community_pays_who_has_a_score_passed_or_not() {
    use ProposalOutcome::{NotCovered, NotYet, Proposed};
    let no_score = EntryFacts {
        has_score: false,
        ..failed()
    };
    let absent = EntryFacts {
        state: EntryState::Absent,
        results_out: false,
        ..no_score.clone()
    };
    let not_out = EntryFacts {
        results_out: false,
        ..no_score.clone()
    };
    for (entry, outcome, reason) in [
        (
            failed(),
            Proposed,
            "已参加考试，按《綦江报销办法》报销考试报名费122.00元。",
        ),
        (
            no_score,
            NotCovered,
            "该次考试没有任何科目取得成绩，未参加考试不予报销。",
        ),
        (
            absent,
            NotCovered,
            "该次考试没有任何科目取得成绩，未参加考试不予报销。",
        ),
        (
            not_out,
            NotYet,
            "2025年考试成绩尚未公布或导入，公布后再核定。",
        ),
    ] {
        assert_told(&in_community(entry), outcome, reason);
    }
    let event_on = proposed(&in_community(failed()), &qijiang()).event_on;
    assert_eq!(event_on, Some(day("2025-05-25")));
}

#[test]
fn where_signing_up_is_enough_the_payment_is_the_event() {
    let mut policy = qijiang();
    policy.groups = vec![group(&[], true, ReimburseOn::Registered)];
    let unconfirmed = EntryFacts {
        state: EntryState::PaymentUnconfirmed,
        ..failed()
    };
    let paid = EntryFacts {
        state: EntryState::Paid,
        results_out: false,
        ..failed()
    };

    let waits = proposed(&unconfirmed, &policy);
    assert_eq!(waits.outcome, ProposalOutcome::NotYet);
    assert_eq!(
        waits.reason,
        "报名缴费尚未完成（缴费待确认），缴费确认后可报销。"
    );
    let pays = proposed(&paid, &policy);
    assert_eq!(pays.outcome, ProposalOutcome::Proposed);
    assert_eq!(pays.event_on, Some(day("2025-03-20")));
}

#[test]
fn who_is_not_covered_hears_why() {
    use ProposalOutcome::NotCovered;
    let agency = EntryFacts {
        unit_kind: UnitKind::Agency,
        employment: Some(EmploymentKind::AgencyStaff),
        ..passed()
    };
    let hospital = EntryFacts {
        unit_kind: UnitKind::Hospital,
        ..passed()
    };
    let cancelled = EntryFacts {
        state: EntryState::Cancelled,
        ..passed()
    };
    for (entry, reason) in [
        (
            &agency,
            "《綦江报销办法》不报销社工机构中社工机构员工的考试费用。",
        ),
        (&hospital, "《綦江报销办法》不报销医院中公务员的考试费用。"),
        (&cancelled, "该次报考已取消，不予报销。"),
    ] {
        assert_told(entry, NotCovered, reason);
    }

    let no_policy = propose(&passed(), None, day("2025-09-01"));
    assert_eq!(no_policy.reason, "所在地区没有有效的报销政策，不予报销。");
    let books_only = ReimbursementPolicy {
        kinds: BTreeSet::from([ClaimKind::Books]),
        ..qijiang()
    };
    let reason = proposed(&passed(), &books_only).reason;
    assert_eq!(reason, "《綦江报销办法》不报销考试报名费。");
    let mut with_note = qijiang();
    with_note.groups[2].note = Some("社工机构自行承担。".to_owned());
    assert_eq!(proposed(&agency, &with_note).reason, "社工机构自行承担。");
}

#[test]
fn an_entry_with_a_claim_is_not_proposed_again() {
    let claimed = EntryFacts {
        existing: Some(ClaimId(17)),
        ..passed()
    };

    let reason = "该次考试已有报销单（编号17），不重复生成。";
    assert_told(&claimed, ProposalOutcome::Exists, reason);
}

#[test]
fn a_level_is_paid_as_often_as_the_policy_says() {
    let twice = ReimbursementPolicy {
        max_times_per_level: Some(2),
        ..qijiang()
    };
    let after = |claimed_entries| {
        proposed(
            &EntryFacts {
                claimed_entries,
                ..passed()
            },
            &twice,
        )
    };

    assert_eq!(after(1).outcome, ProposalOutcome::Proposed);
    assert_eq!(after(2).outcome, ProposalOutcome::NotCovered);
    assert_eq!(
        after(2).reason,
        "助理社会工作师考试已报销2次，达到每个级别最多2次的上限，不予报销。"
    );
}

#[test]
fn the_days_allowed_count_from_the_event_of_the_group() {
    let within = ReimbursementPolicy {
        days_after_event: Some(30),
        ..qijiang()
    };
    let on = |entry: &EntryFacts, today| propose(entry, Some(&within), day(today));

    assert_eq!(
        on(&passed(), "2025-08-24").outcome,
        ProposalOutcome::Proposed
    );
    assert_eq!(
        on(&passed(), "2025-08-24").deadline,
        Some(day("2025-08-24"))
    );
    let late = on(&passed(), "2025-08-25");
    assert_eq!(late.outcome, ProposalOutcome::NotCovered);
    assert_eq!(late.reason, "报销期限2025年8月24日已过，不予报销。");
    let community = on(&in_community(passed()), "2025-07-25");
    assert_eq!(community.deadline, Some(day("2025-06-24")));
}

#[test]
fn the_deadline_is_the_earlier_of_the_days_and_the_closing_of_the_books() {
    let base = qijiang;
    for (case, days, close, carry, event_on, deadline) in [
        ("neither", None, None, None, "2025-07-25", None),
        (
            "days",
            Some(60),
            None,
            None,
            "2025-07-25",
            Some("2025-09-23"),
        ),
        (
            "books",
            None,
            Some((12, 20)),
            None,
            "2025-07-25",
            Some("2025-12-20"),
        ),
        (
            "on the day",
            None,
            Some((12, 20)),
            None,
            "2025-12-20",
            Some("2025-12-20"),
        ),
        (
            "after closing",
            None,
            Some((12, 20)),
            None,
            "2025-12-21",
            Some("2026-12-20"),
        ),
        (
            "carried over",
            None,
            Some((12, 20)),
            Some((3, 31)),
            "2025-07-25",
            Some("2026-03-31"),
        ),
        (
            "both",
            Some(60),
            Some((8, 31)),
            None,
            "2025-07-25",
            Some("2025-08-31"),
        ),
        (
            "29 February",
            None,
            None,
            Some((2, 29)),
            "2025-07-25",
            Some("2026-02-28"),
        ),
    ] {
        let policy = ReimbursementPolicy {
            days_after_event: days,
            fiscal_close: close,
            carry_over_until: carry,
            ..base()
        };
        assert_eq!(
            claim_deadline(&policy, day(event_on)),
            deadline.map(day),
            "{case}"
        );
    }
}

#[test]
fn the_amount_is_payment_minus_refund_or_the_fee_tables_net() {
    let all = passed();
    for (case, entry, amount, flags) in [
        ("both known", all.clone(), 12_200, vec![]),
        (
            "no refund known",
            EntryFacts {
                refund_cents: None,
                ..all.clone()
            },
            12_200,
            vec![],
        ),
        (
            "nothing known",
            EntryFacts {
                payment_cents: None,
                refund_cents: None,
                ..all.clone()
            },
            12_200,
            vec![],
        ),
        (
            "no fee table",
            EntryFacts {
                cost: None,
                ..all.clone()
            },
            12_200,
            vec![],
        ),
        (
            "archive fee kept",
            EntryFacts {
                refund_cents: Some(0),
                ..all.clone()
            },
            14_200,
            vec!["实际缴费减退费为142.00元，按收费标准应为122.00元，相差20.00元，请核对票据。"],
        ),
        (
            "another payment, refund unknown",
            EntryFacts {
                payment_cents: Some(12_205),
                refund_cents: None,
                ..all
            },
            12_200,
            vec![
                "登记的缴费为122.05元，按收费标准应缴142.00元，退费未登记，暂按标准净额核算，请核对票据。",
            ],
        ),
    ] {
        let proposal = proposed(&entry, &qijiang());
        assert_eq!(proposal.lines[0].amount_cents, amount, "{case}");
        assert_eq!(proposal.flags, flags, "{case}");
    }
}

#[test]
fn without_any_amount_the_entry_waits_and_without_cost_there_is_nothing_to_pay() {
    let unknown = EntryFacts {
        payment_cents: None,
        cost: None,
        ..passed()
    };
    let free = EntryFacts {
        payment_cents: Some(0),
        refund_cents: Some(0),
        cost: None,
        ..passed()
    };

    let reason = "缴费或退费金额未登记，且考区没有收费标准，请补登金额后再核定。";
    assert_told(&unknown, ProposalOutcome::NotYet, reason);
    let reason = "扣除退费后本人没有承担考试费，无须报销。";
    assert_told(&free, ProposalOutcome::NotCovered, reason);
}

#[test]
fn a_cap_cuts_the_amount_and_says_so() {
    let capped = ReimbursementPolicy {
        caps_cents: BTreeMap::from([(ClaimKind::ExamFee, 10_000)]),
        ..qijiang()
    };

    let proposal = proposed(&passed(), &capped);

    assert_eq!(proposal.lines[0].amount_cents, 10_000);
    assert_eq!(
        proposal.flags,
        ["考试报名费122.00元超过上限，按上限100.00元报销。"]
    );
}

#[test]
fn an_unknown_employment_is_guessed_from_the_unit_and_marked() {
    let mut policy = qijiang();
    policy.groups[1].employment_kinds = BTreeSet::from([EmploymentKind::CommunityWorker]);
    let unknown = EntryFacts {
        employment: None,
        ..in_community(failed())
    };

    let proposal = proposed(&unknown, &policy);

    assert_eq!(proposal.outcome, ProposalOutcome::Proposed);
    assert!(proposal.employment_assumed);
    assert_eq!(
        proposal.flags,
        ["人员类别未填，按单位类别推定为社区工作者，请核实。"]
    );
    let contract = EntryFacts {
        employment: Some(EmploymentKind::Contract),
        ..in_community(failed())
    };
    assert_eq!(
        proposed(&contract, &policy).outcome,
        ProposalOutcome::NotCovered
    );
    assert_eq!(
        guessed_employment(UnitKind::School),
        EmploymentKind::InstitutionStaff
    );
}

#[test]
fn a_claim_takes_the_steps_of_the_rules_and_no_others() {
    use ClaimState::*;
    let steps = [
        (Draft, Submitted),
        (Draft, Withdrawn),
        (Submitted, Approved),
        (Submitted, Returned),
        (Submitted, Rejected),
        (Returned, Submitted),
        (Returned, Withdrawn),
        (Approved, Paid),
        (Approved, InBatch),
        (Approved, Void),
        (InBatch, Paid),
        (InBatch, Bounced),
        (Bounced, Approved),
    ];
    for &from in ClaimState::ALL {
        for &to in ClaimState::ALL {
            let allowed = may_move_claim(from, to, Some("原因")).is_ok();
            assert_eq!(allowed, steps.contains(&(from, to)), "{from} -> {to}");
        }
    }
}

#[test]
fn returning_and_rejecting_need_a_reason() {
    use ClaimState::{Approved, Paid, Rejected, Returned, Submitted};
    for to in [Returned, Rejected] {
        let refusal = Err(ClaimRefusal::ReasonNeeded { to });
        assert_eq!(may_move_claim(Submitted, to, None), refusal);
        assert_eq!(may_move_claim(Submitted, to, Some(" \u{3000}")), refusal);
    }
    assert!(may_move_claim(Submitted, Approved, None).is_ok());
    assert_eq!(
        may_move_claim(Paid, Returned, None)
            .expect_err("refused")
            .to_string(),
        "报销单状态为“已付款”，不能改为“已退回”，请刷新页面后再办理。"
    );
}

#[test]
fn withdrawn_rejected_and_void_claims_free_what_they_held() {
    use ClaimState::{Rejected, Void, Withdrawn};
    let freed: Vec<_> = ClaimState::ALL
        .iter()
        .filter(|&&state| !is_live(state))
        .collect();

    assert_eq!(freed, [&Rejected, &Withdrawn, &Void]);
}
