//! One mail, and how it becomes the bytes that travel (RFC 5322, MIME).

use std::time::{Duration, SystemTime};

use chrono::NaiveDateTime;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::address;
use super::error::{SendError, SetupError};
use super::settings::MailSettings;

/// Display names longer than this many characters are cut: no mail program
/// shows more, and some servers refuse very long headers.
const LONGEST_NAME: usize = 64;
/// Subjects longer than this many characters are cut.
const LONGEST_SUBJECT: usize = 150;

/// One mail to one person, as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Fixed when the mail is written (see [`Sender::message_id`]), so that a
    /// mail that is sent twice is recognised as one. Without angle brackets.
    pub message_id: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// The recipient's address as it stands in the person's record.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// The plain text, as good as the HTML.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

/// Who a mail comes from: checked once, used for every mail.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Sender {
    /// Reads the sender out of the settings; its addresses must be valid.
    pub fn from_settings(settings: &MailSettings) -> Result<Sender, SetupError> {
        let parse = |field: &str, typed: &str| {
            address::parse(typed)
                .map_err(|bad| SetupError::Settings(vec![format!("mail.{field}：{bad}")]))
        };
        let from = parse("from_address", &settings.from_address)?;
        let reply_to = match &settings.reply_to {
            Some(typed) => Some(Mailbox::new(None, parse("reply_to", typed)?)),
            None => None,
        };
        Ok(Sender {
            from: Mailbox::new(display_name(&settings.from_name), from),
            reply_to,
        })
    }

    /// A Message-ID for the mail that `unique` names (an outbox key; letters,
    /// digits, dots and hyphens, never personal data): `unique@domain`.
    pub fn message_id(&self, unique: &str) -> String {
        format!("{unique}@{}", self.from.email.domain())
    }
}

impl Message {
    /// The mail as lettre sends it. `sent_at` is UTC and becomes the Date.
    /// Apart from the Date two calls give the same bytes.
    pub(super) fn build(
        &self,
        sender: &Sender,
        sent_at: NaiveDateTime,
    ) -> Result<lettre::Message, SendError> {
        let to = Mailbox::new(
            display_name(&self.to_name),
            address::parse(&self.to_address)?,
        );
        let mut builder = lettre::Message::builder()
            .from(sender.from.clone())
            .to(to)
            .date(system_time(sent_at))
            .message_id(Some(format!("<{}>", self.checked_id()?)))
            .subject(one_line(&self.subject, LONGEST_SUBJECT))
            // RFC 3834: keeps holiday notices from answering a machine.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let body = MultiPart::alternative()
            .boundary(self.boundary())
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        builder
            .multipart(body)
            .map_err(|error| SendError::Unbuildable {
                reason: error.to_string(),
            })
    }

    /// The id, if it can stand in a header and in a file name.
    pub(super) fn checked_id(&self) -> Result<&str, SendError> {
        let fits = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
        let id = self.message_id.as_str();
        if id.is_empty() || id.len() > 200 || id.starts_with('.') || !id.chars().all(fits) {
            return Err(SendError::Unbuildable {
                reason: "Message-ID".to_owned(),
            });
        }
        Ok(id)
    }

    /// Fixed per mail, so that a resend is the same mail byte for byte.
    fn boundary(&self) -> String {
        let digest = Sha256::digest(self.message_id.as_bytes());
        format!("=_{}", hex::encode(&digest[..16]))
    }
}

fn display_name(typed: &str) -> Option<String> {
    let name = one_line(typed, LONGEST_NAME);
    (!name.is_empty()).then_some(name)
}

/// The text on one line without control characters, line separators and the
/// invisible characters that turn the writing direction: none of them belongs
/// in a header, and a line break would begin a header of the writer's choice.
fn one_line(text: &str, longest: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if is_unfit_for_a_header(c) { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut cut: String = line.chars().take(longest - 1).collect();
    cut.push('…');
    cut
}

fn is_unfit_for_a_header(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
        )
        || ('\u{202A}'..='\u{202E}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

fn system_time(at: NaiveDateTime) -> SystemTime {
    let seconds = u64::try_from(at.and_utc().timestamp()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
