//! What holds for every person on every day.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0i64..1500).prop_map(|days| plus_days(day("2024-01-01"), days))
}

fn any_state() -> impl Strategy<Value = EntryState> {
    proptest::sample::select(EntryState::ALL)
}

prop_compose! {
    /// A person with something of everything, at days that need not fit.
    fn any_person()(
        state in any_state(),
        invited in any::<bool>(),
        paid_on in proptest::option::of(any_day()),
        approved_on in any_day(),
        registered_from in proptest::option::of(any_day()),
        window_from in any_day(),
        rolling in any::<bool>(),
        open in 0i64..3,
        deadline in any_day(),
    ) -> PersonSituation {
        let mut person = entered(state);
        person.entries[0].paid_on = paid_on;
        if invited {
            person.entries.clear();
            person.invitations = super::invited().invitations;
        }
        person.certificates = certified("2024-01-01").certificates;
        person.certificates[0].approved_on = Some(approved_on);
        if let Some(first) = registered_from {
            person.registrations = registered("2024-01-01", "2024-01-01").registrations;
            person.registrations[0].first_day = first;
            person.registrations[0].last_day = plus_days(first, 1095);
        }
        let basis = if rolling { WindowKind::Rolling } else { WindowKind::Registration };
        let mut line = training_line(basis, "2024-01-01", "2024-01-01");
        line.window = Period { first: window_from, last: plus_days(window_from, 1095) };
        line.open_hundredths = open * 100;
        person.training = vec![line];
        person.claims = vec![ClaimSituation {
            season: chongqing(2026),
            level: Level::Assistant,
            payable: true,
            has_claim: false,
            deadline: Some(deadline),
            amount_cents: None,
            document: String::new(),
        }];
        person
    }
}

type Key = (ReminderRule, String, NaiveDate);

fn key(one: &DueReminder) -> Key {
    (one.rule, one.subject.clone(), one.due_on)
}

proptest! {
    #[test]
    fn running_twice_on_one_day_makes_nothing_new(person in any_person(), today in any_day()) {
        let first = due_for_person(&person, &seasons(), &[], &plus_weekdays, today);
        let made: Vec<MadeReminder> = first.iter().map(MadeReminder::from).collect();

        let second = due_for_person(&person, &seasons(), &made, &plus_weekdays, today);

        prop_assert_eq!(second, vec![]);
    }

    #[test]
    fn of_each_ladder_one_is_made_and_it_is_the_latest(person in any_person(), today in any_day()) {
        let due = due_for_person(&person, &seasons(), &[], &plus_weekdays, today);

        let mut ladders: BTreeMap<(ReminderRule, &str), Vec<&DueReminder>> = BTreeMap::new();
        for one in &due {
            prop_assert!(one.due_on <= today && today <= one.useful_until);
            ladders.entry((one.rule, &one.subject)).or_default().push(one);
        }
        for rungs in ladders.values() {
            let latest = rungs.iter().map(|one| one.due_on).max();
            for one in rungs {
                let made = one.outcome == ReminderOutcome::Made;
                prop_assert_eq!(made, Some(one.due_on) == latest);
            }
        }
    }

    #[test]
    fn nothing_that_was_just_made_is_outdated(person in any_person(), today in any_day()) {
        let due = due_for_person(&person, &seasons(), &[], &plus_weekdays, today);
        let made: Vec<MadeReminder> = due.iter().map(MadeReminder::from).collect();

        let reasons = outdated(&person, &seasons(), &made, &plus_weekdays, today);

        prop_assert_eq!(reasons, vec![]);
    }

    #[test]
    fn the_order_of_what_is_made_is_fixed(person in any_person(), today in any_day()) {
        let mut mixed = person.clone();
        mixed.training.reverse();
        mixed.claims.reverse();
        mixed.entries.reverse();

        let due = due_for_person(&mixed, &seasons(), &[], &plus_weekdays, today);
        let keys: Vec<Key> = due.iter().map(key).collect();

        let mut sorted = keys.clone();
        sorted.sort();
        prop_assert_eq!(keys, sorted);
    }

    #[test]
    fn a_reminder_survives_being_stored(person in any_person(), today in any_day()) {
        for one in due_for_person(&person, &seasons(), &[], &plus_weekdays, today) {
            let stored = serde_json::to_string(&one.content).unwrap();
            let read: ReminderContent = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(read, one.content);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A run a day, as cron makes it, or with days on which the machine is off.
    #[test]
    fn a_year_of_runs_writes_each_key_once(
        person in any_person(),
        off in proptest::collection::vec(any::<bool>(), 366),
        sleepy in any::<bool>(),
    ) {
        let mut made: Vec<MadeReminder> = Vec::new();
        let mut keys: BTreeMap<Key, ReminderOutcome> = BTreeMap::new();
        let mut told_last: BTreeMap<(ReminderRule, String), NaiveDate> = BTreeMap::new();
        for (offset, off) in (0i64..).zip(off) {
            if sleepy && off {
                continue;
            }
            let today = plus_days(day("2026-01-01"), offset);
            for one in due_for_person(&person, &seasons(), &made, &plus_weekdays, today) {
                made.push(MadeReminder::from(&one));
                if one.outcome == ReminderOutcome::Made {
                    let ladder = (one.rule, one.subject.clone());
                    if let Some(before) = told_last.insert(ladder, one.due_on) {
                        prop_assert!(before < one.due_on, "an earlier rung after a later one");
                    }
                    if !sleepy && offset > 0 {
                        prop_assert_eq!(one.due_on, today, "a daily run tells on the day");
                    }
                }
                prop_assert_eq!(keys.insert(key(&one), one.outcome), None);
            }
        }
    }
}
