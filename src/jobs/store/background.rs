//! The SQL of the long work.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::runs::Lease;
use crate::accounts::AccountId;
use crate::db::schema::background_jobs;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::jobs::background::Standing;
use crate::jobs::{BackgroundJob, BackgroundJobId, BackgroundState};
use crate::units::UnitId;

/// Long work to be queued.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = background_jobs, treat_none_as_default_value = false)]
pub struct NewBackgroundJob {
    /// Its id.
    pub id: BackgroundJobId,
    /// The word of its kind.
    pub kind: String,
    /// What its page is headed.
    pub title: String,
    /// Who asks.
    pub asked_by: String,
    /// With which account.
    pub account_id: Option<AccountId>,
    /// For which unit.
    pub unit_id: Option<UnitId>,
    /// What the handler is given, JSON.
    pub input: String,
    /// Queued.
    pub state: BackgroundState,
    /// 0.
    pub done_count: i64,
    /// Of how much, where known.
    pub total_count: Option<i64>,
    /// A Chinese sentence.
    pub message: String,
    /// 0.
    pub attempts: i64,
    /// Now (UTC).
    pub created_at: NaiveDateTime,
}

/// The id that the next one will have.
///
/// # Errors
/// When the counter cannot be read.
pub fn next_id(conn: &mut Conn) -> QueryResult<BackgroundJobId> {
    ids::allocate_one(conn, "background_jobs").map(BackgroundJobId)
}

/// Queues long work.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, job: &NewBackgroundJob) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(background_jobs::table)
        .values(job)
        .execute(inner))?;
    Ok(())
}

/// The long work with this id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: BackgroundJobId) -> QueryResult<Option<BackgroundJob>> {
    background_jobs::table
        .filter(background_jobs::id.eq(id))
        .select(BackgroundJob::as_select())
        .get_result(conn)
        .optional()
}

/// The latest long work, newest first.
///
/// # Errors
/// When the query fails.
pub fn load_latest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<BackgroundJob>> {
    background_jobs::table
        .order(background_jobs::id.desc())
        .limit(limit)
        .select(BackgroundJob::as_select())
        .load(conn)
}

/// Takes the next work in the queue, or one whose worker crashed: a guarded update, so
/// that any number of processes can work beside each other.
///
/// # Errors
/// When the query fails.
pub fn lease_next(conn: &mut Conn, lease: Lease<'_>) -> QueryResult<Option<BackgroundJob>> {
    let waiting = background_jobs::state
        .eq(BackgroundState::Queued)
        .or(background_jobs::state
            .eq(BackgroundState::Running)
            .and(background_jobs::leased_until.lt(lease.from)));
    loop {
        let next: Option<BackgroundJob> = background_jobs::table
            .filter(waiting)
            .order(background_jobs::id)
            .select(BackgroundJob::as_select())
            .first(conn)
            .optional()?;
        let Some(mut job) = next else { return Ok(None) };
        let unchanged = background_jobs::table
            .filter(background_jobs::id.eq(job.id))
            .filter(background_jobs::attempts.eq(job.attempts))
            .filter(waiting);
        job.attempts += 1;
        let taken = diesel::update(unchanged)
            .set((
                background_jobs::state.eq(BackgroundState::Running),
                background_jobs::attempts.eq(job.attempts),
                background_jobs::lease_owner.eq(Some(lease.owner)),
                background_jobs::leased_until.eq(Some(lease.until)),
                background_jobs::started_at.eq(Some(lease.from)),
            ))
            .execute(conn)?;
        if taken == 1 {
            return Ok(Some(job));
        }
    }
}

/// Whether anything waits for a worker.
///
/// # Errors
/// When the query fails.
pub fn any_waiting(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<bool> {
    let waiting = background_jobs::state
        .eq(BackgroundState::Queued)
        .or(background_jobs::state
            .eq(BackgroundState::Running)
            .and(background_jobs::leased_until.lt(now)));
    let found: Option<BackgroundJobId> = background_jobs::table
        .filter(waiting)
        .select(background_jobs::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Notes how far the work is and keeps the lease; false when it was lost.
///
/// # Errors
/// When the query fails.
pub fn note_progress(
    conn: &mut Conn,
    id: BackgroundJobId,
    owner: &str,
    standing: &Standing,
    leased_until: NaiveDateTime,
) -> QueryResult<bool> {
    let mine = background_jobs::table
        .filter(background_jobs::id.eq(id))
        .filter(background_jobs::lease_owner.eq(owner))
        .filter(background_jobs::state.eq(BackgroundState::Running));
    let changed = diesel::update(mine)
        .set((
            background_jobs::done_count.eq(standing.done),
            background_jobs::total_count.eq(standing.total),
            background_jobs::message.eq(&standing.message),
            background_jobs::leased_until.eq(Some(leased_until)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Records what came of the work; false when the lease was lost meanwhile.
///
/// # Errors
/// When the query fails.
pub fn finish(
    conn: &mut Conn,
    id: BackgroundJobId,
    owner: &str,
    state: BackgroundState,
    message: &str,
    result: Option<&str>,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let mine = background_jobs::table
        .filter(background_jobs::id.eq(id))
        .filter(background_jobs::lease_owner.eq(owner))
        .filter(background_jobs::state.eq(BackgroundState::Running));
    let changed = diesel::update(mine)
        .set((
            background_jobs::state.eq(state),
            background_jobs::message.eq(message),
            background_jobs::result.eq(result),
            background_jobs::lease_owner.eq(None::<String>),
            background_jobs::leased_until.eq(None::<NaiveDateTime>),
            background_jobs::finished_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Takes out ended work that was asked for before `instant`.
///
/// # Errors
/// When the query fails.
pub fn delete_ended(conn: &mut Conn, instant: NaiveDateTime) -> QueryResult<usize> {
    let over = [BackgroundState::Done, BackgroundState::Failed];
    diesel::delete(
        background_jobs::table
            .filter(background_jobs::state.eq_any(over))
            .filter(background_jobs::created_at.lt(instant)),
    )
    .execute(conn)
}
