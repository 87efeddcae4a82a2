//! Who is invited, where an entry may go, and which door is next.

use chrono::NaiveDateTime;

use crate::certificates::HeldCertificate;
use crate::certificates::Level::{self, Assistant, Intermediate, Senior};
use crate::exams::rules::{
    EntryStep, door_closes_soon, doubt, may_be_invited, may_move_entry, may_stand, next_door,
};
use crate::exams::{Candidate, Door, EntryState, EntryState::*};
use crate::people::Education;
use crate::policy::{EligibilityLine, Policies};

#[test]
fn an_entry_goes_forward_over_any_step_and_back_only_with_a_reason() {
    for (from, to, without, with) in [
        (
            Planned,
            AccountReady,
            Some(EntryStep::Forward),
            EntryStep::Forward,
        ),
        (Planned, Paid, Some(EntryStep::Forward), EntryStep::Forward),
        (
            ChecksFailed,
            Payable,
            Some(EntryStep::Forward),
            EntryStep::Forward,
        ),
        (
            TicketPrinted,
            Absent,
            Some(EntryStep::Forward),
            EntryStep::Forward,
        ),
        (Absent, Scored, Some(EntryStep::Forward), EntryStep::Forward),
        (Paid, Paid, Some(EntryStep::Unchanged), EntryStep::Unchanged),
        (Paid, Payable, None, EntryStep::Backward),
        (Sat, Absent, None, EntryStep::Backward),
        (Absent, Sat, None, EntryStep::Backward),
        (Scored, Planned, None, EntryStep::Backward),
        (
            Paid,
            Cancelled,
            Some(EntryStep::Cancelled),
            EntryStep::Cancelled,
        ),
        (Sat, Cancelled, None, EntryStep::Cancelled),
        (Cancelled, Planned, None, EntryStep::Backward),
    ] {
        assert_eq!(
            may_move_entry(from, to, None).ok(),
            without,
            "{from} -> {to}"
        );
        assert_eq!(
            may_move_entry(from, to, Some("  ")).ok(),
            without,
            "{from} -> {to}"
        );
        assert_eq!(
            may_move_entry(from, to, Some("误填")),
            Ok(with),
            "{from} -> {to}"
        );
    }
}

#[test]
fn a_step_back_without_a_reason_is_refused_in_one_sentence() {
    let refusal = may_move_entry(Paid, Payable, None).expect_err("refused");

    assert_eq!(
        refusal.to_string(),
        "报考状态从“已缴费”退回“待缴费”须填写原因，请补充原因后再提交。"
    );
}

#[test]
fn every_state_stands_before_its_door() {
    let doors: Vec<Option<Door>> = EntryState::ALL
        .iter()
        .map(|&state| next_door(state))
        .collect();

    assert_eq!(
        doors,
        [
            Some(Door::SignUp),
            Some(Door::SignUp),
            Some(Door::Payment),
            Some(Door::Payment),
            Some(Door::SignUp),
            Some(Door::Payment),
            Some(Door::Payment),
            Some(Door::Ticket),
            Some(Door::Exam),
            Some(Door::Results),
            None,
            None,
            None,
        ]
    );
}

#[test]
fn the_unit_hears_of_a_door_two_days_before_it_closes() {
    let at = |text: &str| -> NaiveDateTime { text.parse().expect("test instant") };
    let closes = at("2026-03-19T17:00:00");
    for (now, soon) in [
        ("2026-03-17T16:59:59", false),
        ("2026-03-17T17:00:00", true),
        ("2026-03-19T17:00:00", true),
        ("2026-03-19T17:00:01", false),
    ] {
        assert_eq!(door_closes_soon(closes, at(now), 2), soon, "{now}");
    }
}

#[test]
fn nobody_is_invited_to_a_level_they_have_passed_or_hold_or_a_lower_one() {
    let holds = |level| {
        [HeldCertificate {
            level,
            approved_on: None,
        }]
    };
    for (case, level, qualified, held, invited) in [
        ("new", Assistant, &[][..], &[][..], true),
        ("passed it", Assistant, &[Assistant], &[], false),
        (
            "passed a higher one",
            Assistant,
            &[Intermediate],
            &[],
            false,
        ),
        ("passed a lower one", Intermediate, &[Assistant], &[], true),
        ("holds it", Intermediate, &[], &holds(Intermediate), false),
        ("holds a higher one", Assistant, &[], &holds(Senior), false),
        (
            "holds the local grade",
            Assistant,
            &[],
            &holds(Level::Worker),
            true,
        ),
    ] {
        assert_eq!(may_be_invited(level, qualified, held), invited, "{case}");
    }
}

#[test]
fn what_only_an_exam_makes_is_not_there_before_its_first_day() {
    let day = |text: &str| -> chrono::NaiveDate { text.parse().expect("test day") };
    let exam = Some(day("2026-05-23"));
    for state in [Sat, Absent, Scored] {
        let before = may_stand(state, exam, day("2026-05-22"));
        let sentence = before.err().map(|refusal| refusal.to_string());
        let told = format!(
            "2026年的考试2026年5月23日才举行，“{}”是考试以后的状态，请选择考试以前的状态",
            state.label()
        );
        assert_eq!(sentence, Some(told));
        assert_eq!(may_stand(state, exam, day("2026-05-23")), Ok(()));
        assert_eq!(may_stand(state, None, day("2026-05-22")), Ok(()));
    }
    for state in [
        Planned,
        Submitted,
        ChecksFailed,
        Paid,
        TicketPrinted,
        Cancelled,
    ] {
        assert_eq!(may_stand(state, exam, day("2026-03-09")), Ok(()), "{state}");
    }
}

#[test]
fn an_entry_of_somebody_past_the_level_or_not_admitted_is_looked_at_twice() {
    let day = |text: &str| -> chrono::NaiveDate { text.parse().expect("test day") };
    let policies = Policies::embedded().expect("embedded policies");
    let graduate = |since: Option<&str>| Candidate {
        education: Some(Education::Bachelor),
        major: Some("会计".to_owned()),
        graduated_on: Some(day("2020-07-01")),
        social_work_since: since.map(day),
        certificates: Vec::new(),
    };
    let certified = |level| Candidate {
        certificates: vec![HeldCertificate {
            level,
            approved_on: None,
        }],
        ..graduate(Some("2015-01-01"))
    };
    for (case, candidate, qualified, level, told) in [
        (
            "holds a higher one",
            certified(Senior),
            &[][..],
            Assistant,
            Some("本人已取得或通过高级社会工作师，不必再报助理社会工作师"),
        ),
        (
            "passed the same one",
            graduate(Some("2010-01-01")),
            &[Intermediate],
            Intermediate,
            Some("本人已取得或通过社会工作师，不必再报社会工作师"),
        ),
        (
            "works too short",
            graduate(Some("2025-09-01")),
            &[],
            Intermediate,
            Some("暂不符合报考条件"),
        ),
        (
            "admitted",
            graduate(Some("2020-07-01")),
            &[],
            Assistant,
            None,
        ),
        (
            "nobody knows since when",
            graduate(None),
            &[],
            Assistant,
            None,
        ),
    ] {
        let lines: Vec<EligibilityLine> = policies
            .eligibility_lines(level)
            .into_iter()
            .cloned()
            .collect();
        let found = doubt(&candidate, qualified, level, &lines, day("2026-12-31"));
        match told {
            None => assert_eq!(found, None, "{case}"),
            Some(words) => assert!(
                found.clone().unwrap_or_default().starts_with(words),
                "{case}: {found:?}"
            ),
        }
    }
}
