//! Days that move, and reminders that no longer hold.

use super::*;

fn rows(due: &[DueReminder]) -> Vec<MadeReminder> {
    due.iter().map(MadeReminder::from).collect()
}

fn why(
    person: &PersonSituation,
    seasons: &Seasons,
    unsent: &[MadeReminder],
    today: &str,
) -> Vec<(usize, OutdatedReason)> {
    outdated(person, seasons, unsent, &plus_weekdays, day(today))
}

fn closing(closes: &str) -> Seasons {
    seasons_with(SeasonDates {
        signup_closes: Some(at(closes)),
        ..season_2026()
    })
}

/// Only signup-closes, to keep the tables short.
fn closes_only(due: Vec<DueReminder>) -> Vec<DueReminder> {
    due.into_iter()
        .filter(|one| one.rule == ReminderRule::SignupCloses)
        .collect()
}

#[test]
fn a_moved_season_cancels_what_is_unsent_and_says_what_changed() {
    let unsent = rows(&closes_only(due(&invited(), &seasons(), &[], "2026-03-12")));
    let later = closing("2026-03-25 17:00");

    assert_eq!(
        why(&invited(), &later, &unsent, "2026-03-13"),
        [(0, OutdatedReason::Moved)]
    );

    let told = closes_only(due(&invited(), &later, &unsent, "2026-03-18"));
    assert_eq!(shown(&told), ["signup-closes 2026-03-18 made"]);
    assert_eq!(
        told[0].content.exam().unwrap().moved_from,
        Some(day("2026-03-19"))
    );
}

#[test]
fn the_change_is_told_once() {
    let mut made = rows(&closes_only(due(&invited(), &seasons(), &[], "2026-03-12")));
    let later = closing("2026-03-25 17:00");
    made.extend(rows(&closes_only(due(
        &invited(),
        &later,
        &made,
        "2026-03-18",
    ))));

    let next = closes_only(due(&invited(), &later, &made, "2026-03-22"));

    assert_eq!(shown(&next), ["signup-closes 2026-03-22 made"]);
    assert_eq!(next[0].content.exam().unwrap().moved_from, None);
}

#[test]
fn a_new_rung_on_the_day_of_an_old_one_gets_a_subject_of_its_own() {
    // −7 of 19 March and −3 of 15 March are the same day, 12 March.
    let made = rows(&closes_only(due(&invited(), &seasons(), &[], "2026-03-12")));
    let earlier = closing("2026-03-15 17:00");

    let told = closes_only(due(&invited(), &earlier, &made, "2026-03-13"));
    let told_made: Vec<&DueReminder> = told
        .iter()
        .filter(|one| one.outcome == ReminderOutcome::Made)
        .collect();
    assert_eq!(told_made.len(), 1);
    assert_eq!(told_made[0].subject, "2026-重庆市-intermediate@2026-03-15");
    assert_eq!(told_made[0].due_on, day("2026-03-12"));

    let mut all = made;
    all.extend(rows(&told));
    assert_eq!(
        shown(&closes_only(due(&invited(), &earlier, &all, "2026-03-13"))),
        [""; 0]
    );
}

#[test]
fn a_changed_hour_is_no_moved_day() {
    let made = rows(&closes_only(due(&invited(), &seasons(), &[], "2026-03-12")));
    let sooner = closing("2026-03-19 12:00");

    assert_eq!(
        shown(&closes_only(due(&invited(), &sooner, &made, "2026-03-12"))),
        [""; 0]
    );
    assert_eq!(why(&invited(), &sooner, &made, "2026-03-12"), []);
}

#[test]
fn an_announced_season_that_keeps_its_expected_days_does_not_write_twice() {
    let expected = seasons_with(SeasonDates {
        state: SeasonState::Expected,
        ..season_2026()
    });
    let made = rows(&due(&invited(), &expected, &[], "2026-02-23"));

    assert_eq!(
        shown(&due(&invited(), &seasons(), &made, "2026-02-25")),
        [""; 0]
    );
}

#[test]
fn whoever_paid_left_or_waited_too_long_is_not_written_to() {
    let unsent = rows(&due(
        &entered(EntryState::Payable),
        &seasons(),
        &[],
        "2026-03-18",
    ));

    for (person, today, reason) in [
        (
            entered(EntryState::Paid),
            "2026-03-19",
            Some(OutdatedReason::Settled),
        ),
        (entered(EntryState::Payable), "2026-03-20", None),
        (
            entered(EntryState::Payable),
            "2026-03-21",
            Some(OutdatedReason::TooLate),
        ),
        (
            PersonSituation {
                active: false,
                ..entered(EntryState::Payable)
            },
            "2026-03-19",
            Some(OutdatedReason::Left),
        ),
    ] {
        let expected: Vec<(usize, OutdatedReason)> =
            reason.into_iter().map(|reason| (0, reason)).collect();
        assert_eq!(
            why(&person, &seasons(), &unsent, today),
            expected,
            "{today}"
        );
    }
}

#[test]
fn a_postponed_season_settles_its_unsent_reminders() {
    let unsent = rows(&due(
        &entered(EntryState::Payable),
        &seasons(),
        &[],
        "2026-03-18",
    ));
    let postponed = seasons_with(SeasonDates {
        state: SeasonState::Postponed,
        ..season_2026()
    });

    assert_eq!(
        why(
            &entered(EntryState::Payable),
            &postponed,
            &unsent,
            "2026-03-19"
        ),
        [(0, OutdatedReason::Settled)]
    );
}

#[test]
fn an_extended_registration_settles_the_reminders_of_the_old_one() {
    let unsent = rows(&due(
        &registered("2023-06-01", "2026-05-31"),
        &seasons(),
        &[],
        "2026-05-24",
    ));
    let mut extended = registered("2023-06-01", "2026-12-31");
    extended.registrations[0].id = RegistrationId(99);

    let reasons = why(&extended, &seasons(), &unsent, "2026-05-25");

    assert_eq!(reasons.len(), unsent.len());
    assert!(
        reasons
            .iter()
            .all(|(_, reason)| *reason == OutdatedReason::Settled)
    );
}

#[test]
fn two_periods_of_one_rule_do_not_cancel_each_other() {
    let mut person = training(WindowKind::Registration, "2023-04-01", "2026-03-31");
    person.training.push(training_line(
        WindowKind::Registration,
        "2025-01-01",
        "2027-12-31",
    ));
    let unsent = rows(&due(&person, &seasons(), &[], "2026-03-09"));

    assert!(!unsent.is_empty());
    assert_eq!(why(&person, &seasons(), &unsent, "2026-03-09"), []);
}
