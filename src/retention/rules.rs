//! What may go for whom on a day. Pure.
//!
//! Sources: docs/rules.md and `config/policies/retention.toml`; where nothing says how
//! long a class is kept, nothing of it goes.

use chrono::{Datelike, NaiveDate};

use super::{DuePart, LeaverFacts, Part};
use crate::calendar::{plus_days, plus_months};
use crate::policy::{Policies, RetainedAfter, RetentionClass};

/// The parts of a leaver's data that may go on `today`, each with the first day on
/// which it may. Empty while the person has not left.
pub fn due_parts(facts: &LeaverFacts, policies: &Policies, today: NaiveDate) -> Vec<DuePart> {
    if facts.left_on >= today {
        return Vec::new();
    }
    let classes: Vec<ClassStanding> = RetentionClass::ALL
        .iter()
        .map(|class| standing(*class, facts, policies, today))
        .collect();
    let mut due: Vec<DuePart> = classes
        .iter()
        .filter(|class| class.present)
        .filter_map(|class| {
            Some(DuePart {
                part: Part::Class(class.class),
                since: class.free_from.filter(|day| *day <= today)?,
            })
        })
        .collect();
    let personal = [
        RetentionClass::Contact,
        RetentionClass::Training,
        RetentionClass::Exams,
    ];
    if facts.has_id_number {
        due.extend(whole(&classes, &personal, Part::IdNumber, today));
    }
    if facts.has_name {
        due.extend(whole(&classes, RetentionClass::ALL, Part::Name, today));
    }
    due
}

struct ClassStanding {
    class: RetentionClass,
    present: bool,
    /// The first day on which it may go; none where no rule says it.
    free_from: Option<NaiveDate>,
}

fn standing(
    class: RetentionClass,
    facts: &LeaverFacts,
    policies: &Policies,
    today: NaiveDate,
) -> ClassStanding {
    let last = match class {
        RetentionClass::Contact => None,
        RetentionClass::Training => facts.last_training_on,
        RetentionClass::Exams => facts.last_exam_on,
        RetentionClass::Applications => facts.last_application_on,
        RetentionClass::Vouchers => facts.last_voucher_on,
    };
    let present = match class {
        RetentionClass::Contact => facts.has_contact,
        _ => last.is_some(),
    };
    let free_from = policies.retention(class, today).map(|period| {
        let last = last.unwrap_or(facts.left_on);
        let from = match period.after {
            RetainedAfter::Left => facts.left_on.max(last),
            RetainedAfter::Filed => last,
            RetainedAfter::Year => year_end(last),
        };
        plus_days(plus_months(from, period.years * 12), 1)
    });
    ClassStanding {
        class,
        present,
        free_from,
    }
}

/// The last day of the year; `day` itself at the calendar's end.
fn year_end(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}

/// A part that may go only once all of these classes may. A class that is absent holds
/// nothing back, contact excepted: it dates from leaving.
fn whole(
    classes: &[ClassStanding],
    needed: &[RetentionClass],
    part: Part,
    today: NaiveDate,
) -> Option<DuePart> {
    let mut since = NaiveDate::MIN;
    for class in classes.iter().filter(|class| needed.contains(&class.class)) {
        if class.present || class.class == RetentionClass::Contact {
            since = since.max(class.free_from?);
        }
    }
    (since <= today).then_some(DuePart { part, since })
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
