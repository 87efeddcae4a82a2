//! How often, until when and how much.

use super::*;
use crate::claims::rules::claim_deadline;

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
