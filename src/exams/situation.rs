//! What the rules look at of people's exams, loaded for many at once: results,
//! entries with their subjects and seasons, and the status that follows.

use std::collections::{BTreeSet, HashMap};

use super::actions::{ExamRules, group};
use super::rules::ExamStatus;
use super::store::{entries, results};
use super::wording::{self, Entered, Sitting};
use super::{ExamResult, SeasonOfEntry, StoredEntry, Subject};
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::{Person, PersonId};
use crate::units::{UnitId, UnitTree};

/// One entry with its season and subjects.
#[derive(Debug, Clone)]
pub struct EntryOnRecord {
    /// The entry.
    pub entry: StoredEntry,
    /// Its season.
    pub season: SeasonOfEntry,
    /// Its subjects; empty where the list named none.
    pub subjects: BTreeSet<Subject>,
}

impl EntryOnRecord {
    /// The exam year.
    pub fn year(&self) -> i32 {
        i32::try_from(self.season.year).unwrap_or_default()
    }

    /// Its year, level and state.
    pub fn entered(&self) -> Entered {
        let details = &self.entry.details;
        (self.year(), details.level, details.state)
    }
}

/// One person's exams.
#[derive(Debug, Clone, Default)]
pub struct ExamSituation {
    /// Every result.
    pub results: Vec<ExamResult>,
    /// Every entry.
    pub entries: Vec<EntryOnRecord>,
    /// What the results come to, by level.
    pub statuses: Vec<ExamStatus>,
    /// The season that counts next, where its exam is over and its results are not out.
    pub held: Option<i32>,
}

impl ExamSituation {
    /// How each level stands, in words, with its status.
    pub fn told(&self, certified: Option<Level>) -> Vec<(&ExamStatus, Vec<String>)> {
        told(
            &self.statuses,
            self.held,
            &self.entries,
            &self.results,
            certified,
        )
    }

    /// The levels whose results the person waits for.
    pub fn waits_for(&self) -> Vec<Level> {
        waits_for(self.held, &self.entries, &self.results)
    }
}

/// How each level stands, in words, with its status.
pub fn told<'s>(
    statuses: &'s [ExamStatus],
    held: Option<i32>,
    entries: &[EntryOnRecord],
    results: &[ExamResult],
    certified: Option<Level>,
) -> Vec<(&'s ExamStatus, Vec<String>)> {
    let entries: Vec<Entered> = entries.iter().map(EntryOnRecord::entered).collect();
    statuses
        .iter()
        .map(|status| {
            // Results of another area look ahead to that area's season.
            let held = held.filter(|year| *year == status.next_season);
            let sitting = wording::sitting(status.level, held, &entries, results);
            (status, wording::standing(status, sitting, certified))
        })
        .collect()
}

/// The levels whose exam of `held` the person took part in and has no score of.
pub fn waits_for(
    held: Option<i32>,
    entries: &[EntryOnRecord],
    results: &[ExamResult],
) -> Vec<Level> {
    let entries: Vec<Entered> = entries.iter().map(EntryOnRecord::entered).collect();
    let levels: BTreeSet<Level> = entries.iter().map(|(_, level, _)| *level).collect();
    levels
        .into_iter()
        .filter(|level| wording::sitting(*level, held, &entries, results) == Sitting::Waiting)
        .collect()
}

/// Loads the exams of these people.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    rules: &mut ExamRules<'_>,
    tree: &UnitTree,
    people: &[Person],
) -> diesel::QueryResult<HashMap<PersonId, ExamSituation>> {
    let mut situations: HashMap<PersonId, ExamSituation> = HashMap::new();
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let units: HashMap<PersonId, UnitId> = people
        .iter()
        .map(|person| (person.id, person.details.unit_id))
        .collect();
    for (person, person_results) in group(results::load_of_people(conn, &ids)?) {
        let region = units.get(&person).and_then(|unit| tree.region_of(*unit));
        let statuses = rules.status(&person_results, region);
        situations.insert(
            person,
            ExamSituation {
                results: person_results,
                statuses,
                ..ExamSituation::default()
            },
        );
    }
    let stored = entries::load_of_people(conn, &ids)?;
    let entry_ids: Vec<_> = stored.iter().map(|entry| entry.id).collect();
    let mut subjects = entries::load_subjects(conn, &entry_ids)?;
    for entry in stored {
        let Some(season) = rules.book().find(entry.details.season_id) else {
            continue;
        };
        let season = SeasonOfEntry::from(season);
        let subjects = subjects.remove(&entry.id).unwrap_or_default();
        let situation = situations.entry(entry.details.person_id).or_default();
        situation.entries.push(EntryOnRecord {
            entry,
            season,
            subjects,
        });
    }
    for (person, situation) in &mut situations {
        let region = units.get(person).and_then(|unit| tree.region_of(*unit));
        situation.held = region.and_then(|region| rules.held_without_results(region));
    }
    Ok(situations)
}
