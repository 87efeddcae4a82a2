//! How long the files of uploads stay: they hold ID numbers in clear, so each goes as
//! soon as nobody needs it. The sheet itself goes when its import is done or failed,
//! the refused rows after a week, what nobody confirmed after three days.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;

use crate::app::App;
use crate::db::{Conn, DatabaseError, DatabaseUrl};
use crate::imports::model::{
    BROKEN_OFF, TOLD_DAYS, Upload, UploadState, WAITED_TOO_LONG, all_folders,
};
use crate::imports::store;

/// A folder that no upload knows stays so long: its row may be about to be written.
const STRAY_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Tells what was under way in a process that ended. At the start of the one process
/// that writes a SQLite file, whatever is under way was broken off.
///
/// # Errors
/// When the database fails.
pub fn find_broken_off(app: &App, at_start: bool) -> Result<usize, DatabaseError> {
    let now = app.now().instant;
    let alone = at_start && matches!(app.db.url(), DatabaseUrl::Sqlite(_));
    let broken_off = |conn: &mut Conn| {
        let under_way = store::load_under_way(conn)?;
        let broken: Vec<Upload> = under_way
            .into_iter()
            .filter(|upload| {
                let here = app.imports.how_far(&upload.link).is_some();
                alone && !here || upload.clone().as_it_stands(app, now).state == UploadState::Failed
            })
            .collect();
        Ok::<_, DatabaseError>(broken)
    };
    // Looks first, so that no write lock is taken for nothing.
    if app.db.read(broken_off)?.is_empty() {
        return Ok(0);
    }
    let told = app.db.write(|conn| {
        let found = broken_off(conn)?;
        for upload in &found {
            store::give_up(conn, upload.id, BROKEN_OFF, now)?;
        }
        Ok::<_, DatabaseError>(found)
    })?;
    for upload in &told {
        remove_folder(&upload.folder(app));
    }
    Ok(told.len())
}

/// Takes out what is kept for longer than it may be: first the files and what is told
/// of people, a month later the row; how many were emptied or taken out.
///
/// # Errors
/// When the database fails.
pub fn clean_up(app: &App) -> Result<usize, DatabaseError> {
    find_broken_off(app, false)?;
    let now = app.now().instant;
    let all = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::load_all(conn)?))?;
    let (over, kept): (Vec<Upload>, Vec<Upload>) = all
        .into_iter()
        .partition(|upload| !upload.state.is_under_way() && upload.kept_until() <= now);
    let (gone, old): (Vec<Upload>, Vec<Upload>) = over
        .into_iter()
        .partition(|upload| upload.kept_until() + TimeDelta::days(TOLD_DAYS) <= now);
    let left: Vec<Upload> = old.into_iter().filter(Upload::holds_anything).collect();
    let ids = |uploads: &[Upload]| uploads.iter().map(|upload| upload.id).collect::<Vec<_>>();
    if !left.is_empty() || !gone.is_empty() {
        app.db.write(|conn| {
            store::forget(conn, &ids(&left), WAITED_TOO_LONG, now)?;
            store::delete(conn, &ids(&gone))?;
            Ok::<_, DatabaseError>(())
        })?;
    }
    for upload in left.iter().chain(&gone) {
        remove_folder(&upload.folder(app));
    }
    for upload in &kept {
        // Where the process ended between an import and the removal of its sheet.
        if upload.state == UploadState::Finished {
            keep_only(&upload.folder(app), upload.refused_file.as_deref());
        }
    }
    sweep(app, &kept);
    Ok(left.len() + gone.len())
}

/// Takes out folders that no upload knows.
fn sweep(app: &App, kept: &[Upload]) {
    let Ok(entries) = fs::read_dir(all_folders(app)) else {
        return; // nothing was ever uploaded
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let known = kept.iter().any(|upload| *upload.link == *name);
        let old = entry
            .metadata()
            .and_then(|folder| folder.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STRAY_KEPT));
        if !known && old {
            remove_folder(&entry.path());
        }
    }
}

/// After the work: what waits keeps everything, what is imported the refused rows only,
/// what failed nothing.
pub(super) fn keep_only_what_is_needed(app: &App, upload: &Upload) {
    let found = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::find(conn, &upload.link)?));
    let folder = upload.folder(app);
    match found {
        Ok(Some(now)) if now.state == UploadState::Finished => {
            keep_only(&folder, now.refused_file.as_deref());
        }
        Ok(Some(now)) if now.state == UploadState::Failed => remove_folder(&folder),
        Ok(None) => remove_folder(&folder),
        // What waits stays; where the database is away, the clean-up decides.
        Ok(Some(_)) | Err(_) => {}
    }
}

/// Takes everything out of a folder but one file.
fn keep_only(folder: &Path, kept: Option<&str>) {
    let Some(kept) = kept else {
        return remove_folder(folder);
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries
        .flatten()
        .filter(|entry| *entry.file_name() != *kept)
    {
        if let Err(error) = fs::remove_file(entry.path()) {
            tracing::error!(%error, "an uploaded spreadsheet cannot be removed");
        }
    }
}

/// Takes a folder out with all its files; one that is not there is out already.
pub(super) fn remove_folder(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::error!(%error, "the files of an upload cannot be removed");
        }
        _ => {}
    }
}
