//! `import`: one file of one kind.

use std::path::Path;

use crate::app::App;
use crate::audit::Occasion;
use crate::certificates::import::CertificateImporter;
use crate::exams::import::{EntryImporter, ResultImporter};
use crate::exams::season_book::SeasonBook;
use crate::intake::{
    FileToImport, ImportError, ImportKind, ImportReport, Progress, Watch, Within, import_file,
};
use crate::people::import::PersonImporter;
use crate::training::import::TrainingImporter;
use crate::units::actions::UnitFinder;
use crate::units::import::UnitImporter;

/// What is to be imported.
pub struct ImportRequest<'a, 'p> {
    /// Which spreadsheet it is.
    pub kind: ImportKind,
    /// The file.
    pub path: &'a Path,
    /// The region that the file belongs to.
    pub region: &'a str,
    /// Nothing is stored, no file is written.
    pub dry_run: bool,
    /// Told how far it is.
    pub progress: Option<&'p mut dyn FnMut(Progress)>,
}

/// Imports one file: every right row is stored, every wrong one told.
///
/// # Errors
/// [`ImportError`] when the file as a whole cannot be imported; then nothing is stored.
pub fn import(
    app: &App,
    request: ImportRequest<'_, '_>,
    occasion: &Occasion,
) -> Result<ImportReport, ImportError> {
    import_within(app, request, &Within::everywhere(), occasion)
}

/// The same by somebody whose right ends at some units: rows about people or units
/// outside are refused.
///
/// # Errors
/// As [`import`].
pub fn import_within(
    app: &App,
    request: ImportRequest<'_, '_>,
    within: &Within,
    occasion: &Occasion,
) -> Result<ImportReport, ImportError> {
    import_watched(app, request, within, occasion, Watch::default())
}

/// The same for somebody who waits for it, may stop it and wants to see every row.
///
/// # Errors
/// As [`import`]; [`ImportError::Stopped`] when it was.
pub fn import_watched<'p>(
    app: &App,
    request: ImportRequest<'_, 'p>,
    within: &Within,
    occasion: &Occasion,
    watch: Watch<'p>,
) -> Result<ImportReport, ImportError> {
    let ImportRequest {
        kind,
        path,
        region,
        dry_run,
        progress,
    } = request;
    let file = FileToImport {
        path,
        region,
        dry_run,
        occasion,
        within,
        progress,
        watch,
    };
    let today = occasion.now.today;
    let zone = app.config.time_zone;
    let keys = app.keys.clone();
    match kind {
        ImportKind::Units => import_file(&app.db, file, |conn, block| {
            Ok(UnitImporter::new(UnitFinder::new(
                conn,
                &app.policies,
                region,
                block,
            )?))
        }),
        ImportKind::People => import_file(&app.db, file, |conn, block| {
            let finder = UnitFinder::new(conn, &app.policies, region, block)?;
            Ok(PersonImporter::new(keys.clone(), finder, today))
        }),
        ImportKind::Certificates => import_file(&app.db, file, |_, _| {
            Ok(CertificateImporter::new(keys.clone(), today))
        }),
        ImportKind::Training => import_file(&app.db, file, |_, _| {
            Ok(TrainingImporter::new(keys.clone(), today))
        }),
        ImportKind::ExamEntries => import_file(&app.db, file, |conn, _| {
            let book = SeasonBook::load(conn, &app.policies, zone)?;
            Ok(EntryImporter::new(
                keys.clone(),
                &app.policies,
                book,
                region,
                zone,
            ))
        }),
        ImportKind::ExamResults => import_file(&app.db, file, |_, _| {
            Ok(ResultImporter::new(
                keys.clone(),
                app.policies.clone(),
                region,
            ))
        }),
    }
}
