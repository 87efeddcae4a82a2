//! The outbox: a mail is a row, written with the fact it tells of, and sent later,
//! at least once, always with the same Message-ID.
//!
//! A letter whose link lets somebody in (a reset, an invitation) waits sealed with the
//! deployment's key, and is emptied as soon as it has left: whoever reads the database
//! or a backup of it can never sign in as somebody else.

use chrono::NaiveDateTime;

use super::Message;
use crate::people::PersonId;
use crate::secrecy::{CannotOpen, KeyError, Keys, is_sealed};
use crate::units::UnitId;
use crate::{id_type, text_enum};

/// Where the text of a sealed letter stands; bound into the ciphertext.
const TEXT_COLUMN: &str = "outbox.text_body";
/// Where its HTML stands; bound into the ciphertext.
const HTML_COLUMN: &str = "outbox.html_body";

id_type!(
    /// One mail in the outbox.
    OutboxId
);

text_enum!(
    /// Where a mail stands.
    MailState {
        /// Waiting to be sent, or to be sent again.
        Queued = "queued", "待发送";
        /// Handed over.
        Sent = "sent", "已发送";
        /// Refused for good.
        Failed = "failed", "发送失败";
        /// No longer wanted when its turn came.
        Dropped = "dropped", "已作废";
    }
);

/// A mail as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::outbox)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct OutboxMail {
    /// Its id.
    pub id: OutboxId,
    /// Fixed when it was written.
    pub message_id: String,
    /// The person it is for.
    pub person_id: Option<PersonId>,
    /// The unit it is for.
    pub unit_id: Option<UnitId>,
    /// The recipient's name.
    pub to_name: String,
    /// The recipient's address.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text_body: String,
    /// HTML.
    pub html_body: String,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before this instant (UTC).
    pub next_attempt_at: NaiveDateTime,
    /// Whether the bodies are sealed while it waits, and emptied afterwards.
    pub sealed: bool,
}

/// Text and HTML of a letter as they wait where its link lets somebody in.
///
/// # Errors
/// When the system gives no random bytes.
pub(super) fn seal_bodies(
    keys: &Keys,
    id: OutboxId,
    text: &str,
    html: &str,
) -> Result<(String, String), KeyError> {
    Ok((
        keys.seal(TEXT_COLUMN, id.0, text)?,
        keys.seal(HTML_COLUMN, id.0, html)?,
    ))
}

impl OutboxMail {
    /// The mail as the transport takes it.
    ///
    /// # Errors
    /// [`CannotOpen`] when it was sealed with another key or tampered with.
    pub fn message(&self, keys: &Keys) -> Result<Message, CannotOpen> {
        Ok(Message {
            message_id: self.message_id.clone(),
            to_name: self.to_name.clone(),
            to_address: self.to_address.clone(),
            subject: self.subject.clone(),
            text: self.opened(keys, TEXT_COLUMN, &self.text_body)?,
            html: self.opened(keys, HTML_COLUMN, &self.html_body)?,
        })
    }

    /// A body as it is read; what waited in clear before letters were sealed stays so.
    fn opened(&self, keys: &Keys, column: &str, body: &str) -> Result<String, CannotOpen> {
        if self.sealed && is_sealed(body) {
            keys.open(column, self.id.0, body)
        } else {
            Ok(body.to_owned())
        }
    }
}
