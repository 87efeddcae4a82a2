//! The page of one import that is done, and taking it back: first a question that says
//! what goes and what stands in the way.

use actix_web::http::StatusCode;
use askama::Template;

use super::{BatchView, ERRORS_SHOWN, batch_view};
use crate::audit::ImportBatchId;
use crate::clock::to_local;
use crate::db::Conn;
use crate::imports::undo_plan::{UndoPlan, plan};
use crate::imports::uploads::{self, sees_batch};
use crate::imports::{UploadReport, store, undo};
use crate::intake::store::{Batch, find_batch};
use crate::units::{self, UnitTree};
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "imports/batch.html")]
struct BatchPage {
    frame: Frame,
    batch: BatchView,
    figures: [(&'static str, i64); 4],
    report: UploadReport,
    /// Where the refused rows can be fetched, and until when.
    refused: Option<(String, String)>,
    more_errors: i64,
}

#[derive(Template)]
#[template(path = "imports/undo.html")]
struct UndoPage {
    frame: Frame,
    batch: BatchView,
    plan: UndoPlan,
    problem: Option<String>,
}

/// An import that the viewer sees.
fn seen(request: &Request, conn: &mut Conn) -> Result<(Batch, UnitTree), Problem> {
    let id = ImportBatchId(request.param("id")?);
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let batch = find_batch(conn, id)?
        .filter(|batch| sees_batch(&reach, &tree, batch.unit_id, &batch.region))
        .ok_or(Problem::NotFound)?;
    Ok((batch, tree))
}

/// `GET /imports/batches/{id}`: what came of it. The refused rows hold ID numbers in
/// full, so only who sent them fetches them.
pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    let (batch, tree) = seen(request, conn)?;
    let zone = request.app.config.time_zone;
    let upload = store::find_of_batch(conn, batch.id)?;
    let viewer = request.viewer()?;
    let account = viewer.account;
    let refused = upload
        .as_ref()
        .filter(|upload| upload.account_id == account && upload.refused_file.is_some())
        .map(|upload| {
            let until = to_local(upload.kept_until(), zone);
            (
                format!("/imports/{}/refused.xlsx", upload.link),
                until.format("%Y年%-m月%-d日").to_string(),
            )
        });
    let mut report = upload.map(|upload| upload.told()).unwrap_or_default();
    report.errors.truncate(ERRORS_SHOWN);
    let shown = i64::try_from(report.errors.len()).unwrap_or_default();
    Reply::html(&BatchPage {
        frame: request.frame("导入结果", Section::Imports),
        figures: [
            ("新增", batch.new_count),
            ("修改", batch.changed_count),
            ("未变", batch.unchanged_count),
            ("拒绝", batch.refused_count),
        ],
        more_errors: batch.refused_count.saturating_sub(shown),
        batch: batch_view(viewer, batch, &tree, zone),
        report,
        refused,
    })
}

/// `GET /imports/batches/{id}/undo`: asks, and changes nothing.
pub(super) fn ask(request: &Request, conn: &mut Conn) -> Answer {
    let page = question(request, conn, None)?;
    Reply::html(&page)
}

fn question(
    request: &Request,
    conn: &mut Conn,
    problem: Option<String>,
) -> Result<UndoPage, Problem> {
    let (batch, tree) = seen(request, conn)?;
    let zone = request.app.config.time_zone;
    let plan = plan(conn, &batch, &tree, zone)?;
    Ok(UndoPage {
        frame: request.frame("撤销导入", Section::Imports),
        batch: batch_view(request.viewer()?, batch, &tree, zone),
        plan,
        problem,
    })
}

/// What taking an import back would do, for programs.
pub(in crate::imports) fn planned_within(
    request: &Request,
    conn: &mut Conn,
) -> Result<UndoPlan, Problem> {
    let (batch, tree) = seen(request, conn)?;
    plan(conn, &batch, &tree, request.app.config.time_zone)
}

/// Takes an import back that the viewer sees and might do by hand.
pub(in crate::imports) fn take_back_within(request: &Request) -> Result<undo::Undone, Problem> {
    let (id, within) = request.app.db.read(|conn| {
        let (batch, tree) = seen(request, conn)?;
        let within = uploads::within(conn, request.viewer()?, batch.kind, &tree)?;
        if sees_batch(&within.reach, &tree, batch.unit_id, &batch.region) {
            Ok((batch.id, within))
        } else {
            Err(Problem::Forbidden(batch.kind.right()))
        }
    })?;
    undo::undo_within(&request.app, id, &within, &request.occasion()?).map_err(|refusal| {
        match refusal {
            undo::UndoRefusal::Database(error) => error.into(),
            undo::UndoRefusal::NoSuchImport(_) => Problem::NotFound,
            other => Problem::Refused(other.to_string()),
        }
    })
}

/// `POST /imports/batches/{id}/undo`; a refusal is told on the page that asked.
pub(super) fn take_back(request: &Request) -> Answer {
    match take_back_within(request) {
        Ok(undone) => Ok(Reply::see_other("/imports").with_notice(format!(
            "已撤销：删除 {} 条，恢复 {} 条",
            undone.removed, undone.restored
        ))),
        Err(Problem::Refused(sentence)) => {
            let page = request
                .app
                .db
                .read(|conn| question(request, conn, Some(sentence)))?;
            Reply::html_with(StatusCode::CONFLICT, &page)
        }
        Err(problem) => Err(problem),
    }
}
