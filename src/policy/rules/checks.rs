//! What a form can get wrong; the reader of policy files checks the rest.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use num_rational::Ratio;

use super::{GROUP_FIELDS, NewVersion, PolicyRefusal, TARGET_FIELDS, cap_field};
use crate::policy::check::hides;
use crate::policy::targets::TargetPolicy;
use crate::policy::{
    ExamFees, HolidayYear, NATIONAL, PassLine, Policies, ReimbursementPolicy, Source, TrainingRule,
    Validity,
};
use crate::training::TrainingKind;

/// The longest clause of a document.
const LONGEST_CLAUSE: usize = 100;
/// The longest sentence of a document, and the longest note on it.
const LONGEST_TEXT: usize = 1000;

impl NewVersion {
    /// What a form can get wrong; the reader of policy files checks the rest.
    ///
    /// # Errors
    /// Every [`PolicyRefusal`] at once.
    pub fn check(&self, policies: &Policies) -> Result<(), Vec<PolicyRefusal>> {
        let mut refusals = Vec::new();
        match self {
            Self::TrainingRule(rule) => {
                check_rule(rule, &mut refusals);
                check_named(&rule.name, rule.validity, &mut refusals);
            }
            Self::Reimbursement(policy) => {
                check_reimbursement(policy, &mut refusals);
                check_named(&policy.name, policy.validity, &mut refusals);
            }
            Self::CertifiedTarget(policy) => {
                check_targets(policy, &mut refusals);
                check_named(&policy.name, policy.validity, &mut refusals);
            }
            Self::ExamFees(fees) => check_fees(fees, policies, &mut refusals),
            Self::PassLine(line) => check_pass_line(line, policies, &mut refusals),
            Self::Holidays(year) => check_holidays(year, &mut refusals),
        }
        check_text(self.region(), "region", "适用地区", 60, &mut refusals);
        check_source(self.source(), &mut refusals);
        if refusals.is_empty() {
            Ok(())
        } else {
            Err(refusals)
        }
    }
}

fn check_named(name: &str, validity: Validity, refusals: &mut Vec<PolicyRefusal>) {
    check_text(name, "name", "名称", 60, refusals);
    check_validity(validity, refusals);
}

fn check_validity(validity: Validity, refusals: &mut Vec<PolicyRefusal>) {
    if validity.to.is_some_and(|to| to < validity.from) {
        refusals.push(PolicyRefusal::EndsBeforeItBegins);
    }
}

fn check_source(source: &Source, refusals: &mut Vec<PolicyRefusal>) {
    check_text(
        &source.document,
        "source_document",
        "依据的文件",
        200,
        refusals,
    );
    for (text, field, label, most) in [
        (&source.clause, "source_clause", "条款", LONGEST_CLAUSE),
        (&source.quote, "source_quote", "文件的原句", LONGEST_TEXT),
        (&source.note, "source_note", "说明", LONGEST_TEXT),
    ] {
        let length = text.as_deref().unwrap_or_default().chars().count();
        if length > most {
            refusals.push(PolicyRefusal::TooLong { field, label, most });
        }
    }
}

fn check_text(
    text: &str,
    field: &'static str,
    label: &'static str,
    most: usize,
    refusals: &mut Vec<PolicyRefusal>,
) {
    let text = text.trim();
    if text.is_empty() {
        refusals.push(PolicyRefusal::Missing { field, label });
    } else if text.chars().count() > most {
        refusals.push(PolicyRefusal::TooLong { field, label, most });
    }
}

fn check_rule(rule: &TrainingRule, refusals: &mut Vec<PolicyRefusal>) {
    let nothing = Ratio::from_integer(0);
    if !rule.required.values().any(|amount| *amount > nothing) {
        refusals.push(PolicyRefusal::NothingRequired);
    }
    if rule.kinds.is_empty() {
        refusals.push(PolicyRefusal::NothingCounts);
    }
    if rule.kinds.contains(&TrainingKind::PreExam) {
        refusals.push(PolicyRefusal::PreExamCounts);
    }
    let no_hours = rule.hours_per_day.iter().any(|line| line.hours <= nothing);
    if rule.hours_per_day.is_empty() || no_hours {
        refusals.push(PolicyRefusal::HoursPerDay);
    }
    if !(1..=10).contains(&rule.years) {
        refusals.push(PolicyRefusal::Years);
    }
}

fn check_reimbursement(policy: &ReimbursementPolicy, refusals: &mut Vec<PolicyRefusal>) {
    if policy.kinds.is_empty() {
        refusals.push(PolicyRefusal::NothingPaid);
    }
    if policy.groups.is_empty() {
        refusals.push(PolicyRefusal::NoGroups);
    }
    if policy.groups.len() > GROUP_FIELDS.len() {
        refusals.push(PolicyRefusal::TooManyGroups);
    }
    for (place, (group, field)) in policy.groups.iter().zip(GROUP_FIELDS).enumerate() {
        if policy
            .groups
            .iter()
            .take(place)
            .any(|earlier| hides(earlier, group))
        {
            refusals.push(PolicyRefusal::GroupNeverReached { field });
        }
    }
    for kind in policy.caps_cents.keys() {
        if !policy.kinds.contains(kind) {
            refusals.push(PolicyRefusal::CapWithoutKind {
                field: cap_field(*kind),
                label: kind.label(),
            });
        }
    }
}

fn check_targets(policy: &TargetPolicy, refusals: &mut Vec<PolicyRefusal>) {
    if policy.levels.is_empty() {
        refusals.push(PolicyRefusal::NoLevels);
    }
    if policy.groups.is_empty() {
        refusals.push(PolicyRefusal::NoTargets);
    }
    if policy.groups.len() > TARGET_FIELDS.len() {
        refusals.push(PolicyRefusal::TooManyGroups);
    }
    for (group, field) in policy.groups.iter().zip(TARGET_FIELDS) {
        let sentence = if group.name.trim().is_empty() {
            "请填写这一类单位的名称"
        } else if group.name.chars().count() > 40 {
            "这一类单位的名称超过40个字，请改短"
        } else if group.unit_kinds.is_empty() {
            "请至少选择一种单位"
        } else {
            continue;
        };
        refusals.push(PolicyRefusal::TargetGroup { field, sentence });
    }
}

/// Whether a name means an exam area: the whole country or a province.
fn is_area(policies: &Policies, name: &str) -> bool {
    policies.region(name).is_none_or(|region| {
        region.name == NATIONAL || policies.area_of(&region.name) == Some(region.name.as_str())
    })
}

fn check_area(name: &str, policies: &Policies, refusals: &mut Vec<PolicyRefusal>) {
    if !is_area(policies, name) {
        refusals.push(PolicyRefusal::NotAnArea(crate::text::quoted(name)));
    }
}

fn check_fees(fees: &ExamFees, policies: &Policies, refusals: &mut Vec<PolicyRefusal>) {
    check_area(&fees.area, policies, refusals);
    check_validity(fees.validity, refusals);
    if fees.archive_fee_cents > 0 && fees.archive_record_years == 0 {
        refusals.push(PolicyRefusal::ArchiveYears);
    }
}

fn check_pass_line(line: &PassLine, policies: &Policies, refusals: &mut Vec<PolicyRefusal>) {
    check_area(&line.area, policies, refusals);
    if !(0..=1000).contains(&line.mark_tenths) {
        refusals.push(PolicyRefusal::Mark);
    }
    if line.year_to.is_some_and(|to| to < line.year_from) {
        refusals.push(PolicyRefusal::YearsReversed);
    }
    let area = policies.region(&line.area).map(|region| &region.name);
    if area.is_some_and(|area| area == NATIONAL) && !line.counties.is_empty() {
        refusals.push(PolicyRefusal::CountiesOfNation);
        return;
    }
    for county in &line.counties {
        let inside = policies
            .region(county)
            .is_some_and(|known| policies.area_of(&known.name) == area.map(String::as_str));
        if !inside {
            refusals.push(PolicyRefusal::County(crate::text::quoted(county)));
        }
    }
}

fn check_holidays(year: &HolidayYear, refusals: &mut Vec<PolicyRefusal>) {
    if year.holidays.is_empty() {
        refusals.push(PolicyRefusal::NoHolidays);
    }
    let mut within = |days: &BTreeSet<NaiveDate>, field: &'static str| {
        if let Some(day) = days.iter().find(|day| day.year() != year.year) {
            refusals.push(PolicyRefusal::DayOfAnotherYear {
                field,
                day: *day,
                year: year.year,
            });
        }
    };
    within(&year.holidays, "holidays");
    within(&year.workdays, "workdays");
    if let Some(day) = year.holidays.intersection(&year.workdays).next() {
        refusals.push(PolicyRefusal::OffAndWorked(*day));
    }
    let weekend = |day: &&NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    if let Some(day) = year.workdays.iter().find(weekend) {
        refusals.push(PolicyRefusal::NoWeekend(*day));
    }
}
