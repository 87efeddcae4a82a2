//! The list of a look on the disk: a line of JSON for each row, those that change
//! something in one file, those that only add in another.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::PreviewRow;
use super::words::Speaker;
use crate::app::App;
use crate::intake::{ImportError, PlannedRow};

const CHANGING: &str = "preview-changing.jsonl";
const ADDING: &str = "preview-adding.jsonl";

/// Writes the list while the look goes on.
pub struct PreviewWriter {
    speaker: Speaker,
    changing: BufWriter<File>,
    adding: BufWriter<File>,
    rows: u64,
}

fn disk(error: std::io::Error) -> ImportError {
    ImportError::Disk {
        path: std::path::PathBuf::new(),
        reason: error.to_string(),
    }
}

impl PreviewWriter {
    /// Begins a list in the folder of an upload.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn create(app: &App, folder: &Path) -> Result<Self, ImportError> {
        let open = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
        Ok(Self {
            speaker: app
                .db
                .read(|conn| Ok::<_, ImportError>(Speaker::load(conn, app.config.time_zone)?))?,
            changing: open(CHANGING).map_err(disk)?,
            adding: open(ADDING).map_err(disk)?,
            rows: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn add(&mut self, planned: PlannedRow) -> Result<(), ImportError> {
        let row = self.speaker.row(planned);
        let file = match row.things.iter().any(|thing| thing.changes) {
            true => &mut self.changing,
            false => &mut self.adding,
        };
        // Our own plain structs always serialise; what fails is the disk.
        serde_json::to_writer(&mut *file, &row).map_err(|error| disk(error.into()))?;
        file.write_all(b"\n").map_err(disk)?;
        self.rows += 1;
        Ok(())
    }

    /// Ends the list; how many rows it has.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self) -> Result<u64, ImportError> {
        self.changing.flush().map_err(disk)?;
        self.adding.flush().map_err(disk)?;
        Ok(self.rows)
    }
}

/// How many bytes the list of a folder takes.
pub fn bytes(folder: &Path) -> i64 {
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    i64::try_from(size(CHANGING) + size(ADDING)).unwrap_or(i64::MAX)
}

/// A part of the list: `count` rows after the first `skipped`.
///
/// # Errors
/// When the list is not there any more.
pub fn read_page(folder: &Path, skipped: usize, count: usize) -> std::io::Result<Vec<PreviewRow>> {
    Ok(lines(folder)?
        .skip(skipped)
        .take(count)
        .filter_map(|line| serde_json::from_str(&line).ok())
        .collect())
}

/// The whole list, row by row.
///
/// # Errors
/// When the list is not there any more.
pub fn read_all(folder: &Path) -> std::io::Result<impl Iterator<Item = PreviewRow> + use<>> {
    Ok(lines(folder)?.filter_map(|line| serde_json::from_str(&line).ok()))
}

fn lines(folder: &Path) -> std::io::Result<impl Iterator<Item = String> + use<>> {
    let open = |name: &str| File::open(folder.join(name)).map(BufReader::new);
    let (changing, adding) = (open(CHANGING)?, open(ADDING)?);
    Ok(changing.lines().chain(adding.lines()).map_while(Result::ok))
}
