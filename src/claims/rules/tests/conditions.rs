//! Who is paid, after what, and what everybody else hears.

use super::*;
use crate::claims::ClaimId;
use crate::claims::rules::guessed_employment;

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
