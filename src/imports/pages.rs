//! Importing in the browser: send a file, see what it would change, say yes, take it back.

use askama::Template;

use super::preview::{SampleView, view};
use super::senders;
use super::uploads::{self, Sent, UploadError, confirm, how_far, receive, sees_batch};
use super::{Upload, UploadReport, UploadState, store, undo};
use crate::accounts::{Reach, Right};
use crate::audit::ImportBatchId;
use crate::clock::to_local;
use crate::db::Conn;
use crate::intake::ImportKind;
use crate::intake::store::{Batch, find_batch, load_latest};
use crate::people::noting::list_leaves;
use crate::units::{self, UnitTree};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

/// The biggest spreadsheet that is taken.
///
/// On SQLite nobody else writes while a file is gone through, so it must be a matter of
/// seconds; bigger ones are for the command on the server.
pub const MOST_BYTES: u64 = 25 * 1024 * 1024;
/// So many refused rows stand on the page; the file has them all.
const ERRORS_SHOWN: usize = 100;
/// So many imports stand on the list.
const BATCHES_SHOWN: usize = 50;
/// What a workbook is sent as.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The routes of importing.
pub fn routes() -> Vec<Route> {
    use Right::Import;
    vec![
        Route::page("/imports", Import, list),
        Route::page("/imports/new", Import, new),
        Route::upload("/imports/new", Import, send).at_most(MOST_BYTES),
        Route::page("/imports/{link}", Import, show),
        Route::act("/imports/{link}/confirm", Import, run),
        Route::recorded_page("/imports/{link}/refused.xlsx", Import, refused),
        Route::act("/imports/batches/{id}/undo", Import, take_back),
    ]
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::NotFound => Self::NotFound,
            UploadError::NotAllowed(right) => Self::Forbidden(right),
            UploadError::NotWaiting(_) | UploadError::OneAtATime | UploadError::Busy => {
                Self::Refused(error.to_string())
            }
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
    undone: bool,
}

struct OpenView {
    link: String,
    kind: &'static str,
    file_name: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    frame: Frame,
    batches: Vec<BatchView>,
    open: Vec<OpenView>,
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
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let zone = request.app.config.time_zone;
    let batches = visible(conn, &tree, &reach, BATCHES_SHOWN)?
        .into_iter()
        .map(|batch| BatchView {
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
                "新增 {}，修改 {}，未变 {}，拒绝 {}",
                batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count
            ),
            undone: batch.undone_at.is_some(),
        })
        .collect();
    let open = store::load_open(conn, request.viewer()?.account, 10)?
        .into_iter()
        .map(|upload| OpenView {
            link: upload.link,
            kind: upload.kind.label(),
            file_name: upload.file_name,
            state: upload.state.label(),
        })
        .collect();
    Reply::html(&ListPage {
        frame: request.frame("导入", Section::Imports),
        batches,
        open,
    })
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
    problems: Vec<FieldProblem>,
}

fn form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<NewPage, Problem> {
    let tree = units::store::load_tree(conn)?;
    let viewer = request.viewer()?;
    let kind = request
        .fields()
        .optional("kind")
        .or(request.query("kind"))
        .unwrap_or(ImportKind::People.as_str());
    let home = senders::home(viewer, kind.parse().unwrap_or(ImportKind::People), &tree);
    Ok(NewPage {
        frame: request.frame("导入表格", Section::Imports),
        kinds: ImportKind::ALL
            .iter()
            .filter(|kind| senders::may_import(viewer, **kind))
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
    let tree = units::store::load_tree(conn)?;
    let kind = request.fields().text("kind").parse();
    let kind = kind.unwrap_or(ImportKind::People);
    let everywhere = senders::home(request.viewer()?, kind, &tree).is_none();
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

/// `POST /imports/new`
fn send(request: &Request) -> Answer {
    let known = request.app.db.read(|conn| region_is_known(request, conn))?;
    match sent(request).and_then(|sent| {
        if known {
            Ok(sent)
        } else {
            Err(unknown_region())
        }
    }) {
        Ok(sent) => {
            let occasion = request.occasion()?;
            let upload = receive(&request.app, request.viewer()?, sent, &occasion)?;
            Ok(Reply::see_other(format!("/imports/{}", upload.link)))
        }
        Err(problems) => {
            let page = request.app.db.read(|conn| form(request, conn, problems))?;
            Reply::invalid(&page)
        }
    }
}

#[derive(Template)]
#[template(path = "imports/upload.html")]
struct UploadPage {
    frame: Frame,
    upload: Upload,
    works: bool,
    done: u64,
    total: u64,
    report: UploadReport,
    samples: Vec<SampleView>,
    more_samples: u64,
    more_errors: u64,
    undone: bool,
}

/// `GET /imports/{link}`: where the file stands; reloads itself while it is worked on.
fn show(request: &Request, conn: &mut Conn) -> Answer {
    let link: String = request.param("link")?;
    let viewer = request.viewer()?;
    let upload = store::find(conn, &link)?
        .filter(|upload| upload.account_id == viewer.account)
        .ok_or(Problem::NotFound)?;
    let tree = units::store::load_tree(conn)?;
    let mut report = upload.told();
    let shown = u64::try_from(report.samples.len()).unwrap_or_default();
    let samples = report
        .samples
        .iter()
        .map(|sample| view(sample, &tree))
        .collect();
    report.errors.truncate(ERRORS_SHOWN);
    let (done, total) = how_far(&upload.link).unwrap_or_default();
    let undone = match upload.batch_id {
        Some(batch) => find_batch(conn, batch)?.is_some_and(|batch| batch.undone_at.is_some()),
        None => false,
    };
    Reply::html(&UploadPage {
        frame: request.frame("导入表格", Section::Imports),
        works: matches!(upload.state, UploadState::Checking | UploadState::Running),
        done,
        total: total.max(1),
        more_samples: (report.new + report.changed).saturating_sub(shown),
        more_errors: report
            .refused
            .saturating_sub(u64::try_from(report.errors.len()).unwrap_or_default()),
        samples,
        report,
        upload,
        undone,
    })
}

/// `POST /imports/{link}/confirm`
fn run(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let occasion = request.occasion()?;
    let upload = confirm(&request.app, request.viewer()?, &link, &occasion)?;
    Ok(Reply::see_other(format!("/imports/{}", upload.link)))
}

/// `GET /imports/{link}/refused.xlsx`
fn refused(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = uploads::find(&request.app, request.viewer()?, &link)?;
    let name = upload.refused_file.clone().ok_or(Problem::NotFound)?;
    let bytes =
        std::fs::read(upload.folder(&request.app).join(&name)).map_err(|_| Problem::NotFound)?;
    let lines = usize::try_from(upload.told().refused).unwrap_or_default();
    list_leaves(request, "导入中被拒绝的行", lines)?;
    Ok(Reply::download(bytes, &name, XLSX))
}

/// Takes an import back that the viewer sees.
pub(super) fn take_back_within(request: &Request) -> Result<undo::Undone, Problem> {
    let id = ImportBatchId(request.param("id")?);
    let within = request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = request.reach(&tree)?;
        let batch = find_batch(conn, id)?
            .filter(|batch| sees_batch(&reach, &tree, batch.unit_id, &batch.region))
            .ok_or(Problem::NotFound)?;
        let within = senders::within(conn, request.viewer()?, batch.kind, &tree)?;
        if sees_batch(&within.reach, &tree, batch.unit_id, &batch.region) {
            Ok(within)
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

/// `POST /imports/batches/{id}/undo`
fn take_back(request: &Request) -> Answer {
    let undone = take_back_within(request)?;
    Ok(Reply::see_other("/imports").with_notice(format!(
        "已撤销：删除 {} 条，恢复 {} 条",
        undone.removed, undone.restored
    )))
}
