//! The statistics of a year: everyone who worked within reach on its last day (or today), by sex,
//! age, education, level and kind of unit.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::rules::{PersonFacts, StatisticsGroup, StatisticsLine, Tally};
use crate::accounts::Reach;
use crate::certificates::rules::level_on;
use crate::certificates::{self, Certificate, HeldCertificate};
use crate::db::{Conn, DatabaseError};
use crate::identity::IdNumber;
use crate::people::service::{ServicePeriod, unit_on, was_there};
use crate::people::{self, Person, PersonId, PersonMove};
use crate::secrecy::{CannotOpen, Keys};
use crate::units::{UnitId, UnitKind, UnitTree};

/// People loaded at once.
const PEOPLE_AT_ONCE: i64 = 2_000;
/// The same of those who have moved away.
const MOVED_AT_ONCE: usize = 500;

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

/// Counts the people who worked at the units within reach on the last day of the year.
///
/// On an earlier day somebody counts at the unit of that day, and whoever left since or
/// came back after a break counts in the years before ([`people::service`]). Education and
/// the kind of a unit are known as they are today only.
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
    let mut count = Count {
        keys,
        tree,
        reach,
        year,
        as_of,
        tally: Tally::default(),
    };
    let mut after = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units.as_deref(), after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last() else {
            break;
        };
        after = last.id;
        count.block(conn, &block)?;
    }
    // Who was within reach on that day and works elsewhere now.
    if let Some(units) = &units {
        let away = people::store::load_moved_away(conn, units, as_of)?;
        for ids in away.chunks(MOVED_AT_ONCE) {
            let block = people::store::load_of_ids(conn, ids)?;
            count.block(conn, &block)?;
        }
    }
    Ok(Statistics {
        year,
        as_of,
        total: count.tally.total().clone(),
        groups: count.tally.into_groups(),
    })
}

/// The count of one day, block by block.
struct Count<'a> {
    keys: &'a Keys,
    tree: &'a UnitTree,
    reach: &'a Reach,
    year: i32,
    as_of: NaiveDate,
    tally: Tally,
}

impl Count<'_> {
    /// Counts those of a block, in order of their ids, who were within reach on the day.
    fn block(&mut self, conn: &mut Conn, block: &[Person]) -> Result<(), StatisticsError> {
        let (Some(first), Some(last)) = (
            block.iter().map(|person| person.id).min(),
            block.iter().map(|person| person.id).max(),
        ) else {
            return Ok(());
        };
        let mut periods: HashMap<PersonId, Vec<ServicePeriod>> = HashMap::new();
        for period in people::store::load_periods(conn, first, last)? {
            periods.entry(period.person_id).or_default().push(period);
        }
        let mut moves: HashMap<PersonId, Vec<PersonMove>> = HashMap::new();
        for one in people::store::load_moves_after(conn, first, last, self.as_of)? {
            moves.entry(one.person_id).or_default().push(one);
        }
        let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
        let mut held: HashMap<PersonId, Vec<Certificate>> = HashMap::new();
        for certificate in certificates::store::load_of_people(conn, &ids)? {
            let of = held.entry(certificate.details.person_id).or_default();
            of.push(certificate);
        }
        for person in block {
            let before = periods.get(&person.id).map(Vec::as_slice);
            if !was_there(&person.details, before.unwrap_or_default(), self.as_of) {
                continue;
            }
            let moved = moves.get(&person.id).map(Vec::as_slice);
            let unit = unit_on(&person.details, moved.unwrap_or_default(), self.as_of);
            if !self.reach.contains(unit) {
                continue;
            }
            let certificates = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            let facts = self.facts(person, unit, certificates)?;
            self.tally.count(&facts);
        }
        Ok(())
    }

    fn facts(
        &self,
        person: &Person,
        unit: UnitId,
        certificates: &[Certificate],
    ) -> Result<PersonFacts, CannotOpen> {
        let (year, as_of) = (self.year, self.as_of);
        let number = person
            .id_number(self.keys)?
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
            unit_kind: self
                .tree
                .get(unit)
                .map_or(UnitKind::Institution, |unit| unit.details.kind),
            newly_certified: held.iter().any(|certificate| {
                certificate
                    .approved_on
                    .is_some_and(|approved| approved.year() == year && approved <= as_of)
            }),
        })
    }
}

fn last_day(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
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
