//! When a job is due. Pure.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use cron::Schedule;

use super::{Job, JobRun, RunState};

/// A failed run is begun again after this …
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);
/// … until it was begun this often; the next slot begins anew.
const MOST_ATTEMPTS: i64 = 3;

impl Job {
    /// The slots in the deployment's zone: second, minute, hour, day, month, weekday.
    pub const fn slots(self) -> &'static str {
        match self {
            Job::Seal | Job::Send => "0 * * * * *",
            Job::Remind => "0 30 6 * * *",
            Job::Purge => "0 10 2 * * *",
            Job::CleanUp => "0 40 2 * * *",
            Job::Check => "0 0 3 * * *",
        }
    }

    /// The slots as an office says them.
    pub const fn slots_in_words(self) -> &'static str {
        match self {
            Job::Seal | Job::Send => "每分钟",
            Job::Remind => "每天 6:30",
            Job::Purge => "每天 2:10",
            Job::CleanUp => "每天 2:40",
            Job::Check => "每天 3:00",
        }
    }

    /// How long a run may take before it counts as crashed.
    pub const fn lease(self) -> TimeDelta {
        match self {
            Job::Seal | Job::Send => TimeDelta::minutes(10),
            Job::Remind | Job::Purge | Job::CleanUp => TimeDelta::minutes(30),
            Job::Check => TimeDelta::hours(2),
        }
    }

    /// The last slot at or before `now` (UTC).
    pub fn latest_slot(self, now: NaiveDateTime, zone: Tz) -> Option<NaiveDateTime> {
        let slots = Schedule::from_str(self.slots()).ok()?;
        // The search ends before the moment it is given.
        let end: DateTime<Tz> = Utc
            .from_utc_datetime(&(now + TimeDelta::seconds(1)))
            .with_timezone(&zone);
        slots.after(&end).next_back().map(|slot| slot.naive_utc())
    }
}

/// What is to be done about a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Nothing: done, given up, or somebody is at it.
    No,
    /// Nobody has begun it.
    Begin,
    /// It crashed or failed; this run is begun again.
    Again(Box<JobRun>),
}

/// Whether the slot `due_at` of a job is to be run, seen its last run.
pub fn due(last: Option<JobRun>, due_at: NaiveDateTime, now: NaiveDateTime) -> Due {
    let Some(last) = last else { return Due::Begin };
    let under_way =
        last.state == RunState::Running && last.leased_until.is_some_and(|until| until >= now);
    if under_way {
        return Due::No;
    }
    if last.due_at < due_at {
        return Due::Begin;
    }
    let rested = match last.state {
        RunState::Done => false,
        RunState::Running => true,
        RunState::Failed => last
            .finished_at
            .is_none_or(|finished| finished + AGAIN_AFTER <= now),
    };
    if rested && last.attempts < MOST_ATTEMPTS {
        Due::Again(Box::new(last))
    } else {
        Due::No
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
