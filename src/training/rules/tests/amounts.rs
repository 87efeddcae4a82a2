//! What a record is worth, when it counts, and the first reason that holds.

use std::collections::BTreeSet;

use num_rational::Ratio;

use crate::certificates::Level;
use crate::policy::{HoursPerDay, TrainingRule};
use crate::training::rules::builders::{
    day, day_rule, hour_rule, record, status, status_on, told, whole,
};
use crate::training::rules::{PersonRecords, RuleOnDay};
use crate::training::{Reason, Record, RecordSource, RecordState, TrainingKind, TrainingRecordId};

#[test]
fn what_the_proof_says_in_the_rules_unit_stands_and_only_else_is_converted() {
    for (case, record, days, hours, days_converted, hours_converted) in [
        (
            "days only",
            record(1, "甲", "2025-03-01").with_days(150),
            150,
            900,
            false,
            true,
        ),
        (
            "hours only",
            record(1, "甲", "2025-03-01").with_hours(1600),
            266,
            1600,
            true,
            false,
        ),
        (
            "both, at 8",
            record(1, "甲", "2025-03-01")
                .with_days(200)
                .with_hours(1600),
            200,
            1600,
            false,
            false,
        ),
        (
            "half an hour",
            record(1, "甲", "2025-03-01").with_hours(50),
            8,
            50,
            true,
            false,
        ),
        ("nothing", record(1, "甲", "2025-03-01"), 0, 0, false, false),
    ] {
        let records = [record];
        let (day_rule, hour_rule) = (day_rule(), hour_rule());
        let (in_days, in_hours) = (status(&day_rule, &records), status(&hour_rule, &records));
        assert_eq!(in_days.counted.hundredths_down(), days, "{case}");
        assert_eq!(in_hours.counted.hundredths_down(), hours, "{case}");
        assert_eq!(in_days.records[0].converted, days_converted, "{case}");
        assert_eq!(in_hours.records[0].converted, hours_converted, "{case}");
    }
}

#[test]
fn thirds_add_up_exactly_and_are_rounded_only_when_shown() {
    let thirds: Vec<Record> = (1..=3)
        .map(|id| record(id, "甲", &format!("2025-03-0{id}")).with_hours(200))
        .collect();
    let rule = day_rule();

    let one = status(&rule, &thirds[..1]);
    let three = status(&rule, &thirds);

    assert_eq!(one.counted.exact(), Ratio::new(1, 3));
    assert_eq!(
        (one.counted.hundredths_down(), one.open.hundredths_up()),
        (33, 1167)
    );
    assert_eq!(three.counted.hundredths_down(), 100);
}

#[test]
fn the_hours_of_a_day_are_those_of_the_records_last_day() {
    let table = vec![
        HoursPerDay {
            from: None,
            to: Some(day("2020-12-31")),
            hours: whole(6),
        },
        HoursPerDay {
            from: Some(day("2021-01-01")),
            to: None,
            hours: whole(8),
        },
    ];
    let rule = TrainingRule {
        hours_per_day: table,
        ..hour_rule()
    };
    let records = [
        record(1, "甲", "2020-12-31").with_days(100),
        record(2, "乙", "2020-12-31")
            .until("2021-01-01")
            .with_days(200),
    ];

    let line = RuleOnDay::new(&rule, day("2022-01-01"))
        .expect("in force")
        .status(Level::Assistant, &[], &PersonRecords::new(&records))
        .expect("line");

    assert_eq!(
        told(&line),
        [(1, 600, Reason::Counted), (2, 1600, Reason::Counted)]
    );
}

#[test]
fn a_rule_without_a_line_for_the_day_counts_six_hours() {
    let rule = TrainingRule {
        hours_per_day: Vec::new(),
        ..day_rule()
    };

    let line = status(&rule, &[record(1, "甲", "2025-03-01").with_hours(900)]);

    assert_eq!(line.counted.hundredths_down(), 150);
}

#[test]
fn a_record_counts_by_its_last_day_between_the_windows_first_day_and_today() {
    for (first, last, reason) in [
        ("2024-03-30", "2024-04-01", Reason::BeforeWindow),
        ("2024-03-30", "2024-04-02", Reason::Counted),
        ("2026-03-09", "2026-03-09", Reason::Counted),
        ("2026-03-09", "2026-03-10", Reason::AfterWindow),
        ("2027-04-02", "2027-04-02", Reason::AfterWindow),
    ] {
        let rule = day_rule();
        let records = [record(1, "甲", first).until(last).with_days(100)];
        assert_eq!(status(&rule, &records).records[0].reason, reason, "{last}");
    }
    let late = [record(1, "甲", "2027-04-02").with_days(100)];
    let rule = day_rule();
    assert_eq!(
        status_on(&rule, &late, "2027-06-01").records[0].reason,
        Reason::AfterWindow
    );
}

#[test]
fn the_first_reason_that_holds_is_told() {
    use RecordState::{Pending, Rejected, Withdrawn};
    let early = || {
        record(1, "甲", "2020-01-01")
            .with_days(100)
            .of_kind(TrainingKind::PreExam)
    };
    let rule = day_rule();
    for (case, records, reason) in [
        (
            "withdrawn",
            vec![early().in_state(Withdrawn)],
            Reason::Withdrawn,
        ),
        (
            "rejected",
            vec![early().in_state(Rejected)],
            Reason::Rejected,
        ),
        ("pending", vec![early().in_state(Pending)], Reason::Pending),
        (
            "duplicate before kind",
            vec![
                early(),
                Record {
                    id: TrainingRecordId(0),
                    ..early()
                }
                .came(RecordSource::Course),
            ],
            Reason::Duplicate,
        ),
        ("kind before window", vec![early()], Reason::KindNotCounted),
        (
            "window",
            vec![early().of_kind(TrainingKind::Training)],
            Reason::BeforeWindow,
        ),
    ] {
        assert_eq!(status(&rule, &records).records[0].reason, reason, "{case}");
    }
}

#[test]
fn pre_exam_courses_never_count_even_where_a_rule_lists_them() {
    let rule = TrainingRule {
        kinds: BTreeSet::from([TrainingKind::PreExam]),
        ..day_rule()
    };
    let course = record(1, "考前班", "2025-03-01").with_days(500);

    let line = status(
        &rule,
        &[course.clone().of_kind(TrainingKind::PreExam), course],
    );

    assert!(
        line.records
            .iter()
            .all(|record| record.reason == Reason::KindNotCounted)
    );
}
