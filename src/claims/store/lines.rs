//! Lines of claims and the journeys of travel lines.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::claims::rules::TravelLeg;
use crate::claims::{ClaimId, ClaimLine, ClaimLineDetails, ClaimLineId};
use crate::db::schema::{claim_lines, claim_travel_legs};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::exams::EntryId;
use crate::policy::ClaimKind;
use crate::training::TrainingRecordId;

#[derive(Insertable)]
#[diesel(table_name = claim_lines, treat_none_as_default_value = false)]
struct NewLine {
    id: ClaimLineId,
    #[diesel(embed)]
    details: ClaimLineDetails,
    held_entry_id: Option<EntryId>,
    held_record_id: Option<TrainingRecordId>,
}

impl NewLine {
    /// A line of a live claim, which holds what it pays.
    fn holding(id: i64, details: &ClaimLineDetails) -> Self {
        let (held_entry_id, held_record_id) = match details.kind {
            ClaimKind::ExamFee => (details.entry_id, None),
            ClaimKind::TrainingFee => (None, details.training_record_id),
            ClaimKind::Books | ClaimKind::Travel => (None, None),
        };
        Self {
            id: ClaimLineId(id),
            details: details.clone(),
            held_entry_id,
            held_record_id,
        }
    }
}

/// Adds a line to a live claim.
///
/// # Errors
/// A unique violation where another live claim pays the same entry or training.
pub fn insert(conn: &mut Conn, details: &ClaimLineDetails) -> QueryResult<ClaimLineId> {
    let row = NewLine::holding(ids::allocate_one(conn, "claim_lines")?, details);
    each_backend!(conn, |inner| diesel::insert_into(claim_lines::table)
        .values(&row)
        .execute(inner))?;
    Ok(row.id)
}

/// Changes what a line asks: its amount, purpose and why a receipt is missing.
///
/// # Errors
/// `NotFound` where the claim has no such line.
pub fn update(
    conn: &mut Conn,
    claim: ClaimId,
    line: ClaimLineId,
    details: &ClaimLineDetails,
) -> QueryResult<()> {
    let mine = claim_lines::table
        .filter(claim_lines::id.eq(line))
        .filter(claim_lines::claim_id.eq(claim));
    let changed = diesel::update(mine)
        .set((
            claim_lines::purpose.eq(&details.purpose),
            claim_lines::gross_cents.eq(details.gross_cents),
            claim_lines::archive_fee_cents.eq(details.archive_fee_cents),
            claim_lines::refund_cents.eq(details.refund_cents),
            claim_lines::amount_cents.eq(details.amount_cents),
            claim_lines::approved_cents.eq(details.approved_cents),
            claim_lines::missing_receipt_reason.eq(&details.missing_receipt_reason),
        ))
        .execute(conn)?;
    match changed {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// Takes a line out of a claim, with its journey.
///
/// # Errors
/// `NotFound` where the claim has no such line.
pub fn remove(conn: &mut Conn, claim: ClaimId, line: ClaimLineId) -> QueryResult<()> {
    diesel::delete(claim_travel_legs::table.filter(claim_travel_legs::line_id.eq(line)))
        .execute(conn)?;
    let mine = claim_lines::table
        .filter(claim_lines::id.eq(line))
        .filter(claim_lines::claim_id.eq(claim));
    match diesel::delete(mine).execute(conn)? {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// Lets go of what the lines of a claim held, because it is no longer live.
///
/// # Errors
/// When the query fails.
pub fn release(conn: &mut Conn, claim: ClaimId) -> QueryResult<()> {
    diesel::update(claim_lines::table.filter(claim_lines::claim_id.eq(claim)))
        .set((
            claim_lines::held_entry_id.eq(None::<EntryId>),
            claim_lines::held_record_id.eq(None::<TrainingRecordId>),
        ))
        .execute(conn)?;
    Ok(())
}

/// The lines of a claim, in order.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<ClaimLine>> {
    claim_lines::table
        .filter(claim_lines::claim_id.eq(claim))
        .order(claim_lines::id)
        .select(ClaimLine::as_select())
        .load(conn)
}

/// The lines of these claims, each claim's in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_claims(
    conn: &mut Conn,
    claims: &[ClaimId],
) -> QueryResult<HashMap<ClaimId, Vec<ClaimLine>>> {
    let rows: Vec<ClaimLine> = each_backend!(conn, |inner| claim_lines::table
        .filter(claim_lines::claim_id.eq_any(claims))
        .order(claim_lines::id)
        .select(ClaimLine::as_select())
        .load(inner))?;
    let mut grouped: HashMap<ClaimId, Vec<ClaimLine>> = HashMap::new();
    for line in rows {
        grouped.entry(line.details.claim_id).or_default().push(line);
    }
    Ok(grouped)
}

/// The live claim that pays an entry's exam fee or a training's fee, where there is one
/// besides `except`.
///
/// # Errors
/// When the query fails.
pub fn find_holder(
    conn: &mut Conn,
    entry: Option<EntryId>,
    record: Option<TrainingRecordId>,
    except: Option<ClaimId>,
) -> QueryResult<Option<ClaimId>> {
    let holders: Vec<ClaimId> = claim_lines::table
        .filter(
            claim_lines::held_entry_id
                .eq(entry)
                .or(claim_lines::held_record_id.eq(record)),
        )
        .order(claim_lines::id)
        .select(claim_lines::claim_id)
        .load(conn)?;
    Ok(holders.into_iter().find(|claim| Some(*claim) != except))
}

#[derive(Insertable)]
#[diesel(table_name = claim_travel_legs)]
struct NewLeg<'a> {
    line_id: ClaimLineId,
    travelled_on: chrono::NaiveDate,
    from_place: &'a str,
    to_place: &'a str,
    means: &'a str,
    amount_cents: i64,
}

/// Replaces the journey of a travel line.
///
/// # Errors
/// When the query fails.
pub fn replace_legs(conn: &mut Conn, line: ClaimLineId, legs: &[TravelLeg]) -> QueryResult<()> {
    diesel::delete(claim_travel_legs::table.filter(claim_travel_legs::line_id.eq(line)))
        .execute(conn)?;
    for leg in legs {
        let row = NewLeg {
            line_id: line,
            travelled_on: leg.on,
            from_place: &leg.from_place,
            to_place: &leg.to_place,
            means: &leg.means,
            amount_cents: leg.amount_cents,
        };
        each_backend!(conn, |inner| diesel::insert_into(claim_travel_legs::table)
            .values(&row)
            .execute(inner))?;
    }
    Ok(())
}

/// The journeys of these lines, each in order.
///
/// # Errors
/// When the query fails.
pub fn load_legs(
    conn: &mut Conn,
    lines: &[ClaimLineId],
) -> QueryResult<HashMap<ClaimLineId, Vec<TravelLeg>>> {
    type Columns = (ClaimLineId, chrono::NaiveDate, String, String, String, i64);
    let rows: Vec<Columns> = claim_travel_legs::table
        .filter(claim_travel_legs::line_id.eq_any(lines))
        .order((claim_travel_legs::travelled_on, claim_travel_legs::id))
        .select((
            claim_travel_legs::line_id,
            claim_travel_legs::travelled_on,
            claim_travel_legs::from_place,
            claim_travel_legs::to_place,
            claim_travel_legs::means,
            claim_travel_legs::amount_cents,
        ))
        .load(conn)?;
    let mut grouped: HashMap<ClaimLineId, Vec<TravelLeg>> = HashMap::new();
    for (line, on, from_place, to_place, means, amount_cents) in rows {
        grouped.entry(line).or_default().push(TravelLeg {
            on,
            from_place,
            to_place,
            means,
            amount_cents,
        });
    }
    Ok(grouped)
}
