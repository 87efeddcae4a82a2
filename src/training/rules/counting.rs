//! What each record counts under a rule, and why.

use chrono::NaiveDate;
use num_integer::Integer;
use num_rational::Ratio;

use super::amount::Amount;
use super::duplicates::PersonRecords;
use crate::calendar::Period;
use crate::policy::{Cap, HoursPerDay, TrainingRule};
use crate::training::{
    Reason, Record, RecordState, RuleUnit, TrainingKind, TrainingMode, TrainingRecordId,
};

/// Hours of a day where a rule's table has no line for the record's last day
/// (綦江's days and the national hours agree at 6, facts §5.3).
const DEFAULT_HOURS_PER_DAY: Ratio<i64> = Ratio::new_raw(6, 1);
/// Records keep days and hours in hundredths.
const HUNDREDTHS: i128 = 100;

/// What one record counts under one rule on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// The record.
    pub id: TrainingRecordId,
    /// How much of it counts, in the rule's unit.
    pub counted: Amount,
    /// Why; exactly one reason per record.
    pub reason: Reason,
    /// The amount was worked out from the other unit by the hours of a day, to
    /// be said where it is shown.
    pub converted: bool,
    /// A record of another title that counts too and shares a day with it: to be looked at.
    pub overlaps_with: Option<TrainingRecordId>,
}

/// The parts into which a rule's unit is cut so that every amount it can meet
/// is a whole number of them.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    per_unit: i128,
    /// Parts of one hundredth of the other unit, by the record's last day.
    conversions: Vec<(HoursPerDay, i128)>,
    default_conversion: i128,
}

impl Scale {
    pub(super) fn of(rule: &TrainingRule) -> Self {
        let hours: Vec<Ratio<i64>> = rule
            .hours_per_day
            .iter()
            .map(|line| line.hours)
            .chain([DEFAULT_HOURS_PER_DAY])
            .collect();
        let others = rule
            .required
            .values()
            .chain(rule.caps.iter().map(|cap| &cap.at_most));
        let others = others
            .chain(&rule.degree_amount)
            .map(|amount| i128::from(*amount.denom()));
        let per_unit = hours
            .iter()
            .map(|hours| match rule.unit {
                RuleUnit::Days => HUNDREDTHS * i128::from(*hours.numer()).max(1),
                RuleUnit::Hours => HUNDREDTHS * i128::from(*hours.denom()).max(1),
            })
            .chain(others)
            .fold(HUNDREDTHS, common_multiple);
        Self {
            per_unit,
            conversions: rule
                .hours_per_day
                .iter()
                .map(|line| (line.clone(), conversion(rule.unit, line.hours, per_unit)))
                .collect(),
            default_conversion: conversion(rule.unit, DEFAULT_HOURS_PER_DAY, per_unit),
        }
    }

    pub(super) fn amount(&self, parts: i128) -> Amount {
        Amount::new(parts, self.per_unit)
    }

    pub(super) fn parts(&self, amount: Ratio<i64>) -> i128 {
        i128::from(*amount.numer()) * self.per_unit / i128::from(*amount.denom()).max(1)
    }

    /// The record's own amount and whether it was converted. What the proof says
    /// in the rule's unit stands; a record never takes anything away.
    fn of_record(&self, unit: RuleUnit, record: &Record) -> (i128, bool) {
        let (own, other) = match unit {
            RuleUnit::Days => (record.days_hundredths, record.hours_hundredths),
            RuleUnit::Hours => (record.hours_hundredths, record.days_hundredths),
        };
        let (parts, converted) = match (own, other) {
            (Some(own), _) => (i128::from(own) * (self.per_unit / HUNDREDTHS), false),
            (None, Some(other)) => (
                i128::from(other) * self.conversion_on(record.last_day),
                true,
            ),
            (None, None) => (0, false),
        };
        (parts.max(0), converted)
    }

    fn conversion_on(&self, day: NaiveDate) -> i128 {
        self.conversions
            .iter()
            .find(|(line, _)| {
                line.from.is_none_or(|from| from <= day) && line.to.is_none_or(|to| day <= to)
            })
            .map_or(self.default_conversion, |(_, parts)| *parts)
    }
}

/// Parts of one hundredth of an hour in a day rule, of a day in an hour rule.
fn conversion(unit: RuleUnit, hours: Ratio<i64>, per_unit: i128) -> i128 {
    let (numer, denom) = (
        i128::from(*hours.numer()).max(1),
        i128::from(*hours.denom()).max(1),
    );
    match unit {
        RuleUnit::Days => per_unit * denom / (HUNDREDTHS * numer),
        RuleUnit::Hours => per_unit * numer / (HUNDREDTHS * denom),
    }
}

/// The least common multiple; the first number where it would not fit, which
/// the two decimals that `policy check` allows cannot reach.
fn common_multiple(left: i128, right: i128) -> i128 {
    let right = right.max(1);
    left.checked_mul(right / left.gcd(&right)).unwrap_or(left)
}

/// Every record's line, in the order given, and the sum in parts.
pub(super) fn count(
    rule: &TrainingRule,
    scale: &Scale,
    window: Period,
    today: NaiveDate,
    person: &PersonRecords<'_>,
) -> (Vec<RecordLine>, i128) {
    let mut lines: Vec<RecordLine> = (person.records.iter().zip(&person.is_duplicate))
        .map(|(record, &duplicate)| RecordLine {
            id: record.id,
            counted: scale.amount(0),
            reason: reason_against(rule, window, today, record, duplicate)
                .unwrap_or(Reason::Counted),
            converted: false,
            overlaps_with: None,
        })
        .collect();
    let mut room: Vec<i128> = rule
        .caps
        .iter()
        .map(|cap| scale.parts(cap.at_most).max(0))
        .collect();
    let degree_parts = rule.degree_amount.map(|amount| scale.parts(amount));
    let mut degree_left = degree_parts;
    let mut sum = 0;
    for &at in &person.in_order {
        let (record, line) = (&person.records[at], &mut lines[at]);
        if line.reason != Reason::Counted {
            continue;
        }
        let (parts, counted, converted) = match degree_parts {
            // The limit of a degree is "once"; as with caps, no other applies to it.
            Some(parts) if record.kind == TrainingKind::Degree => {
                (parts, degree_left.take().unwrap_or(0), false)
            }
            _ => {
                let (parts, converted) = scale.of_record(rule.unit, record);
                (
                    parts,
                    under_cap(&rule.caps, &mut room, record, parts),
                    converted,
                )
            }
        };
        line.counted = scale.amount(counted);
        line.converted = converted && counted > 0;
        if counted < parts {
            line.reason = Reason::Capped;
        }
        sum += counted;
    }
    flag_overlaps(person, &mut lines);
    (lines, sum)
}

/// Why a record counts nothing, whatever its amount; the first that holds.
fn reason_against(
    rule: &TrainingRule,
    window: Period,
    today: NaiveDate,
    record: &Record,
    duplicate: bool,
) -> Option<Reason> {
    match record.state {
        RecordState::Withdrawn => return Some(Reason::Withdrawn),
        RecordState::Rejected => return Some(Reason::Rejected),
        RecordState::Pending => return Some(Reason::Pending),
        RecordState::Recognised => {}
    }
    if duplicate {
        Some(Reason::Duplicate)
    } else if record.kind == TrainingKind::PreExam || !rule.kinds.contains(&record.kind) {
        Some(Reason::KindNotCounted)
    } else if record.last_day < window.first {
        Some(Reason::BeforeWindow)
    } else if record.last_day > window.last.min(today) {
        Some(Reason::AfterWindow)
    } else {
        None
    }
}

/// What the first cap that holds for the record leaves of `parts`.
fn under_cap(caps: &[Cap], room: &mut [i128], record: &Record, parts: i128) -> i128 {
    match caps
        .iter()
        .position(|cap| holds_for(cap, record.kind, record.mode))
    {
        Some(at) => {
            let counted = parts.min(room[at]);
            room[at] -= counted;
            counted
        }
        None => parts,
    }
}

fn holds_for(cap: &Cap, kind: TrainingKind, mode: Option<TrainingMode>) -> bool {
    (cap.kinds.is_empty() || cap.kinds.contains(&kind))
        && (cap.modes.is_empty() || mode.is_some_and(|mode| cap.modes.contains(&mode)))
}

/// Two records of different titles that both count and share a day.
fn flag_overlaps(person: &PersonRecords<'_>, lines: &mut [RecordLine]) {
    let counts = |line: &RecordLine| matches!(line.reason, Reason::Counted | Reason::Capped);
    for (place, &earlier) in person.by_first_day.iter().enumerate() {
        if !counts(&lines[earlier]) {
            continue;
        }
        let last_day = person.records[earlier].last_day;
        for &later in &person.by_first_day[place + 1..] {
            if person.records[later].first_day > last_day {
                break;
            }
            if counts(&lines[later]) && person.records[later].title != person.records[earlier].title
            {
                lines[earlier]
                    .overlaps_with
                    .get_or_insert(person.records[later].id);
                lines[later]
                    .overlaps_with
                    .get_or_insert(person.records[earlier].id);
            }
        }
    }
}
