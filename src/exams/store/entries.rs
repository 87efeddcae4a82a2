//! Entries and their subjects.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{entries, entry_subjects, seasons};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::exams::{EntryDetails, EntryId, SeasonId, SeasonOfEntry, StoredEntry, Subject};
use crate::people::PersonId;
use crate::people::store::ids_listed;

#[derive(Insertable)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
struct NewEntry {
    id: EntryId,
    #[diesel(embed)]
    details: EntryDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

#[derive(Insertable)]
#[diesel(table_name = entry_subjects)]
struct NewSubject {
    entry_id: EntryId,
    subject: Subject,
}

/// The entries of these people, by person.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<StoredEntry>> {
    let mut found: Vec<StoredEntry> = each_backend!(conn, |inner| entries::table
        .filter(entries::person_id.eq_any(people))
        .select(StoredEntry::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|entry| (entry.details.person_id, entry.id));
    Ok(found)
}

/// The entries of one person with their seasons, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<(StoredEntry, SeasonOfEntry)>> {
    let mut found: Vec<(StoredEntry, SeasonOfEntry)> = each_backend!(conn, |inner| entries::table
        .inner_join(seasons::table)
        .filter(entries::person_id.eq(person))
        .select((StoredEntry::as_select(), SeasonOfEntry::as_select()))
        .load(inner))?;
    found.sort_unstable_by_key(|(entry, _)| entry.id);
    Ok(found)
}

/// The subjects of one person's entries.
///
/// # Errors
/// When the query fails.
pub fn load_subjects_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<HashMap<EntryId, BTreeSet<Subject>>> {
    let rows: Vec<(EntryId, Subject)> = each_backend!(conn, |inner| entry_subjects::table
        .inner_join(entries::table)
        .filter(entries::person_id.eq(person))
        .select((entry_subjects::entry_id, entry_subjects::subject))
        .load(inner))?;
    Ok(grouped(rows))
}

fn grouped(rows: Vec<(EntryId, Subject)>) -> HashMap<EntryId, BTreeSet<Subject>> {
    let mut grouped: HashMap<EntryId, BTreeSet<Subject>> = HashMap::new();
    for (entry, subject) in rows {
        grouped.entry(entry).or_default().insert(subject);
    }
    grouped
}

/// The entries of every season of one year, by person.
///
/// # Errors
/// When the query fails.
pub fn load_of_year(conn: &mut Conn, year: i32) -> QueryResult<Vec<StoredEntry>> {
    let of_year = seasons::table
        .filter(seasons::year.eq(i64::from(year)))
        .select(seasons::id);
    entries::table
        .filter(entries::season_id.eq_any(of_year))
        .filter(entries::person_id.eq_any(ids_listed()))
        .order((entries::person_id, entries::id))
        .select(StoredEntry::as_select())
        .load(conn)
}

/// The entry with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: EntryId) -> QueryResult<StoredEntry> {
    entries::table
        .filter(entries::id.eq(id))
        .select(StoredEntry::as_select())
        .get_result(conn)
}

/// The subjects of these entries.
///
/// # Errors
/// When the query fails.
pub fn load_subjects(
    conn: &mut Conn,
    of: &[EntryId],
) -> QueryResult<HashMap<EntryId, BTreeSet<Subject>>> {
    let rows: Vec<(EntryId, Subject)> = each_backend!(conn, |inner| entry_subjects::table
        .filter(entry_subjects::entry_id.eq_any(of))
        .select((entry_subjects::entry_id, entry_subjects::subject))
        .load(inner))?;
    Ok(grouped(rows))
}

/// Adds an entry without subjects.
///
/// # Errors
/// When the person has one for the season and level.
pub fn insert(
    conn: &mut Conn,
    details: EntryDetails,
    at: NaiveDateTime,
) -> QueryResult<StoredEntry> {
    let id = EntryId(ids::allocate_one(conn, "entries")?);
    let row = NewEntry {
        id,
        details: details.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(entries::table)
        .values(&row)
        .execute(inner))?;
    Ok(StoredEntry {
        id,
        details,
        version: 1,
    })
}

/// Replaces an entry's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: EntryId,
    seen_version: i64,
    details: &EntryDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = entries::table.filter(entries::id.eq(id).and(entries::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            details,
            entries::version.eq(seen_version + 1),
            entries::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Adds subjects to an entry.
///
/// # Errors
/// When it has one of them.
pub fn add_subjects(
    conn: &mut Conn,
    entry: EntryId,
    subjects: impl IntoIterator<Item = Subject>,
) -> QueryResult<()> {
    for subject in subjects {
        let row = NewSubject {
            entry_id: entry,
            subject,
        };
        diesel::insert_into(entry_subjects::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Makes the entry's subjects exactly these.
///
/// # Errors
/// When the query fails.
pub fn replace_subjects(
    conn: &mut Conn,
    entry: EntryId,
    subjects: impl IntoIterator<Item = Subject>,
) -> QueryResult<()> {
    diesel::delete(entry_subjects::table.filter(entry_subjects::entry_id.eq(entry)))
        .execute(conn)?;
    add_subjects(conn, entry, subjects)
}

/// Takes an entry with its subjects out; only an undone import does.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: EntryId) -> QueryResult<usize> {
    diesel::delete(entry_subjects::table.filter(entry_subjects::entry_id.eq(id))).execute(conn)?;
    diesel::delete(entries::table.filter(entries::id.eq(id))).execute(conn)
}

/// Whether anyone has an entry in the season.
///
/// # Errors
/// When the query fails.
pub fn any_in_season(conn: &mut Conn, season: SeasonId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        entries::table.filter(entries::season_id.eq(season)),
    ))
    .get_result(conn)
}
