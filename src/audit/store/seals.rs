//! The SQL of the seals.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::audit::chain::{Erasures, Seal, SealedLine};
use crate::audit::{Action, PersonsErased};
use crate::db::Conn;
use crate::db::schema::{history, history_seals};
use crate::each_backend;

#[derive(Insertable)]
#[diesel(table_name = history_seals)]
struct NewSeal<'a> {
    sequence: i64,
    history_id: i64,
    chain_hash: &'a str,
    sealed_at: NaiveDateTime,
}

/// Lets no other process seal until this transaction ends. SQLite's write lock does
/// so already.
///
/// # Errors
/// When the lock cannot be had.
pub fn lock(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(inner) => {
            diesel::sql_query("LOCK TABLE history_seals IN EXCLUSIVE MODE").execute(inner)?;
            Ok(())
        }
    }
}

/// The last seal.
///
/// # Errors
/// When the query fails.
pub fn last(conn: &mut Conn) -> QueryResult<Option<Seal>> {
    let found: Option<(i64, i64, String)> = history_seals::table
        .order(history_seals::sequence.desc())
        .select((
            history_seals::sequence,
            history_seals::history_id,
            history_seals::chain_hash,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(sequence, history_id, chain_hash)| Seal {
        sequence,
        history_id,
        chain_hash,
    }))
}

/// The line of the last seal that was made by `instant`: no line at or below it can
/// still be on its way, as no transaction lasts that long. 0 where there is none.
///
/// # Errors
/// When the query fails.
pub fn settled_at(conn: &mut Conn, instant: NaiveDateTime) -> QueryResult<i64> {
    let found: Option<i64> = history_seals::table
        .filter(history_seals::sealed_at.le(instant))
        .order(history_seals::sequence.desc())
        .select(history_seals::history_id)
        .first(conn)
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// The lines after `after` that have no seal, in the order of their ids.
///
/// # Errors
/// When the query fails.
pub fn load_unsealed(conn: &mut Conn, after: i64, limit: i64) -> QueryResult<Vec<SealedLine>> {
    history::table
        .left_join(history_seals::table.on(history_seals::history_id.eq(history::id)))
        .filter(history::id.gt(after))
        .filter(history_seals::sequence.is_null())
        .order(history::id)
        .limit(limit)
        .select(SealedLine::as_select())
        .load(conn)
}

/// How many lines after `after` have no seal.
///
/// # Errors
/// When the query fails.
pub fn count_unsealed(conn: &mut Conn, after: i64) -> QueryResult<i64> {
    history::table
        .left_join(history_seals::table.on(history_seals::history_id.eq(history::id)))
        .filter(history::id.gt(after))
        .filter(history_seals::sequence.is_null())
        .count()
        .get_result(conn)
}

/// The ids of lines without a seal that occurred before `instant`.
///
/// # Errors
/// When the query fails.
pub fn load_forgotten(
    conn: &mut Conn,
    instant: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    history::table
        .left_join(history_seals::table.on(history_seals::history_id.eq(history::id)))
        .filter(history_seals::sequence.is_null())
        .filter(history::occurred_at.lt(instant))
        .order(history::id)
        .limit(limit)
        .select(history::id)
        .load(conn)
}

/// When the latest line was written, by the clock that it bears.
///
/// # Errors
/// When the query fails.
pub fn latest_line_at(conn: &mut Conn) -> QueryResult<Option<NaiveDateTime>> {
    history::table
        .order(history::id.desc())
        .select(history::occurred_at)
        .first(conn)
        .optional()
}

/// Adds seals; a place that another process took meanwhile fails.
///
/// # Errors
/// When a place in the chain or a line is taken.
pub fn insert(conn: &mut Conn, seals: &[Seal], at: NaiveDateTime) -> QueryResult<()> {
    let rows: Vec<NewSeal<'_>> = seals
        .iter()
        .map(|seal| NewSeal {
            sequence: seal.sequence,
            history_id: seal.history_id,
            chain_hash: &seal.chain_hash,
            sealed_at: at,
        })
        .collect();
    each_backend!(conn, |inner| diesel::insert_into(history_seals::table)
        .values(&rows)
        .execute(inner))?;
    Ok(())
}

/// The seals after the place `after`, each with its line where that is still there.
///
/// # Errors
/// When the query fails.
pub fn load_page(
    conn: &mut Conn,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(Seal, Option<SealedLine>)>> {
    type Row = ((i64, i64, String), Option<SealedLine>);
    let rows: Vec<Row> = history_seals::table
        .left_join(history::table.on(history_seals::history_id.eq(history::id)))
        .filter(history_seals::sequence.gt(after))
        .order(history_seals::sequence)
        .limit(limit)
        .select((
            (
                history_seals::sequence,
                history_seals::history_id,
                history_seals::chain_hash,
            ),
            Option::<SealedLine>::as_select(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|((sequence, history_id, chain_hash), line)| {
            let seal = Seal {
                sequence,
                history_id,
                chain_hash,
            };
            (seal, line)
        })
        .collect())
}

/// Whose data each erasure took.
///
/// # Errors
/// When the query fails.
pub fn load_erasures(conn: &mut Conn) -> QueryResult<Erasures> {
    let rows: Vec<(i64, Option<String>)> = history::table
        .filter(history::action.eq(Action::Erased))
        .select((history::id, history::after))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, after)| {
            let told: PersonsErased = serde_json::from_str(&after?).ok()?;
            let people = told.people.into_iter().map(|person| person.0).collect();
            Some((id, people))
        })
        .collect())
}
