//! Taking one step of the table: the guarded row, what the claim held, the trail and the
//! history, in the caller's transaction. Every way a claim moves goes through here.

use serde::Serialize;

use super::rules::{ClaimStep, Party, is_live};
use super::trail::StepTaken;
use super::{Claim, ClaimDetails, store};
use crate::audit::{Change, Entity, Occasion};
use crate::db::Conn;

/// Who takes the step, as the trail names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenBy {
    /// The account and its person; none for the command line and jobs.
    pub me: Option<Party>,
    /// The name.
    pub name: String,
    /// In whose place, with that one's name.
    pub in_place_of: Option<(Party, String)>,
}

/// What is said with a step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The reason; may be empty where the table asks for none.
    pub reason: String,
    /// What the claim asks or is granted with this step, in 分.
    pub amount_cents: i64,
}

/// What the history keeps of a step.
#[derive(Serialize)]
struct StepHistory<'a> {
    #[serde(flatten)]
    details: &'a ClaimDetails,
    action: &'static str,
    amount_cents: i64,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    in_place_of: &'a str,
}

/// Takes a step. `details` are the claim's new values but for its state.
///
/// # Errors
/// `NotFound` when somebody else changed the claim since it was read.
pub fn take(
    conn: &mut Conn,
    claim: &Claim,
    step: &ClaimStep,
    details: ClaimDetails,
    by: &TakenBy,
    said: &Said,
    occasion: &Occasion,
) -> diesel::QueryResult<(Claim, Change)> {
    let at = occasion.now.instant;
    let details = ClaimDetails {
        state: step.to,
        ..details
    };
    store::update(conn, claim.id, claim.version, &details, at)?;
    if is_live(step.from) && !is_live(step.to) {
        store::lines::release(conn, claim.id)?;
        store::receipts::release(conn, claim.id)?;
    }
    let (for_party, for_name) = match &by.in_place_of {
        Some((party, name)) => (Some(*party), name.as_str()),
        None => (None, ""),
    };
    let taken = StepTaken {
        claim_id: claim.id,
        action: step.action,
        from_state: step.from,
        to_state: step.to,
        account_id: by.me.map(|me| me.account),
        person_id: by.me.and_then(|me| me.person),
        actor_name: by.name.clone(),
        for_account_id: for_party.map(|party| party.account),
        for_person_id: for_party.and_then(|party| party.person),
        for_name: for_name.to_owned(),
        reason: said.reason.trim().to_owned(),
        amount_cents: said.amount_cents,
        taken_at: at,
    };
    store::steps::insert(conn, &taken)?;
    let after = StepHistory {
        details: &details,
        action: step.action.label(),
        amount_cents: said.amount_cents,
        reason: &taken.reason,
        in_place_of: for_name,
    };
    let change = Change::changed(
        Entity::Claim,
        claim.id.0,
        Some(details.person_id),
        &claim.details,
        &after,
    );
    let moved = Claim {
        id: claim.id,
        details,
        version: claim.version + 1,
    };
    Ok((moved, change))
}
