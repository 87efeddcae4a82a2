//! The outbox: a mail is a row, written with the fact it tells of, and sent later,
//! at least once, always with the same Message-ID.

use chrono::NaiveDateTime;

use super::Message;
use crate::people::PersonId;
use crate::units::UnitId;
use crate::{id_type, text_enum};

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
}

impl OutboxMail {
    /// The mail as the transport takes it.
    pub fn message(&self) -> Message {
        Message {
            message_id: self.message_id.clone(),
            to_name: self.to_name.clone(),
            to_address: self.to_address.clone(),
            subject: self.subject.clone(),
            text: self.text_body.clone(),
            html: self.html_body.clone(),
        }
    }
}
