//! Mails as files: one `.eml` each, which any mail program opens.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::error::{SendError, SetupError};
use super::message::{Message, Sender};

/// A folder that mails are written to.
#[derive(Debug, Clone)]
pub struct FolderMails {
    folder: PathBuf,
    sender: Sender,
}

impl FolderMails {
    /// Makes the folder if it is missing.
    pub(super) fn open(folder: &Path, sender: Sender) -> Result<FolderMails, SetupError> {
        std::fs::create_dir_all(folder).map_err(|error| SetupError::Folder {
            folder: folder.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(FolderMails {
            folder: folder.to_owned(),
            sender,
        })
    }

    /// Where the mails lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes `<time>-<message id>.eml`. The file appears whole or not at all:
    /// it is written under a temporary name and renamed.
    pub(super) fn send(&self, message: &Message, sent_at: NaiveDateTime) -> Result<(), SendError> {
        let bytes = message.build(&self.sender, sent_at)?.formatted();
        let name = format!(
            "{}-{}.eml",
            sent_at.format("%Y%m%dT%H%M%SZ"),
            message.checked_id()?
        );
        self.write(&self.folder.join(name), &bytes)
            .map_err(|error| SendError::Unwritable {
                folder: self.folder.clone(),
                reason: error.to_string(),
            })
    }

    fn write(&self, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
        // The folder may have been swept since the program started.
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new()
            .prefix(".mail-")
            .suffix(".tmp")
            .tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(target)?;
        Ok(())
    }
}
