//! Runs what is due, once through.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;

use super::background::{Outcome, Progress};
use super::handlers::{self, Kind};
use super::rules::{Due, due};
use super::store::{background, runs};
use super::{BackgroundJob, BackgroundState, Job, JobRunId, RunState};
use crate::app::App;
use crate::audit::{Actor, Occasion};
use crate::db::DatabaseError;

/// Long work whose worker is silent for this long is taken up by another.
const BACKGROUND_LEASE: TimeDelta = TimeDelta::minutes(10);
/// How often the worker writes down how far the work is, and keeps its lease.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// Work that crashed its worker this often is given up.
const MOST_ATTEMPTS: i64 = 3;
/// What is said instead of the text of a panic, which is for the log.
const CRASHED: &str = "程序内部出错，已记入日志，请联系系统管理员";

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Which job.
    pub job: Job,
    /// Done or failed.
    pub state: RunState,
    /// What came of it.
    pub outcome: String,
}

/// Runs every job whose slot has come and that nobody has done, one after the other.
///
/// # Errors
/// When the database fails; what a job's own work meets is in its outcome.
pub fn run_due(app: &App, owner: &str) -> Result<Vec<Ran>, DatabaseError> {
    let mut ran = Vec::new();
    for job in Job::ALL {
        ran.extend(run_job(app, *job, owner)?);
    }
    Ok(ran)
}

fn run_job(app: &App, job: Job, owner: &str) -> Result<Option<Ran>, DatabaseError> {
    let Some(id) = take(app, job, owner)? else {
        return Ok(None);
    };
    let worked = catch_unwind(AssertUnwindSafe(|| handlers::run(app, job, owner)));
    let (state, outcome) = match worked {
        Ok(Ok(outcome)) => (RunState::Done, outcome),
        Ok(Err(fault)) => (RunState::Failed, fault),
        Err(_) => (RunState::Failed, CRASHED.to_owned()),
    };
    if state == RunState::Failed {
        tracing::warn!(job = job.as_str(), outcome, "a job failed");
    }
    let at = app.now().instant;
    app.db.write(|conn| {
        Ok::<_, DatabaseError>(runs::finish(conn, id, owner, state, &outcome, at)?)
    })?;
    Ok(Some(Ran {
        job,
        state,
        outcome,
    }))
}

/// Takes the job's slot if it is due. Looks first, so that no write lock is taken for
/// nothing; then decides under it.
fn take(app: &App, job: Job, owner: &str) -> Result<Option<JobRunId>, DatabaseError> {
    let now = app.now().instant;
    let Some(slot) = job.latest_slot(now, app.config.time_zone) else {
        return Ok(None);
    };
    let seen = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(due(runs::last(conn, job)?, slot, now)))?;
    if seen == Due::No {
        return Ok(None);
    }
    let lease = runs::Lease {
        owner,
        from: now,
        until: now + job.lease(),
    };
    app.db.write(|conn| {
        Ok(match due(runs::last(conn, job)?, slot, now) {
            Due::No => None,
            Due::Begin => runs::begin(conn, job, slot, lease)?,
            Due::Again(last) => runs::begin_again(conn, &last, lease)?.then_some(last.id),
        })
    })
}

/// Does the next piece of long work, if there is one; whether there was.
///
/// # Errors
/// When the database fails.
pub fn run_background(app: &App, owner: &str, kinds: &[Kind]) -> Result<bool, DatabaseError> {
    let now = app.now().instant;
    let lease = runs::Lease {
        owner,
        from: now,
        until: now + BACKGROUND_LEASE,
    };
    // Looks first, so that no write lock is taken for nothing.
    if !app
        .db
        .read(|conn| Ok::<_, DatabaseError>(background::any_waiting(conn, now)?))?
    {
        return Ok(false);
    }
    let taken = app
        .db
        .write(|conn| Ok::<_, DatabaseError>(background::lease_next(conn, lease)?))?;
    let Some(job) = taken else { return Ok(false) };
    let worked = work(app, owner, &job, kinds);
    app.live.forget(job.id);
    let (state, message, result) = match worked {
        Ok(outcome) => (
            BackgroundState::Done,
            outcome.message,
            outcome.result.map(|value| value.to_string()),
        ),
        Err(fault) => (BackgroundState::Failed, fault, None),
    };
    let at = app.now().instant;
    app.db.write(|conn| {
        let result = result.as_deref();
        Ok::<_, DatabaseError>(background::finish(
            conn, job.id, owner, state, &message, result, at,
        )?)
    })?;
    Ok(true)
}

fn work(app: &App, owner: &str, job: &BackgroundJob, kinds: &[Kind]) -> Result<Outcome, String> {
    if job.attempts > MOST_ATTEMPTS {
        return Err(format!(
            "处理中断了 {MOST_ATTEMPTS} 次，已停止，请联系系统管理员"
        ));
    }
    let kind = kinds
        .iter()
        .find(|kind| kind.word == job.kind)
        .ok_or("本版本程序不认识这种任务，请换用新版程序")?;
    let input: Value =
        serde_json::from_str(&job.input).map_err(|_| "任务的内容已损坏，请重新提交".to_owned())?;
    let mut actor = Actor::new(&job.asked_by, "job");
    actor.account = job.account_id;
    let occasion = Occasion::new(actor, app.now());
    let progress = Progress {
        id: job.id,
        live: &app.live,
    };
    progress.tell(0, job.total_count, "开始处理");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| keep_alive(app, owner, job, &over));
        let worked = catch_unwind(AssertUnwindSafe(|| {
            (kind.run)(app, &input, &occasion, &progress)
        }));
        over.store(true, Ordering::Release);
        worked.unwrap_or_else(|_| Err(CRASHED.to_owned()))
    })
}

/// Writes down how far the work is and keeps the lease until it is over. Where the
/// database is busy with the work itself, the next beat tries again.
fn keep_alive(app: &App, owner: &str, job: &BackgroundJob, over: &AtomicBool) {
    let step = Duration::from_millis(50);
    let mut waited = Duration::ZERO;
    while !over.load(Ordering::Acquire) {
        std::thread::sleep(step);
        waited += step;
        if waited < HEARTBEAT {
            continue;
        }
        waited = Duration::ZERO;
        let Some(standing) = app.live.get(job.id) else {
            continue;
        };
        let until = app.now().instant + BACKGROUND_LEASE;
        let kept = app.db.write(|conn| {
            Ok::<_, DatabaseError>(background::note_progress(
                conn, job.id, owner, &standing, until,
            )?)
        });
        if matches!(kept, Ok(false)) {
            app.live.change(job.id, |standing| standing.lost = true);
        }
    }
}
