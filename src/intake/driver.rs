//! What an import is made of: the importer of a room, the file, and why it fails.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::block::{Block, Placed, RowOutcome};
use super::model::{ImportKind, ImportReport};
use super::planned::PlannedRow;
use super::within::Within;
use crate::audit::Occasion;
use crate::db::{Conn, DatabaseError};
use crate::people::store::StorePersonError;
use crate::secrecy::KeyError;
use crate::sheets::{CellRefusal, FileRefusal, Layout, Row, WriteRefusal};

/// Why an import as a whole did not happen; nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] FileRefusal),
    /// The file cannot be opened, or the refused rows cannot be written.
    #[error("文件 {path} 无法读写：{reason}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The refused rows cannot be written.
    #[error(transparent)]
    Refused(#[from] WriteRefusal),
    /// The region cannot be used.
    #[error("{0}")]
    Region(String),
    /// More rows than are taken at once.
    #[error("表格超过{most}行，请分成几个文件分别导入，或请系统管理员在服务器上用命令行导入")]
    TooManyRows {
        /// The most rows.
        most: u64,
    },
    /// Somebody stopped it, or another process took it over.
    #[error("已停止，什么都没有保存；需要时请重新上传")]
    Stopped,
}

impl From<diesel::result::Error> for ImportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

impl From<StorePersonError> for ImportError {
    fn from(error: StorePersonError) -> Self {
        match error {
            StorePersonError::Query(error) => error.into(),
            StorePersonError::Key(error) => error.into(),
        }
    }
}

/// What a room does with the rows of its spreadsheet.
pub trait Importer {
    /// A row, read and checked as far as it can be checked alone.
    type Row;
    /// Which import it is.
    const KIND: ImportKind;
    /// The columns it knows.
    const LAYOUT: &'static Layout;

    /// Reads one row.
    ///
    /// # Errors
    /// The first cell that is wrong.
    fn read(&mut self, row: &Row<'_>) -> Result<Self::Row, CellRefusal>;

    /// Stores a block of rows; one outcome per row, in order.
    ///
    /// # Errors
    /// Only when the import cannot go on at all.
    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<Self::Row>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError>;
}

/// How far an import is, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows there are.
    Total(u64),
    /// So many rows are done.
    Done(u64),
}

/// The file and the circumstances of an import.
pub struct FileToImport<'a, 'p> {
    /// The file.
    pub path: &'a Path,
    /// The region it belongs to, for the record of the import.
    pub region: &'a str,
    /// Nothing is stored, no file is written.
    pub dry_run: bool,
    /// Who and when.
    pub occasion: &'a Occasion,
    /// Whose people and units may be touched.
    pub within: &'a Within,
    /// Told how far it is; costs one more pass over the file when given.
    pub progress: Option<&'p mut dyn FnMut(Progress)>,
    /// What somebody who waits for it wants besides.
    pub watch: Watch<'p>,
}

/// Called in the transaction when everything is stored; an error takes all of it back.
pub type Stored<'p> = dyn FnMut(&mut Conn, &ImportReport) -> Result<(), ImportError> + 'p;
/// Called with each row of a look that would make or change something.
pub type Planned<'p> = dyn FnMut(PlannedRow) -> Result<(), ImportError> + 'p;

/// What somebody who waits for an import wants besides.
#[derive(Default)]
pub struct Watch<'p> {
    /// More rows refuse the file. A file of bounded length is read and checked before
    /// the transaction, which is then as short as can be; else memory stays flat.
    pub most_rows: Option<u64>,
    /// Set when it is to stop.
    pub stop: Option<&'p AtomicBool>,
    /// Called in the transaction, where anything was stored.
    pub stored: Option<&'p mut Stored<'p>>,
    /// Called in a dry run.
    pub planned: Option<&'p mut Planned<'p>>,
}

impl FileToImport<'_, '_> {
    /// Whether nobody stopped it.
    pub(super) fn go_on(&self) -> Result<(), ImportError> {
        match self.watch.stop {
            Some(stop) if stop.load(Ordering::Relaxed) => Err(ImportError::Stopped),
            _ => Ok(()),
        }
    }

    pub(super) fn tell(&mut self, progress: Progress) {
        if let Some(tell) = self.progress.as_deref_mut() {
            tell(progress);
        }
    }
}
