//! Spreadsheets made on the spot.

use rust_xlsxwriter::Workbook;

/// The sheets of a workbook: name and rows of texts, the headings among them.
pub type Cells<'a> = &'a [(&'a str, &'a [&'a [&'a str]])];

/// One sheet of texts with its headings in the first row.
pub fn xlsx(headings: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let mut all = vec![headings];
    all.extend(rows);
    workbook(&[("Sheet1", &all)])
}

/// A workbook of several sheets of texts.
pub fn workbook(sheets: Cells<'_>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(rows.iter()) {
            for (column, text) in (0..).zip(cells.iter()) {
                if !text.is_empty() {
                    sheet.write_string(row, column, *text).unwrap();
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The same as a csv in UTF-8.
pub fn csv(headings: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).unwrap();
    for row in rows {
        writer.write_record(*row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// A well-formed ID number that nobody has: region 99, born on 1 January 1990.
pub fn id_number(person: u32) -> String {
    let body = format!("99{:04}19900101{:03}", person / 1000, person % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}

/// The same as it is shown: the first 6 and the last 4 digits.
pub fn masked(id_number: &str) -> String {
    format!("{}********{}", &id_number[..6], &id_number[14..])
}
