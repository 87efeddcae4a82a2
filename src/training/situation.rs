//! What the training rules look at, loaded for many people at once: the level's
//! certificates, the registrations in use, the records.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Record;
use super::rules::{PersonRecords, RuleOnDay, StatusLine};
use super::store as records_store;
use crate::certificates::rules::{level_on, registrations_in_use};
use crate::certificates::{
    self, Certificate, HeldCertificate, Level, Registration, RegistrationInUse, RegistrationRow,
};
use crate::db::Conn;
use crate::people::{self, Person, PersonId};
use crate::policy::{Policies, TrainingRule};
use crate::units::{UnitId, UnitTree};

/// People loaded at once: enough to make reading by range fast, few enough to keep
/// memory flat.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// One person with everything the training rules look at.
#[derive(Debug, Clone)]
pub struct TrainingSituation {
    /// The person.
    pub person: Person,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// Every registration of every certificate, oldest row first.
    pub registrations: Vec<(Level, Registration)>,
    /// The training records, in entry order.
    pub records: Vec<Record>,
}

impl TrainingSituation {
    /// The certificates as the rules read them.
    pub fn held(&self) -> Vec<HeldCertificate> {
        self.certificates
            .iter()
            .map(|certificate| HeldCertificate {
                level: certificate.details.level,
                approved_on: certificate.details.approved_on,
            })
            .collect()
    }

    /// The level on a day.
    pub fn level_on(&self, day: NaiveDate) -> Option<Level> {
        level_on(&self.held(), day)
    }

    /// The registrations as stored, as the rules read them.
    pub fn registration_rows(&self) -> Vec<RegistrationRow> {
        self.registrations
            .iter()
            .map(|(level, registration)| registration.row(*level))
            .collect()
    }

    /// The registrations in use.
    pub fn registrations_in_use(&self) -> Vec<RegistrationInUse> {
        registrations_in_use(&self.registration_rows())
    }

    /// How the person stands under each of `rules` on `today`.
    pub fn status<'r>(&self, rules: &[RuleOnDay<'r>], today: NaiveDate) -> Vec<StatusLine<'r>> {
        let Some(level) = self.level_on(today) else {
            return Vec::new();
        };
        let registrations = self.registrations_in_use();
        let records = PersonRecords::new(&self.records);
        rules
            .iter()
            .filter_map(|rule| rule.status(level, &registrations, &records))
            .collect()
    }
}

/// The rules that hold for each region on a day, made ready once.
pub struct RegionalRules<'p> {
    policies: &'p Policies,
    today: NaiveDate,
    only: Option<String>,
    ready: HashMap<String, Vec<RuleOnDay<'p>>>,
}

impl<'p> RegionalRules<'p> {
    /// The rules in force on `today`; only the one with the id `only` where given.
    pub fn new(policies: &'p Policies, today: NaiveDate, only: Option<&str>) -> Self {
        Self {
            policies,
            today,
            only: only.map(str::to_owned),
            ready: HashMap::new(),
        }
    }

    /// The rules for the people of a unit.
    pub fn of_unit(&mut self, tree: &UnitTree, unit: UnitId) -> &[RuleOnDay<'p>] {
        let region = tree.region_of(unit).unwrap_or_default();
        if !self.ready.contains_key(region) {
            let rules = self.for_region(region);
            self.ready.insert(region.to_owned(), rules);
        }
        self.ready
            .get(region)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn for_region(&self, region: &str) -> Vec<RuleOnDay<'p>> {
        let wanted = |rule: &&TrainingRule| self.only.as_ref().is_none_or(|id| *id == rule.id);
        self.policies
            .training_rules(region, self.today)
            .into_iter()
            .filter(wanted)
            .filter_map(|rule| RuleOnDay::new(rule, self.today))
            .collect()
    }
}

/// Loads everyone (of these units, where given) in the order of their ids, a block at
/// a time, and hands each block to `visit`.
///
/// # Errors
/// What `visit` returns, or when a query fails.
pub fn visit_all<E: From<diesel::result::Error>>(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    mut visit: impl FnMut(&mut Conn, Vec<TrainingSituation>) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units, after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last().map(|person| person.id) else {
            return Ok(());
        };
        after = last;
        let situations = load(conn, block, units.is_none())?;
        visit(conn, situations)?;
    }
}

/// Loads what the rules look at for one person, by statements that are prepared once.
///
/// # Errors
/// When a query fails.
pub fn load_one(
    conn: &mut Conn,
    person: Person,
) -> Result<TrainingSituation, diesel::result::Error> {
    let records = records_store::load_status_rows_of_person(conn, person.id)?;
    let certificates = certificates::store::load_of_person(conn, person.id)?;
    let registrations = if certificates.is_empty() {
        Vec::new()
    } else {
        certificates::store::load_registrations_of_person(conn, person.id)?
    };
    let level_of = |registration: &Registration| {
        certificates
            .iter()
            .find(|certificate| certificate.id == registration.details.certificate_id)
            .map(|certificate| certificate.details.level)
    };
    Ok(TrainingSituation {
        person,
        registrations: registrations
            .into_iter()
            .filter_map(|registration| Some((level_of(&registration)?, registration)))
            .collect(),
        certificates,
        records: records
            .into_iter()
            .map(records_store::StatusRow::into_record)
            .collect(),
    })
}

/// Loads what the rules look at for these people; `whole_range` when they are
/// everyone between the first and the last of them.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    block: Vec<Person>,
    whole_range: bool,
) -> Result<Vec<TrainingSituation>, diesel::result::Error> {
    let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        return Ok(Vec::new());
    };
    let rows = if whole_range {
        records_store::load_status_rows(conn, *first, *last)?
    } else {
        records_store::load_status_rows_of(conn, &ids)?
    };
    let certificates = certificates::store::load_of_people(conn, &ids)?;
    let certificate_ids: Vec<_> = certificates
        .iter()
        .map(|certificate| certificate.id)
        .collect();
    let mut registrations = certificates::store::load_registrations(conn, &certificate_ids)?;

    let mut by_person: HashMap<PersonId, usize> = HashMap::with_capacity(ids.len());
    let mut situations = Vec::with_capacity(block.len());
    for person in block {
        by_person.insert(person.id, situations.len());
        situations.push(TrainingSituation {
            person,
            certificates: Vec::new(),
            registrations: Vec::new(),
            records: Vec::new(),
        });
    }
    let of = |person: PersonId| by_person.get(&person).copied();
    for certificate in certificates {
        let Some(situation) =
            of(certificate.details.person_id).and_then(|at| situations.get_mut(at))
        else {
            continue;
        };
        let level = certificate.details.level;
        let rows = registrations.remove(&certificate.id).unwrap_or_default();
        situation
            .registrations
            .extend(rows.into_iter().map(|row| (level, row)));
        situation.certificates.push(certificate);
    }
    for row in rows {
        if let Some(situation) = of(row.person_id).and_then(|at| situations.get_mut(at)) {
            situation.records.push(row.into_record());
        }
    }
    Ok(situations)
}
