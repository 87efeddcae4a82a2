//! Duplicates, caps, degrees, and days that overlap.

use std::collections::BTreeSet;

use crate::policy::{Cap, TrainingRule};
use crate::training::rules::builders::{
    day_rule, hour_rule, online_cap, record, status, told, whole,
};
use crate::training::{Reason, Record, RecordSource, RecordState, TrainingKind};

#[test]
fn of_the_same_training_that_came_two_ways_the_fuller_record_counts() {
    use RecordSource::{Course, Imported, Typed};
    let at = |id: i64| record(id, "个案管理", "2025-03-01");
    for (case, left, right, counts) in [
        (
            "more hours",
            at(1).with_hours(600),
            at(2).with_hours(800).came(Imported),
            2,
        ),
        (
            "hours before days",
            at(1).with_days(900),
            at(2).with_hours(100).came(Imported),
            2,
        ),
        (
            "then more days",
            at(1).with_days(100),
            at(2).with_days(200).came(Course),
            2,
        ),
        (
            "then the lower id",
            at(1).with_days(100),
            at(2).with_days(100).came(Course),
            1,
        ),
        (
            "the same, swapped",
            at(2).with_days(100),
            at(1).with_days(100).came(Typed).came(Course),
            1,
        ),
    ] {
        let rule = day_rule();
        let line = status(&rule, &[left, right]);
        let counting: Vec<i64> = line
            .records
            .iter()
            .filter(|record| record.reason == Reason::Counted)
            .map(|record| record.id.0)
            .collect();
        assert_eq!(counting, [counts], "{case}");
        assert_eq!(
            line.records
                .iter()
                .filter(|record| record.reason == Reason::Duplicate)
                .count(),
            1,
            "{case}"
        );
    }
}

#[test]
fn what_is_not_a_duplicate_counts_beside_the_other() {
    use RecordSource::Imported;
    let first = || record(1, "个案管理", "2025-03-01").with_days(100);
    for (case, other) in [
        (
            "came the same way",
            record(2, "个案管理", "2025-03-01").with_days(100),
        ),
        (
            "another title",
            record(2, "个案工作", "2025-03-01")
                .with_days(100)
                .came(Imported),
        ),
        (
            "another last day",
            record(2, "个案管理", "2025-03-01")
                .until("2025-03-02")
                .with_days(100)
                .came(Imported),
        ),
        (
            "the other is rejected",
            record(2, "个案管理", "2025-03-01")
                .with_days(900)
                .came(Imported)
                .in_state(RecordState::Rejected),
        ),
    ] {
        let rule = day_rule();
        assert_eq!(
            status(&rule, &[first(), other]).records[0].reason,
            Reason::Counted,
            "{case}"
        );
    }
}

#[test]
fn a_cap_is_used_up_in_order_of_last_day_then_of_entry() {
    let rule = TrainingRule {
        caps: vec![online_cap(3)],
        ..day_rule()
    };
    let records = [
        record(9, "丁", "2025-01-04").with_days(200).online(),
        record(7, "丙", "2025-01-03").with_days(100).online(),
        record(3, "乙", "2025-01-03").with_days(150).online(),
        record(5, "甲", "2025-01-01").with_days(100).online(),
        record(6, "面授", "2025-01-05").with_days(400),
    ];

    let line = status(&rule, &records);

    assert_eq!(
        told(&line),
        [
            (9, 0, Reason::Capped),
            (7, 50, Reason::Capped),
            (3, 150, Reason::Counted),
            (5, 100, Reason::Counted),
            (6, 400, Reason::Counted),
        ]
    );
    assert_eq!(line.counted.hundredths_down(), 700);
}

#[test]
fn what_ended_earlier_uses_a_cap_before_what_began_earlier() {
    let rule = TrainingRule {
        caps: vec![online_cap(1)],
        ..day_rule()
    };
    let records = [
        record(1, "长班", "2025-01-01")
            .until("2025-01-09")
            .with_days(100)
            .online(),
        record(2, "短班", "2025-01-05").with_days(100).online(),
    ];

    assert_eq!(
        told(&status(&rule, &records)),
        [(1, 0, Reason::Capped), (2, 100, Reason::Counted)]
    );
}

#[test]
fn at_most_one_cap_applies_to_a_record_the_first_that_holds() {
    let supervision = Cap {
        kinds: BTreeSet::from([TrainingKind::Training]),
        modes: BTreeSet::new(),
        at_most: whole(5),
    };
    let rule = TrainingRule {
        caps: vec![online_cap(2), supervision],
        ..day_rule()
    };
    let records = [
        record(1, "甲", "2025-01-01").with_days(300).online(),
        record(2, "乙", "2025-01-02").with_days(600),
    ];

    assert_eq!(
        told(&status(&rule, &records)),
        [(1, 200, Reason::Capped), (2, 500, Reason::Capped)]
    );
}

#[test]
fn a_record_of_unknown_mode_is_under_no_cap_for_a_mode() {
    let rule = TrainingRule {
        caps: vec![online_cap(1)],
        ..day_rule()
    };
    let unknown = Record {
        mode: None,
        ..record(1, "甲", "2025-01-01").with_days(300)
    };

    assert_eq!(
        told(&status(&rule, &[unknown])),
        [(1, 300, Reason::Counted)]
    );
}

#[test]
fn a_degree_counts_its_amount_once_whatever_hours_it_says() {
    let degree = |id, on| {
        record(id, "社会工作硕士", on)
            .with_hours(40_000)
            .of_kind(TrainingKind::Degree)
    };
    let rule = hour_rule();

    let line = status(&rule, &[degree(2, "2025-07-01"), degree(1, "2025-06-30")]);

    assert_eq!(
        told(&line),
        [(2, 0, Reason::Capped), (1, 9000, Reason::Counted)]
    );
    let outside = [degree(1, "2023-06-30"), degree(2, "2025-07-01")];
    assert_eq!(
        told(&status(&rule, &outside)),
        [(1, 0, Reason::BeforeWindow), (2, 9000, Reason::Counted)]
    );
}

#[test]
fn no_cap_cuts_a_degree_that_counts_its_own_amount() {
    let rule = TrainingRule {
        caps: vec![online_cap(10)],
        ..hour_rule()
    };
    let degree = record(1, "硕士", "2025-07-01")
        .online()
        .of_kind(TrainingKind::Degree);
    let course = record(2, "网课", "2025-07-02").online().with_hours(1200);

    assert_eq!(
        told(&status(&rule, &[degree, course])),
        [(1, 9000, Reason::Counted), (2, 1000, Reason::Capped)]
    );
}

#[test]
fn a_degree_counts_by_its_proof_where_the_rule_names_no_amount() {
    let rule = day_rule();
    let degree = record(1, "学历教育", "2025-07-01")
        .with_hours(600)
        .of_kind(TrainingKind::Degree);

    let line = status(&rule, &[degree]);

    assert_eq!(told(&line), [(1, 100, Reason::Counted)]);
    assert!(line.records[0].converted);
}

#[test]
fn records_of_different_titles_that_share_a_day_both_count_and_are_flagged() {
    let rule = day_rule();
    let records = [
        record(1, "甲", "2025-03-01")
            .until("2025-03-05")
            .with_days(500),
        record(2, "乙", "2025-03-05").with_days(100),
        record(3, "丙", "2025-03-06").with_days(100),
        record(4, "甲", "2025-03-04").with_days(100),
        record(5, "考前", "2025-03-02")
            .with_days(100)
            .of_kind(TrainingKind::PreExam),
    ];

    let line = status(&rule, &records);

    let flags: Vec<Option<i64>> = line
        .records
        .iter()
        .map(|record| record.overlaps_with.map(|id| id.0))
        .collect();
    assert_eq!(flags, [Some(2), Some(1), None, None, None]);
    assert_eq!(line.counted.hundredths_down(), 800);
}
