//! What is written for people and programs: files whole or not at all, long answers
//! piece by piece.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::clock::file_time;

/// A JSON array that is written element by element, so that an answer of any length
/// needs no memory. [`JsonArray::end`] closes it.
pub struct JsonArray<'w, W: Write> {
    out: &'w mut W,
    empty: bool,
}

impl<'w, W: Write> JsonArray<'w, W> {
    /// Begins an array; nothing is written yet.
    pub fn new(out: &'w mut W) -> Self {
        Self { out, empty: true }
    }

    /// Writes one element on a line of its own.
    ///
    /// # Errors
    /// When `out` takes nothing more.
    pub fn push(&mut self, element: &impl Serialize) -> io::Result<()> {
        self.out
            .write_all(if self.empty { b"[\n" } else { b",\n" })?;
        self.empty = false;
        serde_json::to_writer(&mut *self.out, element).map_err(io::Error::from)
    }

    /// Closes the array.
    ///
    /// # Errors
    /// When `out` takes nothing more.
    pub fn end(self) -> io::Result<()> {
        self.out
            .write_all(if self.empty { b"[]\n" } else { b"\n]\n" })
    }
}

/// What the names of our temporary files begin with, so that those of a crash are known.
const TEMPORARY_PREFIX: &str = "shegong-tmp-";

/// A temporary file, gone when it is dropped.
///
/// # Errors
/// When the system's temporary folder is full or away.
pub fn temporary(ending: &str) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .suffix(ending)
        .tempfile()
}

/// Takes away temporary files that a crash left behind and that have lain for `age`;
/// how many. Those of other users of the machine are left alone by the system.
pub fn sweep_temporary(age: Duration) -> usize {
    let entries = std::fs::read_dir(std::env::temp_dir());
    entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with(TEMPORARY_PREFIX) && has_lain(&entry.path(), age)
        })
        .filter(|entry| std::fs::remove_file(entry.path()).is_ok())
        .count()
}

/// Whether a file or folder was last changed at least `age` ago.
pub fn has_lain(path: &Path, age: Duration) -> bool {
    let changed = std::fs::metadata(path).and_then(|metadata| metadata.modified());
    changed.is_ok_and(|at| file_time().duration_since(at).is_ok_and(|lain| lain >= age))
}

/// Writes a file beside its place and moves it there, so that nobody ever sees half
/// of it; makes the folder if it is missing.
///
/// # Errors
/// A Chinese sentence with the path and the system's reason.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let sentence = |error: std::io::Error| {
        format!(
            "文件 {} 写不进去（{error}）：请检查文件夹权限和磁盘空间",
            path.display()
        )
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(sentence)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(sentence)?;
    file.write_all(bytes).map_err(sentence)?;
    file.as_file().sync_all().map_err(sentence)?;
    file.persist(path).map_err(|error| sentence(error.error))?;
    Ok(())
}
