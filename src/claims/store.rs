//! The claims' SQL.

pub mod attachments;
pub mod bank_accounts;
pub mod checks;
pub mod delegations;
pub mod lines;
pub mod of_people;
mod owner;
pub mod queue;
pub mod receipts;
pub mod settings;
pub mod steps;

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Claim, ClaimDetails, ClaimId, ClaimStanding, ClaimState};
use crate::db::schema::{claim_lines, claims};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::exams::EntryId;
use crate::people::PersonId;
use crate::policy::ClaimKind;

pub use owner::{load_of_person, repoint_entry, repoint_record};

#[derive(Insertable)]
#[diesel(table_name = claims, treat_none_as_default_value = false)]
struct NewClaim {
    id: ClaimId,
    #[diesel(embed)]
    details: ClaimDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// An exam fee that is claimed or paid: which entry's, in which claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedEntry {
    /// The claim.
    pub claim: ClaimId,
    /// Where it stands.
    pub state: ClaimState,
    /// The entry.
    pub entry: EntryId,
}

/// The exam fees that these people claimed, in every state.
///
/// # Errors
/// When the query fails.
pub fn load_claimed_entries(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<HashMap<PersonId, Vec<ClaimedEntry>>> {
    let rows: Vec<(PersonId, ClaimId, ClaimState, Option<EntryId>)> = claim_lines::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq_any(people))
        .filter(claim_lines::kind.eq(ClaimKind::ExamFee))
        .order(claims::id)
        .select((
            claims::person_id,
            claims::id,
            claims::state,
            claim_lines::entry_id,
        ))
        .load(conn)?;
    let mut grouped: HashMap<PersonId, Vec<ClaimedEntry>> = HashMap::new();
    for (person, claim, state, entry) in rows {
        let Some(entry) = entry else { continue };
        grouped.entry(person).or_default().push(ClaimedEntry {
            claim,
            state,
            entry,
        });
    }
    Ok(grouped)
}

/// The claims of these people, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_standings(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<HashMap<PersonId, Vec<ClaimStanding>>> {
    type Columns = (PersonId, ClaimId, String, ClaimState, i64);
    let rows: Vec<Columns> = each_backend!(conn, |inner| claim_lines::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq_any(people))
        .order((claims::id, claim_lines::id))
        .select((
            claims::person_id,
            claims::id,
            claims::claim_number,
            claims::state,
            claim_lines::amount_cents,
        ))
        .load(inner))?;
    let mut grouped: HashMap<PersonId, Vec<ClaimStanding>> = HashMap::new();
    for (person, claim, claim_number, state, amount_cents) in rows {
        let of_person = grouped.entry(person).or_default();
        match of_person.last_mut().filter(|last| last.claim == claim) {
            Some(last) => last.amount_cents += amount_cents,
            None => of_person.push(ClaimStanding {
                claim,
                claim_number,
                state,
                amount_cents,
            }),
        }
    }
    Ok(grouped)
}

/// The id that the next claim will have.
///
/// # Errors
/// When the counter cannot be read.
pub fn next_id(conn: &mut Conn) -> QueryResult<ClaimId> {
    ids::allocate_one(conn, "claims").map(ClaimId)
}

/// Adds a claim without lines.
///
/// # Errors
/// When the number is taken or the query fails.
pub fn insert(
    conn: &mut Conn,
    id: ClaimId,
    details: &ClaimDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let row = NewClaim {
        id,
        details: details.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(claims::table)
        .values(&row)
        .execute(inner))?;
    Ok(())
}

/// Replaces a claim's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: ClaimId,
    seen_version: i64,
    details: &ClaimDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = claims::table.filter(claims::id.eq(id).and(claims::version.eq(seen_version)));
    let changed = diesel::update(mine)
        .set((
            details,
            claims::version.eq(seen_version + 1),
            claims::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// A claim by its id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: ClaimId) -> QueryResult<Option<Claim>> {
    claims::table
        .filter(claims::id.eq(id))
        .select(Claim::as_select())
        .get_result(conn)
        .optional()
}

/// A claim by the number on its form.
///
/// # Errors
/// When the query fails.
pub fn find_by_number(conn: &mut Conn, number: &str) -> QueryResult<Option<Claim>> {
    claims::table
        .filter(claims::claim_number.eq(number))
        .select(Claim::as_select())
        .get_result(conn)
        .optional()
}

/// One person's claims with what their lines come to, in 分; the latest first.
///
/// # Errors
/// When the query fails.
pub fn load_with_sums(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<(Claim, i64)>> {
    let rows: Vec<(Claim, Option<i64>)> = each_backend!(conn, |inner| claims::table
        .left_join(claim_lines::table)
        .filter(claims::person_id.eq(person))
        .order(claims::id.desc())
        .select((Claim::as_select(), claim_lines::amount_cents.nullable()))
        .load(inner))?;
    let mut summed: Vec<(Claim, i64)> = Vec::new();
    for (claim, cents) in rows {
        let cents = cents.unwrap_or(0);
        match summed.last_mut() {
            Some((last, sum)) if last.id == claim.id => *sum += cents,
            _ => summed.push((claim, cents)),
        }
    }
    Ok(summed)
}

/// The claims in a state, by number.
///
/// # Errors
/// When the query fails.
pub fn load_in_state(conn: &mut Conn, state: ClaimState) -> QueryResult<Vec<Claim>> {
    claims::table
        .filter(claims::state.eq(state))
        .order(claims::id)
        .select(Claim::as_select())
        .load(conn)
}
