//! Exam fees and reimbursement policies.

use crate::policy::model::{ExamFees, ReimbursementGroup, ReimbursementPolicy};
use crate::policy::problem::PolicyProblem;
use crate::policy::read::Placed;

pub(super) fn fees(placed: &[Placed<ExamFees>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_overlaps(
        placed,
        |a, b| a.area == b.area,
        |fees| fees.validity,
        |fees| format!("{}的考试收费", fees.area),
        problems,
    );
}

pub(super) fn reimbursements(
    placed: &[Placed<ReimbursementPolicy>],
    problems: &mut Vec<PolicyProblem>,
) {
    super::refuse_overlaps(
        placed,
        |a, b| a.id == b.id || a.region == b.region,
        |policy| policy.validity,
        |policy| format!("报销政策 {}（{}）", policy.id, policy.region),
        problems,
    );
    for policy in placed {
        for (at, group) in policy.entry.groups.iter().enumerate() {
            let earlier = policy.entry.groups.iter().take(at);
            if earlier.into_iter().any(|earlier| hides(earlier, group)) {
                problems.push(policy.problem(format!(
                    "报销政策 {} 的 groups 第{}项永远轮不到，因为前面的一项已经包含它，请删去或调到前面",
                    policy.entry.id,
                    at + 1
                )));
            }
        }
        let kinds = &policy.entry.kinds;
        for kind in policy
            .entry
            .caps_cents
            .keys()
            .filter(|kind| !kinds.contains(kind))
        {
            problems.push(policy.problem(format!(
                "报销政策 {} 的 caps_yuan 写了 {kind}，但 kinds 里没有它，请补上或删去",
                policy.entry.id
            )));
        }
    }
}

/// Whether everyone of `later` already belongs to `earlier`.
pub(in crate::policy) fn hides(earlier: &ReimbursementGroup, later: &ReimbursementGroup) -> bool {
    let units = later.unit_kinds.is_subset(&earlier.unit_kinds);
    let employment = earlier.employment_kinds.is_empty()
        || (!later.employment_kinds.is_empty()
            && later.employment_kinds.is_subset(&earlier.employment_kinds));
    units && employment
}
