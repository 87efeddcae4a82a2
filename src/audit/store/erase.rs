//! Emptying payloads by law. The lines stay, and so do their seals.

use diesel::prelude::*;

use crate::audit::{Action, Entity, PersonsErased};
use crate::db::Conn;
use crate::db::schema::history;
use crate::people::PersonId;

/// The payloads about these people and these kinds of thing: how many there are.
///
/// # Errors
/// When the query fails.
pub fn count_payloads(conn: &mut Conn, of: &[PersonId], entities: &[Entity]) -> QueryResult<i64> {
    history::table
        .filter(history::person_id.eq_any(of))
        .filter(history::entity.eq_any(entities))
        .filter(
            history::before
                .is_not_null()
                .or(history::after.is_not_null()),
        )
        .count()
        .get_result(conn)
}

/// Empties them; `by` is the line that tells of it and names the people. What is
/// written about them later is another matter.
///
/// # Errors
/// When the query fails.
pub fn erase_payloads(
    conn: &mut Conn,
    of: &[PersonId],
    entities: &[Entity],
    by: i64,
) -> QueryResult<usize> {
    diesel::update(
        history::table
            .filter(history::person_id.eq_any(of))
            .filter(history::entity.eq_any(entities))
            .filter(
                history::before
                    .is_not_null()
                    .or(history::after.is_not_null()),
            )
            .filter(history::id.lt(by)),
    )
    .set((
        history::before.eq(None::<String>),
        history::after.eq(None::<String>),
        history::erased_by_id.eq(Some(by)),
    ))
    .execute(conn)
}

/// The line that told of this erasure.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn line_of_erasure(conn: &mut Conn, entity: Entity, entity_id: i64) -> QueryResult<i64> {
    history::table
        .filter(history::entity.eq(entity))
        .filter(history::entity_id.eq(entity_id))
        .filter(history::action.eq(Action::Erased))
        .order(history::id.desc())
        .select(history::id)
        .first(conn)
}

/// What the lines of this erasure tell, in order.
///
/// # Errors
/// When the query fails.
pub fn load_erasures(
    conn: &mut Conn,
    entity: Entity,
    entity_id: i64,
) -> QueryResult<Vec<PersonsErased>> {
    let told: Vec<Option<String>> = history::table
        .filter(history::entity.eq(entity))
        .filter(history::entity_id.eq(entity_id))
        .filter(history::action.eq(Action::Erased))
        .order(history::id)
        .select(history::after)
        .load(conn)?;
    let told = told.iter().flatten();
    Ok(told
        .filter_map(|after| serde_json::from_str(after).ok())
        .collect())
}
