//! The mail to an address that is no longer its owner's: whoever changes somebody's
//! address gets the links for a new password, so the old one is told.

use askama::Template;
use diesel::QueryResult;

use super::{AccountRefusal, store};
use crate::app::App;
use crate::audit::Occasion;
use crate::calendar::chinese_day;
use crate::clock::to_local;
use crate::db::Conn;
use crate::mail::Sender;
use crate::mail::outbox::{MailState, OutboxId};
use crate::mail::store::{self as outbox, NewMail};
use crate::people::Person;
use crate::units;

/// What the mail tells.
struct Letter<'a> {
    system_name: &'a str,
    headline: &'static str,
    name: &'a str,
    changed_at: String,
    changed_by: &'a str,
    /// Whom to ask.
    ask: String,
}

#[derive(Template)]
#[template(path = "mails/address_changed/subject.txt")]
struct Subject<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "mails/address_changed/body.txt")]
struct Text<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "mails/address_changed/body.html")]
struct Html<'a> {
    letter: &'a Letter<'a>,
}

/// Tells the address of `before` that `after` took its place; nothing where it stayed, there
/// was none, or the person has no account. A mail that cannot be written keeps nobody from
/// changing an address; the log says so.
///
/// # Errors
/// When a query fails.
pub fn tell_old_address(
    app: &App,
    conn: &mut Conn,
    before: &Person,
    after: Option<&str>,
    occasion: &Occasion,
) -> QueryResult<()> {
    let Some(old) = before.details.email.as_deref() else {
        return Ok(());
    };
    if after == Some(old) || store::find_by_person(conn, before.id)?.is_none() {
        return Ok(());
    }
    let id = outbox::next_id(conn)?;
    let chain = units::store::load_chain(conn, before.details.unit_id)?;
    let ask = units::whom_to_ask(&chain, before.details.unit_id);
    match mail(app, id, before, (old, ask), occasion) {
        Ok(mail) => outbox::queue(conn, &mail),
        Err(error) => {
            tracing::warn!(%error, "an old mail address could not be told of the new one");
            Ok(())
        }
    }
}

fn mail(
    app: &App,
    id: OutboxId,
    to: &Person,
    (address, ask): (&str, String),
    occasion: &Occasion,
) -> Result<NewMail, AccountRefusal> {
    let now = occasion.now.instant;
    let local = to_local(now, app.config.time_zone);
    let letter = &Letter {
        system_name: &app.config.mail.from_name,
        headline: "您的邮箱已更换",
        name: &to.details.name,
        changed_at: format!("{} {}", chinese_day(local.date()), local.format("%H:%M")),
        changed_by: &occasion.actor.name,
        ask,
    };
    let failed = |error: askama::Error| AccountRefusal::Template(error.to_string());
    let subject = Subject { letter }.render().map_err(failed)?;
    let fingerprint = app.keys.fingerprint().get(..8).unwrap_or_default();
    let sender = Sender::from_settings(&app.config.mail)?;
    Ok(NewMail {
        id,
        message_id: sender.message_id(&format!("address-{fingerprint}-{id}")),
        person_id: Some(to.id),
        unit_id: None,
        to_name: to.details.name.clone(),
        to_address: address.to_owned(),
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text_body: Text { letter }.render().map_err(failed)?,
        html_body: Html { letter }.render().map_err(failed)?,
        state: MailState::Queued,
        attempts: 0,
        next_attempt_at: now,
        created_at: now,
    })
}
