//! Looks at a queued mail once more before it is sent: whoever has paid, left,
//! renewed or been given new days is not written to about the old ones.

use chrono::NaiveDate;

use super::actions::RemindError;
use super::gather::Gatherer;
use super::parcel::render;
use super::{
    MadeReminder, OutdatedReason, ReminderContent, ReminderId, ReminderState, SeasonKey, Seasons,
    StoredReminder, outdated, store,
};
use crate::app::App;
use crate::calendar::plus_days;
use crate::clock::{Now, to_local};
use crate::db::Conn;
use crate::mail::outbox::OutboxMail;
use crate::people;

/// What is to become of a queued mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Send it as it is.
    Send,
    /// Send it with what is left; these reminders are cancelled.
    SendShortened(Box<OutboxMail>, Vec<ReminderId>),
    /// Nothing of it is wanted any more.
    Drop(Vec<ReminderId>, OutdatedReason),
}

/// Judges a queued mail on the day it would leave.
///
/// # Errors
/// [`RemindError`].
pub fn judge(
    app: &App,
    conn: &mut Conn,
    mail: &OutboxMail,
    now: Now,
) -> Result<Verdict, RemindError> {
    let told: Vec<StoredReminder> = store::load_of_mail(conn, mail.id)?
        .into_iter()
        .filter(|reminder| reminder.state == ReminderState::Made)
        .collect();
    if told.is_empty() {
        return Ok(Verdict::Send);
    }
    let today = day_of_sending(app, &told, now);
    let rows: Vec<MadeReminder> = told.iter().map(StoredReminder::as_made).collect();
    let old = match mail.person_id {
        Some(person) => {
            let mut gatherer = Gatherer::load(conn, &app.policies, app.config.time_zone, today)?;
            let seasons = gatherer.seasons();
            let plus_working_days = gatherer.plus_working_days();
            let person = people::store::get(conn, person)?;
            let unit = person.details.unit_id;
            let situations = gatherer.gather(conn, vec![person], false)?;
            let old = situations
                .first()
                .map(|person| outdated(person, &seasons, &rows, &plus_working_days, today))
                .unwrap_or_default();
            let in_part = !old.is_empty() && old.len() < told.len();
            if in_part || (old.is_empty() && tells_another_end(&told, &seasons)) {
                let contact = gatherer.contact(unit);
                return shortened(app, mail, &told, &old, &seasons, &contact, today);
            }
            old
        }
        None => rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.useful_until < today)
            .map(|(index, _)| (index, OutdatedReason::TooLate))
            .collect(),
    };
    match old.first() {
        Some((_, reason)) if old.len() == told.len() => Ok(Verdict::Drop(
            told.iter().map(|reminder| reminder.id).collect(),
            *reason,
        )),
        _ => Ok(Verdict::Send),
    }
}

/// The day on which the mail leaves, as its reminders see it: one made for another
/// day than the clock's (`remind --as-of`) ages from that day.
fn day_of_sending(app: &App, told: &[StoredReminder], now: Now) -> NaiveDate {
    let zone = app.config.time_zone;
    told.first().map_or(now.today, |reminder| {
        let made_by_clock = to_local(reminder.created_at, zone).date();
        plus_days(reminder.made_on, (now.today - made_by_clock).num_days())
    })
}

/// What a reminder tells, as it was stored.
fn content_of(reminder: &StoredReminder) -> Option<ReminderContent> {
    serde_json::from_str(&reminder.content).ok()
}

/// The same content with the end of sign-up as it is now: sign-up may open on the day
/// that was told and still close on another.
fn as_it_ends_now(mut content: ReminderContent, seasons: &Seasons) -> ReminderContent {
    if let ReminderContent::SignupOpens {
        exam, closes_at, ..
    } = &mut content
    {
        let key = SeasonKey {
            year: exam.year,
            area: exam.area.clone(),
        };
        if let Some(season) = seasons.get(&key) {
            *closes_at = season.signup_closes;
            exam.document.clone_from(&season.document);
        }
    }
    content
}

/// Whether a reminder that still holds tells an end of sign-up that has moved.
fn tells_another_end(told: &[StoredReminder], seasons: &Seasons) -> bool {
    told.iter()
        .filter_map(content_of)
        .any(|content| as_it_ends_now(content.clone(), seasons) != content)
}

fn shortened(
    app: &App,
    mail: &OutboxMail,
    told: &[StoredReminder],
    old: &[(usize, OutdatedReason)],
    seasons: &Seasons,
    contact: &super::UnitContact,
    today: NaiveDate,
) -> Result<Verdict, RemindError> {
    let is_old = |index: usize| old.iter().any(|(outdated, _)| *outdated == index);
    let cancelled: Vec<ReminderId> = told
        .iter()
        .enumerate()
        .filter(|(index, _)| is_old(*index))
        .map(|(_, reminder)| reminder.id)
        .collect();
    let contents: Vec<ReminderContent> = told
        .iter()
        .enumerate()
        .filter(|(index, _)| !is_old(*index))
        .filter_map(|(_, reminder)| content_of(reminder))
        .map(|content| as_it_ends_now(content, seasons))
        .collect();
    let Some(rendered) = render(app, &mail.to_name, &contents, contact, today)? else {
        return Ok(Verdict::Send);
    };
    let mut shorter = mail.clone();
    shorter.subject = rendered.subject;
    shorter.text_body = rendered.text;
    shorter.html_body = rendered.html;
    Ok(Verdict::SendShortened(Box::new(shorter), cancelled))
}
