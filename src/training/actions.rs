//! The training status of everyone: who owes what by when, and why.

use std::io::Write;

use chrono::NaiveDate;
use serde::Serialize;

use super::rules::{RecordLine, StatusLine};
use super::situation::{RegionalRules, TrainingSituation, visit_all};
use super::{Reason, Record, TrainingState, WindowKind};
use crate::app::App;
use crate::certificates::Level;
use crate::db::DatabaseError;
use crate::files::JsonArray;
use crate::secrecy::CannotOpen;
use crate::units::{self, UnitId, UnitTree};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct StatusQuestion {
    /// Only the people of this unit and those below it.
    pub unit: Option<UnitId>,
    /// Only this rule.
    pub rule: Option<String>,
    /// ID numbers in full.
    pub full_ids: bool,
}

/// Why the status could not be told.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// The answer could not be written.
    #[error("结果写不出去：{0}")]
    Output(#[from] std::io::Error),
}

impl From<diesel::result::Error> for StatusError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// One person under one rule, as `training-status` tells it.
#[derive(Debug, Clone, Serialize)]
pub struct PersonStatus {
    /// Masked unless asked for in full.
    pub id_number: String,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The level on the day.
    pub level: Level,
    /// The rule's id.
    pub rule: String,
    /// Registration or rolling.
    pub basis: WindowKind,
    /// First and last day.
    pub window: (NaiveDate, NaiveDate),
    /// In the rule's unit.
    pub required: TwoDecimals,
    /// Rounded down.
    pub counted: TwoDecimals,
    /// Rounded up.
    pub open: TwoDecimals,
    /// How the person stands.
    pub state: TrainingState,
    /// Every record.
    pub entries: Vec<EntryStatus>,
    /// What pages say of the rule beside its id.
    #[serde(skip)]
    pub rule_name: String,
    /// 天 or 学时.
    #[serde(skip)]
    pub rule_unit: &'static str,
}

/// One record under one rule.
#[derive(Debug, Clone, Serialize)]
pub struct EntryStatus {
    /// 培训名称.
    pub title: String,
    /// 开始日期.
    pub first_day: NaiveDate,
    /// 结束日期.
    pub last_day: NaiveDate,
    /// Days on the proof.
    pub days: Option<TwoDecimals>,
    /// Hours on the proof.
    pub hours: Option<TwoDecimals>,
    /// What it counts, in the rule's unit, rounded down.
    pub counted: TwoDecimals,
    /// Why.
    pub reason: Reason,
}

/// A number in hundredths that JSON shows with its decimals: 7150 → 71.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TwoDecimals(pub i64);

impl Serialize for TwoDecimals {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Hundredths below 2^53 are exact enough as a double to print back.
        #[expect(
            clippy::cast_precision_loss,
            reason = "amounts of a person are far below 2^53"
        )]
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

impl std::fmt::Display for TwoDecimals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{}.{:02}",
            self.0.unsigned_abs() / 100,
            self.0.unsigned_abs() % 100
        )
    }
}

/// Works out the status of everyone asked for on `today` and hands each line over,
/// in the order of people and rules.
///
/// # Errors
/// [`StatusError`]; also what `each` returns.
pub fn training_status(
    app: &App,
    question: &StatusQuestion,
    today: NaiveDate,
    mut each: impl FnMut(PersonStatus) -> Result<(), StatusError>,
) -> Result<(), StatusError> {
    app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let within = question.unit.map(|unit| tree.below(unit));
        let mut rules = RegionalRules::new(&app.policies, today, question.rule.as_deref());
        visit_all(conn, within.as_deref(), |_, situations| {
            for situation in situations {
                let lines = situation.status(
                    rules.of_unit(&tree, situation.person.details.unit_id),
                    today,
                );
                if lines.is_empty() {
                    continue;
                }
                let id_number = situation
                    .person
                    .shown_id_number(&app.keys, question.full_ids)?;
                for line in &lines {
                    each(person_status(&situation, &tree, &id_number, line))?;
                }
            }
            Ok(())
        })
    })
}

fn person_status(
    situation: &TrainingSituation,
    tree: &UnitTree,
    id_number: &str,
    line: &StatusLine<'_>,
) -> PersonStatus {
    let details = &situation.person.details;
    PersonStatus {
        id_number: id_number.to_owned(),
        name: details.name.clone(),
        unit: tree
            .get(details.unit_id)
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default(),
        level: line.level,
        rule: line.rule.id.clone(),
        basis: line.basis,
        window: (line.window.first, line.window.last),
        required: TwoDecimals(line.required.hundredths_up()),
        counted: TwoDecimals(line.counted.hundredths_down()),
        open: TwoDecimals(line.open.hundredths_up()),
        state: line.state,
        entries: situation
            .records
            .iter()
            .zip(&line.records)
            .map(entry_status)
            .collect(),
        rule_name: line.rule.name.clone(),
        rule_unit: line.rule.unit.label(),
    }
}

fn entry_status((record, counted): (&Record, &RecordLine)) -> EntryStatus {
    EntryStatus {
        title: record.title.clone(),
        first_day: record.first_day,
        last_day: record.last_day,
        days: record.days_hundredths.map(TwoDecimals),
        hours: record.hours_hundredths.map(TwoDecimals),
        counted: TwoDecimals(counted.counted.hundredths_down()),
        reason: counted.reason,
    }
}

/// Writes the status as one JSON array, line by line, so that memory stays flat.
///
/// # Errors
/// [`StatusError`].
pub fn write_training_status_json(
    app: &App,
    question: &StatusQuestion,
    today: NaiveDate,
    out: &mut impl Write,
) -> Result<(), StatusError> {
    let mut array = JsonArray::new(out);
    training_status(app, question, today, |status| Ok(array.push(&status)?))?;
    Ok(array.end()?)
}
