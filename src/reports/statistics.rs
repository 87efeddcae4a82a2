//! The statistics of a year: everyone within reach on its last day (or today), by sex,
//! age, education, level and kind of unit.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::rules::{PersonFacts, StatisticsGroup, StatisticsLine, Tally};
use crate::accounts::Reach;
use crate::certificates::rules::level_on;
use crate::certificates::{self, Certificate, HeldCertificate};
use crate::db::{Conn, DatabaseError};
use crate::identity::IdNumber;
use crate::people::{self, Person, PersonId};
use crate::secrecy::{CannotOpen, Keys};
use crate::units::UnitTree;

/// People loaded at once.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// The statistics of one year.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Statistics {
    /// The year.
    pub year: i32,
    /// The day everything is counted on: 31 December, or today in the running year.
    pub as_of: NaiveDate,
    /// Everybody.
    pub total: StatisticsLine,
    /// By each point of view.
    pub groups: Vec<StatisticsGroup>,
}

/// Why the statistics could not be worked out.
#[derive(Debug, thiserror::Error)]
pub enum StatisticsError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
}

impl From<diesel::result::Error> for StatisticsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Counts the people of the units within reach.
///
/// # Errors
/// [`StatisticsError`].
pub fn load(
    conn: &mut Conn,
    keys: &Keys,
    tree: &UnitTree,
    reach: &Reach,
    year: i32,
    today: NaiveDate,
) -> Result<Statistics, StatisticsError> {
    let as_of = last_day(year).map_or(today, |last| last.min(today));
    let units = reach.units();
    let mut tally = Tally::default();
    let mut after = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units.as_deref(), after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last() else {
            break;
        };
        after = last.id;
        let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
        let mut held: HashMap<PersonId, Vec<Certificate>> = HashMap::new();
        for certificate in certificates::store::load_of_people(conn, &ids)? {
            let of = held.entry(certificate.details.person_id).or_default();
            of.push(certificate);
        }
        for person in block.iter().filter(|person| was_there(person, as_of)) {
            let certificates = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            tally.count(&facts(keys, tree, person, certificates, year, as_of)?);
        }
    }
    Ok(Statistics {
        year,
        as_of,
        total: tally.total().clone(),
        groups: tally.into_groups(),
    })
}

fn last_day(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// Whoever had joined and not left; without a day of joining, whoever is there.
fn was_there(person: &Person, day: NaiveDate) -> bool {
    !person.details.has_left(day) && person.details.joined_on.is_none_or(|joined| joined <= day)
}

fn facts(
    keys: &Keys,
    tree: &UnitTree,
    person: &Person,
    certificates: &[Certificate],
    year: i32,
    as_of: NaiveDate,
) -> Result<PersonFacts, CannotOpen> {
    let number = person
        .id_number(keys)?
        .and_then(|number| IdNumber::parse(&number).ok());
    let held: Vec<HeldCertificate> = certificates
        .iter()
        .map(|certificate| HeldCertificate {
            level: certificate.details.level,
            approved_on: certificate.details.approved_on,
        })
        .collect();
    Ok(PersonFacts {
        sex: number.as_ref().and_then(IdNumber::sex),
        age: number
            .as_ref()
            .and_then(IdNumber::birth_date)
            .map(|born| full_years(born, as_of)),
        education: person.details.education,
        level: level_on(&held, as_of),
        unit_kind: tree
            .get(person.details.unit_id)
            .map_or(crate::units::UnitKind::Institution, |unit| {
                unit.details.kind
            }),
        newly_certified: held.iter().any(|certificate| {
            certificate
                .approved_on
                .is_some_and(|approved| approved.year() == year && approved <= as_of)
        }),
    })
}

/// Full years of age: the birthday itself completes one.
fn full_years(born: NaiveDate, day: NaiveDate) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_birthday_completes_the_year() {
        for (born, day, years) in [
            ("1990-03-09", "2026-03-08", 35),
            ("1990-03-09", "2026-03-09", 36),
            ("2000-02-29", "2026-02-28", 25),
            ("2000-02-29", "2026-03-01", 26),
            ("1990-12-31", "2026-01-01", 35),
        ] {
            let (born, day) = (born.parse().unwrap(), day.parse().unwrap());
            assert_eq!(full_years(born, day), years, "{born} {day}");
        }
    }
}
