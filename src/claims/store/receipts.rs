//! Receipts, and where else their identities, files and amounts stand.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::claims::receipts::{Receipt, ReceiptDetails, ReceiptId, ReceiptIdentity};
use crate::claims::{Claim, ClaimId};
use crate::db::schema::{claim_lines, claim_receipts, claims, receipt_identities};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::evidence::EvidenceId;
use crate::exams::EntryId;
use crate::people::PersonId;

#[derive(Insertable)]
#[diesel(table_name = claim_receipts, treat_none_as_default_value = false)]
struct NewReceipt {
    id: ReceiptId,
    #[diesel(embed)]
    details: ReceiptDetails,
}

#[derive(Insertable)]
#[diesel(table_name = receipt_identities)]
struct NewIdentity {
    receipt_id: ReceiptId,
    claim_id: ClaimId,
    identity: String,
    held: Option<String>,
}

/// Adds a receipt with its identities to a live claim.
///
/// # Errors
/// A unique violation where a live claim holds one of the identities.
pub fn insert(
    conn: &mut Conn,
    details: &ReceiptDetails,
    identities: &[ReceiptIdentity],
) -> QueryResult<ReceiptId> {
    let id = ReceiptId(ids::allocate_one(conn, "claim_receipts")?);
    let row = NewReceipt {
        id,
        details: details.clone(),
    };
    each_backend!(conn, |inner| diesel::insert_into(claim_receipts::table)
        .values(&row)
        .execute(inner))?;
    for identity in identities {
        let row = NewIdentity {
            receipt_id: id,
            claim_id: details.claim_id,
            identity: identity.to_string(),
            held: Some(identity.to_string()),
        };
        each_backend!(conn, |inner| diesel::insert_into(receipt_identities::table)
            .values(&row)
            .execute(inner))?;
    }
    Ok(id)
}

/// Takes a receipt out of a claim, with its identities.
///
/// # Errors
/// `NotFound` where the claim has no such receipt.
pub fn remove(conn: &mut Conn, claim: ClaimId, receipt: ReceiptId) -> QueryResult<()> {
    let identities = receipt_identities::table
        .filter(receipt_identities::receipt_id.eq(receipt))
        .filter(receipt_identities::claim_id.eq(claim));
    diesel::delete(identities).execute(conn)?;
    let mine = claim_receipts::table
        .filter(claim_receipts::id.eq(receipt))
        .filter(claim_receipts::claim_id.eq(claim));
    match diesel::delete(mine).execute(conn)? {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// Lets go of the identities of a claim that is no longer live; they stay on record as
/// an earlier use.
///
/// # Errors
/// When the query fails.
pub fn release(conn: &mut Conn, claim: ClaimId) -> QueryResult<()> {
    diesel::update(receipt_identities::table.filter(receipt_identities::claim_id.eq(claim)))
        .set(receipt_identities::held.eq(None::<String>))
        .execute(conn)?;
    Ok(())
}

/// A claim's receipts, in order.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<Receipt>> {
    claim_receipts::table
        .filter(claim_receipts::claim_id.eq(claim))
        .order(claim_receipts::id)
        .select(Receipt::as_select())
        .load(conn)
}

/// The receipts of these claims, each claim's in order.
///
/// # Errors
/// When the query fails.
pub fn load_of_claims(
    conn: &mut Conn,
    of: &[ClaimId],
) -> QueryResult<HashMap<ClaimId, Vec<Receipt>>> {
    let rows: Vec<Receipt> = each_backend!(conn, |inner| claim_receipts::table
        .filter(claim_receipts::claim_id.eq_any(of))
        .order(claim_receipts::id)
        .select(Receipt::as_select())
        .load(inner))?;
    let mut grouped: HashMap<ClaimId, Vec<Receipt>> = HashMap::new();
    for receipt in rows {
        let claim = receipt.details.claim_id;
        grouped.entry(claim).or_default().push(receipt);
    }
    Ok(grouped)
}

/// The claims in which these identities stand, each identity with the claim.
///
/// # Errors
/// When the query fails.
pub fn load_uses(conn: &mut Conn, identities: &[String]) -> QueryResult<Vec<(String, Claim)>> {
    each_backend!(conn, |inner| receipt_identities::table
        .inner_join(claims::table)
        .filter(receipt_identities::identity.eq_any(identities))
        .order(receipt_identities::id)
        .select((receipt_identities::identity, Claim::as_select()))
        .load(inner))
}

/// The claims in which one of these files is a receipt's, each file with the claim.
///
/// # Errors
/// When the query fails.
pub fn load_uses_of_files(
    conn: &mut Conn,
    files: &[EvidenceId],
) -> QueryResult<Vec<(EvidenceId, Claim)>> {
    let rows: Vec<(Option<EvidenceId>, Claim)> = claim_receipts::table
        .inner_join(claims::table)
        .filter(claim_receipts::evidence_id.eq_any(files))
        .order(claim_receipts::id)
        .select((claim_receipts::evidence_id, Claim::as_select()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(file, claim)| Some((file?, claim)))
        .collect())
}

/// The days and amounts of a person's receipts, each with its claim.
///
/// # Errors
/// When the query fails.
pub fn load_amounts_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<(NaiveDate, i64, Claim)>> {
    let rows: Vec<(Option<NaiveDate>, i64, Claim)> = claim_receipts::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq(person))
        .order(claim_receipts::id)
        .select((
            claim_receipts::issued_on,
            claim_receipts::amount_cents,
            Claim::as_select(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, amount_cents, claim)| Some((day?, amount_cents, claim)))
        .collect())
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
