//! A file that came through the browser: kept, looked at without storing anything, and
//! imported when its owner says so. The row in the database says where it stands, so
//! the page can be left and come back to; the file goes as soon as nobody needs it.

mod keeping;
mod reach;
mod work;

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::result::{DatabaseErrorKind, Error};

use super::model::{Upload, UploadId, UploadState};
use super::store;
use super::store::Lease;
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::Occasion;
use crate::db::DatabaseError;
use crate::intake::ImportKind;
use crate::units::{UnitId, UnitTree};

pub use keeping::{clean_up, find_broken_off};
pub use reach::{home, may_import, reach, within};

/// The answer to who sends a small file waits for what comes of it.
const SMALL_BYTES: u64 = 256 * 1024;
/// … but no longer than this; then a page tells how far it is.
const WAIT_FOR_SMALL: Duration = Duration::from_secs(10);
/// The longest name of a file that is kept.
const LONGEST_NAME: usize = 80;
/// Work whose process is silent for this long was broken off.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// So many files of an account may wait for a word.
const MOST_WAITING: i64 = 5;
/// So many bytes the files of an account may take.
const MOST_KEPT_BYTES: i64 = 150 * 1024 * 1024;
/// The longest spreadsheet that is taken through the browser. An import is one transaction,
/// and on SQLite everybody else's change waits for it: it must be over in seconds.
pub const MOST_ROWS: u64 = 50_000;

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
    /// Another file of the same account is worked on.
    #[error("您的“{0}”还在处理，请等它完成，或在导入页停止它，再传下一个")]
    Busy(String),
    /// Too many files wait for a word.
    #[error("您有 {0} 个表格还没有确认，请先在导入页逐个确认或放弃，再上传新的")]
    TooManyWaiting(i64),
    /// The files take too much of the disk.
    #[error("您上传的表格已占用 {0} MB，请先在导入页确认或放弃旧的，再上传新的")]
    TooMuchKept(i64),
    /// The folder takes no file.
    #[error("文件保存不了（{0}），请联系系统管理员检查磁盘空间")]
    Disk(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<Error> for UploadError {
    fn from(error: Error) -> Self {
        match error {
            // Two came at the same moment: only one of an account is worked on.
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::Busy("另一个表格".to_owned())
            }
            error => Self::Database(DatabaseError::Query(error)),
        }
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
    let (within, tree) = reach::within_now(app, viewer, sent.kind)?;
    let region = match within.home {
        Some(home) => tree.region_of(home).unwrap_or(&app.config.region),
        None if sent.region.is_empty() => &app.config.region,
        None => sent.region,
    };
    let now = occasion.now.instant;
    let mut upload = Upload {
        id: UploadId(0),
        link: random_link()?,
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
        created_at: now,
        updated_at: now,
        lease_owner: Some(app.imports.owner().to_owned()),
        leased_until: Some(now + LEASE),
        kept_bytes: i64::try_from(sent.size).unwrap_or(i64::MAX),
    };
    let here = app.imports.begin(&upload.link);
    keeping::find_broken_off(app, false)?;
    upload.id = app.db.write(|conn| {
        may_come(conn, &upload)?;
        Ok::<_, UploadError>(store::insert(conn, &upload)?)
    })?;
    if let Err(error) = keep(app, &upload, sent.path) {
        let disk = UploadError::Disk(error.to_string());
        work::give_up(app, &upload, &disk.to_string())?;
        // Nothing came: nothing stands in the list.
        app.db
            .write(|conn| Ok::<_, UploadError>(store::delete(conn, &[upload.id])?))?;
        return Err(disk);
    }
    work::begin(app, &upload, within, occasion, here, true);
    wait_for_small(app, &upload, sent.size);
    find(app, viewer, &upload.link)
}

/// Whether an account may send another file.
fn may_come(conn: &mut crate::db::Conn, upload: &Upload) -> Result<(), UploadError> {
    if let Some(name) = store::find_under_way(conn, upload.account_id)? {
        return Err(UploadError::Busy(name));
    }
    let (waiting, kept) = store::load_kept(conn, upload.account_id)?;
    if waiting >= MOST_WAITING {
        return Err(UploadError::TooManyWaiting(waiting));
    }
    if kept.saturating_add(upload.kept_bytes) > MOST_KEPT_BYTES {
        return Err(UploadError::TooMuchKept(kept / (1024 * 1024)));
    }
    Ok(())
}

fn keep(app: &App, upload: &Upload, path: &std::path::Path) -> std::io::Result<()> {
    let folder = upload.folder(app);
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(path, folder.join(&upload.file_name)).map(drop)
}

fn wait_for_small(app: &App, upload: &Upload, size: u64) {
    if size < SMALL_BYTES {
        app.imports.wait_until_over(&upload.link, WAIT_FOR_SMALL);
    }
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
    let (within, _) = reach::within_now(app, viewer, upload.kind)?;
    if upload.state != UploadState::Checked {
        return Err(UploadError::NotWaiting(upload.state.label()));
    }
    let now = occasion.now.instant;
    let here = app.imports.begin(&upload.link);
    keeping::find_broken_off(app, false)?;
    let taken = app.db.write(|conn| {
        if let Some(name) = store::find_under_way(conn, upload.account_id)? {
            return Err(UploadError::Busy(name));
        }
        Ok(store::begin_running(conn, upload.id, lease(app, now), now)?)
    })?;
    if !taken {
        return Err(UploadError::NotWaiting(upload.state.label()));
    }
    let size =
        std::fs::metadata(upload.folder(app).join(&upload.file_name)).map_or(0, |file| file.len());
    work::begin(app, &upload, within, occasion, here, false);
    wait_for_small(app, &upload, size);
    find(app, viewer, link)
}

/// Stops a look or an import that is under way; what is over stays as it is.
///
/// # Errors
/// [`UploadError`].
pub fn stop(app: &App, viewer: &Viewer, link: &str) -> Result<Upload, UploadError> {
    let upload = find(app, viewer, link)?;
    if app.imports.stop(link) {
        app.imports.wait_until_over(link, WAIT_FOR_SMALL);
    } else {
        // Another process has it, or had it: its next step finds the lease gone.
        work::give_up(
            app,
            &upload,
            &crate::intake::ImportError::Stopped.to_string(),
        )?;
    }
    find(app, viewer, link)
}

/// Takes a file out that nobody works on, with everything kept of it.
///
/// # Errors
/// [`UploadError`].
pub fn discard(app: &App, viewer: &Viewer, link: &str) -> Result<(), UploadError> {
    let upload = find(app, viewer, link)?;
    if upload.state.is_under_way() {
        return Err(UploadError::Busy(upload.file_name));
    }
    keeping::find_broken_off(app, false)?;
    let gone = app
        .db
        .write(|conn| Ok::<_, UploadError>(store::delete(conn, &[upload.id])?))?;
    if gone == 0 {
        return Err(UploadError::NotWaiting(UploadState::Running.label()));
    }
    keeping::remove_folder(&upload.folder(app));
    Ok(())
}

/// A file of the viewer's own, as it stands now.
///
/// # Errors
/// [`UploadError::NotFound`] for anybody else.
pub fn find(app: &App, viewer: &Viewer, link: &str) -> Result<Upload, UploadError> {
    app.db
        .read(|conn| Ok::<_, UploadError>(store::find(conn, link)?))?
        .filter(|upload| upload.account_id == viewer.account)
        .map(|upload| upload.as_it_stands(app, app.now().instant))
        .ok_or(UploadError::NotFound)
}

fn lease(app: &App, now: NaiveDateTime) -> Lease<'_> {
    Lease {
        owner: app.imports.owner(),
        until: now + LEASE,
    }
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
