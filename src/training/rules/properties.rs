//! What must hold for any records, rule and day.

use chrono::{Days, NaiveDate};
use num_rational::Ratio;
use proptest::prelude::*;

use super::builders::{day, day_rule, hour_rule, online_cap, record};
use super::{PersonRecords, RuleOnDay, StatusLine, window_on};
use crate::calendar::last_day_of_years;
use crate::certificates::{Level, RegistrationInUse};
use crate::policy::{HoursPerDay, TrainingRule};
use crate::training::{
    Reason, Record, RecordSource, RecordState, TrainingKind, TrainingMode, TrainingRecordId,
    WindowKind,
};

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..2_000_u64).prop_map(|after| day("2022-01-01") + Days::new(after))
}

fn one_of<T: std::fmt::Debug + Copy + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn any_record() -> impl Strategy<Value = Record> {
    let amount = || prop::option::of(0..3_000_i64);
    let how = (
        one_of(TrainingKind::ALL),
        prop::option::of(one_of(TrainingMode::ALL)),
        prop_oneof![4 => Just(RecordState::Recognised), 1 => one_of(RecordState::ALL)],
        one_of(RecordSource::ALL),
    );
    // Few titles and few days, so that duplicates and overlaps do happen.
    (0..3_u8, 0..40_u64, 0..3_u64, amount(), amount(), how).prop_map(
        |(title, first, length, days, hours, (kind, mode, state, source))| {
            let first_day = day("2024-01-01") + Days::new(first * 25);
            Record {
                first_day,
                last_day: first_day + Days::new(length),
                days_hundredths: days,
                hours_hundredths: hours,
                kind,
                mode,
                state,
                source,
                ..record(0, ["甲", "乙", "丙"][usize::from(title)], "2024-01-01")
            }
        },
    )
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_record(), 0..25).prop_map(|mut records| {
        for (id, record) in (1..).zip(&mut records) {
            record.id = TrainingRecordId(id);
        }
        records
    })
}

fn any_rule() -> impl Strategy<Value = TrainingRule> {
    (
        any::<bool>(),
        1..20_i64,
        prop_oneof![Just(6), Just(7), Just(8)],
        any::<bool>(),
    )
        .prop_map(|(by_hours, cap, hours, rolling)| {
            let rule = if by_hours { hour_rule() } else { day_rule() };
            TrainingRule {
                caps: vec![online_cap(cap)],
                hours_per_day: vec![HoursPerDay {
                    from: None,
                    to: None,
                    hours: Ratio::new(hours * 3, 2),
                }],
                window: if rolling {
                    WindowKind::Rolling
                } else {
                    WindowKind::Registration
                },
                ..rule
            }
        })
}

fn any_registration() -> impl Strategy<Value = RegistrationInUse> {
    any_day().prop_map(|first_day| RegistrationInUse {
        level: Level::Assistant,
        first_day,
        last_day: last_day_of_years(first_day, 3),
    })
}

fn status<'r>(
    rule: &'r TrainingRule,
    registration: RegistrationInUse,
    records: &[Record],
    today: NaiveDate,
) -> StatusLine<'r> {
    RuleOnDay::new(rule, today)
        .expect("in force")
        .status(
            Level::Assistant,
            &[registration],
            &PersonRecords::new(records),
        )
        .expect("line")
}

proptest! {
    #[test]
    fn the_order_of_records_never_matters_to_the_figures(
        (records, shuffled) in any_records()
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        rule in any_rule(), registration in any_registration(), today in any_day(),
    ) {
        let one = status(&rule, registration, &records, today);
        let other = status(&rule, registration, &shuffled, today);

        prop_assert_eq!(one.counted, other.counted);
        prop_assert_eq!(one.state, other.state);
        for line in &one.records {
            let again = other.records.iter().find(|again| again.id == line.id).expect("same ids");
            prop_assert_eq!(line.reason, again.reason);
            prop_assert_eq!(line.counted, again.counted);
        }
    }

    #[test]
    fn every_record_is_told_once_and_the_parts_make_the_sum(
        records in any_records(),
        rule in any_rule(), registration in any_registration(), today in any_day(),
    ) {
        let line = status(&rule, registration, &records, today);

        prop_assert_eq!(line.records.len(), records.len());
        let sum: Ratio<i128> = line.records.iter().map(|record| record.counted.exact()).sum();
        prop_assert_eq!(sum, line.counted.exact());
        for (told, record) in line.records.iter().zip(&records) {
            prop_assert_eq!(told.id, record.id);
            let counts = matches!(told.reason, Reason::Counted | Reason::Capped);
            prop_assert!(counts || told.counted.is_zero());
            prop_assert!(told.overlaps_with.is_none() || counts);
        }
        let zero = Ratio::from_integer(0);
        let open = (line.required.exact() - line.counted.exact()).max(zero);
        prop_assert_eq!(open, line.open.exact());
    }

    #[test]
    fn what_counts_online_never_passes_the_cap(
        records in any_records(),
        rule in any_rule(), registration in any_registration(), today in any_day(),
    ) {
        let line = status(&rule, registration, &records, today);

        let online: Ratio<i128> = line.records.iter().zip(&records)
            .filter(|(_, record)| record.mode == Some(TrainingMode::Online))
            .filter(|(_, record)| {
                record.kind != TrainingKind::Degree || rule.degree_amount.is_none()
            })
            .map(|(told, _)| told.counted.exact())
            .sum();
        let cap = rule.caps[0].at_most;
        prop_assert!(online <= Ratio::new(i128::from(*cap.numer()), i128::from(*cap.denom())));
    }

    // Without duplicates and caps in its way: a fuller duplicate of another kind
    // may rightly take the place of one that counts.
    #[test]
    fn one_recognised_record_more_never_raises_what_is_open(
        records in any_records(), more in any_record(),
        rule in any_rule(), registration in any_registration(), today in any_day(),
    ) {
        let mut with_more = records.clone();
        with_more.push(Record {
            id: TrainingRecordId(1_000),
            title: "另一培训".to_owned(),
            state: RecordState::Recognised,
            ..more
        });

        let before = status(&rule, registration, &records, today);
        let after = status(&rule, registration, &with_more, today);

        prop_assert!(after.open.exact() <= before.open.exact());
    }

    #[test]
    fn a_rolling_window_ends_today_and_holds_three_years_even_at_month_ends(today in any_day()) {
        let window = window_on(&day_rule(), Level::Assistant, &[], today).period;

        prop_assert_eq!(window.last, today);
        prop_assert!((1_095..=1_096).contains(&window.days()), "{} days", window.days());
        // A day later the window never begins earlier.
        let tomorrow = window_on(&day_rule(), Level::Assistant, &[], today + Days::new(1)).period;
        prop_assert!(window.first <= tomorrow.first);
    }

    #[test]
    fn a_registration_of_three_years_never_ends_on_its_anniversary(first in any_day()) {
        let last = last_day_of_years(first, 3);

        prop_assert!((1_095..=1_096).contains(&((last - first).num_days() + 1)));
        let next = last_day_of_years(first + Days::new(1), 3);
        prop_assert!(last <= next);
    }
}
