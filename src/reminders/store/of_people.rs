//! All reminders of people, and taking them out when their time of keeping is over.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::reminders;
use crate::people::PersonId;
use crate::reminders::StoredReminder;

/// The reminders of these people, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, of: &[PersonId]) -> QueryResult<Vec<StoredReminder>> {
    reminders::table
        .filter(reminders::person_id.eq_any(of))
        .order(reminders::id)
        .select(StoredReminder::as_select())
        .load(conn)
}

/// Takes out the reminders of these people.
///
/// # Errors
/// When the query fails.
pub fn delete_of_people(conn: &mut Conn, of: &[PersonId]) -> QueryResult<usize> {
    diesel::delete(reminders::table.filter(reminders::person_id.eq_any(of))).execute(conn)
}
