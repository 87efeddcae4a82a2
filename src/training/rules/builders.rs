//! Small rules and records for the tests of this room.

use std::collections::BTreeSet;

pub(in crate::training) use crate::calendar::day;
use chrono::NaiveDate;
use num_rational::Ratio;

use super::{PersonRecords, RuleOnDay, StatusLine};
use crate::certificates::{Level, RegistrationInUse};
use crate::policy::{Cap, HoursPerDay, Source, TrainingRule, Trust, Validity};
use crate::training::{
    Reason, Record, RecordSource, RecordState, RuleUnit, TrainingKind, TrainingMode,
    TrainingRecordId, WindowKind,
};

pub(in crate::training) fn whole(number: i64) -> Ratio<i64> {
    Ratio::from_integer(number)
}

/// 6 hours a day, registration window, training counts.
fn rule(id: &str, unit: RuleUnit, required: &[(Level, i64)]) -> TrainingRule {
    TrainingRule {
        id: id.to_owned(),
        name: id.to_owned(),
        region: "全国".to_owned(),
        validity: Validity {
            from: day("2009-09-07"),
            to: None,
        },
        unit,
        required: required
            .iter()
            .map(|&(level, amount)| (level, whole(amount)))
            .collect(),
        by_analogy: BTreeSet::new(),
        years: 3,
        window: WindowKind::Registration,
        hours_per_day: vec![HoursPerDay {
            from: None,
            to: None,
            hours: whole(6),
        }],
        kinds: BTreeSet::from([TrainingKind::Training, TrainingKind::Degree]),
        caps: Vec::new(),
        degree_amount: None,
        due_soon_days: 180,
        pace_test: true,
        source: Source {
            document: "试验".to_owned(),
            clause: None,
            quote: None,
            trust: Trust::Decided,
            note: None,
        },
    }
}

/// Assistant 72, intermediate 90 hours; a degree counts 90.
pub(in crate::training) fn hour_rule() -> TrainingRule {
    let required = [
        (Level::Assistant, 72),
        (Level::Intermediate, 90),
        (Level::Senior, 90),
    ];
    TrainingRule {
        degree_amount: Some(whole(90)),
        ..rule("hours", RuleUnit::Hours, &required)
    }
}

/// Worker and assistant 12, intermediate 15 days, senior 15 by analogy.
pub(in crate::training) fn day_rule() -> TrainingRule {
    let required = [
        (Level::Worker, 12),
        (Level::Assistant, 12),
        (Level::Intermediate, 15),
        (Level::Senior, 15),
    ];
    TrainingRule {
        by_analogy: BTreeSet::from([Level::Senior]),
        ..rule("days", RuleUnit::Days, &required)
    }
}

/// At most `at_most` of everything online.
pub(in crate::training) fn online_cap(at_most: i64) -> Cap {
    Cap {
        kinds: BTreeSet::new(),
        modes: BTreeSet::from([TrainingMode::Online]),
        at_most: whole(at_most),
    }
}

pub(in crate::training) fn registration(
    level: Level,
    first: &str,
    last: &str,
) -> RegistrationInUse {
    RegistrationInUse {
        level,
        first_day: day(first),
        last_day: day(last),
    }
}

/// A recognised, typed, in-person training of one day that says nothing of its amount.
pub(in crate::training) fn record(id: i64, title: &str, on: &str) -> Record {
    Record {
        id: TrainingRecordId(id),
        title: title.to_owned(),
        first_day: day(on),
        last_day: day(on),
        days_hundredths: None,
        hours_hundredths: None,
        kind: TrainingKind::Training,
        mode: Some(TrainingMode::InPerson),
        state: RecordState::Recognised,
        source: RecordSource::Typed,
    }
}

impl Record {
    pub(in crate::training) fn with_days(mut self, hundredths: i64) -> Self {
        self.days_hundredths = Some(hundredths);
        self
    }

    pub(in crate::training) fn with_hours(mut self, hundredths: i64) -> Self {
        self.hours_hundredths = Some(hundredths);
        self
    }

    pub(in crate::training) fn until(mut self, last: &str) -> Self {
        self.last_day = day(last);
        self
    }

    pub(in crate::training) fn of_kind(mut self, kind: TrainingKind) -> Self {
        self.kind = kind;
        self
    }

    pub(in crate::training) fn online(mut self) -> Self {
        self.mode = Some(TrainingMode::Online);
        self
    }

    pub(in crate::training) fn in_state(mut self, state: RecordState) -> Self {
        self.state = state;
        self
    }

    pub(in crate::training) fn came(mut self, source: RecordSource) -> Self {
        self.source = source;
        self
    }
}

/// One assistant, registered 2024-04-02 to 2027-04-01, on 2026-03-09.
pub(in crate::training) fn status<'r>(
    rule: &'r TrainingRule,
    records: &[Record],
) -> StatusLine<'r> {
    status_on(rule, records, "2026-03-09")
}

pub(in crate::training) fn status_on<'r>(
    rule: &'r TrainingRule,
    records: &[Record],
    today: &str,
) -> StatusLine<'r> {
    let registrations = [registration(Level::Assistant, "2024-04-02", "2027-04-01")];
    let records = PersonRecords::new(records);
    RuleOnDay::new(rule, day(today))
        .expect("in force")
        .status(Level::Assistant, &registrations, &records)
        .expect("an amount for assistants")
}

/// (record, hundredths counted, reason) in the order given.
pub(in crate::training) fn told(line: &StatusLine<'_>) -> Vec<(i64, i64, Reason)> {
    line.records
        .iter()
        .map(|record| (record.id.0, record.counted.hundredths_down(), record.reason))
        .collect()
}
