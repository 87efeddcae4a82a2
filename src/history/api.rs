//! `/api/v1/history`.

use serde::Serialize;
use utoipa::OpenApi;

use super::pages::{Row, rows};
use super::question;
use super::readable::FieldChange;
use crate::accounts::Right;
use crate::audit::store::search;
use crate::db::Conn;
use crate::web::{Answer, FieldProblem, Problem, Reply, Request, Route};

/// The routes of the history for programs.
pub fn routes() -> Vec<Route> {
    vec![Route::api_read("/api/v1/history", Right::SeeHistory, list)]
}

/// What the OpenAPI file says of them.
pub fn document() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list))]
    struct Paths;
    Paths::openapi()
}

/// One line of the history.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryLine {
    /// Its number, in the order in which lines were written.
    pub id: i64,
    /// When, in the deployment's zone: 2026-03-09 10:00.
    pub at: String,
    /// Who acted.
    pub actor: String,
    /// 网页, 接口, 命令行, 后台任务.
    pub origin: String,
    /// The network address; empty where there is none.
    pub address: String,
    /// In whose place (代填).
    pub on_behalf_of: Option<String>,
    /// What happened.
    pub action: String,
    /// The kind of thing it happened to.
    pub entity: String,
    /// Which one.
    pub entity_id: i64,
    /// The person or unit it concerns.
    pub about: String,
    /// Field by field.
    pub changes: Vec<FieldChange>,
    /// The line that tells of the erasure, where the contents were erased by law.
    pub erased_by: Option<i64>,
}

/// A page of the history.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryPage {
    /// The lines, newest first.
    pub items: Vec<HistoryLine>,
    /// Where the next page begins; null at the end.
    pub next: Option<String>,
}

/// The history, newest first, within the viewer's reach.
#[utoipa::path(
    get,
    path = "/api/v1/history",
    tag = "历史与运行",
    summary = "历史记录：谁、何时、从哪里、改了什么",
    params(
        ("person" = Option<String>, Query, description = "人员编号或姓名"),
        ("actor" = Option<String>, Query, description = "操作人姓名"),
        ("entity" = Option<String>, Query, description = "对象类别，如 person"),
        ("action" = Option<String>, Query, description = "操作，如 changed"),
        ("show" = Option<String>, Query, description = "只列一类：work（修改和导出）、changes（修改）、looks（导出与查看）、sign_ins（登录）；默认 all"),
        ("from" = Option<String>, Query, description = "从哪一天"),
        ("to" = Option<String>, Query, description = "到哪一天"),
        ("limit" = Option<i64>, Query, description = "条数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页给出的 next"),
    ),
    responses(
        (status = 200, description = "一页历史记录", body = HistoryPage),
        (status = 422, description = "条件写得不对")
    )
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let (typed, mut wanted) = question::asked(request, conn, &tree)?;
    let mut wrong = Vec::new();
    let mut field = |name: &str, message: &str| {
        wrong.push(FieldProblem {
            field: name.to_owned(),
            message: message.to_owned(),
        });
    };
    if let Some(message) = &typed.wrong {
        field("from", message);
    }
    if !typed.entity.is_empty() && wanted.entity.is_none() {
        field("entity", "没有这种对象，请对照接口文档");
    }
    if !typed.action.is_empty() && wanted.action.is_none() {
        field("action", "没有这种操作，请对照接口文档");
    }
    let show = request.query("show").unwrap_or_default();
    if !show.is_empty() && show.parse::<question::Shown>().is_err() {
        field("show", "没有这一类，请对照接口文档");
    }
    let limit = match request.query("limit").map(str::parse::<i64>) {
        None => 20,
        Some(Ok(limit)) if (1..=200).contains(&limit) => limit,
        Some(_) => {
            field("limit", "请写 1 到 200 的整数");
            20
        }
    };
    if let Some(cursor) = request.query("cursor") {
        match i64::from_str_radix(cursor, 16) {
            Ok(below) => wanted.below = Some(below),
            Err(_) => field("cursor", "请原样写上一页给出的 next"),
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::Invalid(wrong));
    }
    let mut lines = search::load(conn, &wanted, 0, limit + 1)?;
    let wanted_lines = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > wanted_lines;
    lines.truncate(wanted_lines);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| format!("{:x}", line.id));
    let items = rows(request, conn, &tree, &lines)?
        .into_iter()
        .map(HistoryLine::from)
        .collect();
    Reply::json(&HistoryPage { items, next })
}

impl From<Row> for HistoryLine {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor: row.who,
            origin: row.origin,
            address: row.address,
            on_behalf_of: row.on_behalf_of,
            action: row.action.to_owned(),
            entity: row.entity.to_owned(),
            entity_id: row.entity_id,
            about: row.about,
            changes: row.changes,
            erased_by: row.erased_by,
        }
    }
}
