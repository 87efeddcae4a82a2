//! The form of a new version of a training rule: what was typed, and what it means.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use num_rational::Ratio;

use super::overview::plain_amount;
use super::rules::NewVersion;
use super::{Cap, HoursPerDay, Source, TrainingRule, Trust, Validity};
use crate::certificates::Level;
use crate::training::{TrainingKind, TrainingMode, WindowKind};
use crate::web::{FieldProblem, Fields, Typed};

/// How many lines of hours a day and of caps the form has.
pub const LINES: usize = 3;

/// Fewer days than this to the end of the window are "soon" where nothing is typed.
const DUE_SOON_DAYS: i64 = 180;

/// What stands in the fields: by name, so that the page asks for what it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleForm(BTreeMap<String, String>, BTreeSet<(String, String)>);

impl RuleForm {
    /// What stands in a field.
    pub fn get(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.1.contains(&(name.to_owned(), value.to_owned()))
    }

    /// Every field as hidden inputs carry it on.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let single = self
            .0
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        single.chain(self.1.iter().cloned()).collect()
    }

    fn set(&mut self, name: &str, value: impl ToString) {
        self.0.insert(name.to_owned(), value.to_string());
    }

    /// The form of a new version of `rule`, or of a new rule of `region`.
    pub fn of(rule: Option<&TrainingRule>, region: &str, today: NaiveDate) -> Self {
        let mut form = Self::default();
        form.set("from", today);
        let Some(rule) = rule else {
            form.set("region", region);
            form.set("unit", "hours");
            form.set("window", WindowKind::Registration.as_str());
            form.set("years", 3);
            form.set("hours_0", 6);
            form.set("due_soon_days", DUE_SOON_DAYS);
            form.set("pace_test", "yes");
            form.set("source_trust", Trust::ConfirmedA.as_str());
            form.1.insert(("kinds".to_owned(), "training".to_owned()));
            return form;
        };
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
        form.set("source_trust", Trust::ConfirmedA.as_str());
        let ticked = |name: &str, words: Vec<&str>| {
            words
                .into_iter()
                .map(|word| (name.to_owned(), word.to_owned()))
                .collect::<Vec<_>>()
        };
        form.1.extend(ticked(
            "kinds",
            rule.kinds.iter().map(|kind| kind.as_str()).collect(),
        ));
        form.1.extend(ticked(
            "by_analogy",
            rule.by_analogy.iter().map(|level| level.as_str()).collect(),
        ));
        form
    }

    /// Whether the form can hold a rule whole: no more lines than it has, and caps of
    /// one kind and mode each. Others are changed in the policy files.
    pub fn fits(rule: &TrainingRule) -> bool {
        rule.hours_per_day.len() <= LINES
            && rule.caps.len() <= LINES
            && rule
                .caps
                .iter()
                .all(|cap| cap.kinds.len() <= 1 && cap.modes.len() <= 1)
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        let mut form = Self::default();
        for (name, value) in fields.iter() {
            if matches!(name, "kinds" | "by_analogy") {
                form.1.insert((name.to_owned(), value.trim().to_owned()));
            } else if !matches!(name, "csrf" | "on") {
                form.set(name, value.trim());
            }
        }
        form
    }
}

/// What a form means; every field that means nothing is told.
pub fn read(fields: &Fields) -> Result<NewVersion, Vec<FieldProblem>> {
    let mut typed = Typed::new(fields);
    let ratio = |hundredths: i64| Ratio::new(hundredths, 100);
    let mut required = BTreeMap::new();
    for level in Level::ALL {
        if let Some(amount) = typed.hundredths(&format!("required_{level}")) {
            required.insert(*level, ratio(amount));
        }
    }
    let from = typed.needed_day("from");
    let unit = typed.needed_word("unit");
    let window = typed.needed_word("window");
    let trust = typed.needed_word("source_trust");
    let years = typed.whole("years", 1, 10).unwrap_or(0);
    let pace_test = match typed.text("pace_test").as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            typed.wrong("pace_test", "请从列表中选择");
            true
        }
    };
    let hours_per_day = hours(&mut typed);
    let caps = caps(&mut typed);
    let kinds: BTreeSet<TrainingKind> = typed.words("kinds").into_iter().collect();
    let by_analogy: BTreeSet<Level> = typed.words("by_analogy").into_iter().collect();
    let rule = TrainingRule {
        id: typed.text("id"),
        name: typed.text("name"),
        region: typed.text("region"),
        validity: Validity {
            from: from.unwrap_or_default(),
            to: typed.day("to"),
        },
        unit: unit.unwrap_or(crate::training::RuleUnit::Hours),
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
        source: Source {
            document: typed.text("source_document"),
            clause: typed.optional("source_clause"),
            trust: trust.unwrap_or(Trust::ConfirmedA),
            note: typed.optional("source_note"),
        },
    };
    if typed.problems.is_empty() {
        Ok(NewVersion::TrainingRule(Box::new(rule)))
    } else {
        Err(typed.problems)
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
