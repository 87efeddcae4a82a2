//! Files on their way in that nobody finishes: an import whose process is gone is told
//! so, and what lies in the folder longer than anybody needs it is taken away.

use std::fs;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};

use super::uploads::how_far;
use super::{Upload, UploadState, store};
use crate::app::App;
use crate::db::{DatabaseError, DatabaseUrl};
use crate::files::has_lain;

/// Longer than the greatest file takes; what is under way since then has lost its process.
pub const LONGEST_IMPORT: TimeDelta = TimeDelta::hours(2);
/// A file that was refused or never confirmed lies for this long: it holds ID numbers in
/// clear. One that was imported goes at once.
const KEPT_FOR: TimeDelta = TimeDelta::days(3);
/// A folder of which no row speaks goes after this.
const UNKNOWN_KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// What the owner of an import reads when its process is gone.
const BROKEN_OFF: &str = "程序在导入途中停止了。一次导入要么全部存入、要么一条也不存：请先在导入记录里查这个文件，没有记录就重新上传";
/// The same of a file that was only being looked at.
const LOOK_BROKEN_OFF: &str = "程序在核对这个文件时停止了，没有存入任何内容，请重新上传";
/// What the owner of a file reads that nobody confirmed in time.
const NEVER_CONFIRMED: &str = "文件超过3天没有确认，已经清理，没有存入任何内容；需要导入请重新上传";

/// Ends what a process left behind that is gone. On SQLite one process serves, so at its
/// start nothing can be under way; several may share a PostgreSQL, so there only what has
/// lasted too long is ended.
///
/// # Errors
/// When the database fails.
pub fn at_start(app: &App) -> Result<usize, DatabaseError> {
    let age = match app.db.url() {
        DatabaseUrl::Sqlite(_) => TimeDelta::zero(),
        DatabaseUrl::Postgres(_) => LONGEST_IMPORT,
    };
    break_off(app, age)
}

/// Ends looks and imports that began at least `age` ago and are not under way in this
/// process; how many.
///
/// # Errors
/// When the database fails.
pub fn break_off(app: &App, age: TimeDelta) -> Result<usize, DatabaseError> {
    let now = app.now().instant;
    let found = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::load_under_way(conn, now - age)?))?;
    let mut ended = 0;
    for upload in found {
        if how_far(&upload.link).is_some() {
            continue;
        }
        let sentence = if upload.state == UploadState::Running {
            BROKEN_OFF
        } else {
            LOOK_BROKEN_OFF
        };
        let done = app
            .db
            .write(|conn| Ok::<_, DatabaseError>(store::fail(conn, &upload, sentence, now)?))?;
        ended += usize::from(done);
    }
    Ok(ended)
}

/// Takes away the folders of files that are done or were never confirmed, and folders
/// that belong to nothing; how many. What their reports tell of people goes with them.
///
/// # Errors
/// When the database fails.
pub fn sweep(app: &App) -> Result<usize, DatabaseError> {
    let folders = fs::read_dir(Upload::folders(app));
    let mut swept = 0;
    for folder in folders.into_iter().flatten().flatten() {
        let link = folder.file_name().to_string_lossy().into_owned();
        let found = app
            .db
            .read(|conn| Ok::<_, DatabaseError>(store::find_touched(conn, &link)?))?;
        let goes = match found {
            None => has_lain(&folder.path(), UNKNOWN_KEPT_FOR),
            Some((upload, touched)) => let_go(app, &upload, touched)?,
        };
        swept += usize::from(goes && fs::remove_dir_all(folder.path()).is_ok());
    }
    let before = app.now().instant - KEPT_FOR;
    app.db
        .write(|conn| Ok::<_, DatabaseError>(store::forget_reports(conn, before)?))?;
    Ok(swept)
}

/// Whether the files of an upload may go; if so, its row says that they are gone.
fn let_go(app: &App, upload: &Upload, touched: NaiveDateTime) -> Result<bool, DatabaseError> {
    let now = app.now().instant;
    let is_over = match upload.state {
        UploadState::Checking | UploadState::Running => false,
        UploadState::Checked | UploadState::Finished | UploadState::Failed => true,
    };
    if !is_over || now - touched < KEPT_FOR {
        return Ok(false);
    }
    app.db.write(|conn| {
        // Somebody may confirm it at this very moment.
        if upload.state == UploadState::Checked && !store::fail(conn, upload, NEVER_CONFIRMED, now)?
        {
            return Ok(false);
        }
        store::forget_files(conn, upload.id)?;
        Ok::<_, DatabaseError>(true)
    })
}
