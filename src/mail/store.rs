//! The outbox's SQL.

pub mod checks;
pub mod erase;
pub mod failed;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::outbox::{MailState, OutboxId, OutboxMail, seal_bodies};
use crate::db::schema::outbox;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;
use crate::secrecy::{KeyError, Keys};
use crate::units::UnitId;

/// A letter could not be queued sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealedMailError {
    /// The database refused.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    /// It could not be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A mail to be queued.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct NewMail {
    /// Its id, reserved by [`next_id`].
    pub id: OutboxId,
    /// Fixed from now on.
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
    /// Queued.
    pub state: MailState,
    /// 0.
    pub attempts: i64,
    /// At once, or later (UTC).
    pub next_attempt_at: NaiveDateTime,
    /// Now (UTC).
    pub created_at: NaiveDateTime,
}

/// Reserves the id of the next mail, which its Message-ID is made of.
///
/// # Errors
/// When the counter cannot be read.
pub fn next_id(conn: &mut Conn) -> QueryResult<OutboxId> {
    ids::allocate_one(conn, "outbox").map(OutboxId)
}

/// Queues a mail.
///
/// # Errors
/// When the Message-ID is taken.
pub fn queue(conn: &mut Conn, mail: &NewMail) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(outbox::table)
        .values(mail)
        .execute(inner))?;
    Ok(())
}

/// Queues a letter whose link lets somebody in: its bodies wait sealed and are emptied
/// once it has left.
///
/// # Errors
/// When the Message-ID is taken, or it cannot be sealed.
pub fn queue_sealed(conn: &mut Conn, keys: &Keys, mail: NewMail) -> Result<(), SealedMailError> {
    let (text_body, html_body) = seal_bodies(keys, mail.id, &mail.text_body, &mail.html_body)?;
    let id = mail.id;
    queue(
        conn,
        &NewMail {
            text_body,
            html_body,
            ..mail
        },
    )?;
    diesel::update(outbox::table.filter(outbox::id.eq(id)))
        .set(outbox::sealed.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Takes the next mail that is due for `owner` until `leased_until`: a guarded update,
/// so that any number of processes can send beside each other and the work of a
/// crashed one is taken up again when its lease is over.
///
/// # Errors
/// When the query fails.
pub fn lease_next(
    conn: &mut Conn,
    owner: &str,
    now: NaiveDateTime,
    leased_until: NaiveDateTime,
) -> QueryResult<Option<OutboxMail>> {
    let due = outbox::state
        .eq(MailState::Queued)
        .and(outbox::next_attempt_at.le(now))
        .and(
            outbox::leased_until
                .is_null()
                .or(outbox::leased_until.lt(now)),
        );
    loop {
        let next: Option<OutboxMail> = outbox::table
            .filter(due)
            .order((outbox::next_attempt_at, outbox::id))
            .select(OutboxMail::as_select())
            .first(conn)
            .optional()?;
        let Some(mail) = next else { return Ok(None) };
        let mine = outbox::table.filter(outbox::id.eq(mail.id)).filter(due);
        let taken = diesel::update(mine)
            .set((
                outbox::lease_owner.eq(owner),
                outbox::leased_until.eq(leased_until),
            ))
            .execute(conn)?;
        if taken == 1 {
            return Ok(Some(mail));
        }
    }
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Handed over.
    Sent,
    /// To be tried again, not before this instant.
    Again(NaiveDateTime, String),
    /// Refused for good.
    Failed(String),
    /// No longer wanted.
    Dropped(String),
}

/// Records what became of a leased mail; false when the lease was lost meanwhile.
///
/// # Errors
/// When the query fails.
pub fn record_delivery(
    conn: &mut Conn,
    id: OutboxId,
    owner: &str,
    delivery: &Delivery,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let mine = outbox::table.filter(outbox::id.eq(id).and(outbox::lease_owner.eq(owner)));
    let (state, again_at, error, sent_at) = match delivery {
        Delivery::Sent => (MailState::Sent, at, None, Some(at)),
        Delivery::Again(next, error) => (MailState::Queued, *next, Some(error.as_str()), None),
        Delivery::Failed(error) => (MailState::Failed, at, Some(error.as_str()), None),
        Delivery::Dropped(reason) => (MailState::Dropped, at, Some(reason.as_str()), None),
    };
    let changed = diesel::update(mine)
        .set((
            outbox::state.eq(state),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::next_attempt_at.eq(again_at),
            outbox::last_error.eq(error),
            outbox::sent_at.eq(sent_at),
            outbox::lease_owner.eq(None::<String>),
            outbox::leased_until.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    if changed == 1 && state != MailState::Queued {
        empty_sealed(conn, id)?;
    }
    Ok(changed == 1)
}

/// Empties a letter whose link lets somebody in, once it waits no longer.
fn empty_sealed(conn: &mut Conn, id: OutboxId) -> QueryResult<()> {
    let letter = outbox::table.filter(outbox::id.eq(id).and(outbox::sealed.eq(true)));
    diesel::update(letter)
        .set((outbox::text_body.eq(""), outbox::html_body.eq("")))
        .execute(conn)?;
    Ok(())
}

/// Replaces what a queued mail says; its Message-ID stays.
///
/// # Errors
/// When the query fails.
pub fn rewrite(conn: &mut Conn, mail: &OutboxMail) -> QueryResult<()> {
    diesel::update(outbox::table.filter(outbox::id.eq(mail.id)))
        .set((
            outbox::subject.eq(&mail.subject),
            outbox::text_body.eq(&mail.text_body),
            outbox::html_body.eq(&mail.html_body),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many mails stand in each state.
///
/// # Errors
/// When the query fails.
pub fn count_by_state(conn: &mut Conn) -> QueryResult<Vec<(MailState, i64)>> {
    outbox::table
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .load(conn)
}

/// Hands the mails of one entry to another of the same person.
///
/// # Errors
/// When the query fails.
pub fn reassign(conn: &mut Conn, from: PersonId, to: PersonId) -> QueryResult<usize> {
    diesel::update(outbox::table.filter(outbox::person_id.eq(from)))
        .set(outbox::person_id.eq(to))
        .execute(conn)
}
