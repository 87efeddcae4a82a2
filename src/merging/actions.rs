//! Makes two entries one, in one transaction.

mod moving;

use moving::Merging;

use super::rules::{Differences, Identity, MergeRefusal};
use super::{Belongings, MergePlan, rules};
use crate::accounts::{self, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Occasion};
use crate::certificates::{self, CertificateId};
use crate::claims;
use crate::db::Conn;
use crate::exams::store::{entries, results};
use crate::identity::IdNumber;
use crate::people::actions::{ChangeError, hold};
use crate::people::form::FieldRefusal;
use crate::people::{self, Person, PersonId, rules as people_rules};
use crate::secrecy::{CannotOpen, Keys};
use crate::training;
use crate::units::UnitTree;

/// The two entries and the versions that were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The entry that is kept.
    pub kept: PersonId,
    /// Its version.
    pub kept_version: i64,
    /// The entry that goes.
    pub other: PersonId,
    /// Its version.
    pub other_version: i64,
}

/// Why two entries are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds<'a> {
    /// The reason, for the history.
    pub reason: &'a str,
    /// The documents were looked at: needed where name, birthday or sex differ.
    pub confirmed: bool,
}

/// What tells the person of an entry from others.
///
/// # Errors
/// When the number of the document does not open.
pub fn identity(keys: &Keys, person: &Person) -> Result<Identity, CannotOpen> {
    let number = person
        .id_number(keys)?
        .and_then(|number| IdNumber::parse(&number).ok());
    Ok(Identity {
        name: person.details.name.clone(),
        born_on: number.as_ref().and_then(IdNumber::birth_date),
        sex: number.as_ref().and_then(IdNumber::sex),
    })
}

/// Everything of an entry that a merging looks at.
///
/// # Errors
/// When a query fails.
pub fn load_belongings(conn: &mut Conn, person: Person) -> diesel::QueryResult<Belongings> {
    let of = [person.id];
    let held = certificates::store::load_of_people(conn, &of)?;
    let ids: Vec<CertificateId> = held.iter().map(|certificate| certificate.id).collect();
    Ok(Belongings {
        registrations: certificates::store::load_registrations(conn, &ids)?
            .into_iter()
            .collect(),
        certificates: held,
        records: training::store::load_of_people(conn, &of)?,
        entries: entries::load_of_people(conn, &of)?,
        results: results::load_of_people(conn, &of)?,
        claims: claims::store::load_of_person(conn, person.id)?
            .into_iter()
            .map(|(claim, entries)| (claim.id, claim.details.state, entries))
            .collect(),
        account: accounts::store::find_by_person(conn, person.id)?
            .map(|account| (account.id, account.state)),
        person,
    })
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The plan that was carried out.
    pub plan: MergePlan,
    /// The entry that was kept, told from others of its name.
    pub kept: String,
    /// The entry that went.
    pub gone: String,
}

/// Makes two entries one: everything of `pair.other` goes to `pair.kept`.
///
/// # Errors
/// [`ChangeError`]; both entries must lie within reach.
pub fn merge(
    app: &App,
    viewer: &Viewer,
    pair: Pair,
    grounds: Grounds<'_>,
    occasion: &Occasion,
) -> Result<Merged, ChangeError> {
    app.db.write(|conn| {
        let kept = hold(
            conn,
            viewer,
            Right::EditPeople,
            pair.kept,
            pair.kept_version,
        )?;
        let other = hold(
            conn,
            viewer,
            Right::EditPeople,
            pair.other,
            pair.other_version,
        )?;
        if kept.is_beyond(conn, viewer)? || other.is_beyond(conn, viewer)? {
            return Err(people_rules::PeopleRefusal::BeyondYou("合并档案").into());
        }
        let differences = differences_of(&app.keys, &kept.person, &other.person)?;
        rules::one_person(differences, grounds.confirmed).map_err(not_one_person)?;
        let reason = people_rules::reason(grounds.reason, "合并")?;
        let names = [
            entry_in_words(&app.keys, &kept.tree, &kept.person)?,
            entry_in_words(&app.keys, &kept.tree, &other.person)?,
        ];
        // In the order of their ids, so that two processes never wait for each other.
        for id in [pair.kept.min(pair.other), pair.kept.max(pair.other)] {
            people::store::lock(conn, id)?;
        }
        let kept = load_belongings(conn, kept.person)?;
        let other = load_belongings(conn, other.person)?;
        let plan = rules::plan(&kept, &other)
            .map_err(|refusal| ChangeError::Refused(refusal.to_string()))?;
        let mut merging = Merging {
            conn,
            occasion,
            kept: &kept,
            other: &other,
            names: &names,
            checked: differences.words(),
            changes: Vec::new(),
        };
        merging.certificates(&plan)?;
        merging.training(&plan)?;
        merging.exams(&plan)?;
        merging.beside(&plan)?;
        merging.entries_themselves(&plan, &reason)?;
        let changes = merging.changes;
        audit::store::record(conn, occasion, &changes)?;
        let [kept, gone] = names;
        Ok(Merged { plan, kept, gone })
    })
}

fn differences_of(keys: &Keys, kept: &Person, other: &Person) -> Result<Differences, CannotOpen> {
    Ok(rules::differences(
        &identity(keys, kept)?,
        &identity(keys, other)?,
    ))
}

/// A tick that is missing stands beside its box; two people are refused as a whole.
fn not_one_person(refusal: MergeRefusal) -> ChangeError {
    match &refusal {
        MergeRefusal::NotChecked(_) => {
            vec![FieldRefusal::new("confirmed", refusal.to_string())].into()
        }
        _ => ChangeError::Refused(refusal.to_string()),
    }
}

/// An entry as it is told from another of the same name: 何丽（证件尾号0024，打通镇双溪村）.
///
/// # Errors
/// When the number of the document does not open.
pub fn entry_in_words(keys: &Keys, tree: &UnitTree, person: &Person) -> Result<String, CannotOpen> {
    let unit = tree
        .get(person.details.unit_id)
        .map_or("", |unit| unit.details.name.as_str());
    let shown = person.shown_id_number(keys, false)?;
    let tail = match shown.rsplit_once('*') {
        Some((_, tail)) => format!("证件尾号{tail}"),
        None => format!("证件号码{shown}"),
    };
    Ok(format!("{}（{tail}，{unit}）", person.details.name))
}
