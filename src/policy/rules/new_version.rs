//! A version to be added, whatever it is a version of.

use chrono::NaiveDate;

use crate::policy::overview::pass_line_id;
use crate::policy::targets::TargetPolicy;
use crate::policy::versions::PolicyKind;
use crate::policy::{
    ExamFees, HolidayYear, NATIONAL, PassLine, Policies, ReimbursementPolicy, Source, TrainingRule,
    write,
};

/// A version to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewVersion {
    /// Of a training rule.
    TrainingRule(Box<TrainingRule>),
    /// Of a region's reimbursement policy.
    Reimbursement(Box<ReimbursementPolicy>),
    /// Of a region's targets.
    CertifiedTarget(Box<TargetPolicy>),
    /// Of an area's exam fees.
    ExamFees(Box<ExamFees>),
    /// A pass line.
    PassLine(Box<PassLine>),
    /// A year's public holidays.
    Holidays(Box<HolidayYear>),
}

impl NewVersion {
    /// The section it stands in.
    pub fn kind(&self) -> PolicyKind {
        match self {
            Self::TrainingRule(_) => PolicyKind::TrainingRule,
            Self::Reimbursement(_) => PolicyKind::Reimbursement,
            Self::CertifiedTarget(_) => PolicyKind::CertifiedTarget,
            Self::ExamFees(_) => PolicyKind::ExamFees,
            Self::PassLine(_) => PolicyKind::PassLine,
            Self::Holidays(_) => PolicyKind::Holidays,
        }
    }

    /// What it is a version of; empty = something new that needs an id. Fees are known
    /// by their area, pass lines by their scope, holidays by their year.
    pub fn id(&self) -> String {
        match self {
            Self::TrainingRule(rule) => rule.id.clone(),
            Self::Reimbursement(policy) => policy.id.clone(),
            Self::CertifiedTarget(policy) => policy.id.clone(),
            Self::ExamFees(fees) => fees.area.clone(),
            Self::PassLine(line) => pass_line_id(line),
            Self::Holidays(year) => year.year.to_string(),
        }
    }

    /// Gives something new its id.
    pub fn set_id(&mut self, id: &str) {
        match self {
            Self::TrainingRule(rule) => id.clone_into(&mut rule.id),
            Self::Reimbursement(policy) => id.clone_into(&mut policy.id),
            Self::CertifiedTarget(policy) => id.clone_into(&mut policy.id),
            Self::ExamFees(_) | Self::PassLine(_) | Self::Holidays(_) => {}
        }
    }

    /// The region as it was typed.
    pub fn region(&self) -> &str {
        match self {
            Self::TrainingRule(rule) => &rule.region,
            Self::Reimbursement(policy) => &policy.region,
            Self::CertifiedTarget(policy) => &policy.region,
            Self::ExamFees(fees) => &fees.area,
            Self::PassLine(line) => &line.area,
            Self::Holidays(_) => NATIONAL,
        }
    }

    /// Puts official names in place of the names of regions that were typed, so that the
    /// same version is the same text; names that are not listed stay.
    pub fn use_official_names(&mut self, policies: &Policies) {
        if let Some(region) = policies.region(self.region()) {
            let official = region.name.clone();
            self.set_region(&official);
        }
        if let Self::PassLine(line) = self {
            for county in &mut line.counties {
                if let Some(region) = policies.region(county) {
                    region.name.clone_into(county);
                }
            }
        }
    }

    fn set_region(&mut self, region: &str) {
        match self {
            Self::TrainingRule(rule) => region.clone_into(&mut rule.region),
            Self::Reimbursement(policy) => region.clone_into(&mut policy.region),
            Self::CertifiedTarget(policy) => region.clone_into(&mut policy.region),
            Self::ExamFees(fees) => region.clone_into(&mut fees.area),
            Self::PassLine(line) => region.clone_into(&mut line.area),
            Self::Holidays(_) => {}
        }
    }

    /// First day in force.
    pub fn from(&self) -> NaiveDate {
        match self {
            Self::TrainingRule(rule) => rule.validity.from,
            Self::Reimbursement(policy) => policy.validity.from,
            Self::CertifiedTarget(policy) => policy.validity.from,
            Self::ExamFees(fees) => fees.validity.from,
            Self::PassLine(line) => first_day(line.year_from),
            Self::Holidays(year) => first_day(year.year),
        }
    }

    /// Where it comes from.
    pub fn source(&self) -> &Source {
        match self {
            Self::TrainingRule(rule) => &rule.source,
            Self::Reimbursement(policy) => &policy.source,
            Self::CertifiedTarget(policy) => &policy.source,
            Self::ExamFees(fees) => &fees.source,
            Self::PassLine(line) => &line.source,
            Self::Holidays(year) => &year.source,
        }
    }

    /// The entry as a policy file would have it.
    pub fn text(&self) -> String {
        match self {
            Self::TrainingRule(rule) => write::training_rule_text(rule),
            Self::Reimbursement(policy) => write::reimbursement_text(policy),
            Self::CertifiedTarget(policy) => write::target_text(policy),
            Self::ExamFees(fees) => write::fees_text(fees),
            Self::PassLine(line) => write::pass_line_text(line),
            Self::Holidays(year) => write::holidays_text(year),
        }
    }
}

fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}
