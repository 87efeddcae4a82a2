//! Importing in the browser: send a file, see what it would change, say yes, take it back.

mod batch;
mod upload;

use actix_web::http::StatusCode;
use askama::Template;

use super::uploads::{self, MOST_ROWS, Sent, UploadError, receive, sees_batch};
use super::{REFUSED_KEPT_DAYS, WAITING_KEPT_DAYS, store, template};
use crate::accounts::{Reach, Right, Viewer};
use crate::clock::to_local;
use crate::db::Conn;
use crate::intake::ImportKind;
use crate::intake::store::{Batch, load_latest};
use crate::units::UnitTree;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

pub(super) use batch::{planned_within, take_back_within};

/// The biggest spreadsheet that is taken; bigger ones are for the command on the server.
pub const MOST_BYTES: u64 = 25 * 1024 * 1024;
/// So many refused rows stand on the page; the file has them all.
const ERRORS_SHOWN: usize = 100;
/// So many imports stand on the list.
const BATCHES_SHOWN: usize = 50;
/// What a workbook is sent as.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The routes of importing.
pub fn routes() -> Vec<Route> {
    use Right::{Import, SeeImports};
    vec![
        Route::page("/imports", SeeImports, list),
        Route::page("/imports/new", Import, new),
        Route::upload("/imports/new", Import, send).at_most(MOST_BYTES),
        Route::page("/imports/template/{file}", Import, blank),
        Route::page("/imports/batches/{id}", SeeImports, batch::show),
        Route::page("/imports/batches/{id}/undo", Import, batch::ask),
        Route::act("/imports/batches/{id}/undo", Import, batch::take_back),
        Route::page("/imports/{link}", Import, upload::show),
        Route::act("/imports/{link}/confirm", Import, upload::run),
        Route::act("/imports/{link}/stop", Import, upload::stop),
        Route::act("/imports/{link}/discard", Import, upload::discard),
        Route::recorded_page("/imports/{link}/preview.xlsx", Import, upload::preview),
        Route::recorded_page("/imports/{link}/refused.xlsx", Import, upload::refused),
    ]
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::NotFound => Self::NotFound,
            UploadError::NotAllowed(right) => Self::Forbidden(right),
            UploadError::NotWaiting(_)
            | UploadError::Busy(_)
            | UploadError::TooManyWaiting(_)
            | UploadError::TooMuchKept(_) => Self::Refused(error.to_string()),
            UploadError::Disk(reason) => Self::NoSpace(reason),
            UploadError::Database(error) => error.into(),
        }
    }
}

struct BatchView {
    id: i64,
    kind: &'static str,
    file_name: String,
    at: String,
    actor: String,
    unit: String,
    counts: String,
    refused: i64,
    undone: bool,
    /// The viewer may take it back.
    may_undo: bool,
}

struct OpenView {
    link: String,
    kind: &'static str,
    file_name: String,
    state: &'static str,
    under_way: bool,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    frame: Frame,
    may_import: bool,
    batches: Vec<BatchView>,
    open: Vec<OpenView>,
    waiting_kept: i64,
    refused_kept: i64,
}

/// The batches that a viewer sees, newest first.
pub(super) fn visible(
    conn: &mut Conn,
    tree: &UnitTree,
    reach: &Reach,
    limit: usize,
) -> Result<Vec<Batch>, Problem> {
    /// Looked at in one go.
    const BLOCK: i64 = 500;
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let block = load_latest(conn, before, BLOCK)?;
        let Some(last) = block.last().map(|batch| batch.id) else {
            return Ok(found);
        };
        before = Some(last);
        // An import that is still open has no counts yet.
        let seen = block.into_iter().filter(|batch| {
            sees_batch(reach, tree, batch.unit_id, &batch.region) && batch.row_count > 0
        });
        for batch in seen {
            found.push(batch);
            if found.len() >= limit {
                return Ok(found);
            }
        }
    }
}

/// `GET /imports`
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let zone = request.app.config.time_zone;
    let viewer = request.viewer()?;
    let batches = visible(conn, &tree, &reach, BATCHES_SHOWN)?
        .into_iter()
        .map(|batch| batch_view(viewer, batch, &tree, zone))
        .collect();
    let open = store::load_open(conn, viewer.account, 10)?
        .into_iter()
        .map(|upload| upload.as_it_stands(&request.app, request.now.instant))
        .map(|upload| OpenView {
            link: upload.link,
            kind: upload.kind.label(),
            file_name: upload.file_name,
            state: upload.state.label(),
            under_way: upload.state.is_under_way(),
        })
        .collect();
    Reply::html(&ListPage {
        frame: request.frame("导入", Section::Imports),
        may_import: viewer.may(Right::Import),
        batches,
        open,
        waiting_kept: WAITING_KEPT_DAYS,
        refused_kept: REFUSED_KEPT_DAYS,
    })
}

fn batch_view(viewer: &Viewer, batch: Batch, tree: &UnitTree, zone: chrono_tz::Tz) -> BatchView {
    let importing = uploads::reach(viewer, batch.kind, tree);
    BatchView {
        may_undo: batch.undone_at.is_none()
            && sees_batch(&importing, tree, batch.unit_id, &batch.region),
        id: batch.id.0,
        kind: batch.kind.label(),
        file_name: batch.file_name,
        at: to_local(batch.imported_at, zone)
            .format("%Y-%m-%d %H:%M")
            .to_string(),
        actor: batch.actor,
        unit: batch
            .unit_id
            .and_then(|unit| tree.get(unit))
            .map_or(batch.region, |unit| unit.details.name.clone()),
        counts: format!(
            "新增 {}，修改 {}，未变 {}",
            batch.new_count, batch.changed_count, batch.unchanged_count
        ),
        refused: batch.refused_count,
        undone: batch.undone_at.is_some(),
    }
}

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage {
    frame: Frame,
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    region: String,
    /// The unit in whose name, where the viewer's right ends somewhere.
    home: Option<String>,
    megabytes: u64,
    rows: u64,
    problems: Vec<FieldProblem>,
}

fn form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<NewPage, Problem> {
    let tree = request.app.units(conn)?;
    let viewer = request.viewer()?;
    let kind = request
        .fields()
        .optional("kind")
        .or(request.query("kind"))
        .unwrap_or(ImportKind::People.as_str());
    let home = uploads::home(viewer, kind.parse().unwrap_or(ImportKind::People), &tree);
    Ok(NewPage {
        frame: request.frame("导入表格", Section::Imports),
        kinds: ImportKind::ALL
            .iter()
            .filter(|kind| uploads::may_import(viewer, **kind))
            .map(|kind| (kind.as_str(), kind.label()))
            .collect(),
        kind: kind.to_owned(),
        region: request
            .fields()
            .optional("region")
            .unwrap_or(&request.app.config.region)
            .to_owned(),
        home: home
            .and_then(|home| tree.get(home))
            .map(|unit| unit.details.path.clone()),
        megabytes: MOST_BYTES / (1024 * 1024),
        rows: MOST_ROWS / 10_000,
        problems,
    })
}

/// `GET /imports/new`
fn new(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, Vec::new())?)
}

/// What was sent, or the fields that are wrong.
pub(super) fn sent(request: &Request) -> Result<Sent<'_>, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    };
    let kind = request.fields().text("kind").parse::<ImportKind>();
    if kind.is_err() {
        wrong("kind", "请选择导入哪一种表格");
    }
    let file = request.file("file").filter(|file| file.size > 0);
    if file.is_none() {
        wrong("file", "请选择要导入的表格（xlsx、xls、ods 或 csv）");
    }
    match (kind, file) {
        (Ok(kind), Some(file)) => Ok(Sent {
            kind,
            region: request.fields().text("region"),
            name: &file.name,
            path: file.path(),
            size: file.size,
        }),
        _ => Err(problems),
    }
}

/// Whether the region that was typed is one: a word that is none would make a district
/// of that name. Who reaches one unit only is not asked.
fn region_is_known(request: &Request, conn: &mut Conn) -> Result<bool, Problem> {
    let Some(typed) = request.fields().optional("region") else {
        return Ok(true);
    };
    let tree = request.app.units(conn)?;
    let kind = request.fields().text("kind").parse();
    let kind = kind.unwrap_or(ImportKind::People);
    let everywhere = uploads::home(request.viewer()?, kind, &tree).is_none();
    let policies = &request.app.policies;
    Ok(!everywhere
        || typed == request.app.config.region
        || policies.region(typed).is_some()
        || tree.district_of_region(typed).is_some())
}

fn unknown_region() -> Vec<FieldProblem> {
    vec![FieldProblem {
        field: "region".to_owned(),
        message: "行政区划表里没有这个区县，请写正式名称，如 綦江区".to_owned(),
    }]
}

/// `POST /imports/new`: what cannot be taken now is told beside the file.
fn send(request: &Request) -> Answer {
    let known = request.app.db.read(|conn| region_is_known(request, conn))?;
    let wanted = sent(request).and_then(|sent| known.then_some(sent).ok_or_else(unknown_region));
    let (status, problems) = match wanted {
        Ok(sent) => match receive(&request.app, request.viewer()?, sent, &request.occasion()?) {
            Ok(upload) => return Ok(Reply::see_other(format!("/imports/{}", upload.link))),
            Err(
                error @ (UploadError::Busy(_)
                | UploadError::TooManyWaiting(_)
                | UploadError::TooMuchKept(_)),
            ) => (
                StatusCode::CONFLICT,
                vec![FieldProblem {
                    field: "file".to_owned(),
                    message: error.to_string(),
                }],
            ),
            Err(error) => return Err(error.into()),
        },
        Err(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
    };
    let page = request.app.db.read(|conn| form(request, conn, problems))?;
    Reply::html_with(status, &page)
}

/// `GET /imports/template/{kind}.xlsx`: an empty sheet to fill in.
fn blank(request: &Request, _: &mut Conn) -> Answer {
    let file: String = request.param("file")?;
    let kind = file
        .strip_suffix(".xlsx")
        .and_then(|kind| kind.parse::<ImportKind>().ok())
        .ok_or(Problem::NotFound)?;
    let bytes = template::workbook(kind).map_err(Problem::internal)?;
    Ok(Reply::download(
        bytes,
        &format!("{}导入模板.xlsx", kind.label()),
        XLSX,
    ))
}
