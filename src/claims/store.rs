//! The claims' SQL.

pub mod checks;
pub mod of_people;
mod owner;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    Claim, ClaimDetails, ClaimId, ClaimLineDetails, ClaimReceipt, ClaimStanding, ClaimState,
};
use crate::db::schema::{claim_lines, claim_receipts, claims};
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

#[derive(Insertable)]
#[diesel(table_name = claim_lines, treat_none_as_default_value = false)]
struct NewLine {
    id: i64,
    #[diesel(embed)]
    details: ClaimLineDetails,
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

/// Adds a claim with its lines.
///
/// # Errors
/// When the number is taken or the query fails.
pub fn insert(
    conn: &mut Conn,
    id: ClaimId,
    details: &ClaimDetails,
    lines: &[ClaimLineDetails],
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
    let ids = ids::allocate(conn, "claim_lines", lines.len())?;
    let rows: Vec<NewLine> = ids
        .into_iter()
        .zip(lines)
        .map(|(id, details)| NewLine {
            id,
            details: details.clone(),
        })
        .collect();
    each_backend!(conn, |inner| diesel::insert_into(claim_lines::table)
        .values(&rows)
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

/// Adds a receipt.
///
/// # Errors
/// When the query fails.
pub fn insert_receipt(conn: &mut Conn, receipt: &ClaimReceipt) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(claim_receipts::table)
        .values(receipt)
        .execute(inner))?;
    Ok(())
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

/// A claim's lines, in order.
///
/// # Errors
/// When the query fails.
pub fn load_lines(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<ClaimLineDetails>> {
    claim_lines::table
        .filter(claim_lines::claim_id.eq(claim))
        .order(claim_lines::id)
        .select(ClaimLineDetails::as_select())
        .load(conn)
}

/// A claim's receipts, in order.
///
/// # Errors
/// When the query fails.
pub fn load_receipts(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<ClaimReceipt>> {
    claim_receipts::table
        .filter(claim_receipts::claim_id.eq(claim))
        .order(claim_receipts::id)
        .select(ClaimReceipt::as_select())
        .load(conn)
}

/// The entries of these people whose live claim has a receipt.
///
/// # Errors
/// When the query fails.
pub fn load_entries_with_receipts(
    conn: &mut Conn,
    people: &[PersonId],
) -> QueryResult<BTreeSet<EntryId>> {
    let with_receipt = claim_receipts::table.select(claim_receipts::claim_id);
    let rows: Vec<Option<EntryId>> = claim_lines::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq_any(people))
        .filter(claims::id.eq_any(with_receipt))
        .select(claim_lines::entry_id)
        .load(conn)?;
    Ok(rows.into_iter().flatten().collect())
}
