//! Lists: what a page shows, as a file.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{
    ListCell, NARROWEST, WIDEST, WriteRefusal, cell_text, guarded, save, sheet_name, width_of,
    writing,
};

/// The formats of a list's columns.
struct Formats {
    heading: Format,
    text: Format,
    whole: Format,
    hundredths: Format,
    cents: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::VerticalCenter);
        Self {
            heading: plain()
                .set_bold()
                .set_text_wrap()
                .set_background_color(0x00E8_EEF4),
            text: plain().set_num_format("@"),
            whole: plain().set_num_format("0"),
            hundredths: plain().set_num_format("0.00"),
            cents: plain().set_num_format("#,##0.00"),
            day: plain().set_num_format("yyyy-mm-dd"),
        }
    }
}

/// Writes one sheet: bold headings that stay in view, a filter, columns as wide as
/// their contents; text stays text, figures are figures. Rows are written as they
/// come, in constant memory. Returns how many there were.
///
/// # Errors
/// [`WriteRefusal`]; nothing half written is left at `path`.
pub fn write_table<'a>(
    path: &Path,
    sheet: &str,
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<ListCell<'a>>>,
) -> Result<u64, WriteRefusal> {
    let mut workbook = Workbook::new();
    let written = writing(path, || {
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(sheet_name(sheet, &[]))?;
        fill(worksheet, headings, rows)
    })?;
    save(&mut workbook, path)?;
    Ok(written)
}

fn fill<'a>(
    worksheet: &mut Worksheet,
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<ListCell<'a>>>,
) -> Result<u64, XlsxError> {
    let formats = Formats::new();
    let mut widths: Vec<usize> = headings.iter().map(|heading| width_of(heading)).collect();
    for (column, heading) in (0u16..).zip(headings) {
        worksheet.write_string_with_format(0, column, cell_text(heading), &formats.heading)?;
    }
    let mut row = 0;
    for cells in rows {
        row += 1;
        for (column, cell) in (0u16..).zip(&cells) {
            write_cell(worksheet, row, column, cell, &formats)?;
            if let Some(width) = widths.get_mut(usize::from(column)) {
                *width = (*width).max(shown_width(cell));
            }
        }
    }
    for (column, width) in (0u16..).zip(&widths) {
        #[expect(clippy::cast_precision_loss, reason = "at most WIDEST")]
        worksheet.set_column_width(column, (*width).clamp(NARROWEST, WIDEST) as f64)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    if let Some(last) = u16::try_from(headings.len())
        .ok()
        .and_then(|n| n.checked_sub(1))
    {
        worksheet.autofilter(0, 0, row, last)?;
    }
    Ok(u64::from(row))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "figures on a list lie far below 2^53"
)]
fn write_cell(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &ListCell<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        ListCell::Empty => return Ok(()),
        ListCell::Text(text) => {
            worksheet.write_string_with_format(row, column, cell_text(text), &formats.text)?
        }
        ListCell::Whole(value) => {
            worksheet.write_number_with_format(row, column, *value as f64, &formats.whole)?
        }
        ListCell::Hundredths(value) => {
            let value = *value as f64 / 100.0;
            worksheet.write_number_with_format(row, column, value, &formats.hundredths)?
        }
        ListCell::Cents(value) => {
            let value = *value as f64 / 100.0;
            worksheet.write_number_with_format(row, column, value, &formats.cents)?
        }
        ListCell::Day(day) => {
            worksheet.write_datetime_with_format(row, column, *day, &formats.day)?
        }
    };
    Ok(())
}

fn shown_width(cell: &ListCell<'_>) -> usize {
    match cell {
        ListCell::Empty => 0,
        ListCell::Text(text) => width_of(text),
        other => width_of(&plain_text(other)),
    }
}

/// A cell as plain text, without thousands separators.
fn plain_text<'c>(cell: &'c ListCell<'_>) -> Cow<'c, str> {
    match cell {
        ListCell::Empty => Cow::Borrowed(""),
        ListCell::Text(text) => Cow::Borrowed(text),
        ListCell::Whole(value) => Cow::Owned(value.to_string()),
        ListCell::Hundredths(value) | ListCell::Cents(value) => {
            let sign = if *value < 0 { "-" } else { "" };
            let value = value.unsigned_abs();
            Cow::Owned(format!("{sign}{}.{:02}", value / 100, value % 100))
        }
        ListCell::Day(day) => Cow::Owned(day.to_string()),
    }
}

/// Writes a list as UTF-8 csv with a byte-order mark, so that office programs read
/// the Chinese; every text cell is [`guarded`]. Returns how many rows there were.
///
/// # Errors
/// What `out` refuses.
pub fn write_csv<'a, W: Write>(
    mut out: W,
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<ListCell<'a>>>,
) -> std::io::Result<u64> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(headings.iter().map(|heading| guarded(heading).into_owned()))?;
    let mut written = 0;
    for cells in rows {
        writer.write_record(cells.iter().map(|cell| match cell {
            ListCell::Text(text) => guarded(text).into_owned(),
            other => plain_text(other).into_owned(),
        }))?;
        written += 1;
    }
    writer.flush()?;
    Ok(written)
}
