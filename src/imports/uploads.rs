//! A file that came through the browser: kept, looked at without storing anything, and
//! imported when its owner says so. The row in the database says where it stands, so
//! the page can be left and come back to; how far a running import is stands in memory
//! only, because on SQLite nobody can write beside it.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDateTime;

use super::model::{Upload, UploadId, UploadReport, UploadState};
use super::senders::within_now;
use super::turns::Turn;
use super::{ImportRequest, import_within, store};
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::Occasion;
use crate::db::DatabaseError;
use crate::intake::{ImportKind, Progress, Within};
use crate::units::{UnitId, UnitTree};

/// Files below this are looked at at once; bigger ones beside the answer.
pub(super) const AT_ONCE_BYTES: u64 = 256 * 1024;
/// How often, and with which pause, the outcome of an import is noted again when the
/// database was away: for an hour at least.
const TRIES_TO_NOTE: u32 = 1800;
const PAUSE_TO_NOTE: Duration = Duration::from_secs(2);
/// The longest name of a file that is kept.
const LONGEST_NAME: usize = 80;

/// How far running imports of this process are: rows done, rows in all.
static RUNNING: LazyLock<Mutex<HashMap<String, (u64, u64)>>> =
    LazyLock::new(|| Mutex::new(HashMap::new()));

/// How far an import is, where this process runs it.
pub fn how_far(link: &str) -> Option<(u64, u64)> {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.get(link).copied()
}

fn note(link: &str, progress: Progress) {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let figures = running.entry(link.to_owned()).or_default();
    match progress {
        Progress::Total(rows) => figures.1 = rows,
        Progress::Done(rows) => figures.0 = rows,
    }
}

/// A file under way in this process; dropped, also by a panic, it is not any more.
struct UnderWay(String);

impl UnderWay {
    fn begin(link: &str) -> Self {
        note(link, Progress::Done(0));
        Self(link.to_owned())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.0);
    }
}

/// Why a file is not taken or not imported.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// There is no such file for this viewer.
    #[error("没有找到这次导入")]
    NotFound,
    /// It is not waiting for a word any more.
    #[error("这个文件{0}，请刷新页面查看结果")]
    NotWaiting(&'static str),
    /// Such files are for others.
    #[error("您的账号没有“{}”的权限，不能导入这种表格，请联系区县管理员导入", .0.label())]
    NotAllowed(Right),
    /// The same account has a big file under way.
    #[error("您上一个文件还在处理，请等它完成后再上传或确认")]
    OneAtATime,
    /// Others have.
    #[error("现在有别的大文件正在处理，请过一两分钟再试")]
    Busy,
    /// The folder takes no file.
    #[error("文件保存不了（{0}），请联系系统管理员检查磁盘空间")]
    Disk(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for UploadError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// What somebody sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Which spreadsheet.
    pub kind: ImportKind,
    /// The region; only asked for where the viewer reaches everywhere.
    pub region: &'a str,
    /// The file's name at the sender.
    pub name: &'a str,
    /// Where it lies for the moment.
    pub path: &'a std::path::Path,
    /// Bytes.
    pub size: u64,
}

/// Keeps a file and looks at it without storing anything; a big one beside the answer.
///
/// # Errors
/// [`UploadError`].
pub fn receive(
    app: &App,
    viewer: &Viewer,
    sent: Sent<'_>,
    occasion: &Occasion,
) -> Result<Upload, UploadError> {
    let disk = |error: std::io::Error| UploadError::Disk(error.to_string());
    let (within, tree) = within_now(app, viewer, sent.kind)?;
    let turn = Turn::take(app, viewer.account, sent.size)?;
    let region = match within.home {
        Some(home) => tree.region_of(home).unwrap_or(&app.config.region),
        None if sent.region.is_empty() => &app.config.region,
        None => sent.region,
    };
    let link = random_link()?;
    let upload = Upload {
        id: UploadId(0),
        link: link.clone(),
        account_id: viewer.account,
        unit_id: within.home,
        kind: sent.kind,
        region: region.to_owned(),
        file_name: safe_name(sent.name),
        state: UploadState::Checking,
        report: None,
        sentence: None,
        batch_id: None,
        refused_file: None,
    };
    let folder = upload.folder(app);
    let kept = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::copy(sent.path, folder.join(&upload.file_name)))
        .map_err(disk);
    let at = occasion.now.instant;
    let noted = kept.and_then(|_| {
        app.db
            .write(|conn| Ok::<_, UploadError>(store::insert(conn, &upload, at)?))
    });
    if let Err(error) = noted {
        // No row speaks of it, so nobody would ever take it away.
        let _ = std::fs::remove_dir_all(&folder);
        return Err(error);
    }
    work(app, &upload, within, occasion, true, turn);
    find(app, viewer, &link)
}

/// Imports a file that was looked at.
///
/// # Errors
/// [`UploadError`].
pub fn confirm(
    app: &App,
    viewer: &Viewer,
    link: &str,
    occasion: &Occasion,
) -> Result<Upload, UploadError> {
    let upload = find(app, viewer, link)?;
    // The roles may be others than when the file was sent.
    let (within, _) = within_now(app, viewer, upload.kind)?;
    let size =
        std::fs::metadata(upload.folder(app).join(&upload.file_name)).map_or(0, |file| file.len());
    let turn = Turn::take(app, viewer.account, size)?;
    let at = occasion.now.instant;
    // Nothing may fail between this and the work, or it would stand as running for ever.
    let taken = app
        .db
        .write(|conn| Ok::<_, UploadError>(store::begin_running(conn, upload.id, at)?))?;
    if !taken {
        return Err(UploadError::NotWaiting(upload.state.label()));
    }
    work(app, &upload, within, occasion, false, turn);
    find(app, viewer, link)
}

/// A file of the viewer's own.
///
/// # Errors
/// [`UploadError::NotFound`] for anybody else.
pub fn find(app: &App, viewer: &Viewer, link: &str) -> Result<Upload, UploadError> {
    app.db
        .read(|conn| Ok::<_, UploadError>(store::find(conn, link)?))?
        .filter(|upload| upload.account_id == viewer.account)
        .ok_or(UploadError::NotFound)
}

/// Looks at a file or imports it: at once, or beside the answer where it needed a turn.
fn work(
    app: &App,
    upload: &Upload,
    within: Within,
    occasion: &Occasion,
    dry_run: bool,
    turn: Option<Turn>,
) {
    let (app, upload, occasion) = (app.clone(), upload.clone(), occasion.clone());
    // From here on it is under way in this process, whatever the row says.
    let under_way = UnderWay::begin(&upload.link);
    let run = move || {
        let _under_way = under_way;
        carry_out(&app, &upload, &within, &occasion, dry_run);
    };
    match turn {
        None => run(),
        Some(turn) => {
            std::thread::spawn(move || {
                run();
                drop(turn);
            });
        }
    }
}

fn carry_out(app: &App, upload: &Upload, within: &Within, occasion: &Occasion, dry_run: bool) {
    let path = upload.folder(app).join(&upload.file_name);
    let mut show = |progress: Progress| note(&upload.link, progress);
    let request = ImportRequest {
        kind: upload.kind,
        path: &path,
        region: &upload.region,
        dry_run,
        progress: Some(&mut show),
    };
    let outcome = import_within(app, request, within, occasion);
    let mut after = upload.clone();
    match outcome {
        Ok(report) => {
            after.state = if dry_run {
                UploadState::Checked
            } else {
                UploadState::Finished
            };
            after.batch_id = report.batch;
            after.refused_file = report
                .refused_file
                .as_ref()
                .and_then(|path| path.file_name())
                .map(|name| name.to_string_lossy().into_owned());
            after.report = serde_json::to_string(&UploadReport::from(report)).ok();
        }
        Err(error) => {
            after.state = UploadState::Failed;
            after.sentence = Some(error.to_string());
        }
    }
    if after.state != UploadState::Checked {
        forget_rows(app, &after);
    }
    let at = occasion.now.instant;
    if let Err(error) = finish(app, &after, at) {
        tracing::error!(%error, "the outcome of an import cannot be noted; trying again");
        let app = app.clone();
        std::thread::spawn(move || finish_later(&app, &after, at));
    }
}

/// Removes a spreadsheet that is done with: it holds ID numbers in clear. The rows that
/// were refused stay for a few days, to be mended.
fn forget_rows(app: &App, upload: &Upload) {
    let folder = upload.folder(app);
    let removed = match upload.refused_file {
        Some(_) => std::fs::remove_file(folder.join(&upload.file_name)),
        None => std::fs::remove_dir_all(&folder),
    };
    if let Err(error) = removed {
        tracing::warn!(%error, "an imported spreadsheet could not be removed");
    }
}

fn finish(app: &App, after: &Upload, at: NaiveDateTime) -> Result<usize, DatabaseError> {
    app.db
        .write(|conn| Ok::<_, DatabaseError>(store::finish(conn, &after.link, after, at)?))
}

/// The database was away when the work ended: its outcome is noted when it is back, so
/// that nobody waits before a progress bar that never moves.
fn finish_later(app: &App, after: &Upload, at: NaiveDateTime) {
    for _ in 0..TRIES_TO_NOTE {
        std::thread::sleep(PAUSE_TO_NOTE);
        if finish(app, after, at).is_ok() {
            return;
        }
    }
    tracing::error!(link = after.link, "the outcome of an import was given up");
}

/// 32 hex digits from the system.
fn random_link() -> Result<String, UploadError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| UploadError::Disk(error.to_string()))?;
    Ok(hex::encode(bytes))
}

/// The last part of a name, without what a file system or a header could stumble over.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: Vec<char> = last
        .chars()
        .filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c))
        .collect();
    let from = clean.len().saturating_sub(LONGEST_NAME);
    let kept: String = clean.iter().skip(from).collect();
    match kept.trim().trim_start_matches('.') {
        "" => "表格.xlsx".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether a viewer sees an import: it came in the name of a unit within reach, or a
/// command did it for a district within reach.
pub fn sees_batch(reach: &Reach, tree: &UnitTree, unit: Option<UnitId>, region: &str) -> bool {
    match unit.or_else(|| tree.district_of_region(region).map(|unit| unit.id)) {
        Some(unit) => reach.contains(unit),
        None => *reach == Reach::Everywhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_ever_a_name() {
        for (sent, kept) in [
            ("花名册.xlsx", "花名册.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\刘敏\\名单.xls", "名单.xls"),
            ("..", "表格.xlsx"),
            ("", "表格.xlsx"),
            ("a\u{0}b\"c.csv", "abc.csv"),
        ] {
            assert_eq!(safe_name(sent), kept);
        }
        assert!(safe_name(&format!("{}.xlsx", "长".repeat(200))).ends_with(".xlsx"));
    }
}
