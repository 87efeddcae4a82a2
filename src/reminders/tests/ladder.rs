//! What holds for every ladder: machines that were off, addresses, keys.

use super::*;

#[test]
fn a_machine_that_was_off_for_a_week_tells_the_latest_rung_and_drops_what_is_past() {
    let person = invited();
    let before: Vec<MadeReminder> = due(&person, &seasons(), &[], "2026-03-11")
        .iter()
        .map(MadeReminder::from)
        .collect();

    let after = due(&person, &seasons(), &before, "2026-03-18");
    assert_eq!(
        shown(&after),
        [
            "signup-closes 2026-03-12 skipped",
            "signup-closes 2026-03-16 skipped",
            "signup-closes 2026-03-18 made",
        ]
    );
    assert_eq!(
        shown(&due(&person, &seasons(), &before, "2026-03-20")),
        [""; 0]
    );
}

#[test]
fn an_earlier_rung_is_never_told_after_a_later_one() {
    let person = entered(EntryState::Payable);
    let later: Vec<MadeReminder> = due(&person, &seasons(), &[], "2026-03-19")
        .iter()
        .filter(|one| one.outcome == ReminderOutcome::Made)
        .map(MadeReminder::from)
        .collect();

    assert_eq!(
        shown(&due(&person, &seasons(), &later, "2026-03-19")),
        ["payment-closes 2026-03-18 skipped"]
    );
}

#[test]
fn without_an_address_the_channel_is_none_and_leavers_get_nothing() {
    for address in [None, Some("  ".to_owned())] {
        let person = PersonSituation {
            address,
            ..invited()
        };
        let told = due(&person, &seasons(), &[], "2026-03-09");
        assert!(!told.is_empty());
        assert!(told.iter().all(|one| one.channel == Channel::None));
    }
    let leaver = PersonSituation {
        active: false,
        ..invited()
    };
    assert_due(&leaver, &seasons(), &[("2026-03-09", &[])]);
}

#[test]
fn the_subject_names_season_and_level() {
    let told = due(&entered(EntryState::Payable), &seasons(), &[], "2026-03-18");
    assert_eq!(told[0].subject, "2026-重庆市-intermediate");
    assert_eq!(told[0].recipient, Recipient::Person(PersonId(7)));
}
