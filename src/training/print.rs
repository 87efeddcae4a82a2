//! 继续教育（培训）情况表 of one person, as handed in for re-registration.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::rules::StatusLine;
use super::situation::{self, RegionalRules, TrainingSituation};
use super::{StoredRecord, TrainingRecordId, store};
use crate::app::App;
use crate::calendar::Period;
use crate::certificates::{Level, Registration};
use crate::db::DatabaseError;
use crate::people::{self, PersonId};
use crate::print::{
    CertificateLine, Press, PrintError, RecordLine, RegistrationLine, RuleBlock, Setup,
    TrainingStatement,
};
use crate::secrecy::CannotOpen;
use crate::units;

/// Why a statement could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// The form cannot be set.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// The ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for StatementError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// The statement as of `as_of`; every record with what it counts and why.
///
/// # Errors
/// [`StatementError`].
pub fn statement(
    app: &App,
    press: &Press,
    person: PersonId,
    as_of: NaiveDate,
    full_id: bool,
    setup: &Setup,
) -> Result<Vec<u8>, StatementError> {
    let statement = app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let person = people::store::get(conn, person)?;
        let id_number = person.shown_id_number(&app.keys, full_id)?;
        let records: HashMap<TrainingRecordId, StoredRecord> =
            store::load_of_people(conn, &[person.id])?
                .into_iter()
                .map(|record| (record.id, record))
                .collect();
        let situation = situation::load(conn, vec![person], false)?
            .pop()
            .ok_or(diesel::result::Error::NotFound)?;
        let unit = situation.person.details.unit_id;
        let mut rules = RegionalRules::new(&app.policies, as_of, None);
        let lines = situation.status(rules.of_unit(&tree, unit), as_of);
        Ok::<_, StatementError>(TrainingStatement {
            as_of,
            name: situation.person.details.name.clone(),
            id_number,
            unit: tree
                .get(unit)
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default(),
            level: situation
                .level_on(as_of)
                .map_or("无证书", Level::label)
                .to_owned(),
            certificates: certificates(&situation),
            rules: lines
                .iter()
                .map(|line| rule_block(line, &records))
                .collect(),
        })
    })?;
    Ok(press.training_statement(&statement, setup)?)
}

fn certificates(situation: &TrainingSituation) -> Vec<CertificateLine> {
    situation
        .certificates
        .iter()
        .map(|certificate| {
            let mut registrations: Vec<&Registration> = situation
                .registrations
                .iter()
                .map(|(_, registration)| registration)
                .filter(|registration| registration.details.certificate_id == certificate.id)
                .collect();
            registrations
                .sort_by_key(|registration| (registration.details.first_day, registration.id));
            CertificateLine {
                level: certificate.details.level.label().to_owned(),
                number: certificate.details.number.clone().unwrap_or_default(),
                approved_on: certificate.details.approved_on,
                registrations: registrations
                    .into_iter()
                    .map(|registration| RegistrationLine {
                        kind: registration.details.kind.label().to_owned(),
                        period: Period {
                            first: registration.details.first_day,
                            last: registration.details.last_day,
                        },
                    })
                    .collect(),
            }
        })
        .collect()
}

fn rule_block(
    line: &StatusLine<'_>,
    records: &HashMap<TrainingRecordId, StoredRecord>,
) -> RuleBlock {
    let by_analogy = if line.by_analogy {
        "（本级别按类推执行）"
    } else {
        ""
    };
    RuleBlock {
        name: line.rule.name.clone(),
        unit_word: line.rule.unit.label().to_owned(),
        basis: line.basis.label().to_owned(),
        window: line.window,
        required_hundredths: line.required.hundredths_up(),
        counted_hundredths: line.counted.hundredths_down(),
        open_hundredths: line.open.hundredths_up(),
        state: line.state.label().to_owned(),
        source: format!("{}{by_analogy}", line.rule.source.document),
        records: line
            .records
            .iter()
            .filter_map(|counted| {
                let record = &records.get(&counted.id)?.details;
                Some(RecordLine {
                    title: record.title.clone(),
                    organiser: record.organiser.clone().unwrap_or_default(),
                    period: Period {
                        first: record.first_day,
                        last: record.last_day,
                    },
                    days_hundredths: record.days_hundredths,
                    hours_hundredths: record.hours_hundredths,
                    counted_hundredths: counted.counted.hundredths_down(),
                    reason: counted.reason.label().to_owned(),
                })
            })
            .collect(),
    }
}
