//! The mail that tells a person what became of a submitted record, queued with the
//! decision.

use askama::Template;

use super::review::ReviewRefusal;
use super::submission::Standing;
use super::{RecordDetails, TrainingRecordId};
use crate::app::App;
use crate::calendar::chinese_day;
use crate::clock::Now;
use crate::db::Conn;
use crate::mail::Sender;
use crate::mail::outbox::MailState;
use crate::mail::store::{self as outbox, NewMail};
use crate::people::Person;

/// What the mail tells.
pub(super) struct DecidedMail<'a> {
    pub system_name: &'a str,
    pub base_url: &'a str,
    pub record: TrainingRecordId,
    pub person: &'a Person,
    pub details: &'a RecordDetails,
    pub standing: Standing,
    pub reason: Option<&'a str>,
    pub correction: Option<&'a str>,
    pub reviewer: &'a str,
    /// Whom to ask, with a number.
    pub ask: String,
}

impl DecidedMail<'_> {
    fn name(&self) -> &str {
        &self.person.details.name
    }

    /// The task, in the first line and in the subject.
    fn headline(&self) -> String {
        let title = &self.details.title;
        match self.standing {
            Standing::Recognised => format!("培训“{title}”已认定"),
            Standing::Returned => format!("培训“{title}”被退回，请补正后重新提交"),
            Standing::Rejected => format!("培训“{title}”不予认定"),
            Standing::Waiting | Standing::Withdrawn => {
                format!("培训“{title}”{}", self.standing.label())
            }
        }
    }

    fn days(&self) -> String {
        let (first, last) = (self.details.first_day, self.details.last_day);
        if first == last {
            chinese_day(first)
        } else {
            format!("{}至{}", chinese_day(first), chinese_day(last))
        }
    }

    fn figures(&self) -> String {
        self.details.figures()
    }

    fn link(&self) -> String {
        format!("{}/me/training/{}", self.base_url, self.record)
    }

    /// The colour of the state's mark in an HTML mail.
    fn colour(&self) -> &'static str {
        match self.standing {
            Standing::Recognised => "#2e7d4f",
            Standing::Returned => "#a86400",
            Standing::Rejected => "#b3261e",
            Standing::Waiting | Standing::Withdrawn => "#5a6872",
        }
    }

    fn shape(&self) -> &'static str {
        match self.standing {
            Standing::Recognised => "✓",
            Standing::Returned => "●",
            Standing::Rejected => "!",
            Standing::Waiting | Standing::Withdrawn => "◔",
        }
    }

    fn action(&self) -> &'static str {
        match self.standing {
            Standing::Returned => "去补正",
            _ => "查看这条记录",
        }
    }
}

#[derive(Template)]
#[template(path = "mails/training-decided/subject.txt")]
struct Subject<'a> {
    mail: &'a DecidedMail<'a>,
}

#[derive(Template)]
#[template(path = "mails/training-decided/body.txt")]
struct Text<'a> {
    mail: &'a DecidedMail<'a>,
}

#[derive(Template)]
#[template(path = "mails/training-decided/body.html")]
struct Html<'a> {
    mail: &'a DecidedMail<'a>,
}

/// Queues the mail; whoever has no address or has left gets none.
pub(super) fn queue_decided(
    conn: &mut Conn,
    app: &App,
    sender: &Sender,
    mail: &DecidedMail<'_>,
    now: Now,
) -> Result<(), ReviewRefusal> {
    let details = &mail.person.details;
    let Some(address) = details.email.clone() else {
        return Ok(());
    };
    if details.has_left(now.today) {
        return Ok(());
    }
    let id = outbox::next_id(conn)?;
    let fingerprint = app.keys.fingerprint().get(..8).unwrap_or_default();
    let subject = Subject { mail }.render()?;
    outbox::queue(
        conn,
        &NewMail {
            id,
            message_id: sender.message_id(&format!("training-{fingerprint}-{id}")),
            person_id: Some(mail.person.id),
            unit_id: None,
            to_name: details.name.clone(),
            to_address: address,
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            text_body: Text { mail }.render()?,
            html_body: Html { mail }.render()?,
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now.instant,
            created_at: now.instant,
        },
    )?;
    Ok(())
}
