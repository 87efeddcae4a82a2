//! Real files of every kind, made here or kept under `tests/data/sheets`.

mod files;
mod mutations;
mod samples;
mod writing;

use std::path::PathBuf;

use super::{FileRefusal, Layout, Workbook};

/// A file kept with the tests.
fn kept(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(path)
}

/// Sheet and number of every data row.
fn row_numbers(path: &std::path::Path, layout: &'static Layout) -> Vec<(String, u32)> {
    let mut workbook = Workbook::open(path, layout).unwrap();
    let mut numbers = Vec::new();
    workbook
        .for_each_row(|row| -> Result<(), FileRefusal> {
            numbers.push((row.sheet().to_owned(), row.number()));
            Ok(())
        })
        .unwrap();
    numbers
}
