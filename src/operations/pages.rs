//! `/operations` and `/jobs/{id}`.

use askama::Template;

use super::overview::{LongWork, Overview, overview, sees_job};
use crate::accounts::Right;
use crate::db::Conn;
use crate::jobs::background::{Request as Work, progress, queue};
use crate::jobs::{BackgroundJob, BackgroundJobId, BackgroundState, handlers};
use crate::units;
use crate::web::{Answer, Frame, Problem, Reply, Request, Route, Section};

/// The routes of operations.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/operations", Right::SeeOperations, page),
        Route::act("/operations/checks", Right::SeeOperations, check),
        Route::page("/jobs/{id}", Right::SignedIn, job),
    ]
}

#[derive(Template)]
#[template(path = "operations/overview.html")]
struct OverviewPage {
    frame: Frame,
    overview: Overview,
    database_size: String,
}

fn page(request: &Request, conn: &mut Conn) -> Answer {
    let overview = overview(&request.app, conn, request.viewer()?)?;
    let database_size = match overview.database_bytes {
        Some(bytes) => format!("{} MB", bytes.div_ceil(1024 * 1024)),
        None => "见 PostgreSQL 服务器".to_owned(),
    };
    Reply::html(&OverviewPage {
        frame: request.frame("运行情况", Section::Operations),
        overview,
        database_size,
    })
}

/// Asks for a full examination; it runs as long work.
fn check(request: &Request) -> Answer {
    let occasion = request.occasion()?;
    let work = Work {
        kind: handlers::FULL_CHECK.word,
        title: "数据体检（全部密文和历史封条）",
        unit: None,
        input: serde_json::Value::Null,
        total: None,
    };
    let id = request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(queue(conn, &work, &occasion)?))?;
    Ok(Reply::see_other(format!("/jobs/{id}")))
}

#[derive(Template)]
#[template(path = "jobs/job.html")]
struct JobPage {
    frame: Frame,
    work: LongWork,
    over: bool,
    percent: Option<i64>,
    shape: &'static str,
    class: &'static str,
    lines: Vec<String>,
}

fn job(request: &Request, conn: &mut Conn) -> Answer {
    let job = job_asked(request, conn)?;
    let work = LongWork::new(&job, request.app.config.time_zone);
    let (shape, class) = match job.state {
        BackgroundState::Queued | BackgroundState::Running => ("◔", "wait"),
        BackgroundState::Done => ("✓", "done"),
        BackgroundState::Failed => ("!", "late"),
    };
    let lines = work
        .result
        .as_ref()
        .and_then(|result| result.as_array())
        .map(|lines| {
            lines
                .iter()
                .filter_map(|line| line.as_str().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default();
    Reply::html(&JobPage {
        frame: request.frame(&work.title, Section::None),
        over: job.is_over(),
        percent: job.percent(),
        shape,
        class,
        lines,
        work,
    })
}

/// The long work of the path: one's own, or that for a unit where one sees operations.
pub(super) fn job_asked(request: &Request, conn: &mut Conn) -> Result<BackgroundJob, Problem> {
    let id = BackgroundJobId(request.param("id")?);
    let job = progress(&request.app, conn, id)?.ok_or(Problem::NotFound)?;
    let viewer = request.viewer()?;
    let tree = units::store::load_tree(conn)?;
    let reach = viewer.reach(Right::SeeOperations, &tree);
    if sees_job(viewer, &reach, &job) {
        Ok(job)
    } else {
        Err(Problem::NotFound)
    }
}
