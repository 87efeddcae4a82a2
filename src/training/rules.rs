//! How a person stands under a training rule on a day. Pure: records,
//! registrations and the rule in, a status line with a reason for every record out.
//!
//! Sources: 民发〔2009〕123号, 綦江民发〔2020〕60号; what no source says is
//! decided in docs/rules.md §3. Sums are exact: a rule is compiled once into
//! whole parts of its unit ([`RuleOnDay`]), so a record costs an integer
//! multiplication, not a fraction.

mod amount;
mod counting;
mod duplicates;
pub mod review;
mod window;

#[cfg(test)]
mod builders;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::{TrainingState, WindowKind};
use crate::calendar::Period;
use crate::certificates::{Level, RegistrationInUse};
use crate::policy::TrainingRule;

pub use amount::Amount;
pub use counting::RecordLine;
pub use duplicates::PersonRecords;
pub use window::{Window, window_on};

use counting::Scale;

/// How one person stands under one rule on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine<'r> {
    /// The version of the rule that was used.
    pub rule: &'r TrainingRule,
    /// The person's level on the day.
    pub level: Level,
    /// The amount for this level stands by analogy and is to be marked so.
    pub by_analogy: bool,
    /// First and last day of the window.
    pub window: Period,
    /// Where the window really comes from: a rule by registration falls back to rolling.
    pub basis: WindowKind,
    /// What is owed, in the rule's unit.
    pub required: Amount,
    /// What counts, in the rule's unit; show it rounded down.
    pub counted: Amount,
    /// What is missing, never negative; show it rounded up.
    pub open: Amount,
    /// How the person stands.
    pub state: TrainingState,
    /// Every record of the person, in the order they were given.
    pub records: Vec<RecordLine>,
}

/// One version of a rule made ready for one day, to be asked for many people.
#[derive(Debug, Clone)]
pub struct RuleOnDay<'r> {
    rule: &'r TrainingRule,
    today: NaiveDate,
    scale: Scale,
}

impl<'r> RuleOnDay<'r> {
    /// The rule on `today`; none when this version is not in force on that day.
    pub fn new(rule: &'r TrainingRule, today: NaiveDate) -> Option<Self> {
        rule.validity.covers(today).then(|| Self {
            rule,
            today,
            scale: Scale::of(rule),
        })
    }

    /// How a person of `level` stands; none when the rule names no amount for
    /// the level. `registrations` are those in use of all of the person's certificates.
    pub fn status(
        &self,
        level: Level,
        registrations: &[RegistrationInUse],
        records: &PersonRecords<'_>,
    ) -> Option<StatusLine<'r>> {
        let required = self.scale.parts(*self.rule.required.get(&level)?);
        let Window { period, basis } = window_on(self.rule, level, registrations, self.today);
        let (lines, counted) = counting::count(self.rule, &self.scale, period, self.today, records);
        let open = (required - counted).max(0);
        Some(StatusLine {
            rule: self.rule,
            level,
            by_analogy: self.rule.by_analogy.contains(&level),
            window: period,
            basis,
            required: self.scale.amount(required),
            counted: self.scale.amount(counted),
            open: self.scale.amount(open),
            state: self.state(period, basis, required, counted),
            records: lines,
        })
    }

    /// The state, by rules.md §3, in its order.
    fn state(
        &self,
        window: Period,
        basis: WindowKind,
        required: i128,
        counted: i128,
    ) -> TrainingState {
        let days_left = (window.last - self.today).num_days();
        if counted >= required {
            TrainingState::Complete
        } else if basis == WindowKind::Rolling {
            TrainingState::Short
        } else if days_left < 0 {
            TrainingState::Overdue
        } else if days_left < self.rule.due_soon_days {
            TrainingState::DueSoon
        } else if self.rule.pace_test && self.is_behind(window, required, counted) {
            TrainingState::Behind
        } else {
            TrainingState::OnTrack
        }
    }

    /// counted ÷ required < days passed ÷ days of the period, both days included.
    fn is_behind(&self, window: Period, required: i128, counted: i128) -> bool {
        let passed = i128::from((self.today - window.first).num_days() + 1);
        counted * i128::from(window.days()) < passed * required
    }
}

/// One person under several rules on `today`: a line for each version in force
/// that names an amount for the level. Nobody without a level owes anything.
pub fn status_lines<'r>(
    rules: &[&'r TrainingRule],
    level: Option<Level>,
    registrations: &[RegistrationInUse],
    records: &PersonRecords<'_>,
    today: NaiveDate,
) -> Vec<StatusLine<'r>> {
    let Some(level) = level else {
        return Vec::new();
    };
    rules
        .iter()
        .filter_map(|rule| RuleOnDay::new(rule, today)?.status(level, registrations, records))
        .collect()
}
