//! Mass extension of registrations by a document: looked at before it is done, done in
//! one transaction, and taken back as a whole while nothing was built on it.
//!
//! Rows are only added: each registration gets a row `extension` that follows it and
//! takes its place; taking back adds a `correction` with the earlier last day.

use std::collections::HashMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

pub use super::extension_lines::{ExtensionLine, find, load_all, load_lines};
use super::extension_lines::{line, people_of, sort_key};
use super::rules::{ExtensionInput, ExtensionRefusal, check_extension, extendable};
use super::store::{self, extensions};
use super::{
    CertificateId, ExtensionDetails, ExtensionId, Registration, RegistrationDetails,
    RegistrationExtension, RegistrationId, RegistrationKind, RegistrationRow,
};
use crate::accounts::Reach;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::{ChangeError, guarded};
use crate::db::Conn;
use crate::people::PersonId;
use crate::units::{self, UnitTree};

/// Why an extension was not made or not taken back.
pub type ExtensionError = ChangeError<ExtensionRefusal>;

/// Rows asked for at once; below SQLite's 32,766 parameters.
const ROWS_AT_ONCE: usize = 5_000;

/// What an extension would touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The registrations, by unit and name.
    pub lines: Vec<ExtensionLine>,
    /// What this list is known by; confirming hands it back, so that exactly what
    /// was looked at is extended.
    pub fingerprint: String,
}

/// A registration to be extended with what the list and the new row need.
struct Touched {
    line: ExtensionLine,
    registration: Registration,
}

/// Looks at what an extension would touch; stores nothing.
///
/// # Errors
/// [`ExtensionError`].
pub fn preview(
    conn: &mut Conn,
    tree: &UnitTree,
    reach: &Reach,
    input: &ExtensionInput,
    today: NaiveDate,
) -> Result<Preview, ExtensionError> {
    let touched = touched(conn, tree, reach, input, today)?;
    Ok(Preview {
        fingerprint: fingerprint(&touched),
        lines: touched.into_iter().map(|one| one.line).collect(),
    })
}

/// Extends what `preview` listed under `seen_fingerprint`.
///
/// # Errors
/// [`ExtensionError`]; refused where the list is another by now, or empty.
pub fn extend(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    input: &ExtensionInput,
    seen_fingerprint: &str,
) -> Result<RegistrationExtension, ExtensionError> {
    app.db.write(|conn| {
        let tree = units::store::load_tree(conn)?;
        let touched = touched(conn, &tree, reach, input, occasion.now.today)?;
        if touched.is_empty() {
            return Err(ChangeError::refused(ExtensionRefusal::Nobody));
        }
        if fingerprint(&touched) != seen_fingerprint {
            return Err(ChangeError::refused(ExtensionRefusal::ListChanged(
                touched.len(),
            )));
        }
        let document = input.document.trim().to_owned();
        let rows = touched
            .iter()
            .map(|one| RegistrationDetails {
                follows_id: Some(one.registration.id),
                kind: RegistrationKind::Extension,
                last_day: input.new_last_day,
                last_day_printed: false,
                document: Some(document.clone()),
                ..one.registration.details.clone()
            })
            .collect();
        let people: Vec<PersonId> = touched.iter().map(|one| one.line.person).collect();
        let (made, mut changes) = insert_rows(conn, occasion, rows, &people)?;
        let details = ExtensionDetails {
            unit_id: input.unit,
            level: input.level,
            last_day_from: input.last_days.first,
            last_day_to: input.last_days.last,
            new_last_day: input.new_last_day,
            document,
            registration_count: i64::try_from(made.len()).unwrap_or(i64::MAX),
            made_by: occasion.actor.name.clone(),
            made_at: occasion.now.instant,
            reversed_by: None,
            reversed_at: None,
        };
        let extension = extensions::insert(conn, details, &made)?;
        changes.push(Change::created(
            Entity::RegistrationExtension,
            extension.id.0,
            None,
            &extension.details,
        ));
        audit::store::record(conn, occasion, &changes)?;
        Ok(extension)
    })
}

/// Takes an extension back as a whole: each registration has its earlier last day
/// again, told by a correction of its own.
///
/// # Errors
/// [`ExtensionError`]; refused where it was taken back or built upon.
pub fn reverse(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    id: ExtensionId,
    seen_version: i64,
) -> Result<(), ExtensionError> {
    app.db.write(|conn| {
        let extension = find(conn, reach, id)?.ok_or(ChangeError::NotFound)?;
        if extension.details.reversed_at.is_some() {
            return Err(ChangeError::refused(ExtensionRefusal::Reversed));
        }
        if extension.version != seen_version {
            return Err(ChangeError::stale("这次延期"));
        }
        guarded::<_, ExtensionRefusal>(
            extensions::set_reversed(conn, &extension, &occasion.actor.name, occasion.now.instant),
            "这次延期",
        )?;
        let made = extensions::load_made(conn, id)?;
        let ids: Vec<RegistrationId> = made.iter().map(|one| one.registration.id).collect();
        let following = extensions::count_following(conn, &ids)?;
        if following > 0 {
            return Err(ChangeError::refused(ExtensionRefusal::Followed(following)));
        }
        let rows = corrections(conn, &made, &extension.details.document)?;
        let people: Vec<PersonId> = made.iter().map(|one| one.person).collect();
        let (_, mut changes) = insert_rows(conn, occasion, rows, &people)?;
        let reversed = ExtensionDetails {
            reversed_by: Some(occasion.actor.name.clone()),
            reversed_at: Some(occasion.now.instant),
            ..extension.details.clone()
        };
        changes.push(Change::changed(
            Entity::RegistrationExtension,
            id.0,
            None,
            &extension.details,
            &reversed,
        ));
        audit::store::record(conn, occasion, &changes)?;
        Ok(())
    })
}

/// The rows that give each extended registration its earlier last day.
fn corrections(
    conn: &mut Conn,
    made: &[extensions::OwnedRegistration],
    document: &str,
) -> Result<Vec<RegistrationDetails>, ExtensionError> {
    let followed: Vec<RegistrationId> = made
        .iter()
        .filter_map(|one| one.registration.details.follows_id)
        .collect();
    let earlier = extensions::load_last_days(conn, &followed)?;
    made.iter()
        .map(|one| {
            let details = &one.registration.details;
            let (last_day, last_day_printed) = details
                .follows_id
                .and_then(|id| earlier.get(&id).copied())
                .ok_or(ChangeError::NotFound)?;
            Ok(RegistrationDetails {
                follows_id: Some(one.registration.id),
                kind: RegistrationKind::Correction,
                last_day,
                last_day_printed,
                document: Some(format!("撤销批量延期（{document}）")),
                ..details.clone()
            })
        })
        .collect()
}

/// Adds the rows; their ids and their lines of history. A row that somebody else
/// replaced meanwhile stops everything.
fn insert_rows(
    conn: &mut Conn,
    occasion: &Occasion,
    rows: Vec<RegistrationDetails>,
    people: &[PersonId],
) -> Result<(Vec<RegistrationId>, Vec<Change>), ExtensionError> {
    use diesel::result::{DatabaseErrorKind, Error};
    let inserted = store::insert_registrations(conn, rows, occasion.now.instant);
    let inserted = match inserted {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(ChangeError::stale("名单中的登记"));
        }
        other => other?,
    };
    let changes = inserted
        .iter()
        .zip(people)
        .map(|(row, person)| {
            Change::created(Entity::Registration, row.id.0, Some(*person), &row.details)
        })
        .collect();
    Ok((inserted.into_iter().map(|row| row.id).collect(), changes))
}

fn touched(
    conn: &mut Conn,
    tree: &UnitTree,
    reach: &Reach,
    input: &ExtensionInput,
    today: NaiveDate,
) -> Result<Vec<Touched>, ExtensionError> {
    let mut refusals = check_extension(input).err().unwrap_or_default();
    if tree.get(input.unit).is_none() || !reach.contains(input.unit) {
        refusals.push(ExtensionRefusal::UnitUnknown);
    }
    if !refusals.is_empty() {
        return Err(ChangeError::Refused(refusals));
    }
    let scope = reach.below(input.unit, tree);
    let ending = extensions::load_ending(conn, input.last_days, input.level)?;
    let people = people_of(conn, ending.iter().map(|one| one.person))?;
    let certificates: Vec<CertificateId> = ending
        .iter()
        .map(|one| one.registration.details.certificate_id)
        .collect();
    let rows = rows_of(conn, certificates)?;
    let mut touched: Vec<Touched> = ending
        .into_iter()
        .filter_map(|one| {
            let person = people.get(&one.person)?;
            let here = scope.contains(person.details.unit_id) && !person.details.has_left(today);
            let details = &one.registration.details;
            let of_certificate: Vec<RegistrationRow> = rows
                .get(&details.certificate_id)?
                .iter()
                .map(|row| row.row(one.level))
                .collect();
            let counts = extendable(&of_certificate, input.last_days)
                .iter()
                .any(|row| row.id == one.registration.id);
            (here && counts).then(|| Touched {
                line: line(tree, person, one.level, &one.registration, details.last_day),
                registration: one.registration.clone(),
            })
        })
        .collect();
    touched.sort_by_cached_key(|one| sort_key(&one.line));
    Ok(touched)
}

fn rows_of(
    conn: &mut Conn,
    certificates: Vec<CertificateId>,
) -> Result<HashMap<CertificateId, Vec<Registration>>, ExtensionError> {
    let mut rows = HashMap::new();
    for chunk in certificates.chunks(ROWS_AT_ONCE) {
        rows.extend(store::load_registrations(conn, chunk)?);
    }
    Ok(rows)
}

/// The list by its contents: which registrations, and until when they run.
fn fingerprint(touched: &[Touched]) -> String {
    let mut ids: Vec<(RegistrationId, NaiveDate)> = touched
        .iter()
        .map(|one| (one.registration.id, one.registration.details.last_day))
        .collect();
    ids.sort_unstable();
    let mut hash = Sha256::new();
    for (id, last_day) in ids {
        hash.update(format!("{id} {last_day}\n").as_bytes());
    }
    hex::encode(hash.finalize())
}
