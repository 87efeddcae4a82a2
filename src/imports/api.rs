//! `/api/v1/imports`: the same three steps for programs.

use serde::Serialize;
use utoipa::OpenApi;

use super::pages::{MOST_BYTES, planned_within, sent, take_back_within, visible};
use super::preview::{self, PreviewRow, PreviewThing, ValueChange};
use super::uploads::{confirm, discard, receive, stop};
use super::{Upload, UploadReport, UploadState, store};
use crate::accounts::Right;
use crate::db::Conn;
use crate::intake::RowError;
use crate::units;
use crate::web::{Answer, FieldProblem, Listed, Problem, Reply, Request, Route, Verb};

/// The routes of importing for programs.
pub fn routes() -> Vec<Route> {
    use Right::{Import, SeeImports};
    vec![
        Route::api_read("/api/v1/imports", SeeImports, list),
        Route::api_upload("/api/v1/imports", Import, send).at_most(MOST_BYTES),
        Route::api_act(Verb::Post, "/api/v1/imports/{link}/confirm", Import, run),
        Route::api_read("/api/v1/imports/{link}", Import, show),
        Route::api_read("/api/v1/imports/{link}/preview", Import, list_preview),
        Route::api_act(Verb::Post, "/api/v1/imports/{link}/stop", Import, halt),
        Route::api_act(Verb::Delete, "/api/v1/imports/{link}", Import, give_up),
        Route::api_read("/api/v1/imports/batches/{id}/undo", Import, ask),
        Route::api_act(
            Verb::Post,
            "/api/v1/imports/batches/{id}/undo",
            Import,
            take_back,
        ),
    ]
}

/// The descriptions of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(list, send, show, run, list_preview, halt, give_up, ask, take_back),
    components(schemas(
        UploadAnswer,
        BatchAnswer,
        UndoneAnswer,
        RowError,
        PreviewList,
        PreviewRow,
        PreviewThing,
        ValueChange,
        UndoPlanAnswer,
        UndoPart,
        UndoObstacle
    ))
)]
pub struct Described;

/// A file on its way in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UploadAnswer {
    /// The part of its address.
    link: String,
    /// Which spreadsheet: `people`, `training` …
    kind: &'static str,
    /// Its name.
    file_name: String,
    /// `checking`, `checked`, `running`, `finished`, `failed`.
    state: &'static str,
    /// Why it cannot be imported.
    sentence: Option<String>,
    /// Rows in all.
    rows: u64,
    /// Rows that add something.
    new: u64,
    /// Rows that change something.
    changed: u64,
    /// Rows that are known.
    unchanged: u64,
    /// Rows that are refused.
    refused: u64,
    /// The refused rows, at most 1,000.
    errors: Vec<RowError>,
    /// What to know beside.
    notices: Vec<String>,
    /// The import, for taking it back.
    batch: Option<i64>,
}

impl From<Upload> for UploadAnswer {
    fn from(upload: Upload) -> Self {
        let UploadReport {
            rows,
            new,
            changed,
            unchanged,
            refused,
            errors,
            notices,
            listed: _,
        } = upload.told();
        Self {
            link: upload.link,
            kind: upload.kind.as_str(),
            file_name: upload.file_name,
            state: upload.state.as_str(),
            sentence: upload.sentence,
            rows,
            new,
            changed,
            unchanged,
            refused,
            errors,
            notices,
            batch: upload.batch_id.map(|batch| batch.0),
        }
    }
}

/// One import.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BatchAnswer {
    /// Its number.
    id: i64,
    /// Which spreadsheet.
    kind: &'static str,
    /// The file.
    file_name: String,
    /// Who.
    actor: String,
    /// When (UTC).
    imported_at: String,
    /// Rows that added something.
    new: i64,
    /// Rows that changed something.
    changed: i64,
    /// Rows that were refused.
    refused: i64,
    /// Whether it was taken back.
    undone: bool,
}

/// A part of the list of a look.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
struct PreviewList {
    /// The rows.
    items: Vec<PreviewRow>,
    /// For the next part; none at the end.
    next: Option<String>,
}

/// What taking an import back would do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UndoPlanAnswer {
    /// It was taken back already.
    undone: bool,
    /// What would be removed.
    removes: Vec<UndoPart>,
    /// What would get its old values back.
    restores: Vec<UndoPart>,
    /// What stands in the way, the first twenty.
    obstacles: Vec<UndoObstacle>,
    /// How many more stand in the way.
    more_obstacles: u64,
}

/// Things of one kind.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UndoPart {
    /// 人员, 证书 …
    what: &'static str,
    /// How many.
    count: u64,
}

/// Something that was changed or used since.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UndoObstacle {
    /// Its name.
    name: String,
    /// When, by whom, what.
    since: String,
}

/// What was taken back.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UndoneAnswer {
    /// Things that the import had made.
    removed: u64,
    /// Things that it had changed.
    restored: u64,
}

#[utoipa::path(get, path = "/api/v1/imports", tag = "导入", summary = "最近的导入批次",
    params(("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")),
    responses((status = 200, description = "导入批次，最近的在前", body = Listed<BatchAnswer>), (status = 422, description = "参数不对")))]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    // One more than the page, so that it is known whether there is another.
    let wanted = request.span(usize::MAX)?.end.saturating_add(1);
    let all = visible(conn, &tree, &reach, wanted)?;
    Reply::listed(request, all, |batch| BatchAnswer {
        id: batch.id.0,
        kind: batch.kind.as_str(),
        file_name: batch.file_name,
        actor: batch.actor,
        imported_at: format!("{}Z", batch.imported_at.format("%Y-%m-%dT%H:%M:%S")),
        new: batch.new_count,
        changed: batch.changed_count,
        refused: batch.refused_count,
        undone: batch.undone_at.is_some(),
    })
}

#[utoipa::path(post, path = "/api/v1/imports", tag = "导入", summary = "上传表格并核对（不保存）",
    description = "multipart/form-data：kind（people、units、certificates、training、exam-entries、exam-results）、file，全市账号另可带 region。",
    responses((status = 201, description = "核对结果", body = UploadAnswer)))]
fn send(request: &Request) -> Answer {
    let sent = sent(request).map_err(Problem::Invalid)?;
    let upload = receive(&request.app, request.viewer()?, sent, &request.occasion()?)?;
    let path = format!("/api/v1/imports/{}", upload.link);
    Reply::created(path, &UploadAnswer::from(upload))
}

#[utoipa::path(get, path = "/api/v1/imports/{link}", tag = "导入", summary = "一次导入进行到哪里",
    params(("link" = String, Path, description = "上传时返回的 link")),
    responses((status = 200, description = "核对或导入的结果", body = UploadAnswer)))]
fn show(request: &Request, conn: &mut Conn) -> Answer {
    Reply::json(&UploadAnswer::from(own(request, conn)?))
}

/// A file of the viewer's own, as it stands now.
fn own(request: &Request, conn: &mut Conn) -> Result<Upload, Problem> {
    let link: String = request.param("link")?;
    let viewer = request.viewer()?;
    store::find(conn, &link)?
        .filter(|upload| upload.account_id == viewer.account)
        .map(|upload| upload.as_it_stands(&request.app, request.now.instant))
        .ok_or(Problem::NotFound)
}

#[utoipa::path(get, path = "/api/v1/imports/{link}/preview", tag = "导入", summary = "将要新增和修改的内容，逐行",
    description = "修改的行在前，新增的行在后；证件号码和手机号遮盖。只有状态为 checked 的上传有内容。",
    params(("link" = String, Path, description = "上传时返回的 link"),
        ("limit" = Option<u32>, Query, description = "一次最多几行，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一次返回的 next")),
    responses((status = 200, description = "逐行的内容", body = PreviewList)))]
fn list_preview(request: &Request, conn: &mut Conn) -> Answer {
    let upload = own(request, conn)?;
    let wrong = |field: &str, message: &str| {
        Problem::Invalid(vec![FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
        }])
    };
    let limit = match request.query("limit").map(str::parse::<usize>) {
        None => 20,
        Some(Ok(limit @ 1..=200)) => limit,
        Some(_) => return Err(wrong("limit", "limit 应是 1 到 200 之间的整数")),
    };
    let skipped = match request.query("cursor").map(str::parse::<usize>) {
        None => 0,
        Some(Ok(skipped)) => skipped,
        Some(Err(_)) => return Err(wrong("cursor", "cursor 请用上一次返回的 next")),
    };
    if upload.state != UploadState::Checked {
        return Reply::json(&PreviewList::default());
    }
    let mut items = preview::read_page(&upload.folder(&request.app), skipped, limit + 1)
        .map_err(Problem::internal)?;
    let next = (items.len() > limit).then(|| (skipped + limit).to_string());
    items.truncate(limit);
    Reply::json(&PreviewList { items, next })
}

#[utoipa::path(post, path = "/api/v1/imports/{link}/stop", tag = "导入", summary = "停止正在进行的核对或导入",
    params(("link" = String, Path, description = "上传时返回的 link")),
    responses((status = 200, description = "停下后的情况；已经完成的不变", body = UploadAnswer)))]
fn halt(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = stop(&request.app, request.viewer()?, &link)?;
    Reply::json(&UploadAnswer::from(upload))
}

#[utoipa::path(delete, path = "/api/v1/imports/{link}", tag = "导入", summary = "放弃上传的表格并删除文件",
    params(("link" = String, Path, description = "上传时返回的 link")),
    responses((status = 204, description = "已删除")))]
fn give_up(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    discard(&request.app, request.viewer()?, &link)?;
    Ok(Reply::no_content())
}

#[utoipa::path(get, path = "/api/v1/imports/batches/{id}/undo", tag = "导入", summary = "撤销一批导入会删除和恢复什么",
    params(("id" = i64, Path, description = "导入批次")),
    responses((status = 200, description = "撤销的内容和妨碍撤销的记录", body = UndoPlanAnswer)))]
fn ask(request: &Request, conn: &mut Conn) -> Answer {
    let plan = planned_within(request, conn)?;
    let parts = |parts: Vec<(&'static str, u64)>| {
        let parts = parts.into_iter();
        parts
            .map(|(what, count)| UndoPart { what, count })
            .collect()
    };
    let more = plan.more_obstacles;
    let obstacles: Vec<UndoObstacle> = plan
        .obstacles
        .into_iter()
        .map(|obstacle| UndoObstacle {
            name: obstacle.name,
            since: obstacle.since,
        })
        .collect();
    Reply::json(&UndoPlanAnswer {
        undone: plan.undone,
        removes: parts(plan.removes),
        restores: parts(plan.restores),
        obstacles,
        more_obstacles: more,
    })
}

#[utoipa::path(post, path = "/api/v1/imports/{link}/confirm", tag = "导入", summary = "确认导入",
    params(("link" = String, Path, description = "上传时返回的 link")),
    responses((status = 200, description = "导入的结果；大文件先返回 running", body = UploadAnswer)))]
fn run(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = confirm(&request.app, request.viewer()?, &link, &request.occasion()?)?;
    Reply::json(&UploadAnswer::from(upload))
}

#[utoipa::path(post, path = "/api/v1/imports/batches/{id}/undo", tag = "导入", summary = "撤销一批导入",
    params(("id" = i64, Path, description = "导入批次")),
    responses((status = 200, description = "撤销的结果", body = UndoneAnswer)))]
fn take_back(request: &Request) -> Answer {
    let undone = take_back_within(request)?;
    Reply::json(&UndoneAnswer {
        removed: undone.removed,
        restored: undone.restored,
    })
}
