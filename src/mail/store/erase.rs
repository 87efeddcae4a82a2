//! Taking out mails that nobody needs any more.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::outbox;
use crate::mail::outbox::MailState;
use crate::people::PersonId;

/// Takes out the mails to these people.
///
/// # Errors
/// When a reminder still refers to one of them.
pub fn delete_of_people(conn: &mut Conn, of: &[PersonId]) -> QueryResult<usize> {
    diesel::delete(outbox::table.filter(outbox::person_id.eq_any(of))).execute(conn)
}

/// Empties what mails said that were written before `instant` and are not waiting any
/// more: they name people. That they were sent, when and to whom stays.
///
/// # Errors
/// When the query fails.
pub fn empty_old(conn: &mut Conn, instant: NaiveDateTime) -> QueryResult<usize> {
    diesel::update(
        outbox::table
            .filter(outbox::state.ne(MailState::Queued))
            .filter(outbox::created_at.lt(instant))
            .filter(outbox::text_body.ne("")),
    )
    .set((outbox::text_body.eq(""), outbox::html_body.eq("")))
    .execute(conn)
}
