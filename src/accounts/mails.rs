//! The two mails of this room: a link to set a new password, and one to set the first.

use askama::Template;
use chrono::NaiveDateTime;

use super::AccountRefusal;
use crate::app::App;
use crate::calendar::chinese_day;
use crate::clock::{Now, to_local};
use crate::db::Conn;
use crate::mail::Sender;
use crate::mail::outbox::MailState;
use crate::mail::store::{self as outbox, NewMail};
use crate::people::PersonId;

/// What both mails tell.
pub(super) struct LinkLetter<'a> {
    pub(super) system_name: &'a str,
    pub(super) headline: String,
    pub(super) name: &'a str,
    pub(super) unit: &'a str,
    pub(super) link: String,
    pub(super) good_until: String,
    /// Whom to ask.
    pub(super) ask: &'a str,
}

#[derive(Template)]
#[template(path = "mails/password_reset/subject.txt")]
struct ResetSubject<'a> {
    letter: &'a LinkLetter<'a>,
}

#[derive(Template)]
#[template(path = "mails/password_reset/body.txt")]
struct ResetText<'a> {
    letter: &'a LinkLetter<'a>,
}

#[derive(Template)]
#[template(path = "mails/password_reset/body.html")]
struct ResetHtml<'a> {
    letter: &'a LinkLetter<'a>,
}

#[derive(Template)]
#[template(path = "mails/account_ready/subject.txt")]
struct ReadySubject<'a> {
    letter: &'a LinkLetter<'a>,
}

#[derive(Template)]
#[template(path = "mails/account_ready/body.txt")]
struct ReadyText<'a> {
    letter: &'a LinkLetter<'a>,
}

#[derive(Template)]
#[template(path = "mails/account_ready/body.html")]
struct ReadyHtml<'a> {
    letter: &'a LinkLetter<'a>,
}

/// Which mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkMail {
    /// The owner forgot the password.
    PasswordReset,
    /// The account is new.
    AccountReady,
}

/// Whom a link goes to.
pub(super) struct LinkRecipient<'a> {
    pub(super) person: PersonId,
    pub(super) name: &'a str,
    pub(super) address: &'a str,
    pub(super) unit: &'a str,
    /// Whom to ask, with a number.
    pub(super) ask: String,
}

/// A mail with a link, as it was written.
pub(super) struct WrittenLetter {
    kind: &'static str,
    subject: String,
    text: String,
    html: String,
}

/// Writes a mail with a link to set a password; nothing is stored.
pub(super) fn write_letter(
    app: &App,
    mail: LinkMail,
    to: &LinkRecipient<'_>,
    link: &str,
    good_until: NaiveDateTime,
) -> Result<WrittenLetter, AccountRefusal> {
    let local = to_local(good_until, app.config.time_zone);
    let letter = LinkLetter {
        system_name: &app.config.mail.from_name,
        headline: match mail {
            LinkMail::PasswordReset => "重设密码的链接".to_owned(),
            LinkMail::AccountReady => "您的账号已开通，请设置密码".to_owned(),
        },
        name: to.name,
        unit: to.unit,
        ask: &to.ask,
        link: format!("{}/password/reset/{link}", app.config.base_url),
        good_until: format!("{} {}", chinese_day(local.date()), local.format("%H:%M")),
    };
    render(mail, &letter).map_err(|error| AccountRefusal::Template(error.to_string()))
}

/// Queues a mail with a link to set a password; it waits sealed.
pub(super) fn queue_letter(
    app: &App,
    conn: &mut Conn,
    to: &LinkRecipient<'_>,
    letter: WrittenLetter,
    now: Now,
) -> Result<(), AccountRefusal> {
    let WrittenLetter {
        kind,
        subject,
        text,
        html,
    } = letter;
    let id = outbox::next_id(conn)?;
    let fingerprint = app.keys.fingerprint().get(..8).unwrap_or_default();
    let sender = Sender::from_settings(&app.config.mail)?;
    outbox::queue_sealed(
        conn,
        &app.keys,
        NewMail {
            id,
            message_id: sender.message_id(&format!("{kind}-{fingerprint}-{id}")),
            person_id: Some(to.person),
            unit_id: None,
            to_name: to.name.to_owned(),
            to_address: to.address.to_owned(),
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            text_body: text,
            html_body: html,
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now.instant,
            created_at: now.instant,
        },
    )?;
    Ok(())
}

fn render(mail: LinkMail, letter: &LinkLetter<'_>) -> Result<WrittenLetter, askama::Error> {
    Ok(match mail {
        LinkMail::PasswordReset => WrittenLetter {
            kind: "password",
            subject: ResetSubject { letter }.render()?,
            text: ResetText { letter }.render()?,
            html: ResetHtml { letter }.render()?,
        },
        LinkMail::AccountReady => WrittenLetter {
            kind: "account",
            subject: ReadySubject { letter }.render()?,
            text: ReadyText { letter }.render()?,
            html: ReadyHtml { letter }.render()?,
        },
    })
}
