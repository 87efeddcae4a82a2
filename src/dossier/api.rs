//! `/api/v1/people/{id}/record`.

use utoipa::OpenApi;

use super::actions;
use super::model::Dossier;
use super::pages::person_asked;
use crate::accounts::Right;
use crate::web::{Answer, Body, Handler, Reply, Request, Route, Verb};

/// The routes of the personal record for programs.
pub fn routes() -> Vec<Route> {
    // Reads, but leaves a line in the history, and so writes.
    let mut route = Route::api_act(
        Verb::Get,
        "/api/v1/people/{id}/record",
        Right::EditPeople,
        record,
    );
    route.body = Body::None;
    route.handler = Handler::Act(record);
    vec![route]
}

/// What the OpenAPI file says of them.
pub fn document() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(record))]
    struct Paths;
    Paths::openapi()
}

/// Everything that is held about one person.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/record",
    tag = "历史与运行",
    summary = "一人一档：一个人的全部数据（写入历史记录）",
    params(
        ("id" = i64, Path, description = "人员编号"),
        ("full" = Option<String>, Query, description = "写 1 给出完整证件号码，另需“查看完整证件号码”权限"),
        ("reason" = Option<String>, Query, description = "查看完整证件号码的原因，记入历史；full=1 时必填"),
    ),
    responses((status = 200, description = "个人档案", body = Dossier))
)]
fn record(request: &Request) -> Answer {
    let (person, full) = person_asked(request)?;
    let dossier = actions::export(&request.app, person, full, &request.occasion()?)?;
    Reply::json(&dossier)
}
