//! Reading mass extensions: which there are, and the list of each.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::extension::ExtensionError;
use super::store::extensions;
use super::{ExtensionId, Level, Registration, RegistrationExtension, RegistrationId};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::people::{self, Person, PersonId};
use crate::text::pinyin_key;
use crate::units::UnitTree;

/// People asked for at once; below SQLite's 32,766 parameters.
const PEOPLE_AT_ONCE: usize = 5_000;

/// One registration that an extension touches or touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionLine {
    /// Whose.
    pub person: PersonId,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The certificate's level.
    pub level: Level,
    /// The registration.
    pub registration: RegistrationId,
    /// First day of the period.
    pub first_day: NaiveDate,
    /// The last day that is extended.
    pub last_day: NaiveDate,
}

/// The extensions of units within reach, the latest first.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn, reach: &Reach) -> diesel::QueryResult<Vec<RegistrationExtension>> {
    let mut all = extensions::load_all(conn)?;
    all.retain(|extension| reach.contains(extension.details.unit_id));
    Ok(all)
}

/// An extension of a unit within reach.
///
/// # Errors
/// When the query fails.
pub fn find(
    conn: &mut Conn,
    reach: &Reach,
    id: ExtensionId,
) -> diesel::QueryResult<Option<RegistrationExtension>> {
    let found = extensions::find(conn, id)?;
    Ok(found.filter(|extension| reach.contains(extension.details.unit_id)))
}

/// The registrations that an extension touched, by unit and name, with the last day
/// they had before.
///
/// # Errors
/// When a query fails.
pub fn load_lines(
    conn: &mut Conn,
    tree: &UnitTree,
    extension: &RegistrationExtension,
) -> Result<Vec<ExtensionLine>, ExtensionError> {
    let made = extensions::load_made(conn, extension.id)?;
    let followed: Vec<RegistrationId> = made
        .iter()
        .filter_map(|one| one.registration.details.follows_id)
        .collect();
    let earlier = extensions::load_last_days(conn, &followed)?;
    let people = people_of(conn, made.iter().map(|one| one.person))?;
    let mut lines: Vec<ExtensionLine> = made
        .iter()
        .filter_map(|one| {
            let before = one.registration.details.follows_id?;
            let (last_day, _) = earlier.get(&before)?;
            let person = people.get(&one.person)?;
            Some(line(tree, person, one.level, &one.registration, *last_day))
        })
        .collect();
    sort(&mut lines);
    Ok(lines)
}

pub(super) fn people_of(
    conn: &mut Conn,
    ids: impl Iterator<Item = PersonId>,
) -> diesel::QueryResult<HashMap<PersonId, Person>> {
    let ids: Vec<PersonId> = ids.collect();
    let mut people = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(PEOPLE_AT_ONCE) {
        let block = people::store::load_of_ids(conn, chunk)?;
        people.extend(block.into_iter().map(|person| (person.id, person)));
    }
    Ok(people)
}

pub(super) fn line(
    tree: &UnitTree,
    person: &Person,
    level: Level,
    registration: &Registration,
    last_day: NaiveDate,
) -> ExtensionLine {
    ExtensionLine {
        person: person.id,
        name: person.details.name.clone(),
        unit: tree
            .get(person.details.unit_id)
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default(),
        level,
        registration: registration.id,
        first_day: registration.details.first_day,
        last_day,
    }
}

fn sort(lines: &mut [ExtensionLine]) {
    lines.sort_by_cached_key(sort_key);
}

pub(super) fn sort_key(line: &ExtensionLine) -> (String, String, RegistrationId) {
    (
        pinyin_key(&line.unit),
        pinyin_key(&line.name),
        line.registration,
    )
}
