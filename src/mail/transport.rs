//! The three ways a mail can leave.

use chrono::NaiveDateTime;

use super::error::{SendError, SetupError};
use super::files::FolderMails;
use super::memory::MemoryMails;
use super::message::{Message, Sender};
use super::settings::{MailSettings, TransportKind};
use super::smtp::SmtpMails;

/// Where mails go. Cheap to clone; clones share connections and post box.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(SmtpMails),
    /// A folder of `.eml` files.
    Files(FolderMails),
    /// Memory, for tests.
    Memory(MemoryMails),
}

impl Transport {
    /// Opens what the settings ask for. A server is not contacted yet; a
    /// folder is made.
    ///
    /// # Errors
    /// Every fault of the settings at once, or a CA file or folder that cannot
    /// be used.
    pub fn open(settings: &MailSettings) -> Result<Transport, SetupError> {
        let problems = settings.problems();
        if !problems.is_empty() {
            return Err(SetupError::Settings(problems));
        }
        let sender = Sender::from_settings(settings)?;
        match settings.transport {
            TransportKind::Files => {
                FolderMails::open(&settings.folder, sender).map(Transport::Files)
            }
            TransportKind::Smtp => SmtpMails::open(&settings.smtp, sender).map(Transport::Smtp),
        }
    }

    /// Hands one mail over. `sent_at` (UTC) becomes its Date. Blocking: may
    /// take up to the timeout of the settings for each step.
    ///
    /// # Errors
    /// [`SendError::is_temporary`] tells whether to try the same mail again.
    pub fn send(&self, message: &Message, sent_at: NaiveDateTime) -> Result<(), SendError> {
        match self {
            Transport::Smtp(server) => server.send(message, sent_at),
            Transport::Files(folder) => folder.send(message, sent_at),
            Transport::Memory(mails) => mails.send(message, sent_at),
        }
    }

    /// Whether a mail could be handed over now: the server is reached and
    /// takes the account. Nothing is sent.
    pub fn check(&self) -> Result<(), SendError> {
        match self {
            Transport::Smtp(server) => server.check(),
            Transport::Files(_) | Transport::Memory(_) => Ok(()),
        }
    }

    /// Where mails go, for a person: a server's name or a folder.
    pub fn destination(&self) -> String {
        match self {
            Transport::Smtp(server) => server.server().to_owned(),
            Transport::Files(folder) => folder.folder().display().to_string(),
            Transport::Memory(_) => "memory".to_owned(),
        }
    }
}
