//! Who is invited, where an entry may go, and which door is next.

use chrono::NaiveDateTime;

use crate::certificates::HeldCertificate;
use crate::certificates::Level::{self, Assistant, Intermediate, Senior};
use crate::exams::rules::{EntryStep, door_closes_soon, may_be_invited, may_move_entry, next_door};
use crate::exams::{Door, EntryState, EntryState::*};

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
