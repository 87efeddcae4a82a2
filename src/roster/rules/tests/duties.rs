//! What binds somebody and what is due first.

use super::*;

#[test]
fn the_rule_in_the_worst_state_binds_then_the_one_due_first() {
    use TrainingState::{Behind, Complete, DueSoon, Overdue, Short};
    use WindowKind::{Registration, Rolling};
    let cases = [
        (
            vec![
                (Complete, Registration, "2026-07-27"),
                (Short, Rolling, "2026-03-09"),
            ],
            1,
        ),
        (
            vec![
                (Behind, Registration, "2027-07-27"),
                (DueSoon, Registration, "2026-07-27"),
            ],
            1,
        ),
        (
            vec![
                (Overdue, Registration, "2026-03-08"),
                (Overdue, Registration, "2026-02-25"),
            ],
            1,
        ),
        (
            vec![
                (Complete, Registration, "2026-07-27"),
                (Complete, Registration, "2026-07-27"),
            ],
            0,
        ),
    ];
    for (standings, binds) in cases {
        let standings: Vec<_> = standings
            .into_iter()
            .map(|(state, basis, last)| training(state, basis, last))
            .collect();
        assert_eq!(binding(&standings), standings.get(binds));
    }
    assert_eq!(binding(&[]), None);
}

#[test]
fn a_registration_is_told_by_its_last_day_and_the_local_grade_has_none() {
    let cases = [
        // certificate, approved, registered until, state, due
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-06-10"),
            Some((RegistrationState::InForce, "2026-06-10")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-06-09"),
            Some((RegistrationState::RenewalOpen, "2026-06-09")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-03-09"),
            Some((RegistrationState::RenewalOpen, "2026-03-09")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-03-08"),
            Some((RegistrationState::Ended, "2026-03-08")),
        ),
        (
            Level::Assistant,
            "2025-08-01",
            None,
            Some((RegistrationState::NotRegistered, "2026-08-01")),
        ),
        (Level::Assistant, "2026-03-10", None, None),
        (Level::Worker, "2022-06-01", None, None),
    ];
    for (level, approved, until, expected) in cases {
        let held = [HeldCertificate {
            level,
            approved_on: Some(day(approved)),
        }];
        let registrations: Vec<_> = until
            .map(|last| RegistrationInUse {
                level,
                first_day: day("2023-06-10"),
                last_day: day(last),
            })
            .into_iter()
            .collect();
        let found = registration_standing(&held, &registrations, today());
        let told = found.map(|found| (found.state, found.due_on));
        assert_eq!(
            told,
            expected.map(|(state, due)| (state, Some(day(due)))),
            "{until:?}"
        );
    }
}

#[test]
fn after_a_promotion_only_the_new_certificates_registration_is_asked_for() {
    let held = [Level::Assistant, Level::Intermediate].map(|level| HeldCertificate {
        level,
        approved_on: Some(day("2025-08-01")),
    });
    let old = RegistrationInUse {
        level: Level::Assistant,
        first_day: day("2023-04-01"),
        last_day: day("2026-03-31"),
    };

    let standing = registration_standing(&held, &[old], today()).expect("certified");

    assert_eq!(standing.level, Level::Intermediate);
    assert_eq!(standing.state, RegistrationState::NotRegistered);
}

#[test]
fn what_is_due_first_stands_first_and_what_has_no_day_last() {
    use TrainingState::{DueSoon, OnTrack, Overdue, Short};
    use WindowKind::{Registration, Rolling};
    let announced = season(SeasonState::Announced);
    type Case<'a> = (
        Option<TrainingStanding>,
        Option<EntryState>,
        Option<ClaimState>,
        &'a [&'a str],
    );
    let cases: [Case<'_>; 6] = [
        (
            Some(training(DueSoon, Registration, "2026-07-27")),
            Some(EntryState::Payable),
            None,
            &["payment 2026-03-20", "training 2026-07-27"],
        ),
        (
            Some(training(Overdue, Registration, "2026-02-25")),
            Some(EntryState::Payable),
            Some(ClaimState::Returned),
            &["training 2026-02-25", "payment 2026-03-20", "claim -"],
        ),
        (
            Some(training(Short, Rolling, "2026-03-09")),
            Some(EntryState::Paid),
            None,
            &["ticket 2026-05-22", "training -"],
        ),
        (
            Some(training(OnTrack, Registration, "2027-07-27")),
            Some(EntryState::TicketPrinted),
            Some(ClaimState::Paid),
            &[],
        ),
        (
            None,
            Some(EntryState::ChecksFailed),
            None,
            &["sign_up 2026-03-19"],
        ),
        (None, None, None, &[]),
    ];
    for (training, state, claimed, expected) in cases {
        let entries: Vec<_> = state.map(entry).into_iter().collect();
        let claimed = claimed.map(claim);
        let told: Vec<String> = duties(
            training.as_ref(),
            None,
            Some(&announced),
            &entries,
            claimed.as_ref(),
        )
        .iter()
        .map(|duty| {
            let due = duty.due_on.map_or("-".to_owned(), |day| day.to_string());
            format!("{} {due}", duty.kind)
        })
        .collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn expected_days_ask_nobody_to_pay() {
    let expected = season(SeasonState::Expected);

    let told = duties(
        None,
        None,
        Some(&expected),
        &[entry(EntryState::Payable)],
        None,
    );

    assert_eq!(told, []);
}

#[test]
fn nobody_is_hurried_to_finish_what_they_may_not_sit() {
    let announced = season(SeasonState::Announced);
    let doubtful = EntryStanding {
        doubtful: true,
        ..entry(EntryState::Planned)
    };

    assert_eq!(duties(None, None, Some(&announced), &[doubtful], None), []);
}

#[test]
fn a_training_duty_says_how_much_is_open() {
    let standing = training(
        TrainingState::DueSoon,
        WindowKind::Registration,
        "2026-07-27",
    );

    let told = duties(Some(&standing), None, None, &[], None);

    assert_eq!(told[0].kind, DutyKind::Training);
    assert_eq!(told[0].what, "还差3天");
    assert_eq!(told[0].days_left(today()), Some(140));
}
