//! The work on a file: a thread of its own that waits for its turn, keeps its lease and
//! can be stopped. What comes of an import is noted in the transaction of the import.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::{MOST_ROWS, UploadError, keeping, lease};
use crate::app::App;
use crate::audit::Occasion;
use crate::db::{Conn, DatabaseError};
use crate::imports::actions::import_watched;
use crate::imports::model::{Upload, UploadReport, UploadState};
use crate::imports::preview::{self, PreviewWriter};
use crate::imports::under_way::Here;
use crate::imports::{ImportRequest, store};
use crate::intake::{ImportError, ImportReport, Progress, Watch, Within};

/// How often the lease is kept.
const BEAT: Duration = Duration::from_secs(20);
/// What is said instead of the text of a panic, which is for the log.
const CRASHED: &str = "程序内部出错，已记入日志，请联系系统管理员";

/// Looks at a file or imports it, on a thread of its own.
pub(super) fn begin(
    app: &App,
    upload: &Upload,
    within: Within,
    occasion: &Occasion,
    here: Here,
    dry_run: bool,
) {
    let (app, upload, occasion) = (app.clone(), upload.clone(), occasion.clone());
    std::thread::spawn(move || {
        carry_out(&app, &upload, &within, &occasion, &here, dry_run);
        drop(here);
    });
}

/// Ends the work on a file from outside and takes the file away.
pub(super) fn give_up(app: &App, upload: &Upload, sentence: &str) -> Result<(), UploadError> {
    let at = app.now().instant;
    let ended = app
        .db
        .write(|conn| Ok::<_, UploadError>(store::give_up(conn, upload.id, sentence, at)?))?;
    if ended {
        keeping::remove_folder(&upload.folder(app));
    }
    Ok(())
}

fn carry_out(
    app: &App,
    upload: &Upload,
    within: &Within,
    occasion: &Occasion,
    here: &Here,
    dry_run: bool,
) {
    let (over, ended) = channel::<()>();
    let after = std::thread::scope(|scope| {
        scope.spawn(move || {
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                keep_lease(app, upload, here);
            }
        });
        let worked = catch_unwind(AssertUnwindSafe(|| {
            let _turn = here.wait_for_turn().ok_or(ImportError::Stopped)?;
            if dry_run {
                look(app, upload, within, occasion, here)
            } else {
                import(app, upload, within, occasion, here)
            }
        }));
        drop(over);
        worked.unwrap_or_else(|_| Ok(Some(failed(upload, CRASHED.to_owned()))))
    });
    match after {
        Ok(None) => {}
        Ok(Some(after)) => note(app, &after),
        Err(error) => note(app, &failed(upload, sentence(&error))),
    }
    keeping::keep_only_what_is_needed(app, upload);
}

/// One Chinese sentence without a path of the server.
fn sentence(error: &ImportError) -> String {
    match error {
        ImportError::Disk { reason, .. } => UploadError::Disk(reason.clone()).to_string(),
        error => error.to_string(),
    }
}

fn failed(upload: &Upload, sentence: String) -> Upload {
    Upload {
        state: UploadState::Failed,
        sentence: Some(sentence),
        kept_bytes: 0,
        ..upload.clone()
    }
}

/// Looks at a file; the list of what it would do is kept beside it.
fn look(
    app: &App,
    upload: &Upload,
    within: &Within,
    occasion: &Occasion,
    here: &Here,
) -> Result<Option<Upload>, ImportError> {
    let folder = upload.folder(app);
    let mut list = PreviewWriter::create(app, &folder)?;
    let mut planned = |row| list.add(row);
    let watch = Watch {
        most_rows: Some(MOST_ROWS),
        stop: Some(here.stop()),
        stored: None,
        planned: Some(&mut planned),
    };
    let mut show = |progress: Progress| here.tell(progress);
    let path = folder.join(&upload.file_name);
    let report = import_watched(
        app,
        request(upload, &path, true, &mut show),
        within,
        occasion,
        watch,
    )?;
    let listed = list.finish()?;
    let mut told = UploadReport::from(report);
    told.listed = listed;
    Ok(Some(Upload {
        state: UploadState::Checked,
        report: serde_json::to_string(&told).ok(),
        kept_bytes: upload.kept_bytes.saturating_add(preview::bytes(&folder)),
        ..upload.clone()
    }))
}

/// Imports a file. Where anything is stored, the same transaction says so of the file;
/// else what is to be noted is handed back.
fn import(
    app: &App,
    upload: &Upload,
    within: &Within,
    occasion: &Occasion,
    here: &Here,
) -> Result<Option<Upload>, ImportError> {
    let mut stored = |conn: &mut Conn, report: &ImportReport| {
        let after = finished(app, upload, report);
        match store::finish(conn, app.imports.owner(), &after, app.now().instant)? {
            true => Ok(()),
            false => Err(ImportError::Stopped),
        }
    };
    let watch = Watch {
        most_rows: Some(MOST_ROWS),
        stop: Some(here.stop()),
        stored: Some(&mut stored),
        planned: None,
    };
    let mut show = |progress: Progress| here.tell(progress);
    let path = upload.folder(app).join(&upload.file_name);
    let report = import_watched(
        app,
        request(upload, &path, false, &mut show),
        within,
        occasion,
        watch,
    )?;
    Ok(match report.batch {
        Some(_) => None,
        None => Some(finished(app, upload, &report)),
    })
}

fn request<'a, 'p>(
    upload: &'a Upload,
    path: &'a std::path::Path,
    dry_run: bool,
    progress: &'p mut dyn FnMut(Progress),
) -> ImportRequest<'a, 'p> {
    ImportRequest {
        kind: upload.kind,
        path,
        region: &upload.region,
        dry_run,
        progress: Some(progress),
    }
}

fn finished(app: &App, upload: &Upload, report: &ImportReport) -> Upload {
    let refused_file = report
        .refused_file
        .as_ref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    let kept = refused_file.as_ref().map_or(0, |name| {
        std::fs::metadata(upload.folder(app).join(name)).map_or(0, |file| file.len())
    });
    Upload {
        state: UploadState::Finished,
        batch_id: report.batch,
        report: serde_json::to_string(&UploadReport::from(report.clone())).ok(),
        refused_file,
        kept_bytes: i64::try_from(kept).unwrap_or(i64::MAX),
        ..upload.clone()
    }
}

fn note(app: &App, after: &Upload) {
    let at = app.now().instant;
    let told = app.db.write(|conn| {
        let owner = app.imports.owner();
        Ok::<_, DatabaseError>(store::finish(conn, owner, after, at)?)
    });
    if let Err(error) = told {
        tracing::error!(%error, "the outcome of an import cannot be noted");
    }
}

/// Keeps the lease; where it was lost, the work stops. A busy database is tried again.
fn keep_lease(app: &App, upload: &Upload, here: &Here) {
    let now = app.now().instant;
    let kept = app
        .db
        .write(|conn| Ok::<_, DatabaseError>(store::keep_lease(conn, upload.id, lease(app, now))?));
    if matches!(kept, Ok(false)) {
        here.stop().store(true, Ordering::Relaxed);
    }
}
