//! Runs a file through an importer: blocks of rows, one transaction, one report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::block::{Block, Placed, RowOutcome, RowRefusal};
use super::model::{ImportKind, ImportReport, RowError, Sample};
use super::seen::Place;
use super::within::Within;
use super::{refused, store};
use crate::audit::{self, Occasion};
use crate::db::{Conn, Database, DatabaseError};
use crate::people::store::StorePersonError;
use crate::secrecy::KeyError;
use crate::sheets::{CellRefusal, FileRefusal, Layout, Row, Workbook, WriteRefusal};

/// Rows that go to the database together.
const ROWS_AT_ONCE: usize = 1_000;

/// So many changes are kept for a look.
const MOST_SAMPLES: usize = 50;

/// More notices than this are only counted.
const MOST_NOTICES: usize = 500;

/// Why an import as a whole did not happen; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] FileRefusal),
    /// The file cannot be opened, or the refused rows cannot be written.
    #[error("文件 {path} 无法读写：{reason}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The refused rows cannot be written.
    #[error(transparent)]
    Refused(#[from] WriteRefusal),
    /// The region cannot be used.
    #[error("{0}")]
    Region(String),
}

impl From<diesel::result::Error> for ImportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

impl From<StorePersonError> for ImportError {
    fn from(error: StorePersonError) -> Self {
        match error {
            StorePersonError::Query(error) => error.into(),
            StorePersonError::Key(error) => error.into(),
        }
    }
}

/// What a room does with the rows of its spreadsheet.
pub trait Importer {
    /// A row, read and checked as far as it can be checked alone.
    type Row;
    /// Which import it is.
    const KIND: ImportKind;
    /// The columns it knows.
    const LAYOUT: &'static Layout;

    /// Reads one row.
    ///
    /// # Errors
    /// The first cell that is wrong.
    fn read(&mut self, row: &Row<'_>) -> Result<Self::Row, CellRefusal>;

    /// Stores a block of rows; one outcome per row, in order.
    ///
    /// # Errors
    /// Only when the import cannot go on at all.
    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<Self::Row>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError>;
}

/// How far an import is, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows there are.
    Total(u64),
    /// So many rows are done.
    Done(u64),
}

/// The file and the circumstances of an import.
pub struct FileToImport<'a, 'p> {
    /// The file.
    pub path: &'a Path,
    /// The region it belongs to, for the record of the import.
    pub region: &'a str,
    /// Nothing is stored, no file is written.
    pub dry_run: bool,
    /// Who and when.
    pub occasion: &'a Occasion,
    /// Whose people and units may be touched.
    pub within: &'a Within,
    /// Told how far it is; costs one more pass over the file when given.
    pub progress: Option<&'p mut dyn FnMut(Progress)>,
}

/// Imports a file: every row that is right is stored, all in one transaction, and
/// every row that is wrong is told and written to the refused file.
///
/// `prepare` makes the importer inside the transaction.
///
/// # Errors
/// [`ImportError`]; then nothing is stored.
pub fn import_file<I: Importer>(
    db: &Database,
    mut file: FileToImport<'_, '_>,
    prepare: impl FnOnce(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
) -> Result<ImportReport, ImportError> {
    let mut workbook = Workbook::open(file.path, I::LAYOUT)?;
    if let Some(progress) = file.progress.as_deref_mut() {
        progress(Progress::Total(workbook.count_rows()?));
    }
    let dry_run = file.dry_run;
    let fingerprint = fingerprint(file.path)?;
    let mut report = ImportReport {
        notices: workbook.notices().iter().map(ToString::to_string).collect(),
        ..ImportReport::default()
    };
    db.write_or_roll_back(|conn| {
        let batch = store::open_batch(
            conn,
            I::KIND,
            file.path,
            &fingerprint,
            file.region,
            file.within.home,
            file.occasion,
        )?;
        let occasion = Occasion {
            batch: Some(batch),
            ..file.occasion.clone()
        };
        run(
            conn,
            &mut workbook,
            &occasion,
            &mut file,
            prepare,
            &mut report,
        )?;
        let stores = report.new + report.changed > 0 && !dry_run;
        if stores {
            store::close_batch(conn, batch, &report)?;
            report.batch = Some(batch);
        }
        // Before the commit: where the refused rows cannot be told, nothing is stored.
        if !dry_run && !report.errors.is_empty() {
            report.refused_file = refused::write(file.path, &mut workbook, &report.errors)?;
        }
        Ok::<_, ImportError>(((), stores))
    })?;
    Ok(report)
}

fn run<I: Importer>(
    conn: &mut Conn,
    workbook: &mut Workbook,
    occasion: &Occasion,
    file: &mut FileToImport<'_, '_>,
    prepare: impl FnOnce(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let mut block = Block {
        occasion,
        within: file.within,
        changes: Vec::new(),
        notices: Vec::new(),
    };
    let mut importer = prepare(conn, &mut block)?;
    let mut sheet: Arc<str> = Arc::from("");
    let mut waiting: Vec<Placed<Result<I::Row, CellRefusal>>> = Vec::with_capacity(ROWS_AT_ONCE);
    workbook.for_each_row(|row| {
        if *sheet != *row.sheet() {
            sheet = Arc::from(row.sheet());
        }
        let read = row.without_faults().and_then(|()| importer.read(row));
        waiting.push(Placed {
            place: Place {
                sheet: sheet.clone(),
                row: row.number(),
            },
            row: read,
        });
        if waiting.len() >= ROWS_AT_ONCE {
            flush(conn, &mut importer, &mut waiting, &mut block, report)?;
            if let Some(progress) = file.progress.as_deref_mut() {
                progress(Progress::Done(report.rows));
            }
        }
        Ok::<_, ImportError>(())
    })?;
    flush(conn, &mut importer, &mut waiting, &mut block, report)?;
    if let Some(progress) = file.progress.as_deref_mut() {
        progress(Progress::Done(report.rows));
    }
    let further = block.notices.len().saturating_sub(MOST_NOTICES);
    block.notices.truncate(MOST_NOTICES);
    report.notices.append(&mut block.notices);
    if further > 0 {
        report.notices.push(format!("另有{further}条提示未列出"));
    }
    Ok(())
}

/// Stores what waits: the good rows as one block, the refusals in their place.
fn flush<I: Importer>(
    conn: &mut Conn,
    importer: &mut I,
    waiting: &mut Vec<Placed<Result<I::Row, CellRefusal>>>,
    block: &mut Block<'_>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let mut good = Vec::with_capacity(waiting.len());
    let mut places: Vec<(Place, Option<RowRefusal>)> = Vec::with_capacity(waiting.len());
    for Placed { place, row } in waiting.drain(..) {
        match row {
            Ok(row) => {
                good.push(Placed {
                    place: place.clone(),
                    row,
                });
                places.push((place, None));
            }
            Err(refusal) => places.push((place, Some(refusal.into()))),
        }
    }
    let mut outcomes = importer.store(conn, good, block)?.into_iter();
    keep_samples(report, block);
    audit::store::record(conn, block.occasion, &block.changes)?;
    block.changes.clear();
    for (place, refusal) in places {
        let outcome = match refusal {
            Some(refusal) => Some(RowOutcome::Refused(refusal)),
            None => outcomes.next(),
        };
        if let Some(outcome) = outcome {
            count(report, place, outcome);
        }
    }
    Ok(())
}

/// The first few changes, for a look before the import is done.
fn keep_samples(report: &mut ImportReport, block: &Block<'_>) {
    let room = MOST_SAMPLES.saturating_sub(report.samples.len());
    let text = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    report
        .samples
        .extend(block.changes.iter().take(room).map(|change| Sample {
            entity: change.entity,
            action: change.action,
            before: text(&change.before),
            after: text(&change.after),
        }));
}

fn count(report: &mut ImportReport, place: Place, outcome: RowOutcome) {
    report.rows += 1;
    match outcome {
        RowOutcome::New => report.new += 1,
        RowOutcome::Changed => report.changed += 1,
        RowOutcome::Unchanged => report.unchanged += 1,
        RowOutcome::Refused(refusal) => {
            report.refused += 1;
            report.errors.push(RowError {
                sheet: place.sheet.to_string(),
                row: place.row,
                column: refusal.column,
                message: refusal.message,
            });
        }
    }
}

fn fingerprint(path: &Path) -> Result<String, ImportError> {
    let disk = |error: std::io::Error| ImportError::Disk {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut file = std::fs::File::open(path).map_err(disk)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let read = std::io::Read::read(&mut file, &mut buffer).map_err(disk)?;
        match buffer.get(..read) {
            Some(bytes) if !bytes.is_empty() => hash.update(bytes),
            _ => return Ok(hex::encode(hash.finalize())),
        }
    }
}
