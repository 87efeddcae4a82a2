//! xls and ods: small enough to be read whole.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{Data, Ods, OdsError, Range, Reader, Xls, XlsError};

use super::{MOST_COLUMNS, RowVisitor, old_workbook, reading};
use crate::sheets::cell::{Cell, Epoch};
use crate::sheets::refusal::FileRefusal;

/// The largest xls or ods file.
const MOST_MEGABYTES: u64 = 20;

pub(in crate::sheets) struct Whole {
    names: Vec<String>,
    ranges: Vec<Range<Data>>,
    epoch: Epoch,
}

impl Whole {
    pub(super) fn open_xls(file: File) -> Result<Self, FileRefusal> {
        let bytes = read_whole(file)?;
        old_workbook::check(&bytes)?;
        reading(|| {
            let workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                XlsError::Password => FileRefusal::Encrypted,
                _ => FileRefusal::Damaged,
            })?;
            let epoch = if workbook.has_1904_epoch() {
                Epoch::Year1904
            } else {
                Epoch::Year1900
            };
            Self::of(workbook, epoch)
        })
    }

    pub(super) fn open_ods(file: File) -> Result<Self, FileRefusal> {
        let bytes = read_whole(file)?;
        reading(|| {
            let workbook =
                Ods::new(BufReader::new(Cursor::new(bytes))).map_err(|error| match error {
                    OdsError::Password => FileRefusal::Encrypted,
                    OdsError::CellLimitExceeded { .. } => FileRefusal::Inflates,
                    _ => FileRefusal::Damaged,
                })?;
            Self::of(workbook, Epoch::Year1900)
        })
    }

    /// The sheets in the workbook's order.
    fn of<RS, R>(mut workbook: R, epoch: Epoch) -> Result<Self, FileRefusal>
    where
        RS: Read + Seek,
        R: Reader<RS>,
    {
        let names = workbook.sheet_names();
        let ranges = names
            .iter()
            .map(|name| workbook.worksheet_range(name).unwrap_or_default())
            .collect();
        Ok(Self {
            names,
            ranges,
            epoch,
        })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.names
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn visit(&self, sheet: usize, visitor: &mut RowVisitor<'_>) {
        let Some(range) = self.ranges.get(sheet) else {
            return;
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let first_column = (first_column as usize).min(MOST_COLUMNS);
        let mut row = Vec::new();
        for (number, cells) in (first_row.saturating_add(1)..).zip(range.rows()) {
            if cells.iter().all(|cell| *cell == Data::Empty) {
                continue;
            }
            row.clear();
            row.resize(first_column, Cell::Empty);
            row.extend(
                cells
                    .iter()
                    .take(MOST_COLUMNS - first_column)
                    .map(Cell::from),
            );
            if visitor(number, &row) == ControlFlow::Break(()) {
                return;
            }
        }
    }
}

fn read_whole(mut file: File) -> Result<Vec<u8>, FileRefusal> {
    let most = MOST_MEGABYTES * 1024 * 1024;
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))
        .and_then(|_| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|_| FileRefusal::Damaged)?;
    if bytes.len() as u64 > most {
        return Err(FileRefusal::TooLarge {
            limit_megabytes: MOST_MEGABYTES,
        });
    }
    Ok(bytes)
}
