//! What each job does. The only file of the jobs that knows the rooms.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;

use super::background::{Outcome, Progress};
use super::store::{background, runs};
use super::{Job, RunState};
use crate::app::App;
use crate::audit::sealing::seal_lines;
use crate::audit::{Actor, Occasion};
use crate::db::DatabaseError;
use crate::mail::Transport;
use crate::mail::sending::send_all;
use crate::reminders::Channel;
use crate::{accounts, doctor, evidence, imports, mail, reminders, retention};

/// Lines of the history sealed in one run; the next minute goes on.
const LINES_AT_MOST: u64 = 200_000;
/// The runs of every minute are kept for this long …
const MINUTE_RUNS_KEPT: TimeDelta = TimeDelta::days(2);

/// A temporary file that a crash left behind goes after this.
const TEMPORARY_KEPT: Duration = Duration::from_secs(24 * 3600);

/// Who acts when the clock does.
pub fn occasion(app: &App) -> Occasion {
    Occasion::new(Actor::new("系统", "job"), app.now())
}

/// Does a job's work once; what came of it, or what went wrong, as a Chinese sentence
/// without personal data.
///
/// # Errors
/// The sentence of what went wrong.
pub fn run(app: &App, job: Job, owner: &str) -> Result<String, String> {
    match job {
        Job::Seal => seal(app),
        Job::Remind => remind(app),
        Job::Send => send(app, owner),
        Job::Purge => purge(app),
        Job::CleanUp => clean_up(app).map_err(|error| error.to_string()),
        Job::Check => check(app),
    }
}

fn seal(app: &App) -> Result<String, String> {
    let sealed = seal_lines(app, LINES_AT_MOST, false).map_err(|error| error.to_string())?;
    Ok(match sealed {
        0 => "没有新的历史记录".to_owned(),
        count => format!("封存历史记录 {count} 条"),
    })
}

fn remind(app: &App) -> Result<String, String> {
    let (mut made, mut by_mail) = (0, 0);
    reminders::actions::remind_each(app, false, &occasion(app), |lines| {
        made += lines.len();
        let mails = lines.iter().filter(|line| line.channel == Channel::Mail);
        by_mail += mails.count();
    })
    .map_err(|error| error.to_string())?;
    Ok(format!("生成提醒 {made} 条，其中 {by_mail} 条写入邮件"))
}

fn send(app: &App, owner: &str) -> Result<String, String> {
    let transport = Transport::open(&app.config.mail).map_err(|error| error.to_string())?;
    let report = send_all(app, &transport, owner).map_err(|error| error.to_string())?;
    if report == Default::default() {
        return Ok("没有待发的邮件".to_owned());
    }
    Ok(format!(
        "发出 {} 封，失败 {}，稍后再试 {}，作废 {}",
        report.sent, report.failed, report.deferred, report.dropped
    ))
}

fn purge(app: &App) -> Result<String, String> {
    let done = retention::actions::run_confirmed(app, &occasion(app))
        .map_err(|error| error.to_string())?;
    Ok(match done.as_slice() {
        [] => "没有已确认的清理".to_owned(),
        orders => format!(
            "执行清理 {} 批，共 {} 人",
            orders.len(),
            orders.iter().map(|order| order.people).sum::<u64>()
        ),
    })
}

/// Sessions and runs are logs of a kind: they stay as long as the log does.
fn clean_up(app: &App) -> Result<String, DatabaseError> {
    let now = app.now().instant;
    let kept = TimeDelta::days(i64::from(app.config.logging.keep_days));
    let late = seal_lines(app, LINES_AT_MOST, true)?;
    let files = evidence::actions::sweep(app)?
        + crate::files::sweep_temporary(TEMPORARY_KEPT)
        + imports::uploads::clean_up(app)?;
    let (sessions, runs) = app.db.write(|conn| {
        let sessions = accounts::store::clean_up::delete_outdated(conn, now, now - kept)?;
        let mut runs = runs::delete_ended(
            conn,
            &[Job::Seal, Job::Send],
            RunState::Done,
            now - MINUTE_RUNS_KEPT,
        )?;
        for state in RunState::ALL {
            runs += runs::delete_ended(conn, Job::ALL, *state, now - kept)?;
        }
        background::delete_ended(conn, now - kept)?;
        mail::store::erase::empty_old(conn, now - kept)?;
        Ok::<_, DatabaseError>((sessions, runs))
    })?;
    Ok(format!(
        "清理过期的会话和链接 {sessions} 条、任务记录 {runs} 条、过期文件 {files} 个，补封历史记录 {late} 条"
    ))
}

fn check(app: &App) -> Result<String, String> {
    let report = doctor::examine(app, false).map_err(|error| error.to_string())?;
    if !report.is_healthy() {
        tracing::error!(
            broken = report.broken.len(),
            chain = report.chain.found,
            "the examination found something; run `shegong doctor`"
        );
    }
    Ok(report.summary())
}

/// A kind of long work.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The word stored.
    pub word: &'static str,
    /// Does it; gets the input it was queued with and who asked.
    pub run: fn(&App, &Value, &Occasion, &Progress<'_>) -> Result<Outcome, String>,
}

/// Examines everything, every ciphertext too; asked for on the page of operations.
pub const FULL_CHECK: Kind = Kind {
    word: "full_check",
    run: |app, _, _, progress| {
        progress.tell(0, None, "正在核对全部数据和历史封条");
        let report = doctor::examine(app, true).map_err(|error| error.to_string())?;
        Ok(Outcome::with(report.summary(), &report.sentences()))
    },
};

/// Every kind of long work there is.
pub const KINDS: &[Kind] = &[
    accounts::jobs::ISSUE_ACCOUNTS,
    accounts::jobs::RESET_LINK,
    FULL_CHECK,
];
