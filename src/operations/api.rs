//! `/api/v1/operations` and `/api/v1/jobs/{id}`.

use utoipa::OpenApi;

use super::overview::{LongWork, Overview, overview};
use super::pages::job_asked;
use crate::accounts::Right;
use crate::db::Conn;
use crate::web::{Answer, Reply, Request, Route};

/// The routes of operations for programs.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/operations", Right::SeeOperations, operations),
        Route::api_read("/api/v1/jobs/{id}", Right::SignedIn, job),
    ]
}

/// What the OpenAPI file says of them.
pub fn document() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(operations, job))]
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
