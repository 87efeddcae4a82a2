//! The folder of uploaded files: one file per content, named by its SHA-256, whole or
//! not there at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::inspect::sha256;
use crate::clock::file_time;
use crate::files::has_lain;

/// Why a file could not be kept or handed out.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No room on the disk.
    #[error("文件没有保存：服务器磁盘已满，请联系系统管理员清理后再上传")]
    Full(#[source] std::io::Error),
    /// The folder is away or may not be written.
    #[error("文件没有保存：服务器的文件夹暂时不能写入，请联系系统管理员，稍后再上传")]
    Unwritable(#[source] std::io::Error),
    /// The file is not where its row says, or not as it was stored.
    #[error("这份文件暂时取不出来，请联系系统管理员核对文件夹（files.folder）")]
    Lost,
}

/// The folder.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// The folder of the settings; it is made with the first file.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Puts bytes under their name; nothing is done where they lie already.
    ///
    /// # Errors
    /// [`ShelfError`]; then nothing was stored.
    pub fn put(&self, stored_sha256: &str, bytes: &[u8]) -> Result<(), ShelfError> {
        let path = self.path(stored_sha256);
        // Still there after it was touched: whoever sweeps takes it away before looking at
        // its age, so either it is gone here or seen as young there.
        let lies = fs::read(&path).is_ok_and(|there| there == bytes);
        if lies && is_touched(&path) && path.is_file() {
            return Ok(());
        }
        write_whole(&path, bytes).map_err(|error| match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ShelfError::Full(error),
            _ => ShelfError::Unwritable(error),
        })
    }

    /// The bytes under a name, if they are still those that were stored.
    ///
    /// # Errors
    /// [`ShelfError::Lost`].
    pub fn read(&self, stored_sha256: &str) -> Result<Vec<u8>, ShelfError> {
        let bytes = fs::read(self.path(stored_sha256)).map_err(|_| ShelfError::Lost)?;
        if sha256(&bytes) == stored_sha256 {
            Ok(bytes)
        } else {
            Err(ShelfError::Lost)
        }
    }

    /// Where a file lies: 256 folders by the first two digits.
    pub fn path(&self, stored_sha256: &str) -> PathBuf {
        let group = stored_sha256.get(..2).unwrap_or("00");
        self.folder.join(group).join(stored_sha256)
    }

    /// Removes what no row speaks of and has lain for longer than `older_than`: files
    /// whose upload was broken off between the folder and the database. `is_known`
    /// answers for one name. How many were removed.
    ///
    /// # Errors
    /// When `is_known` fails; what cannot be removed is left for the next time.
    pub fn sweep<E>(
        &self,
        older_than: Duration,
        mut is_known: impl FnMut(&str) -> Result<bool, E>,
    ) -> Result<usize, E> {
        let mut removed = 0;
        for path in self.files_older_than(older_than) {
            let name = path.file_name().and_then(|name| name.to_str());
            let known = match name.filter(|name| name.len() == 64) {
                Some(name) => is_known(name)?,
                None => false,
            };
            if !known && take_out(&path, older_than) {
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn files_older_than(&self, age: Duration) -> Vec<PathBuf> {
        let groups = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        groups
            .flat_map(|group| fs::read_dir(group.path()).into_iter().flatten().flatten())
            .map(|entry| entry.path())
            .filter(|path| has_lain(path, age))
            .collect()
    }
}

/// Removes a file if it has still lain long enough: out of its place first, so that an
/// upload of the same content meanwhile puts its own there, and back again where one has
/// just made it young. Whether it is gone.
fn take_out(path: &Path, older_than: Duration) -> bool {
    let aside = path.with_extension("swept");
    if fs::rename(path, &aside).is_err() {
        return false;
    }
    if has_lain(&aside, older_than) {
        return fs::remove_file(&aside).is_ok();
    }
    // Never over one that was put there since.
    if path.exists() || fs::rename(&aside, path).is_err() {
        let _ = fs::remove_file(&aside);
    }
    false
}

/// Makes a file young again, so that a sweep does not take it from under a new upload.
fn is_touched(path: &Path) -> bool {
    File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(file_time()))
        .is_ok()
}

/// Beside its place, flushed to the disk, then moved there; the folder is flushed too,
/// so that a power cut does not leave a row without its file.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}
