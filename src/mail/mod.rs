//! Mail (邮件): what one mail is, and the three ways it can leave the house.
//!
//! A mail is written as an outbox row beside the fact it tells of and sent
//! afterwards, at least once, with a fixed Message-ID. Sending is blocking and
//! slow: never inside a database transaction, never on an async worker thread.

pub mod address;
mod error;
mod files;
mod memory;
mod message;
pub mod outbox;
pub mod sending;
mod settings;
mod smtp;
pub mod store;
#[cfg(test)]
mod tests;
mod transport;

pub use error::{SendError, SetupError};
pub use files::FolderMails;
pub use memory::{MemoryMails, SentMail};
pub use message::{Message, Sender};
pub use settings::{MailSettings, Secret, SmtpSettings, TlsMode, TransportKind};
pub use smtp::SmtpMails;
pub use transport::Transport;
