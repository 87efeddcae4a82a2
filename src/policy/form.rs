//! The form of a new version of a policy: what was typed, and what it means. What each
//! kind of policy asks for stands in a file of its own.

mod exam_fees;
mod holidays;
mod pass_line;
mod reimbursement;
mod targets;
mod training;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::rules::NewVersion;
use super::versions::PolicyKind;
use super::{Policies, Source, Trust, Validity};
use crate::web::{FieldProblem, Fields, Typed};

pub use reimbursement::GROUPS;
pub use targets::TARGETS;

/// How many lines of hours a day and of caps the form has.
pub const LINES: usize = 3;

/// What stands in the fields: by name, so that the page asks for what it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyForm(BTreeMap<String, String>, BTreeSet<(String, String)>);

impl PolicyForm {
    /// What stands in a field.
    pub fn get(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.1.contains(&(name.to_owned(), value.to_owned()))
    }

    /// Whether any box called `name` is ticked.
    pub fn has_any(&self, name: &str) -> bool {
        self.ticked(name) > 0
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

    /// The form of a new version of a policy, or of a new policy of `region`. None where
    /// there is no such policy.
    pub fn of(
        kind: PolicyKind,
        policies: &Policies,
        id: Option<&str>,
        region: &str,
        today: NaiveDate,
    ) -> Option<Self> {
        let mut form = Self::default();
        form.set("kind", kind.as_str());
        form.set("from", today);
        form.set("region", region);
        form.set("source_trust", Trust::ConfirmedA.as_str());
        if matches!(kind, PolicyKind::ExamFees | PolicyKind::PassLine) {
            form.set("region", policies.area_of(region).unwrap_or(region));
        }
        match (kind, id) {
            (PolicyKind::TrainingRule, None) => training::blank(&mut form),
            (PolicyKind::Reimbursement, None) => reimbursement::blank(&mut form),
            (PolicyKind::CertifiedTarget, None) => targets::blank(&mut form),
            (PolicyKind::ExamFees, None) => exam_fees::blank(&mut form),
            (PolicyKind::PassLine, None) => pass_line::blank(&mut form, today),
            (PolicyKind::Holidays, None) => holidays::blank(&mut form, policies, today),
            (PolicyKind::TrainingRule, Some(id)) => {
                training::fill(&mut form, policies.latest_training_rule(id)?);
            }
            (PolicyKind::Reimbursement, Some(id)) => {
                reimbursement::fill(&mut form, policies.latest_reimbursement(id)?);
            }
            (PolicyKind::CertifiedTarget, Some(id)) => {
                targets::fill(&mut form, policies.latest_targets(id)?);
            }
            (PolicyKind::ExamFees, Some(area)) => {
                exam_fees::fill(&mut form, policies.latest_fees(area)?);
            }
            (PolicyKind::PassLine, Some(id)) => {
                pass_line::fill(&mut form, policies.latest_pass_line(id)?);
            }
            (PolicyKind::Holidays, Some(year)) => {
                holidays::fill(&mut form, policies.holidays_of(year.parse().ok()?)?);
            }
        }
        Some(form)
    }

    /// Whether the form can hold the latest version of a policy whole. Others are
    /// changed in the policy files.
    pub fn fits(kind: PolicyKind, policies: &Policies, id: &str) -> bool {
        match kind {
            PolicyKind::TrainingRule => {
                policies.latest_training_rule(id).is_none_or(training::fits)
            }
            PolicyKind::Reimbursement => policies
                .latest_reimbursement(id)
                .is_none_or(reimbursement::fits),
            PolicyKind::CertifiedTarget => policies.latest_targets(id).is_none_or(targets::fits),
            PolicyKind::ExamFees | PolicyKind::PassLine | PolicyKind::Holidays => true,
        }
    }

    /// What kind of policy the form is of.
    pub fn kind(&self) -> PolicyKind {
        self.get("kind").parse().unwrap_or(PolicyKind::TrainingRule)
    }

    fn tick<'w>(&mut self, name: &str, words: impl IntoIterator<Item = &'w str>) {
        let pairs = words
            .into_iter()
            .map(|word| (name.to_owned(), word.to_owned()));
        self.1.extend(pairs);
    }

    /// How many of the boxes called `name` are ticked.
    fn ticked(&self, name: &str) -> usize {
        self.1.iter().filter(|(known, _)| known == name).count()
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        let mut form = Self::default();
        for (name, value) in fields.iter() {
            if is_box(name) {
                form.1.insert((name.to_owned(), value.trim().to_owned()));
            } else if !matches!(name, "csrf" | "on") {
                form.set(name, value.trim());
            }
        }
        form
    }
}

/// The fields that may be sent several times.
fn is_box(name: &str) -> bool {
    matches!(name, "kinds" | "by_analogy" | "levels")
        || [
            "group_units_",
            "group_employment_",
            "target_units_",
            "target_degree_",
            "target_office_",
        ]
        .iter()
        .any(|start| name.starts_with(start))
}

/// What a form means; every field that means nothing is told.
///
/// # Errors
/// A sentence for each wrong field.
pub fn read(fields: &Fields) -> Result<NewVersion, Vec<FieldProblem>> {
    let mut typed = Typed::new(fields);
    let kind = match fields.optional("kind") {
        None => PolicyKind::TrainingRule,
        Some(_) => typed
            .needed_word("kind")
            .unwrap_or(PolicyKind::TrainingRule),
    };
    let new = match kind {
        PolicyKind::TrainingRule => NewVersion::TrainingRule(Box::new(training::read(&mut typed))),
        PolicyKind::Reimbursement => {
            NewVersion::Reimbursement(Box::new(reimbursement::read(&mut typed)))
        }
        PolicyKind::CertifiedTarget => {
            NewVersion::CertifiedTarget(Box::new(targets::read(&mut typed)))
        }
        PolicyKind::ExamFees => NewVersion::ExamFees(Box::new(exam_fees::read(&mut typed))),
        PolicyKind::PassLine => NewVersion::PassLine(Box::new(pass_line::read(&mut typed))),
        PolicyKind::Holidays => NewVersion::Holidays(Box::new(holidays::read(&mut typed))),
    };
    if typed.problems.is_empty() {
        Ok(new)
    } else {
        Err(typed.problems)
    }
}

fn validity(typed: &mut Typed<'_>) -> Validity {
    Validity {
        from: typed.needed_day("from").unwrap_or_default(),
        to: typed.day("to"),
    }
}

fn source(typed: &mut Typed<'_>) -> Source {
    let trust = typed.needed_word("source_trust");
    Source {
        document: typed.text("source_document"),
        clause: typed.optional("source_clause"),
        quote: typed.optional("source_quote"),
        trust: trust.unwrap_or(Trust::ConfirmedA),
        note: typed.optional("source_note"),
    }
}
