//! Entries: who signed up for what, and how far it is. Subjects stand one a row or
//! joined by 、; rows of one entry complete each other.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::{AreaReader, EntryHistory, bracketed_level, check_subject, read_level, read_state};
use crate::audit::{Change, Entity};
use crate::certificates::Level;
use crate::clock::to_utc;
use crate::db::Conn;
use crate::exams::rules::may_move_entry;
use crate::exams::season_book::SeasonBook;
use crate::exams::store::entries as store;
use crate::exams::{EntryDetails, EntryId, EntryState, SeasonId, StoredEntry, Subject};
use crate::intake::{
    AboutPerson, Block, ImportError, ImportKind, Importer, Overlay, Owners, PersonCells,
    PersonReader, Placed, RowOutcome, RowRefusal, SeenRows, overlay, row_key,
};
use crate::people::PersonId;
use crate::policy::Policies;
use crate::secrecy::Keys;
use crate::sheets::words::ReadSubjects;
use crate::sheets::{CellRefusal, Field, Layout, Row, layouts, words};

/// One row of a sign-up list.
#[derive(Debug)]
pub struct EntryRow {
    person: PersonCells,
    year: i32,
    level: Level,
    area: Option<String>,
    subjects: BTreeSet<Subject>,
    state: Option<EntryState>,
    paid_at: Option<NaiveDateTime>,
    paid_cents: Option<i64>,
    refunded_cents: Option<i64>,
    ticket_number: Option<String>,
    level_heading: String,
}

impl AboutPerson for EntryRow {
    fn person(&self) -> &PersonCells {
        &self.person
    }
}

/// Imports entries.
pub struct EntryImporter<'p> {
    keys: Keys,
    policies: &'p Policies,
    zone: Tz,
    areas: AreaReader,
    book: SeasonBook<'p>,
    people: PersonReader,
    seen: SeenRows,
    /// The state that this file told of an entry first.
    told_states: HashMap<u128, EntryState>,
    /// In a look: what earlier blocks would have stored.
    imagined: HashMap<Key, Known>,
}

type Key = (PersonId, SeasonId, Level);

/// An entry as this block knows it.
struct Known {
    entry: StoredEntry,
    subjects: BTreeSet<Subject>,
    /// This file made or changed it.
    touched: bool,
}

impl<'p> EntryImporter<'p> {
    /// An importer; rows without an area belong to that of `region`.
    pub fn new(
        keys: Keys,
        policies: &'p Arc<Policies>,
        book: SeasonBook<'p>,
        region: &str,
        zone: Tz,
    ) -> Self {
        Self {
            areas: AreaReader::new(policies, region),
            keys,
            policies,
            zone,
            book,
            people: PersonReader::default(),
            seen: SeenRows::default(),
            told_states: HashMap::new(),
            imagined: HashMap::new(),
        }
    }

    fn store_row(
        &mut self,
        conn: &mut Conn,
        known: &mut HashMap<Key, Known>,
        person: PersonId,
        placed: &Placed<EntryRow>,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let row = &placed.row;
        let area = match self.areas.read(self.policies, row.area.as_deref()) {
            Ok(area) => area,
            Err(sentence) => return Ok(RowOutcome::Refused(RowRefusal::at("考区", sentence))),
        };
        let now = block.occasion.now;
        let imagined = block.imagine().map(SeasonId);
        let changes = &mut block.changes;
        let season = self
            .book
            .ensure(conn, row.year, &area, now, imagined, changes)?;
        let key = (person, season, row.level);
        let seen_key = row_key(&[&person.to_string(), &season.to_string(), row.level.as_str()]);
        let earlier = self.seen.earlier(seen_key);
        self.seen.note(seen_key, &placed.place);
        let contradicts = self.contradicts(seen_key, row.state);
        if !self.imagined.is_empty()
            && let Some(imagined) = self.imagined.remove(&key)
        {
            known.insert(key, imagined);
        }
        let Some(entry) = known.get_mut(&key) else {
            let made = self.add(conn, person, season, row, block)?;
            known.insert(key, made);
            return Ok(RowOutcome::New);
        };
        let before = entry.entry.details.clone();
        let mut after = before.clone();
        let changed = contradicts || self.lay_over(&mut after, row, placed, block);
        // Whoever sat one subject and missed another has sat.
        let sat_after_all =
            (before.state, row.state) == (EntryState::Absent, Some(EntryState::Sat));
        if sat_after_all {
            after.state = EntryState::Sat;
        }
        let new_subjects: BTreeSet<Subject> =
            row.subjects.difference(&entry.subjects).copied().collect();
        if let Some(earlier) = earlier.as_ref().filter(|_| changed) {
            return Ok(RowOutcome::Refused(RowRefusal::at(
                &row.level_heading,
                format!(
                    "与{}是同一人同一年度的同一级别，但内容不一致，请核对后只保留一行",
                    earlier.words()
                ),
            )));
        }
        if !changed && !sat_after_all && new_subjects.is_empty() {
            return Ok(RowOutcome::Unchanged);
        }
        let id = entry.entry.id;
        let before = EntryHistory {
            details: before,
            subjects: entry.subjects.clone(),
        };
        if !block.looks() {
            let at = block.occasion.now.instant;
            store::update(conn, id, entry.entry.version, &after, at)?;
            store::add_subjects(conn, id, new_subjects.iter().copied())?;
        }
        entry.touched = true;
        entry.subjects.extend(&new_subjects);
        entry.entry.version += 1;
        entry.entry.details = after.clone();
        let after = EntryHistory {
            details: after,
            subjects: entry.subjects.clone(),
        };
        block.changes.push(Change::changed(
            Entity::Entry,
            id.0,
            Some(person),
            &before,
            &after,
        ));
        // A further subject of an entry that this file made is a row that adds.
        Ok(if earlier.is_some() && !changed {
            RowOutcome::New
        } else {
            RowOutcome::Changed
        })
    }

    /// Whether this file told another state of the entry before. One subject sat and
    /// another missed are no contradiction: the exam day is told by subject.
    fn contradicts(&mut self, key: u128, state: Option<EntryState>) -> bool {
        let Some(state) = state else { return false };
        let told = *self.told_states.entry(key).or_insert(state);
        let exam_day = |state| matches!(state, EntryState::Sat | EntryState::Absent);
        told != state && !(exam_day(told) && exam_day(state))
    }

    fn add(
        &self,
        conn: &mut Conn,
        person: PersonId,
        season: SeasonId,
        row: &EntryRow,
        block: &mut Block<'_>,
    ) -> Result<Known, ImportError> {
        let details = EntryDetails {
            person_id: person,
            season_id: season,
            level: row.level,
            state: row.state.unwrap_or(EntryState::Submitted),
            paid_at: row.paid_at.map(|local| to_utc(local, self.zone)),
            paid_cents: row.paid_cents,
            refunded_cents: row.refunded_cents,
            ticket_number: row.ticket_number.clone(),
        };
        let entry = match block.imagine() {
            Some(id) => StoredEntry {
                id: EntryId(id),
                details,
                version: 1,
            },
            None => {
                let entry = store::insert(conn, details, block.occasion.now.instant)?;
                store::add_subjects(conn, entry.id, row.subjects.iter().copied())?;
                entry
            }
        };
        let history = EntryHistory {
            details: entry.details.clone(),
            subjects: row.subjects.clone(),
        };
        block.changes.push(Change::created(
            Entity::Entry,
            entry.id.0,
            Some(person),
            &history,
        ));
        Ok(Known {
            entry,
            subjects: row.subjects.clone(),
            touched: true,
        })
    }

    /// Lays a row over an entry's values; whether anything changed. An earlier state
    /// than the known one is not taken back by a list: it would need a reason.
    fn lay_over(
        &self,
        details: &mut EntryDetails,
        row: &EntryRow,
        placed: &Placed<EntryRow>,
        block: &mut Block<'_>,
    ) -> bool {
        let laid = [
            overlay(
                &mut details.paid_at,
                row.paid_at.map(|local| to_utc(local, self.zone)),
            ),
            overlay(&mut details.paid_cents, row.paid_cents),
            overlay(&mut details.refunded_cents, row.refunded_cents),
            overlay(&mut details.ticket_number, row.ticket_number.clone()),
        ];
        let mut changed = laid.contains(&Overlay::Other);
        let exam_day = |state| matches!(state, EntryState::Sat | EntryState::Absent);
        let by_subject = row.state.is_some_and(exam_day) && exam_day(details.state);
        if let Some(state) = row
            .state
            .filter(|state| *state != details.state && !by_subject)
        {
            if may_move_entry(details.state, state, None).is_ok() {
                details.state = state;
                changed = true;
            } else {
                block.notices.push(format!(
                    "{}：名单上是“{}”，系统里已是“{}”，状态没有改回",
                    placed.place.words(),
                    state.label(),
                    details.state.label()
                ));
            }
        }
        changed
    }

    fn checked_subjects(
        &self,
        row: &Row<'_>,
        read: Option<ReadSubjects>,
        level: Level,
    ) -> Result<BTreeSet<Subject>, CellRefusal> {
        let subjects = match read {
            None => return Ok(BTreeSet::new()),
            Some(ReadSubjects::All) => {
                return Ok(self.policies.subjects(level).into_iter().collect());
            }
            Some(ReadSubjects::These(subjects)) => subjects,
        };
        let mut taken = BTreeSet::new();
        for subject in subjects {
            if let Some(other) = subject.level.filter(|other| *other != level) {
                let sentence = format!(
                    "报考级别是{}，科目后面写的是{}，请核对",
                    level.label(),
                    other.label()
                );
                return Err(row.refuse(Field::Subject, sentence));
            }
            check_subject(self.policies, level, subject.subject)
                .map_err(|sentence| row.refuse(Field::Subject, sentence))?;
            taken.insert(subject.subject);
        }
        Ok(taken)
    }
}

impl Importer for EntryImporter<'_> {
    type Row = EntryRow;
    const KIND: ImportKind = ImportKind::ExamEntries;
    const LAYOUT: &'static Layout = &layouts::EXAM_ENTRIES;

    fn read(&mut self, row: &Row<'_>) -> Result<EntryRow, CellRefusal> {
        let person = self.people.read(row)?;
        let year = row.required(Field::ExamYear, row.year(Field::ExamYear))?;
        let subjects = row.word(Field::Subject, words::subjects, words::SUBJECTS_EXPECTED)?;
        let level = read_level(row, bracketed_level(subjects.as_ref()))?;
        if self.policies.subjects(level).is_empty() {
            return Err(row.refuse(
                Field::Level,
                format!("{}没有全国统一考试，请核对级别", level.label()),
            ));
        }
        let ticket_number = row.text(Field::TicketNumber, 40)?;
        let read = EntryRow {
            person,
            year,
            level,
            area: row.text(Field::ExamArea, 40)?,
            subjects: self.checked_subjects(row, subjects, level)?,
            state: read_state(row, ticket_number.is_some())?,
            paid_at: row.moment(Field::PaidAt)?,
            paid_cents: row.cents(Field::PaidAmount)?,
            refunded_cents: row.cents(Field::RefundAmount)?,
            ticket_number,
            level_heading: row.heading(Field::Level).to_owned(),
        };
        match (read.paid_cents, read.refunded_cents) {
            (Some(paid), Some(refunded)) if refunded > paid => {
                Err(row.refuse(Field::RefundAmount, "退费金额大于缴费金额，请核对"))
            }
            _ => Ok(read),
        }
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<EntryRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        let owners = Owners::load(conn, &self.keys, &rows, block.within)?;
        let entries = store::load_of_people(conn, &owners.people)?;
        let entry_ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        let mut subjects = store::load_subjects(conn, &entry_ids)?;
        let mut known: HashMap<Key, Known> = entries
            .into_iter()
            .map(|entry| {
                let key = (
                    entry.details.person_id,
                    entry.details.season_id,
                    entry.details.level,
                );
                let subjects = subjects.remove(&entry.id).unwrap_or_default();
                let known = Known {
                    entry,
                    subjects,
                    touched: false,
                };
                (key, known)
            })
            .collect();
        let mut outcomes = Vec::with_capacity(rows.len());
        for (placed, owner) in rows.iter().zip(owners.of_rows) {
            outcomes.push(match owner {
                Ok(person) => {
                    let cells = placed.row.person();
                    block.begin_row(&placed.place, || owners.names.who(person, cells));
                    self.store_row(conn, &mut known, person, placed, block)?
                }
                Err(refusal) => RowOutcome::Refused(refusal),
            });
        }
        if block.looks() {
            let touched = known.into_iter().filter(|(_, known)| known.touched);
            self.imagined.extend(touched);
        }
        Ok(outcomes)
    }
}
