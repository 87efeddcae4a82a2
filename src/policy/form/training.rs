//! What the form asks of a training rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use num_rational::Ratio;

use super::{LINES, PolicyForm};
use crate::certificates::Level;
use crate::policy::overview::plain_amount;
use crate::policy::{Cap, HoursPerDay, TrainingRule};
use crate::training::{RuleUnit, TrainingKind, TrainingMode, WindowKind};
use crate::web::Typed;

/// Fewer days than this to the end of the window are "soon" where nothing is typed.
const DUE_SOON_DAYS: i64 = 180;

/// A new rule.
pub(super) fn blank(form: &mut PolicyForm) {
    form.set("unit", RuleUnit::Hours.as_str());
    form.set("window", WindowKind::Registration.as_str());
    form.set("years", 3);
    form.set("hours_0", 6);
    form.set("due_soon_days", DUE_SOON_DAYS);
    form.set("pace_test", "yes");
    form.tick("kinds", [TrainingKind::Training.as_str()]);
}

/// The next version of a rule.
pub(super) fn fill(form: &mut PolicyForm, rule: &TrainingRule) {
    form.set("id", &rule.id);
    form.set("name", &rule.name);
    form.set("region", &rule.region);
    form.set("unit", rule.unit.as_str());
    form.set("window", rule.window.as_str());
    form.set("years", rule.years);
    for (level, amount) in &rule.required {
        form.set(&format!("required_{level}"), plain_amount(*amount));
    }
    for (place, line) in rule.hours_per_day.iter().enumerate() {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        form.set(&format!("hours_{place}"), plain_amount(line.hours));
        form.set(&format!("hours_from_{place}"), day(line.from));
        form.set(&format!("hours_to_{place}"), day(line.to));
    }
    for (place, cap) in rule.caps.iter().enumerate() {
        form.set(&format!("cap_{place}"), plain_amount(cap.at_most));
        if let Some(kind) = cap.kinds.first() {
            form.set(&format!("cap_kind_{place}"), kind.as_str());
        }
        if let Some(mode) = cap.modes.first() {
            form.set(&format!("cap_mode_{place}"), mode.as_str());
        }
    }
    if let Some(amount) = rule.degree_amount {
        form.set("degree_amount", plain_amount(amount));
    }
    form.set("due_soon_days", rule.due_soon_days);
    form.set("pace_test", if rule.pace_test { "yes" } else { "no" });
    form.tick("kinds", rule.kinds.iter().map(|kind| kind.as_str()));
    form.tick(
        "by_analogy",
        rule.by_analogy.iter().map(|level| level.as_str()),
    );
}

/// Whether the form can hold a rule whole: no more lines than it has, and caps of
/// one kind and mode each.
pub(super) fn fits(rule: &TrainingRule) -> bool {
    rule.hours_per_day.len() <= LINES
        && rule.caps.len() <= LINES
        && rule
            .caps
            .iter()
            .all(|cap| cap.kinds.len() <= 1 && cap.modes.len() <= 1)
}

/// What was typed; mistakes are kept in `typed`.
pub(super) fn read(typed: &mut Typed<'_>) -> TrainingRule {
    let ratio = |hundredths: i64| Ratio::new(hundredths, 100);
    let mut required = BTreeMap::new();
    for level in Level::ALL {
        if let Some(amount) = typed.hundredths(&format!("required_{level}")) {
            required.insert(*level, ratio(amount));
        }
    }
    let validity = super::validity(typed);
    let unit = typed.needed_word("unit");
    let window = typed.needed_word("window");
    let years = typed.whole("years", 1, 10).unwrap_or(0);
    let pace_test = match typed.text("pace_test").as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            typed.wrong("pace_test", "请从列表中选择");
            true
        }
    };
    let hours_per_day = hours(typed);
    let caps = caps(typed);
    let kinds: BTreeSet<TrainingKind> = typed.words("kinds").into_iter().collect();
    let by_analogy: BTreeSet<Level> = typed.words("by_analogy").into_iter().collect();
    TrainingRule {
        id: typed.text("id"),
        name: typed.text("name"),
        region: typed.text("region"),
        validity,
        unit: unit.unwrap_or(RuleUnit::Hours),
        by_analogy: by_analogy
            .into_iter()
            .filter(|level| required.contains_key(level))
            .collect(),
        required,
        years: i32::try_from(years).unwrap_or(0),
        window: window.unwrap_or(WindowKind::Registration),
        hours_per_day,
        kinds,
        caps,
        degree_amount: typed.hundredths("degree_amount").map(ratio),
        due_soon_days: typed
            .whole("due_soon_days", 0, 3650)
            .unwrap_or(DUE_SOON_DAYS),
        pace_test,
        source: super::source(typed),
    }
}

fn hours(typed: &mut Typed<'_>) -> Vec<HoursPerDay> {
    (0..LINES)
        .filter_map(|line| {
            let field = format!("hours_{line}");
            let hours = typed.hundredths(&field);
            let from = typed.day(&format!("hours_from_{line}"));
            let to = typed.day(&format!("hours_to_{line}"));
            if (from.is_some() || to.is_some()) && typed.optional(&field).is_none() {
                typed.wrong(&field, "填写了日期，请同时填写学时");
            }
            Some(HoursPerDay {
                from,
                to,
                hours: Ratio::new(hours?, 100),
            })
        })
        .collect()
}

fn caps(typed: &mut Typed<'_>) -> Vec<Cap> {
    (0..LINES)
        .filter_map(|line| {
            let field = format!("cap_{line}");
            let at_most = typed.hundredths(&field);
            let kind: Option<TrainingKind> = typed.word(&format!("cap_kind_{line}"));
            let mode: Option<TrainingMode> = typed.word(&format!("cap_mode_{line}"));
            if (kind.is_some() || mode.is_some()) && typed.optional(&field).is_none() {
                typed.wrong(&field, "选择了类别或方式，请同时填写至多计入多少");
            }
            Some(Cap {
                kinds: kind.into_iter().collect(),
                modes: mode.into_iter().collect(),
                at_most: Ratio::new(at_most?, 100),
            })
        })
        .collect()
}
