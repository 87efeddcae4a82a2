//! The approval trail's SQL. Rows are only added.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::claims::ClaimId;
use crate::claims::trail::StepTaken;
use crate::db::Conn;
use crate::db::schema::claim_steps;
use crate::each_backend;

/// Adds a step.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, step: &StepTaken) -> QueryResult<()> {
    each_backend!(conn, |inner| diesel::insert_into(claim_steps::table)
        .values(step)
        .execute(inner))?;
    Ok(())
}

/// The steps of a claim, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, claim: ClaimId) -> QueryResult<Vec<StepTaken>> {
    claim_steps::table
        .filter(claim_steps::claim_id.eq(claim))
        .order(claim_steps::id)
        .select(StepTaken::as_select())
        .load(conn)
}

/// The steps of these claims, each claim's oldest first.
///
/// # Errors
/// When the query fails.
pub fn load_of_claims(
    conn: &mut Conn,
    claims: &[ClaimId],
) -> QueryResult<HashMap<ClaimId, Vec<StepTaken>>> {
    let rows: Vec<StepTaken> = each_backend!(conn, |inner| claim_steps::table
        .filter(claim_steps::claim_id.eq_any(claims))
        .order(claim_steps::id)
        .select(StepTaken::as_select())
        .load(inner))?;
    let mut grouped: HashMap<ClaimId, Vec<StepTaken>> = HashMap::new();
    for step in rows {
        grouped.entry(step.claim_id).or_default().push(step);
    }
    Ok(grouped)
}
