//! `import training`: the training ledger. An imported record is recognised at once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    RecordDetails, RecordSource, RecordState, StoredRecord, TrainingKind, TrainingMode,
    TrainingRecordId, store,
};
use crate::audit::{Change, Entity};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::intake::{
    Block, ImportError, ImportKind, Importer, Overlay, PeopleBehind, Placed, RowOutcome,
    RowRefusal, SeenRows, overlay, row_key,
};
use crate::people::PersonId;
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Field, Layout, Row, layouts, words};
use crate::text::compare_key;

/// One row of the ledger.
#[derive(Debug)]
pub struct TrainingRow {
    id_number: IdNumber,
    name: Option<String>,
    title: String,
    organiser: Option<String>,
    first_day: NaiveDate,
    last_day: NaiveDate,
    days_hundredths: Option<i64>,
    hours_hundredths: Option<i64>,
    mode: Option<TrainingMode>,
    kind: Option<TrainingKind>,
}

/// Imports training records.
#[derive(Debug)]
pub struct TrainingImporter {
    keys: Keys,
    seen: SeenRows,
    today: NaiveDate,
    /// The headings of the sheet that is being read, for refusals of the store step.
    headings: [String; 3],
}

type Key = (PersonId, String, NaiveDate, NaiveDate);

/// A record as far as this block knows: stored, or about to be.
struct Known {
    id: Option<TrainingRecordId>,
    version: i64,
    details: RecordDetails,
}

impl TrainingImporter {
    /// An importer; `today` only makes notices.
    pub fn new(keys: Keys, today: NaiveDate) -> Self {
        Self {
            keys,
            seen: SeenRows::default(),
            today,
            headings: Default::default(),
        }
    }

    /// The imported records of these people that end in the days of the block.
    fn load_known(
        conn: &mut Conn,
        people: &[PersonId],
        rows: &[Placed<TrainingRow>],
    ) -> Result<HashMap<Key, Known>, ImportError> {
        let last_days = rows.iter().map(|placed| placed.row.last_day);
        let (Some(first), Some(last)) = (last_days.clone().min(), last_days.max()) else {
            return Ok(HashMap::new());
        };
        let stored = store::load_imported(conn, people, first, last)?;
        Ok(stored
            .into_iter()
            .map(
                |StoredRecord {
                     id,
                     details,
                     version,
                 }| {
                    let key = (
                        details.person_id,
                        details.title_key.clone(),
                        details.first_day,
                        details.last_day,
                    );
                    let id = Some(id);
                    (
                        key,
                        Known {
                            id,
                            version,
                            details,
                        },
                    )
                },
            )
            .collect())
    }

    fn refuse_repeated(&self, key: u128, difference: &str) -> RowOutcome {
        let earlier = self
            .seen
            .earlier(key)
            .map(|place| place.words())
            .unwrap_or_default();
        RowOutcome::Refused(RowRefusal::at(
            &self.headings[2],
            format!(
                "与{earlier}是同一次培训（同一人、名称和起止日期相同），但{difference}不一致，请核对后只保留一行"
            ),
        ))
    }
}

/// Lays a row over a record's values; what it changed, in words, or nothing.
fn lay_over(details: &mut RecordDetails, row: &TrainingRow) -> Option<String> {
    let mut kind = Some(details.kind);
    let laid = [
        (
            "主办单位",
            overlay(&mut details.organiser, row.organiser.clone()),
        ),
        (
            "天数",
            overlay(&mut details.days_hundredths, row.days_hundredths),
        ),
        (
            "学时",
            overlay(&mut details.hours_hundredths, row.hours_hundredths),
        ),
        ("方式", overlay(&mut details.mode, row.mode)),
        ("类别", overlay(&mut kind, row.kind)),
    ];
    details.kind = kind.unwrap_or(details.kind);
    let changed: Vec<&str> = laid
        .iter()
        .filter(|(_, laid)| *laid == Overlay::Other)
        .map(|(what, _)| *what)
        .collect();
    (!changed.is_empty()).then(|| changed.join("、"))
}

fn new_record(person: PersonId, title_key: String, row: TrainingRow) -> RecordDetails {
    RecordDetails {
        person_id: person,
        title: row.title,
        title_key,
        organiser: row.organiser,
        first_day: row.first_day,
        last_day: row.last_day,
        days_hundredths: row.days_hundredths,
        hours_hundredths: row.hours_hundredths,
        mode: row.mode,
        kind: row.kind.unwrap_or(TrainingKind::Training),
        state: RecordState::Recognised,
        source: RecordSource::Imported,
    }
}

impl Importer for TrainingImporter {
    type Row = TrainingRow;
    const KIND: ImportKind = ImportKind::Training;
    const LAYOUT: &'static Layout = &layouts::TRAINING;

    fn read(&mut self, row: &Row<'_>) -> Result<TrainingRow, CellRefusal> {
        for (heading, field) in
            self.headings
                .iter_mut()
                .zip([Field::IdNumber, Field::Name, Field::Title])
        {
            if heading != row.heading(field) {
                row.heading(field).clone_into(heading);
            }
        }
        let read = TrainingRow {
            id_number: row.id_number(Field::IdNumber)?,
            name: row.person_name(Field::Name)?,
            title: row.required(Field::Title, row.text(Field::Title, 120))?,
            organiser: row.text(Field::Organiser, 80)?,
            first_day: row.required(Field::FirstDay, row.day(Field::FirstDay))?,
            last_day: row.required(Field::LastDay, row.day(Field::LastDay))?,
            days_hundredths: row.day_hundredths(Field::Days)?,
            hours_hundredths: row.hour_hundredths(Field::Hours)?,
            mode: row.word(
                Field::Mode,
                words::training_mode,
                words::TRAINING_MODES_EXPECTED,
            )?,
            kind: row.word(
                Field::TrainingKind,
                words::training_kind,
                words::TRAINING_KINDS_EXPECTED,
            )?,
        };
        if read.last_day < read.first_day {
            let sentence = format!(
                "结束日期{}早于开始日期{}，请核对",
                read.last_day, read.first_day
            );
            return Err(row.refuse(Field::LastDay, sentence));
        }
        if read.days_hundredths.is_none() && read.hours_hundredths.is_none() {
            let field = if row.table().has(Field::Days) {
                Field::Days
            } else {
                Field::Hours
            };
            return Err(row.refuse(field, "天数和学时都没有填写，请至少填写一项"));
        }
        Ok(read)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<TrainingRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        let people = PeopleBehind::load(
            conn,
            &self.keys,
            rows.iter().map(|placed| &placed.row.id_number),
        )?;
        let owners: Vec<Result<PersonId, RowRefusal>> = rows
            .iter()
            .map(|Placed { row, .. }| {
                let headings = (self.headings[0].as_str(), self.headings[1].as_str());
                people.find(&self.keys, &row.id_number, row.name.as_deref(), headings)
            })
            .collect();
        let ids: Vec<PersonId> = owners
            .iter()
            .filter_map(|owner| owner.as_ref().ok().copied())
            .collect();
        let mut known = Self::load_known(conn, &ids, &rows)?;
        let mut outcomes = Vec::with_capacity(rows.len());
        let mut added: Vec<RecordDetails> = Vec::new();
        for (Placed { place, row }, owner) in rows.into_iter().zip(owners) {
            let person = match owner {
                Ok(person) => person,
                Err(refusal) => {
                    outcomes.push(RowOutcome::Refused(refusal));
                    continue;
                }
            };
            let title_key = compare_key(&row.title);
            let seen_key = row_key(&[
                &person.to_string(),
                &title_key,
                &row.first_day.to_string(),
                &row.last_day.to_string(),
            ]);
            if row.last_day > self.today {
                block.notices.push(format!(
                    "{}：培训结束于{}，晚于今天，请核对",
                    place.words(),
                    chinese_day(row.last_day)
                ));
            }
            let key = (person, title_key.clone(), row.first_day, row.last_day);
            let outcome = match known.get_mut(&key) {
                None => {
                    let details = new_record(person, title_key, row);
                    added.push(details.clone());
                    known.insert(
                        key,
                        Known {
                            id: None,
                            version: 0,
                            details,
                        },
                    );
                    RowOutcome::New
                }
                Some(record) => {
                    let before = record.details.clone();
                    let mut after = before.clone();
                    match (
                        lay_over(&mut after, &row),
                        self.seen.earlier(seen_key),
                        record.id,
                    ) {
                        (None, ..) | (Some(_), None, None) => RowOutcome::Unchanged,
                        (Some(difference), Some(_), _) => {
                            self.refuse_repeated(seen_key, &difference)
                        }
                        (Some(_), None, Some(id)) => {
                            store::update(
                                conn,
                                id,
                                record.version,
                                &after,
                                block.occasion.now.instant,
                            )?;
                            block.changes.push(Change::changed(
                                Entity::TrainingRecord,
                                id.0,
                                Some(person),
                                &before,
                                &after,
                            ));
                            record.version += 1;
                            record.details = after;
                            RowOutcome::Changed
                        }
                    }
                }
            };
            self.seen.note(seen_key, &place);
            outcomes.push(outcome);
        }
        add(conn, added, block)?;
        Ok(outcomes)
    }
}

fn add(
    conn: &mut Conn,
    added: Vec<RecordDetails>,
    block: &mut Block<'_>,
) -> Result<(), ImportError> {
    if added.is_empty() {
        return Ok(());
    }
    let ids = store::insert(conn, added.clone(), block.occasion.now.instant)?;
    for (id, details) in ids.into_iter().zip(added) {
        block.changes.push(Change::created(
            Entity::TrainingRecord,
            id.0,
            Some(details.person_id),
            &details,
        ));
    }
    Ok(())
}
