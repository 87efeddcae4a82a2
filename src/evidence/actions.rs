//! Taking files in, handing them out, and sweeping what was broken off.

use std::time::Duration;

use super::inspect::{Inspected, file_name, inspect};
use super::{Evidence, EvidenceDetails, EvidenceRefusal, Shelf, ShelfError, store};
use crate::accounts::AccountId;
use crate::app::App;
use crate::audit::{Change, Entity, Occasion};
use crate::db::{Conn, DatabaseError};
use crate::people::PersonId;

/// A file without a row is left alone for a day: its upload may still be under way.
const SWEPT_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// The file itself.
    #[error(transparent)]
    Refused(#[from] EvidenceRefusal),
    /// The folder.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// A file that lies in the folder and has no row yet.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its name, as it may be shown.
    pub name: String,
    /// What it is; without its bytes.
    pub file: Inspected,
    /// How many bytes are kept.
    pub size_bytes: i64,
}

/// Who brings a file.
#[derive(Debug, Clone)]
pub struct Uploader {
    /// The account; none from the command line.
    pub account: Option<AccountId>,
    /// Its name.
    pub name: String,
}

/// The folder of this deployment.
pub fn shelf(app: &App) -> Shelf {
    Shelf::new(&app.config.files.folder)
}

/// Looks through a file and puts it into the folder. Slow: never inside a transaction.
/// Where no row follows, [`sweep`] takes the file away again.
///
/// # Errors
/// [`TakeInError`]; then nothing was stored.
pub fn keep(app: &App, sent_name: &str, bytes: Vec<u8>) -> Result<Kept, TakeInError> {
    Ok(put(app, sent_name, inspect(bytes)?)?)
}

/// Puts a file that was looked through into the folder.
///
/// # Errors
/// [`ShelfError`]; then nothing was stored, and the log says why.
pub fn put(app: &App, sent_name: &str, mut file: Inspected) -> Result<Kept, ShelfError> {
    shelf(app)
        .put(&file.stored_sha256, &file.bytes)
        .inspect_err(|error| {
            let reason = std::error::Error::source(error).map(ToString::to_string);
            tracing::error!(%error, reason, "an uploaded file cannot be kept");
        })?;
    let bytes = std::mem::take(&mut file.bytes);
    Ok(Kept {
        name: file_name(sent_name),
        file,
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    })
}

/// Writes the row of a kept file; its line for the history goes into `changes`.
///
/// # Errors
/// When the query fails.
pub fn record(
    conn: &mut Conn,
    kept: &Kept,
    person: PersonId,
    uploader: &Uploader,
    occasion: &Occasion,
    changes: &mut Vec<Change>,
) -> diesel::QueryResult<Evidence> {
    let evidence = store::insert(
        conn,
        EvidenceDetails {
            person_id: person,
            original_sha256: kept.file.original_sha256.clone(),
            stored_sha256: kept.file.stored_sha256.clone(),
            media_type: kept.file.media_type,
            size_bytes: kept.size_bytes,
            original_name: kept.name.clone(),
            uploaded_by: uploader.account,
            uploaded_by_name: uploader.name.clone(),
            uploaded_at: occasion.now.instant,
        },
    )?;
    changes.push(Change::created(
        Entity::Evidence,
        evidence.id.0,
        Some(person),
        &evidence.details,
    ));
    Ok(evidence)
}

/// Takes away files of the folder that no row speaks of and that have lain for a day;
/// how many.
///
/// # Errors
/// When the database fails.
pub fn sweep(app: &App) -> Result<usize, DatabaseError> {
    shelf(app).sweep(SWEPT_AFTER, |name| {
        app.db.read(|conn| Ok(store::is_kept(conn, name)?))
    })
}
