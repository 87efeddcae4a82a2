//! `/api/v1/operations` and `/api/v1/jobs/{id}`.

use utoipa::OpenApi;

use super::overview::{LongWork, Overview, overview};
use super::pages::{ask_for_checks, job_asked};
use crate::accounts::Right;
use crate::db::Conn;
use crate::jobs::BackgroundJobId;
use crate::jobs::background::progress;
use crate::web::{Answer, Problem, Reply, Request, Route, Verb};

/// The routes of operations for programs.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/operations", Right::SeeOperations, operations),
        Route::api_act(
            Verb::Post,
            "/api/v1/operations/checks",
            Right::SeeOperations,
            checks,
        ),
        Route::api_read("/api/v1/jobs/{id}", Right::SignedIn, job),
    ]
}

/// What the OpenAPI file says of them.
pub fn document() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(operations, checks, job))]
    struct Paths;
    Paths::openapi()
}

/// How the machine runs.
#[utoipa::path(
    get,
    path = "/api/v1/operations",
    tag = "历史与运行",
    summary = "运行情况：任务、发件箱、历史封条、版本",
    responses((status = 200, description = "运行情况", body = Overview))
)]
fn operations(request: &Request, conn: &mut Conn) -> Answer {
    Reply::json(&overview(&request.app, conn, request.viewer()?)?)
}

/// Asks for a full examination of the data.
#[utoipa::path(
    post,
    path = "/api/v1/operations/checks",
    tag = "历史与运行",
    summary = "开始一次数据体检；进度看返回的任务",
    responses((status = 201, description = "已排入后台", body = LongWork))
)]
fn checks(request: &Request) -> Answer {
    let id = ask_for_checks(request)?;
    LongWork::begun(request, id)
}

impl LongWork {
    /// Long work that was just asked for: 201, and where it tells how far it is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begun(request: &Request, id: BackgroundJobId) -> Answer {
        let app = &request.app;
        let job = app
            .db
            .read(|conn| Ok::<_, Problem>(progress(app, conn, id)?))?
            .ok_or(Problem::NotFound)?;
        let path = format!("/api/v1/jobs/{id}");
        Reply::created(path, &Self::new(&job, app.config.time_zone))
    }
}

/// How far a piece of long work is.
#[utoipa::path(
    get,
    path = "/api/v1/jobs/{id}",
    tag = "历史与运行",
    summary = "长任务的进度和结果（本人的，或有运行权限）",
    params(("id" = i64, Path, description = "任务编号")),
    responses((status = 200, description = "进度", body = LongWork))
)]
fn job(request: &Request, conn: &mut Conn) -> Answer {
    let job = job_asked(request, conn)?;
    Reply::json(&LongWork::new(&job, request.app.config.time_zone))
}
