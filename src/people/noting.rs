//! Looks at and exports of personal data, as the history keeps them.

use diesel::QueryResult;
use serde::Serialize;

use super::PersonId;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::db::Conn;
use crate::web::{Problem, Request};

#[derive(Serialize)]
struct Looked<'a> {
    viewed: &'static str,
    reason: &'a str,
}

/// Notes that the numbers of a person were shown in full, and why.
///
/// # Errors
/// When the query fails.
pub fn looked(
    conn: &mut Conn,
    occasion: &Occasion,
    person: PersonId,
    reason: &str,
) -> QueryResult<()> {
    let about = Looked {
        viewed: "证件号码、手机号",
        reason,
    };
    let change = Change::noted(
        Action::Viewed,
        Entity::Person,
        person.0,
        Some(person),
        &about,
    );
    audit::store::record(conn, occasion, &[change])
}

/// A list that leaves the system as a file.
#[derive(Debug, Clone, Serialize)]
pub struct ExportedList<'a> {
    /// Which list.
    pub exported: &'a str,
    /// The filters, as they stand in the address.
    pub filters: &'a str,
    /// How many lines it has: people, units or whatever the list is of.
    pub line_count: usize,
}

/// Notes that the list which a request asked for leaves the system as a file, with its
/// filters; a list that cannot be noted does not leave.
///
/// # Errors
/// When nobody is signed in or the query fails.
pub fn list_leaves(request: &Request, what: &str, lines: usize) -> Result<(), Problem> {
    let occasion = request.occasion()?;
    let list = ExportedList {
        exported: what,
        filters: &request.query_fields().query_without(&["page"]),
        line_count: lines,
    };
    request.app.db.write(|conn| {
        exported(conn, &occasion, &list)?;
        Ok::<_, Problem>(())
    })
}

/// Notes that a list left the system.
///
/// # Errors
/// When the query fails.
pub fn exported(conn: &mut Conn, occasion: &Occasion, list: &ExportedList<'_>) -> QueryResult<()> {
    let change = Change::noted(Action::Exported, Entity::List, 0, None, list);
    audit::store::record(conn, occasion, &[change])
}
