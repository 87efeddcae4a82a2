//! What the page and the API tell.

use std::collections::HashMap;

use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::sealing::{count_waiting, end_of_chain};
use crate::db::{Conn, DatabaseError, DatabaseUrl};
use crate::history::readable::moment;
use crate::jobs::store::{background, runs};
use crate::jobs::{BackgroundJob, Job, JobRun, RunState};
use crate::mail;
use crate::mail::outbox::{MailState, OutboxMail};
use crate::people::{self, PersonId};
use crate::units::{self, UnitId};

/// Long work shown.
const LONG_WORK_SHOWN: usize = 10;
/// Failed mails shown.
const FAILED_MAILS_SHOWN: usize = 20;
/// Of so many of the latest, those within reach are shown.
const LOOKED_AT: i64 = 500;

/// How the machine runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The program's version.
    pub version: String,
    /// sqlite or postgres.
    pub database: String,
    /// Size of the database's file and log in bytes; none on PostgreSQL.
    pub database_bytes: Option<u64>,
    /// The jobs, each with its last run.
    pub jobs: Vec<JobStanding>,
    /// How many mails stand in each state.
    pub mails: Vec<MailCount>,
    /// The latest mails that failed for good, without what they say.
    pub failed_mails: Vec<FailedMail>,
    /// The chain over the history.
    pub chain: ChainStanding,
    /// The latest long work.
    pub long_work: Vec<LongWork>,
}

/// One job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobStanding {
    /// Its word.
    pub job: String,
    /// What it is called.
    pub label: String,
    /// When it runs: 每天 6:30.
    pub slots: String,
    /// running, done, failed; none where it never ran.
    pub state: Option<String>,
    /// The state in Chinese.
    pub state_label: String,
    /// When it began last.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// How often it was begun.
    pub attempts: i64,
}

/// How many mails.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailCount {
    /// queued, sent, failed, dropped.
    pub state: String,
    /// In Chinese.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// A mail that failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedMail {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed.
    pub reason: String,
}

/// The chain over the history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainStanding {
    /// How many seals there are.
    pub seals: i64,
    /// The last seal, to be noted outside the system.
    pub end: Option<String>,
    /// Lines that wait to be sealed.
    pub waiting: i64,
}

/// One piece of long work.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LongWork {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// Who asked for it.
    pub asked_by: String,
    /// queued, running, done, failed.
    pub state: String,
    /// In Chinese.
    pub state_label: String,
    /// How much is done.
    pub done: i64,
    /// Of how much, where known.
    pub total: Option<i64>,
    /// What is going on, or what came of it.
    pub message: String,
    /// What it made.
    pub result: Option<serde_json::Value>,
    /// When it was asked for.
    pub created_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
}

impl LongWork {
    /// The work as it stands, its times in this zone.
    pub fn new(job: &BackgroundJob, zone: Tz) -> Self {
        Self {
            id: job.id.0,
            title: job.title.clone(),
            asked_by: job.asked_by.clone(),
            state: job.state.as_str().to_owned(),
            state_label: job.state.label().to_owned(),
            done: job.done_count,
            total: job.total_count,
            message: job.message.clone(),
            result: job
                .result
                .as_deref()
                .and_then(|result| serde_json::from_str(result).ok()),
            created_at: moment(job.created_at, zone),
            finished_at: job.finished_at.map(|at| moment(at, zone)),
        }
    }
}

/// How the machine runs now.
///
/// # Errors
/// When the database fails.
pub fn overview(app: &App, conn: &mut Conn, viewer: &Viewer) -> Result<Overview, DatabaseError> {
    let tree = units::store::load_tree(conn)?;
    let reach = viewer.reach(Right::SeeOperations, &tree);
    let zone = app.config.time_zone;
    let mut jobs = Vec::with_capacity(Job::ALL.len());
    for job in Job::ALL {
        jobs.push(job_standing(*job, runs::last(conn, *job)?.as_ref(), zone));
    }
    let end = end_of_chain(conn)?;
    Ok(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: match app.db.url() {
            DatabaseUrl::Sqlite(_) => "sqlite".to_owned(),
            DatabaseUrl::Postgres(_) => "postgres".to_owned(),
        },
        database_bytes: database_bytes(app.db.url()),
        jobs,
        mails: mail_counts(conn)?,
        failed_mails: failed_mails(conn, &reach)?
            .into_iter()
            .take(FAILED_MAILS_SHOWN)
            .map(|(mail, reason)| failed_mail(mail, reason))
            .collect(),
        chain: ChainStanding {
            seals: end.as_ref().map_or(0, |end| end.sequence),
            end: end.map(|end| end.chain_hash),
            waiting: count_waiting(app, conn)?,
        },
        long_work: background::load_latest(conn, LOOKED_AT)?
            .iter()
            .filter(|job| sees_job(viewer, &reach, job))
            .take(LONG_WORK_SHOWN)
            .map(|job| LongWork::new(job, zone))
            .collect(),
    })
}

/// Whether somebody who sees operations within this reach sees this work: their own,
/// and what is done for a unit of theirs.
pub(super) fn sees_job(viewer: &Viewer, reach: &Reach, job: &BackgroundJob) -> bool {
    job.account_id == Some(viewer.account)
        || *reach == Reach::Everywhere
        || job.unit_id.is_some_and(|unit| reach.contains(unit))
}

/// The mails to people and units within reach that failed for good, each with its
/// reason, newest first: of the latest 500 such mails.
///
/// # Errors
/// When a query fails.
pub fn failed_mails(
    conn: &mut Conn,
    reach: &Reach,
) -> Result<Vec<(OutboxMail, Option<String>)>, DatabaseError> {
    let failed = mail::store::failed::load(conn, LOOKED_AT)?;
    let people: Vec<PersonId> = failed
        .iter()
        .filter_map(|(mail, _)| mail.person_id)
        .collect();
    let units: HashMap<PersonId, UnitId> = people::store::load_of_ids(conn, &people)?
        .into_iter()
        .map(|person| (person.id, person.details.unit_id))
        .collect();
    let within = |mail: &OutboxMail| {
        let of_person = mail
            .person_id
            .and_then(|person| units.get(&person).copied());
        *reach == Reach::Everywhere
            || mail
                .unit_id
                .or(of_person)
                .is_some_and(|unit| reach.contains(unit))
    };
    Ok(failed
        .into_iter()
        .filter(|(mail, _)| within(mail))
        .collect())
}

fn job_standing(job: Job, last: Option<&JobRun>, zone: Tz) -> JobStanding {
    JobStanding {
        job: job.as_str().to_owned(),
        label: job.label().to_owned(),
        slots: job.slots_in_words().to_owned(),
        state: last.map(|run| run.state.as_str().to_owned()),
        state_label: last
            .map_or("还没有运行过", |run| run.state.label())
            .to_owned(),
        started_at: last.map(|run| moment(run.started_at, zone)),
        finished_at: last
            .and_then(|run| run.finished_at)
            .map(|at| moment(at, zone)),
        outcome: last.and_then(|run| run.outcome.clone()),
        attempts: last.map_or(0, |run| run.attempts),
    }
}

impl JobStanding {
    /// Shape and class of the state.
    pub fn badge(&self) -> (&'static str, &'static str) {
        match self.state.as_deref().map(str::parse) {
            Some(Ok(RunState::Done)) => ("✓", "done"),
            Some(Ok(RunState::Running)) => ("◔", "wait"),
            Some(Ok(RunState::Failed)) => ("!", "late"),
            Some(Err(_)) | None => ("—", "none"),
        }
    }
}

fn mail_counts(conn: &mut Conn) -> Result<Vec<MailCount>, DatabaseError> {
    let counted = mail::store::count_by_state(conn)?;
    Ok(MailState::ALL
        .iter()
        .map(|state| MailCount {
            state: state.as_str().to_owned(),
            label: state.label().to_owned(),
            count: counted
                .iter()
                .find(|(known, _)| known == state)
                .map_or(0, |(_, count)| *count),
        })
        .collect())
}

fn failed_mail(mail: OutboxMail, reason: Option<String>) -> FailedMail {
    FailedMail {
        id: mail.id.0,
        to: mail.to_name,
        subject: mail.subject,
        attempts: mail.attempts,
        reason: reason.unwrap_or_default(),
    }
}

/// The database's file with its log.
fn database_bytes(url: &DatabaseUrl) -> Option<u64> {
    let DatabaseUrl::Sqlite(path) = url else {
        return None;
    };
    let size = |path: &std::path::Path| std::fs::metadata(path).map(|file| file.len()).ok();
    let mut log = path.clone().into_os_string();
    log.push("-wal");
    Some(size(path)? + size(log.as_ref()).unwrap_or(0))
}
