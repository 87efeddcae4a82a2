//! The run of an import: rows in blocks, one transaction; or a look that stores nothing.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::block::{Block, Placed, RowOutcome, RowRefusal};
use super::driver::{FileToImport, ImportError, Importer, Progress};
use super::model::{ImportReport, RowError};
use super::seen::Place;
use super::{refused, store};
use crate::audit::{self, ImportBatchId, Occasion};
use crate::db::{Conn, Database};
use crate::sheets::{CellRefusal, Workbook};

/// Rows that go to the database together.
const ROWS_AT_ONCE: usize = 1_000;

/// More notices than this are only counted.
const MOST_NOTICES: usize = 500;

/// A row that was read, or why it is refused.
type Waiting<I> = Placed<Result<<I as Importer>::Row, CellRefusal>>;

/// Imports a file: every row that is right is stored, all in one transaction, and
/// every row that is wrong is told and written to the refused file. A dry run only
/// looks and writes nothing, not even for a moment.
///
/// `prepare` makes the importer inside the transaction.
///
/// # Errors
/// [`ImportError`]; then nothing is stored.
pub fn import_file<I: Importer>(
    db: &Database,
    mut file: FileToImport<'_, '_>,
    prepare: impl Fn(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
) -> Result<ImportReport, ImportError> {
    let mut workbook = Workbook::open(file.path, I::LAYOUT)?;
    count_rows(&mut workbook, &mut file)?;
    let mut report = ImportReport {
        notices: workbook.notices().iter().map(ToString::to_string).collect(),
        ..ImportReport::default()
    };
    if file.dry_run {
        look(db, &mut workbook, &mut file, prepare, &mut report)?;
    } else {
        store_all(db, &mut workbook, &mut file, prepare, &mut report)?;
    }
    Ok(report)
}

/// Counts the rows where somebody waits for a figure, or where there may be too many.
fn count_rows(workbook: &mut Workbook, file: &mut FileToImport<'_, '_>) -> Result<(), ImportError> {
    let most = file.watch.most_rows;
    if file.progress.is_none() && most.is_none() {
        return Ok(());
    }
    let mut rows = 0_u64;
    workbook.for_each_row(|_| {
        rows += 1;
        match most {
            Some(most) if rows > most => Err(ImportError::TooManyRows { most }),
            _ if rows.is_multiple_of(1_000) => file.go_on(),
            _ => Ok(()),
        }
    })?;
    file.tell(Progress::Total(rows));
    Ok(())
}

/// Looks what an import would do: each block on a reading connection of its own.
fn look<I: Importer>(
    db: &Database,
    workbook: &mut Workbook,
    file: &mut FileToImport<'_, '_>,
    prepare: impl Fn(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let mut block = Block::looking(file.occasion, file.within);
    let mut importer = db.read(|conn| prepare(conn, &mut block))?;
    in_blocks(workbook, &mut importer, |importer, waiting| {
        file.go_on()?;
        db.read(|conn| flush(conn, importer, waiting, &mut block, report))?;
        for row in block.planned() {
            if let Some(planned) = file.watch.planned.as_deref_mut() {
                planned(row)?;
            }
        }
        file.tell(Progress::Done(report.rows));
        Ok(())
    })?;
    told(&mut block, report);
    Ok(())
}

/// Imports in one transaction.
fn store_all<I: Importer>(
    db: &Database,
    workbook: &mut Workbook,
    file: &mut FileToImport<'_, '_>,
    prepare: impl Fn(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let fingerprint = fingerprint(file.path)?;
    let mut read = match file.watch.most_rows {
        Some(_) => Some(read_all(db, workbook, file, &prepare)?),
        None => None,
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
        let mut block = Block::storing(&occasion, file.within);
        let mut importer = prepare(conn, &mut block)?;
        let mut store_block = |importer: &mut I, waiting: &mut Vec<Waiting<I>>| {
            file.go_on()?;
            flush(conn, importer, waiting, &mut block, report)?;
            file.tell(Progress::Done(report.rows));
            Ok(())
        };
        match read.take() {
            Some(blocks) => {
                for mut waiting in blocks {
                    store_block(&mut importer, &mut waiting)?;
                }
            }
            None => in_blocks(workbook, &mut importer, store_block)?,
        }
        told(&mut block, report);
        close(conn, workbook, file, batch, report)
    })
}

/// Closes the record of an import; whether there is anything to keep.
fn close(
    conn: &mut Conn,
    workbook: &mut Workbook,
    file: &mut FileToImport<'_, '_>,
    batch: ImportBatchId,
    report: &mut ImportReport,
) -> Result<((), bool), ImportError> {
    let stores = report.new + report.changed > 0;
    if stores {
        store::close_batch(conn, batch, report)?;
        report.batch = Some(batch);
    }
    // Before the commit: where the refused rows cannot be told, nothing is stored.
    if !report.errors.is_empty() {
        report.refused_file = refused::write(file.path, workbook, &report.errors)?;
    }
    if stores && let Some(stored) = file.watch.stored.as_deref_mut() {
        stored(conn, report)?;
    }
    Ok(((), stores))
}

/// Reads and checks every row before the import begins.
fn read_all<I: Importer>(
    db: &Database,
    workbook: &mut Workbook,
    file: &FileToImport<'_, '_>,
    prepare: impl Fn(&mut Conn, &mut Block<'_>) -> Result<I, ImportError>,
) -> Result<Vec<Vec<Waiting<I>>>, ImportError> {
    let mut reader =
        db.read(|conn| prepare(conn, &mut Block::looking(file.occasion, file.within)))?;
    let mut blocks = Vec::new();
    in_blocks(workbook, &mut reader, |_, waiting| {
        file.go_on()?;
        blocks.push(std::mem::take(waiting));
        Ok(())
    })?;
    Ok(blocks)
}

/// Reads the rows and hands them on in blocks.
fn in_blocks<I: Importer>(
    workbook: &mut Workbook,
    importer: &mut I,
    mut with: impl FnMut(&mut I, &mut Vec<Waiting<I>>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut sheet: Arc<str> = Arc::from("");
    let mut waiting: Vec<Waiting<I>> = Vec::with_capacity(ROWS_AT_ONCE);
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
            with(importer, &mut waiting)?;
        }
        Ok::<_, ImportError>(())
    })?;
    with(importer, &mut waiting)
}

/// Takes the notices of all blocks over.
fn told(block: &mut Block<'_>, report: &mut ImportReport) {
    let further = block.notices.len().saturating_sub(MOST_NOTICES);
    block.notices.truncate(MOST_NOTICES);
    report.notices.append(&mut block.notices);
    if further > 0 {
        report.notices.push(format!("另有{further}条提示未列出"));
    }
}

/// Stores what waits: the good rows as one block, the refusals in their place.
fn flush<I: Importer>(
    conn: &mut Conn,
    importer: &mut I,
    waiting: &mut Vec<Waiting<I>>,
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
    if !block.looks() {
        audit::store::record(conn, block.occasion, &block.changes)?;
        block.changes.clear();
    }
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
