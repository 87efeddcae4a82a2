//! Results: a row a subject.

use std::collections::HashMap;
use std::sync::Arc;

use super::{AreaReader, check_subject, read_level};
use crate::audit::{Change, Entity};
use crate::certificates::Level;
use crate::db::Conn;
use crate::exams::store::results as store;
use crate::exams::{ResultDetails, ResultId, StoredResult, Subject};
use crate::intake::{
    AboutPerson, Block, ImportError, ImportKind, Importer, Owners, PersonCells, PersonReader,
    Placed, RowOutcome, RowRefusal, SeenRows, row_key,
};
use crate::people::PersonId;
use crate::policy::Policies;
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Field, Layout, ReadScore, Row, layouts, words};

/// One row of a list of results.
#[derive(Debug)]
pub struct ResultRow {
    person: PersonCells,
    year: i32,
    level: Level,
    subject: Subject,
    score: ReadScore,
    area: Option<String>,
    work_county: Option<String>,
    score_heading: String,
}

impl AboutPerson for ResultRow {
    fn person(&self) -> &PersonCells {
        &self.person
    }
}

/// Imports results.
pub struct ResultImporter {
    keys: Keys,
    policies: Arc<Policies>,
    areas: AreaReader,
    people: PersonReader,
    seen: SeenRows,
    /// In a look: what earlier blocks would have stored.
    imagined: HashMap<Key, Known>,
}

type Key = (PersonId, i64, Level, Subject);

/// A result as far as this block knows: stored, or about to be.
struct Known {
    id: Option<ResultId>,
    version: i64,
    details: ResultDetails,
    /// This file made or changed it.
    touched: bool,
}

impl ResultImporter {
    /// An importer; rows without an area belong to that of `region`.
    pub fn new(keys: Keys, policies: Arc<Policies>, region: &str) -> Self {
        Self {
            areas: AreaReader::new(&policies, region),
            keys,
            policies,
            people: PersonReader::default(),
            seen: SeenRows::default(),
            imagined: HashMap::new(),
        }
    }

    fn details(&self, person: PersonId, row: &ResultRow) -> Result<ResultDetails, RowRefusal> {
        let area = self
            .areas
            .read(&self.policies, row.area.as_deref())
            .map_err(|sentence| RowRefusal::at("考区", sentence))?;
        Ok(ResultDetails {
            person_id: person,
            year: i64::from(row.year),
            level: row.level,
            subject: row.subject,
            score_kind: row.score.kind,
            score_tenths: row.score.tenths,
            area,
            work_county: row.work_county.clone(),
            revoked: false,
        })
    }

    fn store_row(
        &mut self,
        conn: &mut Conn,
        known: &mut HashMap<Key, Known>,
        added: &mut Vec<ResultDetails>,
        person: PersonId,
        placed: &Placed<ResultRow>,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let row = &placed.row;
        let details = match self.details(person, row) {
            Ok(details) => details,
            Err(refusal) => return Ok(RowOutcome::Refused(refusal)),
        };
        let key = (person, details.year, row.level, row.subject);
        let seen_key = row_key(&[
            &person.to_string(),
            &row.year.to_string(),
            row.level.as_str(),
            row.subject.as_str(),
        ]);
        let earlier = self.seen.earlier(seen_key);
        self.seen.note(seen_key, &placed.place);
        if !self.imagined.is_empty()
            && let Some(imagined) = self.imagined.remove(&key)
        {
            known.insert(key, imagined);
        }
        let Some(result) = known.get_mut(&key) else {
            match block.imagine() {
                Some(id) => block.changes.push(created(ResultId(id), &details)),
                None => added.push(details.clone()),
            }
            known.insert(
                key,
                Known {
                    id: None,
                    version: 0,
                    details,
                    touched: true,
                },
            );
            return Ok(RowOutcome::New);
        };
        let before = result.details.clone();
        let after = ResultDetails {
            area: if row.area.is_some() {
                details.area
            } else {
                before.area.clone()
            },
            work_county: details.work_county.or_else(|| before.work_county.clone()),
            revoked: before.revoked,
            ..details
        };
        match (before == after, earlier, result.id) {
            (true, ..) | (false, None, None) => Ok(RowOutcome::Unchanged),
            (false, Some(earlier), _) => Ok(RowOutcome::Refused(RowRefusal::at(
                &row.score_heading,
                format!(
                    "与{}是同一人同一年度的同一科目，但内容不一致，请核对后只保留一行",
                    earlier.words()
                ),
            ))),
            (false, None, Some(id)) => {
                if !block.looks() {
                    let at = block.occasion.now.instant;
                    store::update(conn, id, result.version, &after, at)?;
                }
                block.changes.push(Change::changed(
                    Entity::ExamResult,
                    id.0,
                    Some(person),
                    &before,
                    &after,
                ));
                result.version += 1;
                result.details = after;
                result.touched = true;
                Ok(RowOutcome::Changed)
            }
        }
    }
}

impl Importer for ResultImporter {
    type Row = ResultRow;
    const KIND: ImportKind = ImportKind::ExamResults;
    const LAYOUT: &'static Layout = &layouts::EXAM_RESULTS;

    fn read(&mut self, row: &Row<'_>) -> Result<ResultRow, CellRefusal> {
        let person = self.people.read(row)?;
        let year = row.required(Field::ExamYear, row.year(Field::ExamYear))?;
        let subject = row.required(
            Field::Subject,
            row.word(Field::Subject, words::subject, words::SUBJECTS_EXPECTED),
        )?;
        let level = read_level(row, subject.level)?;
        check_subject(&self.policies, level, subject.subject)
            .map_err(|sentence| row.refuse(Field::Subject, sentence))?;
        Ok(ResultRow {
            person,
            year,
            level,
            subject: subject.subject,
            score: row.required(Field::Score, row.score(Field::Score))?,
            area: row.text(Field::ExamArea, 40)?,
            work_county: row.text(Field::WorkCounty, 40)?,
            score_heading: row.heading(Field::Score).to_owned(),
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<ResultRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        let owners = Owners::load(conn, &self.keys, &rows, block.within)?;
        let mut known: HashMap<Key, Known> = store::load_of_people(conn, &owners.people)?
            .into_iter()
            .map(
                |StoredResult {
                     id,
                     details,
                     version,
                 }| {
                    let key = (
                        details.person_id,
                        details.year,
                        details.level,
                        details.subject,
                    );
                    let id = Some(id);
                    (
                        key,
                        Known {
                            id,
                            version,
                            details,
                            touched: false,
                        },
                    )
                },
            )
            .collect();
        let mut added = Vec::new();
        let mut outcomes = Vec::with_capacity(rows.len());
        for (placed, owner) in rows.iter().zip(owners.of_rows) {
            outcomes.push(match owner {
                Ok(person) => {
                    let cells = placed.row.person();
                    block.begin_row(&placed.place, || owners.names.who(person, cells));
                    self.store_row(conn, &mut known, &mut added, person, placed, block)?
                }
                Err(refusal) => RowOutcome::Refused(refusal),
            });
        }
        if block.looks() {
            let touched = known.into_iter().filter(|(_, known)| known.touched);
            self.imagined.extend(touched);
        }
        if !added.is_empty() {
            let ids = store::insert(conn, added.clone(), block.occasion.now.instant)?;
            for (id, details) in ids.into_iter().zip(added) {
                block.changes.push(created(id, &details));
            }
        }
        Ok(outcomes)
    }
}

fn created(id: ResultId, details: &ResultDetails) -> Change {
    Change::created(Entity::ExamResult, id.0, Some(details.person_id), details)
}
