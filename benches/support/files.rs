//! Training ledgers as files, in the words that offices use.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;

use super::district::{id_number, last_day, name, title};

/// What a ledger is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl Format {
    /// The file name's ending.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

const HEADINGS: [&str; 9] = [
    "姓名",
    "身份证号",
    "培训名称",
    "主办单位",
    "开始日期",
    "结束日期",
    "天数",
    "学时",
    "类别",
];

/// A ledger of so many rows about so many people in `folder`, made if it is not
/// there yet.
pub fn training_ledger(folder: &Path, format: Format, rows: usize, people: usize) -> PathBuf {
    let path = folder.join(format!("ledger-{rows}-{people}.{}", format.ending()));
    if !path.exists() {
        match format {
            Format::Csv => write_csv(&path, rows, people),
            Format::Xlsx => write_xlsx(&path, rows, people),
        }
    }
    path
}

/// The cells of one row. The rows of one person are apart, as in a ledger kept by
/// training.
fn cells(row: usize, people: usize) -> [String; 9] {
    let (person, number) = (row % people, row / people);
    let last = last_day(person, number);
    [
        name(person),
        id_number(person).as_str().to_owned(),
        format!("{}（第{}期）", title(number), number + 1),
        "綦江区民政局".to_owned(),
        last.to_string(),
        last.to_string(),
        "1".to_owned(),
        "6".to_owned(),
        "继续教育".to_owned(),
    ]
}

fn write_csv(path: &Path, rows: usize, people: usize) {
    let mut out = BufWriter::new(std::fs::File::create(path).expect("the file is made"));
    writeln!(out, "{}", HEADINGS.join(",")).expect("a line is written");
    for row in 0..rows {
        writeln!(out, "{}", cells(row, people).join(",")).expect("a line is written");
    }
    out.flush().expect("the file is written");
}

/// With shared strings, as the office suites write it.
fn write_xlsx(path: &Path, rows: usize, people: usize) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0_u16..).zip(HEADINGS) {
        sheet.write(0, column, heading).expect("a cell is written");
    }
    for row in 0..rows {
        let line = u32::try_from(row + 1).expect("rows of a sheet");
        for (column, cell) in (0_u16..).zip(cells(row, people)) {
            match column {
                6 | 7 => sheet.write(line, column, cell.parse::<f64>().expect("a number")),
                _ => sheet.write(line, column, cell),
            }
            .expect("a cell is written");
        }
    }
    workbook.save(path).expect("the workbook is written");
}
