//! A unit's weekly list.

use super::*;

fn unit() -> UnitSituation {
    UnitSituation {
        unit: UnitId(3),
        name: "石壕镇".to_owned(),
        address: Some("hr@example.cn".to_owned()),
    }
}

fn list(people: &[PersonSituation], today: &str) -> Option<WeeklyList> {
    let due = due_for_unit(&unit(), people, &seasons(), &[], day(today));
    assert!(due.len() <= 1);
    due.into_iter().next().map(|one| match one.content {
        ReminderContent::UnitWeekly(list) => list,
        other => panic!("{other:?}"),
    })
}

#[test]
fn the_list_is_due_on_monday_and_of_use_until_sunday() {
    let people = [training(WindowKind::Rolling, "2023-03-17", "2026-03-16")].map(|mut person| {
        person.training[0].state = TrainingState::Short;
        person
    });
    for (today, monday) in [
        ("2026-03-16", "2026-03-16"),
        ("2026-03-22", "2026-03-16"),
        ("2026-03-23", "2026-03-23"),
    ] {
        let due = due_for_unit(&unit(), &people, &seasons(), &[], day(today));
        assert_eq!(shown(&due), [format!("unit-weekly {monday} made")]);
        assert_eq!(due[0].useful_until, plus_days(day(monday), 6));
        assert_eq!(due[0].subject, "unit-3");
        let made: Vec<MadeReminder> = due.iter().map(MadeReminder::from).collect();
        assert_eq!(
            due_for_unit(&unit(), &people, &seasons(), &made, day(today)),
            []
        );
    }
}

#[test]
fn a_unit_with_nothing_to_say_gets_no_mail() {
    let mut on_track = training(WindowKind::Registration, "2024-01-01", "2026-12-31");
    on_track.training[0].state = TrainingState::OnTrack;
    for people in [vec![], vec![nobody()], vec![on_track]] {
        assert_eq!(list(&people, "2026-03-16"), None);
    }
}

#[test]
fn who_is_late_short_unreachable_or_behind_at_a_door_stands_in_its_own_part() {
    let mut overdue = training(WindowKind::Registration, "2023-01-01", "2025-12-31");
    overdue.training[0].state = TrainingState::Overdue;
    let mut short = training(WindowKind::Rolling, "2023-03-17", "2026-03-16");
    short.training[0].state = TrainingState::Short;
    let people = [
        invited(),
        entered(EntryState::Planned),
        entered(EntryState::Payable),
        entered(EntryState::Paid),
        overdue,
        short,
        registered("2022-06-01", "2025-05-31"),
        registered("2021-06-01", "2024-05-31"),
        PersonSituation {
            address: None,
            ..invited()
        },
        PersonSituation {
            address: None,
            ..nobody()
        },
        PersonSituation {
            active: false,
            ..invited()
        },
    ];

    let list = list(&people, "2026-03-16").unwrap();

    let doors: Vec<&WeeklyFact> = list.at_a_door.iter().map(|line| &line.fact).collect();
    assert!(matches!(
        doors[..],
        [
            WeeklyFact::NotSignedUp { .. },
            WeeklyFact::NotSignedUp { .. },
            WeeklyFact::NotPaid { .. },
            WeeklyFact::NotSignedUp { .. },
        ]
    ));
    assert_eq!(
        list.late.len(),
        2,
        "overdue training, registration ended within a year"
    );
    assert_eq!(list.short.len(), 1);
    assert_eq!(list.unreachable.len(), 1);
}

#[test]
fn a_door_is_told_when_it_closes_before_the_next_list_can_be_acted_on() {
    // Sign-up closes on Thursday 19 March.
    for (today, told) in [
        ("2026-03-08", false),
        ("2026-03-09", false),
        ("2026-03-16", true),
        ("2026-03-19", true),
        ("2026-03-20", false),
    ] {
        assert_eq!(list(&[invited()], today).is_some(), told, "{today}");
    }
    // Closing on a Tuesday stands in the list of the Monday a week before.
    let tuesday = seasons_with(SeasonDates {
        signup_closes: Some(at("2026-03-17 17:00")),
        ..season_2026()
    });
    let due = due_for_unit(&unit(), &[invited()], &tuesday, &[], day("2026-03-09"));
    assert_eq!(due.len(), 1);
}

#[test]
fn a_unit_without_an_address_has_a_list_that_nobody_is_mailed() {
    let quiet = UnitSituation {
        address: None,
        ..unit()
    };
    let due = due_for_unit(&quiet, &[invited()], &seasons(), &[], day("2026-03-16"));
    assert_eq!(due[0].channel, Channel::None);
}
