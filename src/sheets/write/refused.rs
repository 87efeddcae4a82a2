//! The file of refused rows: every cell as it stood, all text, and why; mended, it
//! is imported again.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{NARROWEST, WIDEST, WriteRefusal, cell_text, save, sheet_name, width_of, writing};
use crate::sheets::layout::heading_key;
use crate::sheets::row::Row;
use crate::sheets::table::Table;

/// The heading of the column that says why; an import knows and ignores it.
pub const ERROR_HEADING: &str = "错误";

/// `roster.xlsx` → `roster-refused.xlsx`, beside it.
pub fn refused_path(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-refused.xlsx"))
}

/// Refused rows on their way into a file: one sheet for each sheet they came from.
/// They are kept in temporary files, not in memory, until [`RefusedRows::save`].
pub struct RefusedRows {
    path: PathBuf,
    workbook: Workbook,
    sheets: Vec<Sheet>,
    rows: u64,
    text: Format,
    heading: Format,
}

struct Sheet {
    /// Which sheet of the source it is, and what it is called there.
    source: String,
    name: String,
    next_row: u32,
    /// The columns that are kept: all but an earlier 错误.
    kept: Vec<usize>,
    widths: Vec<usize>,
}

impl RefusedRows {
    /// Nothing refused yet; `path` is where the file will lie.
    pub fn new(path: PathBuf) -> Self {
        let text = || {
            Format::new()
                .set_num_format("@")
                .set_align(FormatAlign::VerticalCenter)
        };
        Self {
            path,
            workbook: Workbook::new(),
            sheets: Vec::new(),
            rows: 0,
            text: text(),
            heading: text().set_bold().set_text_wrap(),
        }
    }

    /// How many rows were refused.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row with the sentence that refuses it. Several sentences are joined
    /// by the caller.
    ///
    /// # Errors
    /// [`WriteRefusal`] where a temporary file cannot be written.
    pub fn add(&mut self, row: &Row<'_>, sentence: &str) -> Result<(), WriteRefusal> {
        let path = self.path.clone();
        writing(&path, || self.write(row, sentence))
    }

    /// Writes the file and returns its path; none when nothing was refused, and
    /// then no file either.
    ///
    /// # Errors
    /// [`WriteRefusal`]; nothing half written is left.
    pub fn save(mut self) -> Result<Option<PathBuf>, WriteRefusal> {
        if self.rows == 0 {
            return Ok(None);
        }
        let path = self.path.clone();
        writing(&path, || self.finish_sheets())?;
        save(&mut self.workbook, &path)?;
        Ok(Some(path))
    }

    fn write(&mut self, row: &Row<'_>, sentence: &str) -> Result<(), XlsxError> {
        let index = match self
            .sheets
            .iter()
            .position(|sheet| sheet.source == row.sheet())
        {
            Some(index) => index,
            None => self.begin_sheet(row.table())?,
        };
        let worksheet = self.workbook.worksheet_from_index(index)?;
        let sheet = &mut self.sheets[index];
        let cells = row.original();
        for (column, at) in (0u16..).zip(&sheet.kept) {
            let Some(text) = cells.get(*at).filter(|text| !text.is_empty()) else {
                continue;
            };
            let text = cell_text(text);
            sheet.widths[usize::from(column)] =
                sheet.widths[usize::from(column)].max(width_of(&text));
            worksheet.write_string_with_format(sheet.next_row, column, text, &self.text)?;
        }
        let last = last_column(sheet);
        worksheet.write_string_with_format(
            sheet.next_row,
            last,
            cell_text(sentence),
            &self.text,
        )?;
        sheet.next_row += 1;
        self.rows += 1;
        Ok(())
    }

    /// Makes the sheet for the rows of `table`, with its headings.
    fn begin_sheet(&mut self, table: &Table) -> Result<usize, XlsxError> {
        let taken: Vec<String> = self.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let name = sheet_name(&table.sheet, &taken);
        let earlier_error = |at: &usize| {
            table
                .headings
                .get(*at)
                .is_some_and(|heading| heading_key(heading) == ERROR_HEADING)
        };
        let kept: Vec<usize> = (0..table.headings.len())
            .filter(|at| !earlier_error(at))
            .collect();
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(&name)?;
        let mut widths = Vec::with_capacity(kept.len());
        for (column, at) in (0u16..).zip(&kept) {
            let heading = cell_text(&table.headings[*at]);
            widths.push(width_of(&heading));
            worksheet.write_string_with_format(0, column, heading, &self.heading)?;
        }
        let sheet = Sheet {
            source: table.sheet.clone(),
            name,
            next_row: 1,
            kept,
            widths,
        };
        worksheet.write_string_with_format(0, last_column(&sheet), ERROR_HEADING, &self.heading)?;
        self.sheets.push(sheet);
        Ok(self.sheets.len() - 1)
    }

    /// Columns are text throughout, so that what is typed into them stays as typed.
    fn finish_sheets(&mut self) -> Result<(), XlsxError> {
        for (index, sheet) in self.sheets.iter().enumerate() {
            let worksheet = self.workbook.worksheet_from_index(index)?;
            for (column, width) in (0u16..).zip(&sheet.widths) {
                finish_column(
                    worksheet,
                    column,
                    (*width).clamp(NARROWEST, WIDEST),
                    &self.text,
                )?;
            }
            finish_column(worksheet, last_column(sheet), WIDEST, &self.text)?;
            worksheet.set_freeze_panes(1, 0)?;
        }
        Ok(())
    }
}

fn last_column(sheet: &Sheet) -> u16 {
    // A table has at most 256 columns.
    u16::try_from(sheet.kept.len()).unwrap_or(u16::MAX)
}

fn finish_column(
    worksheet: &mut Worksheet,
    column: u16,
    width: usize,
    format: &Format,
) -> Result<(), XlsxError> {
    #[expect(clippy::cast_precision_loss, reason = "at most WIDEST")]
    worksheet.set_column_width(column, width as f64)?;
    worksheet.set_column_format(column, format)?;
    Ok(())
}
