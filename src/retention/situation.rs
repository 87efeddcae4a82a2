//! What the rules look at of people who have left, loaded for many at once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::LeaverFacts;
use crate::certificates;
use crate::claims::{self, Claim, ClaimState};
use crate::db::Conn;
use crate::exams::store::{entries, results, seasons};
use crate::people::store::leavers::erased_name;
use crate::people::{Person, PersonId};
use crate::training;

/// Whether a claim came to nothing; every other one is, or may become, a voucher.
pub(super) fn came_to_nothing(claim: &Claim) -> bool {
    match claim.details.state {
        ClaimState::Rejected | ClaimState::Withdrawn | ClaimState::Void => true,
        ClaimState::Draft
        | ClaimState::Submitted
        | ClaimState::Returned
        | ClaimState::Approved
        | ClaimState::InBatch
        | ClaimState::Paid
        | ClaimState::Bounced => false,
    }
}

/// The facts of these people; who has not left is left out.
pub(super) fn load(
    conn: &mut Conn,
    people: &[Person],
) -> Result<Vec<LeaverFacts>, diesel::result::Error> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let training = last_training(conn, &ids)?;
    let claims = claims::store::of_people::load(conn, &ids)?;
    let vouchers: Vec<_> = claims
        .iter()
        .filter(|claim| !came_to_nothing(claim))
        .map(|claim| claim.id)
        .collect();
    let referred = claims::store::of_people::load_referred(conn, &vouchers)?;
    let exams = last_exams(conn, &ids, &referred.entries)?;
    let mut applications = HashMap::new();
    let mut last_vouchers = HashMap::new();
    for claim in &claims {
        let last = if came_to_nothing(claim) {
            &mut applications
        } else {
            &mut last_vouchers
        };
        note(last, claim.details.person_id, claim.details.filed_on);
    }
    Ok(people
        .iter()
        .filter_map(|person| {
            Some(LeaverFacts {
                person: person.id,
                left_on: person.details.left_on?,
                has_contact: has_contact(person),
                has_id_number: !person.is_erased(),
                has_name: person.details.name != erased_name(person.id),
                last_training_on: training.get(&person.id).copied(),
                last_exam_on: exams.get(&person.id).copied(),
                last_application_on: applications.get(&person.id).copied(),
                last_voucher_on: last_vouchers.get(&person.id).copied(),
            })
        })
        .collect())
}

fn has_contact(person: &Person) -> bool {
    let details = &person.details;
    details.mobile.is_some()
        || details.email.is_some()
        || details.education.is_some()
        || details.major.is_some()
        || details.graduated_on.is_some()
        || details.social_work_since.is_some()
}

fn note(last: &mut HashMap<PersonId, NaiveDate>, person: PersonId, day: NaiveDate) {
    last.entry(person)
        .and_modify(|known| *known = (*known).max(day))
        .or_insert(day);
}

/// The last day of a certificate's approval, a registration or a training record.
fn last_training(
    conn: &mut Conn,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, NaiveDate>, diesel::result::Error> {
    let mut last = HashMap::new();
    let held = certificates::store::load_of_people(conn, ids)?;
    let certificate_ids: Vec<_> = held.iter().map(|certificate| certificate.id).collect();
    let registrations = certificates::store::load_registrations(conn, &certificate_ids)?;
    for certificate in &held {
        let person = certificate.details.person_id;
        // A certificate without a day is there all the same.
        let approved = certificate.details.approved_on.unwrap_or(NaiveDate::MIN);
        note(&mut last, person, approved);
        for registration in registrations.get(&certificate.id).into_iter().flatten() {
            note(&mut last, person, registration.details.last_day);
        }
    }
    for row in training::store::load_status_rows_of(conn, ids)? {
        note(&mut last, row.person_id, row.last_day);
    }
    Ok(last)
}

/// The end of the year of the last entry or result; entries of vouchers belong to those.
fn last_exams(
    conn: &mut Conn,
    ids: &[PersonId],
    of_vouchers: &[crate::exams::EntryId],
) -> Result<HashMap<PersonId, NaiveDate>, diesel::result::Error> {
    let mut last = HashMap::new();
    let mut at_year_end = |person, year| {
        if let Some(day) = NaiveDate::from_ymd_opt(year, 12, 31) {
            note(&mut last, person, day);
        }
    };
    for result in results::load_of_people(conn, ids)? {
        at_year_end(
            result.details.person_id,
            i32::try_from(result.details.year).unwrap_or_default(),
        );
    }
    let entries = entries::load_of_people(conn, ids)?;
    if !entries.is_empty() {
        let years: HashMap<_, i32> = seasons::load_all(conn)?
            .into_iter()
            .map(|season| {
                (
                    season.id,
                    i32::try_from(season.details.year).unwrap_or_default(),
                )
            })
            .collect();
        for entry in entries
            .iter()
            .filter(|entry| !of_vouchers.contains(&entry.id))
        {
            if let Some(year) = years.get(&entry.details.season_id) {
                at_year_end(entry.details.person_id, *year);
            }
        }
    }
    Ok(last)
}
