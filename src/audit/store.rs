//! The history's SQL.

pub mod erase;
pub mod seals;
pub mod search;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::chain::payload_hash;
use super::{Action, Change, Entity, ImportBatchId, Occasion};
use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::history;
use crate::each_backend;
use crate::people::PersonId;

/// Rows of one bulk insert; 15 columns each, below SQLite's 32,766 parameters.
const ROWS_AT_ONCE: usize = 1_000;

#[derive(Insertable)]
#[diesel(table_name = history, treat_none_as_default_value = false)]
struct NewLine<'a> {
    occurred_at: NaiveDateTime,
    actor: &'a str,
    origin: &'a str,
    import_batch_id: Option<ImportBatchId>,
    person_id: Option<PersonId>,
    entity: Entity,
    entity_id: i64,
    action: Action,
    before: Option<String>,
    after: Option<String>,
    payload_hash: String,
    account_id: Option<AccountId>,
    address: Option<&'a str>,
    on_behalf_of_id: Option<PersonId>,
    request_id: Option<&'a str>,
}

/// Appends lines to the history, in order.
///
/// # Errors
/// When the database refuses them.
pub fn record(conn: &mut Conn, occasion: &Occasion, changes: &[Change]) -> QueryResult<()> {
    for chunk in changes.chunks(ROWS_AT_ONCE) {
        let lines: Vec<NewLine<'_>> = chunk.iter().map(|change| line(occasion, change)).collect();
        each_backend!(conn, |inner| diesel::insert_into(history::table)
            .values(&lines)
            .execute(inner))?;
    }
    Ok(())
}

fn line<'a>(occasion: &'a Occasion, change: &Change) -> NewLine<'a> {
    let before = change.before.as_ref().map(ToString::to_string);
    let after = change.after.as_ref().map(ToString::to_string);
    NewLine {
        occurred_at: occasion.now.instant,
        actor: &occasion.actor.name,
        origin: occasion.actor.origin,
        import_batch_id: occasion.batch,
        person_id: change.person,
        entity: change.entity,
        entity_id: change.entity_id,
        action: change.action,
        payload_hash: payload_hash(before.as_deref(), after.as_deref()),
        before,
        after,
        account_id: occasion.actor.account,
        address: occasion.actor.address.as_deref(),
        on_behalf_of_id: occasion.on_behalf_of,
        request_id: occasion.request_id.as_deref(),
    }
}

/// One line as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = history, check_for_backend(crate::db::Backend))]
pub struct Line {
    /// Its place in the order of all lines.
    pub id: i64,
    /// When (UTC).
    pub occurred_at: NaiveDateTime,
    /// Who.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// In which import.
    pub import_batch_id: Option<ImportBatchId>,
    /// Whom it concerns.
    pub person_id: Option<PersonId>,
    /// What kind of thing.
    pub entity: Entity,
    /// Which one.
    pub entity_id: i64,
    /// What happened.
    pub action: Action,
    /// Values before, JSON.
    pub before: Option<String>,
    /// Values after, JSON.
    pub after: Option<String>,
    /// SHA-256 over both.
    pub payload_hash: String,
    /// With which account.
    pub account_id: Option<AccountId>,
    /// From which network address.
    pub address: Option<String>,
    /// In whose place (代填).
    pub on_behalf_of_id: Option<PersonId>,
    /// In which web request.
    pub request_id: Option<String>,
    /// By which line the payload was erased by law.
    pub erased_by_id: Option<i64>,
}

impl Line {
    /// Whether the payloads are still those that were written.
    pub fn is_untouched(&self) -> bool {
        payload_hash(self.before.as_deref(), self.after.as_deref()) == self.payload_hash
    }
}

/// The lines of one import, in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_batch(conn: &mut Conn, batch: ImportBatchId) -> QueryResult<Vec<Line>> {
    history::table
        .filter(history::import_batch_id.eq(batch))
        .order(history::id)
        .select(Line::as_select())
        .load(conn)
}

/// The lines of one thing, in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_entity(conn: &mut Conn, entity: Entity, entity_id: i64) -> QueryResult<Vec<Line>> {
    history::table
        .filter(
            history::entity
                .eq(entity)
                .and(history::entity_id.eq(entity_id)),
        )
        .order(history::id)
        .select(Line::as_select())
        .load(conn)
}

/// Everything written about one person, in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<Line>> {
    load_of_people(conn, &[person])
}

/// Everything written about these people, in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<Line>> {
    history::table
        .filter(history::person_id.eq_any(people))
        .order(history::id)
        .select(Line::as_select())
        .load(conn)
}

/// The changes after line `after` to things of a kind that do not belong to an import:
/// which thing, which line, of which import; none where it was by hand. Looks and exports
/// are no changes.
///
/// # Errors
/// When a query fails.
pub fn load_later_changes(
    conn: &mut Conn,
    entity: Entity,
    ids: &[i64],
    after: i64,
    but: ImportBatchId,
) -> QueryResult<Vec<(i64, i64, Option<ImportBatchId>)>> {
    let mut found = Vec::new();
    for ids in ids.chunks(THINGS_AT_ONCE) {
        let rows: Vec<(i64, i64, Option<ImportBatchId>)> = history::table
            .filter(history::entity.eq(entity))
            .filter(history::entity_id.eq_any(ids))
            .filter(history::id.gt(after))
            .filter(
                history::import_batch_id
                    .is_null()
                    .or(history::import_batch_id.ne(but)),
            )
            .filter(history::action.eq_any(changing_actions()))
            .select((history::entity_id, history::id, history::import_batch_id))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The changes after line `after` to things of a kind, whoever made them, in order.
///
/// # Errors
/// When a query fails.
pub fn load_later_of_things(
    conn: &mut Conn,
    entity: Entity,
    ids: &[i64],
    after: i64,
) -> QueryResult<Vec<Line>> {
    let mut found = Vec::new();
    for ids in ids.chunks(THINGS_AT_ONCE) {
        found.extend(
            history::table
                .filter(history::entity.eq(entity))
                .filter(history::entity_id.eq_any(ids))
                .filter(history::id.gt(after))
                .filter(history::action.eq_any(changing_actions()))
                .order(history::id)
                .select(Line::as_select())
                .load::<Line>(conn)?,
        );
    }
    Ok(found)
}

/// The changes after line `after` to whatever belongs to these people, in order.
///
/// # Errors
/// When a query fails.
pub fn load_later_of_people(
    conn: &mut Conn,
    people: &[PersonId],
    after: i64,
) -> QueryResult<Vec<Line>> {
    let mut found = Vec::new();
    for people in people.chunks(THINGS_AT_ONCE) {
        found.extend(
            history::table
                .filter(history::person_id.eq_any(people))
                .filter(history::id.gt(after))
                .filter(history::action.eq_any(changing_actions()))
                .order(history::id)
                .select(Line::as_select())
                .load::<Line>(conn)?,
        );
    }
    Ok(found)
}

/// Things asked about in one query.
const THINGS_AT_ONCE: usize = 500;

fn changing_actions() -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| action.changes_the_books())
        .collect()
}
