//! Submissions, their trail, and the queue of those that wait.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{training_records, training_review_steps, training_submissions};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;
use crate::people::store::{ids_in_units, ids_listed};
use crate::training::submission::{Standing, Step, Submission, TrailLine};
use crate::training::{RecordDetails, RecordSource, StoredRecord, TrainingKind, TrainingRecordId};
use crate::units::UnitId;

#[derive(Insertable)]
#[diesel(table_name = training_review_steps, treat_none_as_default_value = false)]
struct NewStep {
    id: i64,
    record_id: TrainingRecordId,
    step: Step,
    account_id: Option<AccountId>,
    actor_name: String,
    reason: Option<String>,
    correction: Option<String>,
    taken_at: NaiveDateTime,
}

/// Adds a record's submission.
///
/// # Errors
/// When the record has one.
pub fn insert(conn: &mut Conn, submission: &Submission) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(
        training_submissions::table
    )
    .values(submission)
    .execute(inner))?;
    Ok(())
}

/// Replaces a submission; the record's version guards it.
///
/// # Errors
/// `NotFound` when there is none.
pub fn update(conn: &mut Conn, submission: &Submission) -> QueryResult<()> {
    let changed = diesel::update(
        training_submissions::table
            .filter(training_submissions::record_id.eq(submission.record_id)),
    )
    .set(submission)
    .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// The submission of a record; imported records have none.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, record: TrainingRecordId) -> QueryResult<Option<Submission>> {
    training_submissions::table
        .filter(training_submissions::record_id.eq(record))
        .select(Submission::as_select())
        .get_result(conn)
        .optional()
}

/// The submissions of one person's records.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<Submission>> {
    each_backend!(conn, |inner| training_submissions::table
        .inner_join(training_records::table)
        .filter(training_records::person_id.eq(person))
        .select(Submission::as_select())
        .load(inner))
}

/// The lines of one person's trails that tell a reason, in order.
///
/// # Errors
/// When the query fails.
pub fn load_reasons_of_person(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<TrailLine>> {
    each_backend!(conn, |inner| training_review_steps::table
        .inner_join(
            training_records::table.on(training_records::id.eq(training_review_steps::record_id)),
        )
        .filter(training_records::person_id.eq(person))
        .filter(training_review_steps::reason.is_not_null())
        .order(training_review_steps::id)
        .select(TrailLine::as_select())
        .load(inner))
}

/// The typed record of the same training, if the person has one.
///
/// # Errors
/// When the query fails.
pub fn find_typed(conn: &mut Conn, details: &RecordDetails) -> QueryResult<Option<StoredRecord>> {
    training_records::table
        .filter(training_records::person_id.eq(details.person_id))
        .filter(training_records::source.eq(RecordSource::Typed))
        .filter(training_records::title_key.eq(&details.title_key))
        .filter(training_records::first_day.eq(details.first_day))
        .filter(training_records::last_day.eq(details.last_day))
        .select(StoredRecord::as_select())
        .first(conn)
        .optional()
}

/// Adds a line to a record's trail.
///
/// # Errors
/// When the query fails.
pub fn insert_step(conn: &mut Conn, line: &TrailLine) -> QueryResult<()> {
    let row = NewStep {
        id: ids::allocate_one(conn, "training_review_steps")?,
        record_id: line.record_id,
        step: line.step,
        account_id: line.account_id,
        actor_name: line.actor_name.clone(),
        reason: line.reason.clone(),
        correction: line.correction.clone(),
        taken_at: line.taken_at,
    };
    each_backend!(conn, |inner| diesel::insert_into(
        training_review_steps::table
    )
    .values(&row)
    .execute(inner))?;
    Ok(())
}

/// The trails of these records, each in order.
///
/// # Errors
/// When the query fails.
pub fn load_steps(conn: &mut Conn, records: &[TrainingRecordId]) -> QueryResult<Vec<TrailLine>> {
    training_review_steps::table
        .filter(training_review_steps::record_id.eq_any(records))
        .order(training_review_steps::id)
        .select(TrailLine::as_select())
        .load(conn)
}

/// Where to begin in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePlace {
    /// After so many.
    Skip(i64),
    /// After the one handed in then (UTC); what is decided meanwhile shifts nothing.
    After(NaiveDateTime, TrainingRecordId),
}

/// Which submitted records are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of the people of these units; of all, where none are given.
    pub units: Option<Vec<UnitId>>,
    /// Where they stand.
    pub standing: Standing,
    /// One kind of training only.
    pub kind: Option<TrainingKind>,
    /// Of these people only, who lie within the units: those that a search found.
    pub people: Option<Vec<PersonId>>,
}

/// The submitted records that are wanted, the longest waiting first.
///
/// # Errors
/// When the query fails.
pub fn load_standing(
    conn: &mut Conn,
    wanted: &Wanted,
    place: QueuePlace,
    limit: i64,
) -> QueryResult<Vec<(Submission, StoredRecord)>> {
    let (at, record, skip) = match place {
        QueuePlace::Skip(count) => (
            chrono::DateTime::UNIX_EPOCH.naive_utc(),
            TrainingRecordId(0),
            count,
        ),
        QueuePlace::After(at, record) => (at, record, 0),
    };
    let behind = training_submissions::handed_in_at
        .gt(at)
        .or(training_submissions::handed_in_at
            .eq(at)
            .and(training_submissions::record_id.gt(record)));
    let query = training_submissions::table
        .inner_join(training_records::table)
        .filter(training_submissions::standing.eq(wanted.standing))
        .filter(training_records::kind.eq_any(kinds(wanted)))
        .filter(behind)
        .order((
            training_submissions::handed_in_at,
            training_submissions::record_id,
        ))
        .offset(skip)
        .limit(limit)
        .select((Submission::as_select(), StoredRecord::as_select()));
    match (&wanted.people, &wanted.units) {
        (Some(people), _) => query
            .filter(training_records::person_id.eq_any(people))
            .load(conn),
        (None, None) => query
            .filter(training_records::person_id.eq_any(ids_listed()))
            .load(conn),
        (None, Some(units)) => query
            .filter(training_records::person_id.eq_any(ids_in_units(units.clone())))
            .load(conn),
    }
}

/// The kinds of training that are wanted.
fn kinds(wanted: &Wanted) -> Vec<TrainingKind> {
    wanted
        .kind
        .map_or_else(|| TrainingKind::ALL.to_vec(), |kind| vec![kind])
}

/// How many submitted records are wanted.
///
/// # Errors
/// When the query fails.
pub fn count_standing(conn: &mut Conn, wanted: &Wanted) -> QueryResult<i64> {
    let query = training_submissions::table
        .inner_join(training_records::table)
        .filter(training_submissions::standing.eq(wanted.standing))
        .filter(training_records::kind.eq_any(kinds(wanted)));
    match (&wanted.people, &wanted.units) {
        (Some(people), _) => query
            .filter(training_records::person_id.eq_any(people))
            .count()
            .get_result(conn),
        (None, None) => query
            .filter(training_records::person_id.eq_any(ids_listed()))
            .count()
            .get_result(conn),
        (None, Some(units)) => query
            .filter(training_records::person_id.eq_any(ids_in_units(units.clone())))
            .count()
            .get_result(conn),
    }
}
