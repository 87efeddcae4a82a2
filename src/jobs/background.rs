//! Long work that somebody asked for once: how it is queued, and how it tells how far
//! it is.
//!
//! Progress is kept in memory and written down beside the work by the worker's
//! heartbeat, because the work itself may hold the one write connection of SQLite for
//! as long as it lasts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::store::background::{self as store, NewBackgroundJob};
use super::{BackgroundJob, BackgroundJobId, BackgroundState};
use crate::app::App;
use crate::audit::Occasion;
use crate::db::Conn;
use crate::units::UnitId;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The word of a [`Kind`](super::handlers::Kind).
    pub kind: &'static str,
    /// What it is, as its page is headed: 导入人员名单 roster.xlsx.
    pub title: &'a str,
    /// For which unit.
    pub unit: Option<UnitId>,
    /// What the handler is given, JSON.
    pub input: serde_json::Value,
    /// Of how much, where known.
    pub total: Option<i64>,
}

/// Queues long work in the caller's transaction; its page is `/jobs/{id}`.
///
/// # Errors
/// When the query fails.
pub fn queue(
    conn: &mut Conn,
    request: &Request<'_>,
    occasion: &Occasion,
) -> Result<BackgroundJobId, diesel::result::Error> {
    let id = store::next_id(conn)?;
    let job = NewBackgroundJob {
        id,
        kind: request.kind.to_owned(),
        title: request.title.to_owned(),
        asked_by: occasion.actor.name.clone(),
        account_id: occasion.actor.account,
        unit_id: request.unit,
        input: request.input.to_string(),
        state: BackgroundState::Queued,
        done_count: 0,
        total_count: request.total,
        message: "排队等候处理".to_owned(),
        attempts: 0,
        created_at: occasion.now.instant,
    };
    store::insert(conn, &job)?;
    Ok(id)
}

/// What the work came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// A Chinese sentence for who asked.
    pub message: String,
    /// What it made, for the page of its kind.
    pub result: Option<serde_json::Value>,
}

impl Outcome {
    /// Done, with nothing to hand over.
    pub fn told(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            result: None,
        }
    }

    /// Done, with something to hand over. Our own plain structs always serialise.
    pub fn with(message: impl Into<String>, result: &impl Serialize) -> Self {
        Self {
            message: message.into(),
            result: serde_json::to_value(result).ok(),
        }
    }
}

/// How far a piece of work is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How much is done.
    pub done: i64,
    /// Of how much, where known.
    pub total: Option<i64>,
    /// What is going on.
    pub message: String,
    /// The lease was lost: another process has it, what is done here is in vain.
    pub lost: bool,
}

/// How far the work under way in this process is. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct LiveProgress(Arc<Mutex<HashMap<BackgroundJobId, Standing>>>);

impl LiveProgress {
    /// Where a piece of work stands, if it is under way here.
    pub fn get(&self, id: BackgroundJobId) -> Option<Standing> {
        self.with(|all| all.get(&id).cloned())
    }

    pub(super) fn change(&self, id: BackgroundJobId, change: impl FnOnce(&mut Standing)) {
        self.with(|all| change(all.entry(id).or_default()));
    }

    pub(super) fn forget(&self, id: BackgroundJobId) {
        self.with(|all| {
            all.remove(&id);
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<BackgroundJobId, Standing>) -> T) -> T {
        // Whoever panicked under the lock left whole values behind.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// By which a handler tells how far it is.
#[derive(Debug)]
pub struct Progress<'a> {
    pub(super) id: BackgroundJobId,
    pub(super) live: &'a LiveProgress,
}

impl Progress<'_> {
    /// Tells how far the work is; false when it should stop, because another process
    /// has taken it over.
    pub fn tell(&self, done: i64, total: Option<i64>, message: &str) -> bool {
        let mut lost = false;
        self.live.change(self.id, |standing| {
            standing.done = done;
            standing.total = total.or(standing.total);
            message.clone_into(&mut standing.message);
            lost = standing.lost;
        });
        !lost
    }
}

/// A piece of long work as it stands now: as stored, and fresher where it is under way
/// in this process.
///
/// # Errors
/// When the query fails.
pub fn progress(
    app: &App,
    conn: &mut Conn,
    id: BackgroundJobId,
) -> Result<Option<BackgroundJob>, diesel::result::Error> {
    let found = store::find(conn, id)?;
    Ok(found.map(|mut job| {
        if let Some(live) = app.live.get(id).filter(|_| !job.is_over()) {
            job.done_count = live.done;
            job.total_count = live.total;
            job.message = live.message;
        }
        job
    }))
}
