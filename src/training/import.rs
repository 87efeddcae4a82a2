//! `import training`: the training ledger. An imported record is recognised at once.

mod limit;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    RecordDetails, RecordSource, RecordState, StoredRecord, TrainingKind, TrainingMode,
    TrainingRecordId, store,
};
use crate::audit::{Change, Entity};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::intake::{
    AboutPerson, Block, ImportError, ImportKind, Importer, Overlay, Owners, PersonCells,
    PersonReader, Placed, RowOutcome, RowRefusal, SeenRows, overlay, row_key,
};
use crate::people::PersonId;
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Field, Layout, Row, layouts, words};
use crate::text::compare_key;

/// A ledger goes course by course, mostly: what is known already is then looked for by
/// title; a block of more titles than these has few rows of each person instead.
const FEW_TITLES: usize = 4;

/// One row of the ledger.
#[derive(Debug)]
pub struct TrainingRow {
    person: PersonCells,
    title: String,
    organiser: Option<String>,
    first_day: NaiveDate,
    last_day: NaiveDate,
    days_hundredths: Option<i64>,
    hours_hundredths: Option<i64>,
    mode: Option<TrainingMode>,
    kind: Option<TrainingKind>,
    title_heading: Arc<str>,
}

impl AboutPerson for TrainingRow {
    fn person(&self) -> &PersonCells {
        &self.person
    }
}

/// Imports training records.
#[derive(Debug)]
pub struct TrainingImporter {
    keys: Keys,
    seen: SeenRows,
    today: NaiveDate,
    people: PersonReader,
    title_heading: Arc<str>,
    /// In a look: what earlier blocks would have stored.
    imagined: HashMap<Key, Known>,
    held: limit::Held,
}

type Key = (PersonId, String, NaiveDate, NaiveDate);

/// A record as far as this block knows: stored, or about to be.
#[derive(Debug)]
struct Known {
    id: Option<TrainingRecordId>,
    version: i64,
    details: RecordDetails,
    /// This file made or changed it.
    touched: bool,
}

impl Known {
    fn unstored(details: RecordDetails) -> Self {
        Self {
            id: None,
            version: 0,
            details,
            touched: true,
        }
    }
}

/// What a block knows and what it will add.
struct Ledger {
    known: HashMap<Key, Known>,
    added: Vec<RecordDetails>,
}

impl TrainingImporter {
    /// An importer; `today` only makes notices.
    pub fn new(keys: Keys, today: NaiveDate) -> Self {
        Self {
            keys,
            seen: SeenRows::default(),
            today,
            people: PersonReader::default(),
            title_heading: Arc::from(""),
            imagined: HashMap::new(),
            held: limit::Held::default(),
        }
    }

    /// The imported records of these people that have a title of the block and end in
    /// its days.
    fn load_known(
        conn: &mut Conn,
        people: &[PersonId],
        rows: &[Placed<TrainingRow>],
    ) -> Result<HashMap<Key, Known>, ImportError> {
        let last_days = rows.iter().map(|placed| placed.row.last_day);
        let (Some(first), Some(last)) = (last_days.clone().min(), last_days.max()) else {
            return Ok(HashMap::new());
        };
        let titles: BTreeSet<&str> = rows
            .iter()
            .map(|placed| placed.row.title.as_str())
            .collect();
        let title_keys: Vec<String> = titles.into_iter().map(compare_key).collect();
        let few = (title_keys.len() <= FEW_TITLES).then_some(title_keys.as_slice());
        let stored = store::load_imported(conn, people, few, first, last)?;
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
                            touched: false,
                        },
                    )
                },
            )
            .collect())
    }

    fn store_row(
        &mut self,
        conn: &mut Conn,
        ledger: &mut Ledger,
        person: PersonId,
        placed: Placed<TrainingRow>,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let Placed { place, row } = placed;
        let title_key = compare_key(&row.title);
        let key = (person, title_key.clone(), row.first_day, row.last_day);
        let seen_key = row_key(&[
            &person.to_string(),
            &title_key,
            &row.first_day.to_string(),
            &row.last_day.to_string(),
        ]);
        if row.last_day > self.today {
            let day = chinese_day(row.last_day);
            block.notices.push(format!(
                "{}：培训结束于{day}，晚于今天，请核对",
                place.words()
            ));
        }
        if !self.imagined.is_empty()
            && let Some(imagined) = self.imagined.remove(&key)
        {
            ledger.known.insert(key.clone(), imagined);
        }
        let outcome = match ledger.known.get_mut(&key) {
            None if !self.held.takes_one_more(person) => limit::refused(&row.title_heading),
            None => {
                let details = new_record(person, title_key, row);
                match block.imagine() {
                    Some(id) => block.changes.push(created(TrainingRecordId(id), &details)),
                    None => ledger.added.push(details.clone()),
                }
                ledger.known.insert(key, Known::unstored(details));
                RowOutcome::New
            }
            Some(record) => {
                let mut after = record.details.clone();
                match (
                    lay_over(&mut after, &row),
                    self.seen.earlier(seen_key),
                    record.id,
                ) {
                    (None, ..) | (Some(_), None, None) => RowOutcome::Unchanged,
                    (Some(difference), Some(_), _) => {
                        self.refuse_repeated(&row, seen_key, &difference)
                    }
                    (Some(_), None, Some(id)) => {
                        change(conn, record, id, after, block)?;
                        RowOutcome::Changed
                    }
                }
            }
        };
        self.seen.note(seen_key, &place);
        Ok(outcome)
    }

    fn refuse_repeated(&self, row: &TrainingRow, key: u128, difference: &str) -> RowOutcome {
        let earlier = self
            .seen
            .earlier(key)
            .map(|place| place.words())
            .unwrap_or_default();
        RowOutcome::Refused(RowRefusal::at(
            row.title_heading.as_ref(),
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
        if *self.title_heading != *row.heading(Field::Title) {
            self.title_heading = Arc::from(row.heading(Field::Title));
        }
        let read = TrainingRow {
            person: self.people.read(row)?,
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
            title_heading: self.title_heading.clone(),
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
        let owners = Owners::load(conn, &self.keys, &rows, block.within)?;
        self.held.load(conn, &owners.people)?;
        let mut ledger = Ledger {
            known: Self::load_known(conn, &owners.people, &rows)?,
            added: Vec::new(),
        };
        let mut outcomes = Vec::with_capacity(rows.len());
        for (placed, owner) in rows.into_iter().zip(owners.of_rows) {
            outcomes.push(match owner {
                Ok(person) => {
                    let cells = placed.row.person();
                    block.begin_row(&placed.place, || owners.names.who(person, cells));
                    self.store_row(conn, &mut ledger, person, placed, block)?
                }
                Err(refusal) => RowOutcome::Refused(refusal),
            });
        }
        if block.looks() {
            let touched = ledger.known.into_iter().filter(|(_, known)| known.touched);
            self.imagined.extend(touched);
        }
        add(conn, ledger.added, block)?;
        Ok(outcomes)
    }
}

fn change(
    conn: &mut Conn,
    record: &mut Known,
    id: TrainingRecordId,
    after: RecordDetails,
    block: &mut Block<'_>,
) -> Result<(), ImportError> {
    if !block.looks() {
        store::update(conn, id, record.version, &after, block.occasion.now.instant)?;
    }
    block.changes.push(Change::changed(
        Entity::TrainingRecord,
        id.0,
        Some(after.person_id),
        &record.details,
        &after,
    ));
    record.version += 1;
    record.details = after;
    record.touched = true;
    Ok(())
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
        block.changes.push(created(id, &details));
    }
    Ok(())
}

fn created(id: TrainingRecordId, details: &RecordDetails) -> Change {
    Change::created(
        Entity::TrainingRecord,
        id.0,
        Some(details.person_id),
        details,
    )
}
