//! The window, whom a rule binds, and how a person stands.

use crate::certificates::{Level, RegistrationInUse};
use crate::policy::TrainingRule;
use crate::training::rules::builders::{
    day, day_rule, hour_rule, record, registration, status, status_on,
};
use crate::training::rules::{PersonRecords, RuleOnDay, status_lines, window_on};
use crate::training::{TrainingState, WindowKind};

#[test]
fn the_window_is_the_registration_of_that_very_level_that_began_last() {
    use Level::{Assistant, Intermediate};
    use WindowKind::{Registration, Rolling};
    let assistant = registration(Assistant, "2024-04-02", "2027-04-01");
    let ended = registration(Intermediate, "2020-01-01", "2022-12-31");
    let renewed = registration(Intermediate, "2023-01-01", "2025-12-31");
    let future = registration(Intermediate, "2026-03-10", "2029-03-09");
    for (case, level, registrations, first, last, basis) in [
        (
            "in force",
            Assistant,
            vec![assistant],
            "2024-04-02",
            "2027-04-01",
            Registration,
        ),
        (
            "none",
            Assistant,
            vec![],
            "2023-03-10",
            "2026-03-09",
            Rolling,
        ),
        (
            "lower level only",
            Intermediate,
            vec![assistant],
            "2023-03-10",
            "2026-03-09",
            Rolling,
        ),
        (
            "both levels",
            Intermediate,
            vec![assistant, renewed],
            "2023-01-01",
            "2025-12-31",
            Registration,
        ),
        (
            "over, still used",
            Intermediate,
            vec![renewed, ended],
            "2023-01-01",
            "2025-12-31",
            Registration,
        ),
        (
            "not begun",
            Intermediate,
            vec![future],
            "2023-03-10",
            "2026-03-09",
            Rolling,
        ),
    ] {
        let window = window_on(&hour_rule(), level, &registrations, day("2026-03-09"));
        assert_eq!(
            (window.period.first, window.period.last),
            (day(first), day(last)),
            "{case}"
        );
        assert_eq!(window.basis, basis, "{case}");
    }
}

#[test]
fn a_rolling_rule_never_looks_at_registrations() {
    let rule = TrainingRule {
        window: WindowKind::Rolling,
        ..day_rule()
    };

    let line = status(&rule, &[]);

    assert_eq!(line.window.first, day("2023-03-10"));
    assert_eq!(line.state, TrainingState::Short);
}

#[test]
fn a_rule_makes_no_line_without_an_amount_a_level_or_before_it_is_in_force() {
    let (hours, days) = (hour_rule(), day_rule());
    let records = PersonRecords::new(&[]);
    let lines = |level, on| status_lines(&[&hours, &days], level, &[], &records, day(on)).len();

    assert_eq!(lines(Some(Level::Assistant), "2026-03-09"), 2);
    assert_eq!(lines(Some(Level::Worker), "2026-03-09"), 1);
    assert_eq!(lines(None, "2026-03-09"), 0);
    assert_eq!(lines(Some(Level::Assistant), "2009-09-06"), 0);
}

#[test]
fn an_amount_by_analogy_is_marked() {
    let rule = day_rule();
    let on_day = RuleOnDay::new(&rule, day("2026-03-09")).expect("in force");
    let records = PersonRecords::new(&[]);

    assert!(
        on_day
            .status(Level::Senior, &[], &records)
            .expect("line")
            .by_analogy
    );
    assert!(
        !on_day
            .status(Level::Assistant, &[], &records)
            .expect("line")
            .by_analogy
    );
}

#[test]
fn the_state_follows_what_is_open_and_how_long_the_period_still_runs() {
    use TrainingState::{Behind, Complete, DueSoon, OnTrack, Overdue};
    // 12 days are owed from 2024-04-02 to 2027-04-01, 1095 days.
    for (today, days_done, state) in [
        ("2026-03-09", 12, Complete),
        ("2027-04-02", 12, Complete),
        ("2027-04-02", 11, Overdue),
        ("2027-04-01", 11, DueSoon),
        ("2026-10-04", 11, DueSoon),
        ("2026-10-03", 11, OnTrack),
        ("2026-09-30", 10, OnTrack),
        ("2026-10-01", 10, Behind),
        ("2024-04-02", 0, Behind),
        ("2025-04-01", 4, OnTrack),
        ("2025-04-02", 4, Behind),
    ] {
        let rule = day_rule();
        let records = [record(1, "甲", "2024-04-02").with_days(days_done * 100)];
        let line = status_on(&rule, &records, today);
        assert_eq!(line.state, state, "{today}, {days_done} days");
    }
}

#[test]
fn the_limits_of_the_state_are_the_rules_own() {
    let lenient = TrainingRule {
        due_soon_days: 10,
        pace_test: false,
        ..day_rule()
    };

    assert_eq!(
        status_on(&lenient, &[], "2027-03-22").state,
        TrainingState::OnTrack
    );
    assert_eq!(
        status_on(&lenient, &[], "2027-03-23").state,
        TrainingState::DueSoon
    );
}

#[test]
fn after_a_promotion_the_new_amount_rolls_until_the_new_certificate_is_registered() {
    let rule = hour_rule();
    let old = registration(Level::Assistant, "2024-04-02", "2027-04-01");
    let new = registration(Level::Intermediate, "2026-02-01", "2029-01-31");
    let line = |registrations: &[RegistrationInUse]| {
        RuleOnDay::new(&rule, day("2026-03-09"))
            .expect("in force")
            .status(Level::Intermediate, registrations, &PersonRecords::new(&[]))
            .expect("line")
    };

    assert_eq!(line(&[old]).basis, WindowKind::Rolling);
    assert_eq!(line(&[old]).required.hundredths_up(), 9000);
    assert_eq!(line(&[old, new]).window.first, day("2026-02-01"));
}
