//! Mails that failed for good.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::outbox;
use crate::mail::outbox::{MailState, OutboxMail};

/// The latest mails that failed for good, newest first, each with its reason.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, limit: i64) -> QueryResult<Vec<(OutboxMail, Option<String>)>> {
    outbox::table
        .filter(outbox::state.eq(MailState::Failed))
        .order(outbox::id.desc())
        .limit(limit)
        .select((OutboxMail::as_select(), outbox::last_error))
        .load(conn)
}
