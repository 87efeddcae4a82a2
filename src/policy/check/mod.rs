//! What one entry alone cannot tell: overlapping versions, things said twice,
//! regions nobody knows, days in an impossible order.

mod exams;
mod money;
mod places;
mod training;

pub(super) use money::hides;
pub(super) use places::{region_names, regions};

use super::model::Validity;
use super::problem::PolicyProblem;
use super::read::{Entries, Placed};
use super::regions::RegionTree;
use super::retention;
use super::targets::TargetPolicy;

/// Compares every entry with the others of its kind.
pub(super) fn entries(entries: &Entries, regions: &RegionTree, problems: &mut Vec<PolicyProblem>) {
    training::rules(&entries.training_rules, problems);
    exams::papers(&entries.papers, problems);
    exams::seasons(&entries.seasons, regions, problems);
    exams::expected(&entries.expected, problems);
    exams::pass_lines(&entries.pass_lines, problems);
    exams::eligibility(&entries.eligibility, problems);
    money::fees(&entries.fees, problems);
    money::reimbursements(&entries.reimbursements, problems);
    targets(&entries.targets, problems);
    places::holidays(&entries.holidays, problems);
    retention::check(&entries.retentions, problems);
}

/// Targets: one set a region and day.
fn targets(placed: &[Placed<TargetPolicy>], problems: &mut Vec<PolicyProblem>) {
    refuse_overlaps(
        placed,
        |a, b| a.id == b.id || a.region == b.region,
        |policy| policy.validity,
        |policy| format!("持证目标 {}（{}）", policy.id, policy.region),
        problems,
    );
}

impl<T> Placed<T> {
    /// A mistake of this entry.
    fn problem(&self, message: String) -> PolicyProblem {
        PolicyProblem {
            file: self.file.clone(),
            line: self.line,
            message,
        }
    }

    /// Where the entry stands, for a message about another.
    fn place(&self) -> String {
        format!("{} 第{}行", self.file, self.line)
    }
}

/// Reports each entry that says the same as an earlier one.
fn refuse_twice<T>(
    placed: &[Placed<T>],
    same: impl Fn(&T, &T) -> bool,
    message: impl Fn(&T) -> String,
    problems: &mut Vec<PolicyProblem>,
) {
    for (at, later) in placed.iter().enumerate() {
        let earlier = placed
            .iter()
            .take(at)
            .find(|earlier| same(&earlier.entry, &later.entry));
        if let Some(earlier) = earlier {
            let message = format!(
                "{}，已在{}写过，请删去一处",
                message(&later.entry),
                earlier.place()
            );
            problems.push(later.problem(message));
        }
    }
}

/// Reports dated versions of one thing that are in force on the same day.
pub(super) fn refuse_overlaps<T>(
    placed: &[Placed<T>],
    same: impl Fn(&T, &T) -> bool,
    validity: impl Fn(&T) -> Validity,
    name: impl Fn(&T) -> String,
    problems: &mut Vec<PolicyProblem>,
) {
    for (at, later) in placed.iter().enumerate() {
        for earlier in placed.iter().take(at) {
            if same(&earlier.entry, &later.entry)
                && overlap(validity(&earlier.entry), validity(&later.entry))
            {
                problems.push(later.problem(format!(
                    "{}的有效期与{}的同名条目重叠，请给较早的一条写上 to，或改 from",
                    name(&later.entry),
                    earlier.place()
                )));
            }
        }
    }
}

fn overlap(a: Validity, b: Validity) -> bool {
    a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to)
}
