//! Slots and what is due, as a table.

use chrono_tz::Asia::Shanghai;

use super::*;
use crate::jobs::JobRunId;

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    chrono::NaiveDate::from_ymd_opt(2026, 3, day)
        .unwrap()
        .and_hms_opt(hour, minute, 0)
        .unwrap()
}

#[test]
fn a_daily_slot_is_told_in_the_zone() {
    // 06:30 in Shanghai is 22:30 UTC of the day before.
    for (now, slot) in [
        (at(9, 22, 29), at(8, 22, 30)),
        (at(9, 22, 30), at(9, 22, 30)),
        (at(10, 2, 0), at(9, 22, 30)),
    ] {
        assert_eq!(Job::Remind.latest_slot(now, Shanghai), Some(slot), "{now}");
    }
}

#[test]
fn a_slot_of_every_minute_is_the_minute_begun_last() {
    let now = at(9, 2, 7) + TimeDelta::seconds(59);

    assert_eq!(Job::Send.latest_slot(now, Shanghai), Some(at(9, 2, 7)));
}

#[test]
fn every_job_has_slots_that_can_be_read() {
    for job in Job::ALL {
        assert!(job.latest_slot(at(9, 2, 0), Shanghai).is_some(), "{job}");
    }
}

fn run(due_at: NaiveDateTime, state: RunState, attempts: i64) -> JobRun {
    JobRun {
        id: JobRunId(1),
        job: Job::Remind,
        due_at,
        state,
        attempts,
        lease_owner: None,
        leased_until: (state == RunState::Running).then_some(at(9, 3, 0)),
        started_at: due_at,
        finished_at: (state != RunState::Running).then_some(at(9, 2, 0)),
        outcome: None,
    }
}

#[test]
fn rows_decide_what_is_due() {
    use RunState::{Done, Failed, Running};
    let slot = at(9, 1, 0);
    let again = |run: JobRun| Due::Again(Box::new(run));
    let cases = [
        ("never run", None, at(9, 2, 0), Due::Begin),
        (
            "an older slot done",
            Some(run(at(8, 1, 0), Done, 1)),
            at(9, 2, 0),
            Due::Begin,
        ),
        (
            "an older slot still running",
            Some(run(at(8, 1, 0), Running, 1)),
            at(9, 2, 0),
            Due::No,
        ),
        (
            "an older slot crashed",
            Some(run(at(8, 1, 0), Running, 1)),
            at(9, 3, 1),
            Due::Begin,
        ),
        ("done", Some(run(slot, Done, 1)), at(9, 2, 0), Due::No),
        ("running", Some(run(slot, Running, 1)), at(9, 3, 0), Due::No),
        (
            "crashed",
            Some(run(slot, Running, 1)),
            at(9, 3, 1),
            again(run(slot, Running, 1)),
        ),
        (
            "crashed three times",
            Some(run(slot, Running, 3)),
            at(9, 3, 1),
            Due::No,
        ),
        (
            "just failed",
            Some(run(slot, Failed, 1)),
            at(9, 2, 9),
            Due::No,
        ),
        (
            "failed a while ago",
            Some(run(slot, Failed, 1)),
            at(9, 2, 10),
            again(run(slot, Failed, 1)),
        ),
        (
            "failed three times",
            Some(run(slot, Failed, 3)),
            at(9, 5, 0),
            Due::No,
        ),
    ];
    for (case, last, now, expected) in cases {
        assert_eq!(due(last, slot, now), expected, "{case}");
    }
}
