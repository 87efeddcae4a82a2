//! The dated, regional rule data (政策数据): typed, checked at start, and asked
//! "which rule holds for whom on which day".
//!
//! A rule that differs by place or year stands in `config/policies/*.toml`,
//! each entry with its document (`source`) and how well it is known
//! ([`Trust`]), never in code. The files are embedded in the binary; a folder
//! may replace one by a file of the same name or add others. Reading names
//! every mistake with file and line ([`PolicyProblem`]); there is no half-read
//! policy. A version that the district adds in the browser ([`versions`]) stands in
//! the database and is laid over the files; no old one is ever changed.

use std::collections::BTreeMap;

pub mod actions;
pub mod api;
mod check;
mod embedded;
mod fields;
mod form;
mod load;
mod lookup;
mod model;
pub mod overview;
pub mod pages;
mod problem;
mod read;
mod regions;
mod retention;
pub mod rules;
mod seasons;
pub mod store;
mod supersede;
mod targets;
pub mod trial;
mod values;
pub mod versions;
mod workdays;
mod write;

pub use load::{check_all, check_file};
pub use model::*;
pub use problem::{PolicyProblem, PolicyProblems};
pub use regions::{NATIONAL, region_stem};
pub use retention::{RetainedAfter, RetentionClass, RetentionPeriod};
pub use targets::{TargetAmount, TargetGroup, TargetPolicy};

/// Every rule, checked; asked through its lookups.
#[derive(Debug, Clone)]
pub struct Policies {
    regions: regions::RegionTree,
    training_rules: Vec<TrainingRule>,
    papers: Vec<ExamPaper>,
    seasons: Vec<SeasonDays>,
    expected_seasons: Vec<ExpectedSeason>,
    fees: Vec<ExamFees>,
    pass_lines: Vec<PassLine>,
    eligibility: Vec<EligibilityLine>,
    reimbursements: Vec<ReimbursementPolicy>,
    holidays: BTreeMap<i32, HolidayYear>,
    retentions: Vec<RetentionPeriod>,
    targets: Vec<TargetPolicy>,
}

#[cfg(test)]
mod tests;
