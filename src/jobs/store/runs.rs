//! The SQL of the runs.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::job_runs;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::jobs::{Job, JobRun, JobRunId, RunState};

#[derive(Insertable)]
#[diesel(table_name = job_runs, treat_none_as_default_value = false)]
struct NewRun<'a> {
    id: JobRunId,
    job: Job,
    due_at: NaiveDateTime,
    state: RunState,
    attempts: i64,
    lease_owner: &'a str,
    leased_until: NaiveDateTime,
    started_at: NaiveDateTime,
}

/// The run of a job's latest slot.
///
/// # Errors
/// When the query fails.
pub fn last(conn: &mut Conn, job: Job) -> QueryResult<Option<JobRun>> {
    job_runs::table
        .filter(job_runs::job.eq(job))
        .order(job_runs::due_at.desc())
        .select(JobRun::as_select())
        .first(conn)
        .optional()
}

/// Who takes a slot, from when until when (UTC).
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The process.
    pub owner: &'a str,
    /// Now.
    pub from: NaiveDateTime,
    /// After this it counts as crashed.
    pub until: NaiveDateTime,
}

/// Begins a slot; none where another process was quicker.
///
/// # Errors
/// When the query fails.
pub fn begin(
    conn: &mut Conn,
    job: Job,
    due_at: NaiveDateTime,
    lease: Lease<'_>,
) -> QueryResult<Option<JobRunId>> {
    let id = JobRunId(ids::allocate_one(conn, "job_runs")?);
    let row = NewRun {
        id,
        job,
        due_at,
        state: RunState::Running,
        attempts: 1,
        lease_owner: lease.owner,
        leased_until: lease.until,
        started_at: lease.from,
    };
    let inserted = each_backend!(conn, |inner| diesel::insert_into(job_runs::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok((inserted == 1).then_some(id))
}

/// Begins a crashed or failed run again; false where another process was quicker.
///
/// # Errors
/// When the query fails.
pub fn begin_again(conn: &mut Conn, seen: &JobRun, lease: Lease<'_>) -> QueryResult<bool> {
    let unchanged = job_runs::table.filter(
        job_runs::id
            .eq(seen.id)
            .and(job_runs::attempts.eq(seen.attempts))
            .and(job_runs::state.eq(seen.state)),
    );
    let changed = diesel::update(unchanged)
        .set((
            job_runs::state.eq(RunState::Running),
            job_runs::attempts.eq(seen.attempts + 1),
            job_runs::lease_owner.eq(Some(lease.owner)),
            job_runs::leased_until.eq(Some(lease.until)),
            job_runs::started_at.eq(lease.from),
            job_runs::finished_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Records what came of a run; false when the lease was lost meanwhile.
///
/// # Errors
/// When the query fails.
pub fn finish(
    conn: &mut Conn,
    id: JobRunId,
    owner: &str,
    state: RunState,
    outcome: &str,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let mine = job_runs::table.filter(
        job_runs::id
            .eq(id)
            .and(job_runs::lease_owner.eq(owner))
            .and(job_runs::state.eq(RunState::Running)),
    );
    let changed = diesel::update(mine)
        .set((
            job_runs::state.eq(state),
            job_runs::lease_owner.eq(None::<String>),
            job_runs::leased_until.eq(None::<NaiveDateTime>),
            job_runs::finished_at.eq(Some(at)),
            job_runs::outcome.eq(Some(outcome)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The latest runs, newest first.
///
/// # Errors
/// When the query fails.
pub fn load_latest(conn: &mut Conn, job: Job, limit: i64) -> QueryResult<Vec<JobRun>> {
    job_runs::table
        .filter(job_runs::job.eq(job))
        .order(job_runs::due_at.desc())
        .limit(limit)
        .select(JobRun::as_select())
        .load(conn)
}

/// Takes out the runs of these jobs that ended before `instant`, in `state`.
///
/// # Errors
/// When the query fails.
pub fn delete_ended(
    conn: &mut Conn,
    jobs: &[Job],
    state: RunState,
    instant: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::delete(
        job_runs::table
            .filter(job_runs::job.eq_any(jobs))
            .filter(job_runs::state.eq(state))
            .filter(job_runs::due_at.lt(instant)),
    )
    .execute(conn)
}
