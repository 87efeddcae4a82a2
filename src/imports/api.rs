//! `/api/v1/imports`: the same three steps for programs.

use serde::Serialize;
use utoipa::OpenApi;

use super::pages::{MOST_BYTES, sent, take_back_within, visible};
use super::store;
use super::uploads::{Upload, UploadReport, confirm, receive};
use crate::accounts::Right;
use crate::db::Conn;
use crate::intake::RowError;
use crate::units;
use crate::web::{Answer, Problem, Reply, Request, Route, Verb};

/// The routes of importing for programs.
pub fn routes() -> Vec<Route> {
    use Right::Import;
    vec![
        Route::api_read("/api/v1/imports", Import, list),
        Route::api_upload("/api/v1/imports", Import, send).at_most(MOST_BYTES),
        Route::api_act(Verb::Post, "/api/v1/imports/{link}/confirm", Import, run),
        Route::api_read("/api/v1/imports/{link}", Import, show),
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
    paths(list, send, show, run, take_back),
    components(schemas(UploadAnswer, BatchAnswer, BatchList, UndoneAnswer, RowError))
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
            samples: _,
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

/// The latest imports.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BatchList {
    /// The imports, newest first.
    items: Vec<BatchAnswer>,
    /// Always empty: only the latest hundred are told.
    next: Option<String>,
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
    responses((status = 200, description = "导入批次", body = BatchList)))]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let items = visible(conn, &tree, &reach, 100)?
        .into_iter()
        .map(|batch| BatchAnswer {
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
        .collect();
    Reply::json(&BatchList { items, next: None })
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
    let link: String = request.param("link")?;
    let viewer = request.viewer()?;
    let upload = store::find(conn, &link)?
        .filter(|upload| upload.account_id == viewer.account)
        .ok_or(Problem::NotFound)?;
    Reply::json(&UploadAnswer::from(upload))
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
