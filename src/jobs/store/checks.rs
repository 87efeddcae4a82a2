//! The invariants of the jobs.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "runs_under_way_have_a_lease",
        finding: "后台任务标为进行中却没有占用期限，不会再被执行",
        select: "SELECT id FROM job_runs WHERE state = 'running' AND leased_until IS NULL",
    },
    Check {
        name: "long_work_under_way_has_a_lease",
        finding: "长任务标为进行中却没有占用期限，不会再被执行",
        select: "SELECT id FROM background_jobs WHERE state = 'running' AND leased_until IS NULL",
    },
];
