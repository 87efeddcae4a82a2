//! Real files of every kind, made here or kept under `tests/data/sheets`.

mod files;
mod headings;
mod hostile;
mod mutations;
mod samples;
mod writing;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

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

/// A file of these bytes in a folder of its own.
fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The sentence that refuses the file.
fn sentence(path: &Path, layout: &'static Layout) -> String {
    match Workbook::open(path, layout) {
        Err(refusal) => refusal.to_string(),
        Ok(mut workbook) => {
            let outcome = workbook.for_each_row(|_| Ok::<(), FileRefusal>(()));
            outcome.unwrap_err().to_string()
        }
    }
}
