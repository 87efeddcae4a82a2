//! How everybody's account stands, in small rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::AccountState;
use super::super::rules::StandingFacts;
use crate::db::Conn;
use crate::db::schema::accounts;
use crate::each_backend;
use crate::people::PersonId;

/// What the standing of every person's account follows from: small rows, for filtering
/// a whole list.
///
/// # Errors
/// When the query fails.
pub fn load_standings(conn: &mut Conn) -> QueryResult<Vec<(PersonId, StandingFacts)>> {
    type Row = (
        Option<PersonId>,
        AccountState,
        Option<NaiveDateTime>,
        bool,
        bool,
    );
    let rows: Vec<Row> = each_backend!(conn, |inner| accounts::table
        .filter(accounts::person_id.is_not_null())
        .select((
            accounts::person_id,
            accounts::state,
            accounts::locked_until,
            accounts::must_change_password,
            accounts::password_hash.is_not_null(),
        ))
        .load(inner))?;
    Ok(rows
        .into_iter()
        .filter_map(
            |(person, state, locked_until, must_change_password, has_password)| {
                let facts = StandingFacts {
                    state,
                    locked_until,
                    must_change_password,
                    has_password,
                };
                Some((person?, facts))
            },
        )
        .collect())
}
