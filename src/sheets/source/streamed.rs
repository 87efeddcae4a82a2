//! xlsx: one cell at a time, so that only the shared strings are in memory.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{Reader, SheetType, Xlsx, XlsxError};

use super::{MOST_COLUMNS, RowVisitor, reading};
use crate::sheets::cell::{Cell, Epoch};
use crate::sheets::refusal::FileRefusal;

pub(in crate::sheets) struct Streamed {
    workbook: Xlsx<BufReader<File>>,
    sheets: Vec<String>,
    epoch: Epoch,
}

impl Streamed {
    pub(super) fn open(file: File) -> Result<Self, FileRefusal> {
        let workbook =
            reading(|| Xlsx::new(BufReader::new(file)).map_err(|error| refusal(&error)))?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect();
        let epoch = if workbook.has_1904_epoch() {
            Epoch::Year1904
        } else {
            Epoch::Year1900
        };
        Ok(Self {
            workbook,
            sheets,
            epoch,
        })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn visit(
        &mut self,
        sheet: usize,
        visitor: &mut RowVisitor<'_>,
    ) -> Result<(), FileRefusal> {
        let Some(name) = self.sheets.get(sheet) else {
            return Ok(());
        };
        let opened = reading(|| match self.workbook.worksheet_cells_reader(name) {
            Ok(reader) => Ok(Some(reader)),
            // Listed as a sheet, but drawn: a chart.
            Err(XlsxError::NotAWorksheet(_)) => Ok(None),
            Err(error) => Err(refusal(&error)),
        })?;
        let Some(mut reader) = opened else {
            return Ok(());
        };
        let mut row: Vec<Cell<'_>> = Vec::new();
        let mut number = 0;
        while let Some(cell) = reading(|| reader.next_cell().map_err(|error| refusal(&error)))? {
            let (at_row, at_column) = cell.get_position();
            if at_row != number {
                if !row.is_empty() {
                    if visitor(number.saturating_add(1), &row) == ControlFlow::Break(()) {
                        return Ok(());
                    }
                    row.clear();
                }
                number = at_row;
            }
            let value = Cell::from(cell.get_value().clone());
            let column = at_column as usize;
            if value == Cell::Empty || column >= MOST_COLUMNS {
                continue;
            }
            if row.len() <= column {
                row.resize(column + 1, Cell::Empty);
            }
            row[column] = value;
        }
        if !row.is_empty() {
            let _ = visitor(number.saturating_add(1), &row);
        }
        Ok(())
    }
}

fn refusal(error: &XlsxError) -> FileRefusal {
    match error {
        XlsxError::Password => FileRefusal::Encrypted,
        _ => FileRefusal::Damaged,
    }
}
