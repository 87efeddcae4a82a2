//! The training records' SQL.

pub mod checks;
pub mod erase;
pub mod proofs;
pub mod submissions;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{
    Record, RecordDetails, RecordSource, RecordState, StoredRecord, TrainingKind, TrainingMode,
    TrainingRecordId,
};
use crate::db::schema::training_records;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;

#[derive(Insertable)]
#[diesel(table_name = training_records, treat_none_as_default_value = false)]
struct NewRecord {
    id: TrainingRecordId,
    #[diesel(embed)]
    details: RecordDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// The records of these people, by person and in entry order.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<StoredRecord>> {
    training_records::table
        .filter(training_records::person_id.eq_any(people))
        .order((training_records::person_id, training_records::id))
        .select(StoredRecord::as_select())
        .load(conn)
}

/// The imported records of these people, with one of these titles (by their keys) where
/// any are given, whose last day lies in a span; in no order. Give few titles only: each
/// is looked up for each of the people.
///
/// # Errors
/// When the query fails.
pub fn load_imported(
    conn: &mut Conn,
    people: &[PersonId],
    title_keys: Option<&[String]>,
    first_last_day: NaiveDate,
    last_last_day: NaiveDate,
) -> QueryResult<Vec<StoredRecord>> {
    each_backend!(conn, |inner| {
        let query = training_records::table
            .filter(training_records::person_id.eq_any(people))
            .filter(training_records::source.eq(RecordSource::Imported))
            .filter(training_records::last_day.between(first_last_day, last_last_day))
            .select(StoredRecord::as_select());
        match title_keys {
            None => query.load(inner),
            Some(titles) => query
                .filter(training_records::title_key.eq_any(titles))
                .load(inner),
        }
    })
}

/// How many records these people have, in every state; who has none is not among them.
///
/// # Errors
/// When the query fails.
pub fn count_of_people(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<HashMap<PersonId, i64>> {
    let rows: Vec<(PersonId, i64)> = each_backend!(conn, |inner| training_records::table
        .filter(training_records::person_id.eq_any(people))
        .group_by(training_records::person_id)
        .select((
            training_records::person_id,
            diesel::dsl::count(training_records::id),
        ))
        .load(inner))?;
    Ok(rows.into_iter().collect())
}

/// The record with this id, if there is one.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: TrainingRecordId) -> QueryResult<Option<StoredRecord>> {
    training_records::table
        .filter(training_records::id.eq(id))
        .select(StoredRecord::as_select())
        .get_result(conn)
        .optional()
}

/// The record with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: TrainingRecordId) -> QueryResult<StoredRecord> {
    training_records::table
        .filter(training_records::id.eq(id))
        .select(StoredRecord::as_select())
        .get_result(conn)
}

/// Adds records; their ids come back in the same order.
///
/// # Errors
/// When a record of the same key and source is there already.
pub fn insert(
    conn: &mut Conn,
    records: Vec<RecordDetails>,
    at: NaiveDateTime,
) -> QueryResult<Vec<TrainingRecordId>> {
    let ids = ids::allocate(conn, "training_records", records.len())?;
    let rows: Vec<NewRecord> = ids
        .iter()
        .zip(records)
        .map(|(id, details)| NewRecord {
            id: TrainingRecordId(*id),
            details,
            version: 1,
            created_at: at,
            updated_at: at,
        })
        .collect();
    each_backend!(conn, |inner| diesel::insert_into(training_records::table)
        .values(&rows)
        .execute(inner))?;
    Ok(ids.into_iter().map(TrainingRecordId).collect())
}

/// Replaces a record's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: TrainingRecordId,
    seen_version: i64,
    details: &RecordDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = training_records::table.filter(
        training_records::id
            .eq(id)
            .and(training_records::version.eq(seen_version)),
    );
    let changed = diesel::update(mine)
        .set((
            details,
            training_records::version.eq(seen_version + 1),
            training_records::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Takes a record out; only an undone import does.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: TrainingRecordId) -> QueryResult<usize> {
    diesel::delete(training_records::table.filter(training_records::id.eq(id))).execute(conn)
}

/// What the status rules need of a record, and no more: a city has millions.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = training_records, check_for_backend(crate::db::Backend))]
pub struct StatusRow {
    /// Its id.
    pub id: TrainingRecordId,
    /// Whose it is.
    pub person_id: PersonId,
    /// 培训名称.
    pub title: String,
    /// 开始日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub first_day: NaiveDate,
    /// 结束日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub last_day: NaiveDate,
    /// Days, in hundredths.
    pub days_hundredths: Option<i64>,
    /// Hours, in hundredths.
    pub hours_hundredths: Option<i64>,
    /// 方式.
    pub mode: Option<TrainingMode>,
    /// 类别.
    pub kind: TrainingKind,
    /// Where it stands in review.
    pub state: RecordState,
    /// Which way it came.
    pub source: RecordSource,
}

impl StatusRow {
    /// The record as the rules read it.
    pub fn into_record(self) -> Record {
        Record {
            id: self.id,
            title: self.title,
            first_day: self.first_day,
            last_day: self.last_day,
            days_hundredths: self.days_hundredths,
            hours_hundredths: self.hours_hundredths,
            kind: self.kind,
            mode: self.mode,
            state: self.state,
            source: self.source,
        }
    }
}

/// The records of everyone whose id lies in a range, as the rules need them, by
/// person and in entry order. Reading by range is what makes a whole city fast.
///
/// # Errors
/// When the query fails.
pub fn load_status_rows(
    conn: &mut Conn,
    first: PersonId,
    last: PersonId,
) -> QueryResult<Vec<StatusRow>> {
    each_backend!(conn, |inner| training_records::table
        .filter(
            training_records::person_id
                .ge(first)
                .and(training_records::person_id.le(last)),
        )
        .order((training_records::person_id, training_records::id))
        .select(StatusRow::as_select())
        .load(inner))
}

/// The same for one person. Put in order here: a database sorts through a table of its
/// own, which costs more than the rows.
///
/// # Errors
/// When the query fails.
pub fn load_status_rows_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<StatusRow>> {
    let mut found: Vec<StatusRow> = each_backend!(conn, |inner| training_records::table
        .filter(training_records::person_id.eq(person))
        .select(StatusRow::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|row| row.id);
    Ok(found)
}

/// The same for these people only.
///
/// # Errors
/// When the query fails.
pub fn load_status_rows_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<StatusRow>> {
    let mut found: Vec<StatusRow> = each_backend!(conn, |inner| training_records::table
        .filter(training_records::person_id.eq_any(people))
        .select(StatusRow::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|row| (row.person_id, row.id));
    Ok(found)
}
