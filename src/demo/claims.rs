//! Claims: proposed by policy, some with their receipts, a few moved on to every state.

use serde::Serialize;

use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::plus_days;
use crate::claims::actions::propose_claims;
use crate::claims::rules::may_move_claim;
use crate::claims::store;
use crate::claims::{Claim, ClaimId, ClaimReceipt, ClaimState, ReceiptKind};
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::store::entries;

use super::actions::DemoError;
use super::random::Dice;
use super::seasons::DemoSeasons;

/// The way to each state, from the draft on.
const WAYS: [&[ClaimState]; 10] = {
    use ClaimState::*;
    [
        &[],
        &[Submitted],
        &[Submitted, Approved, Paid],
        &[Submitted, Returned],
        &[Submitted, Approved],
        &[Submitted, Approved, InBatch],
        &[Submitted, Rejected],
        &[Withdrawn],
        &[Submitted, Approved, Void],
        &[Submitted, Approved, InBatch, Bounced],
    ]
};
/// So many claims are moved on: twice each way; the others stay drafts.
const MOVED: usize = 20;
/// So many claims of a large demo get receipts; it is for load, not for looking.
const MOST_RECEIPTS: usize = 500;

/// Proposes claims for the latest season with results and the running one, then gives
/// some their receipts and decisions.
pub(super) fn make(
    app: &App,
    seasons: &DemoSeasons,
    seed: u64,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    for year in seasons
        .past
        .first()
        .copied()
        .into_iter()
        .chain([seasons.current])
    {
        propose_claims(app, year, false, occasion)?;
    }
    app.db.write(|conn| {
        let mut dice = Dice::new(seed, 0);
        let mut changes = Vec::new();
        let drafts = store::load_in_state(conn, ClaimState::Draft)?;
        for (place, claim) in drafts.into_iter().take(MOST_RECEIPTS).enumerate() {
            // Every third still waits for its receipt.
            let claim = if place % 3 != 2 || place < MOVED {
                with_receipt(conn, app, claim, occasion, &mut dice, &mut changes)?
            } else {
                claim
            };
            if place < MOVED {
                move_on(
                    conn,
                    claim,
                    WAYS[place % WAYS.len()],
                    occasion,
                    &mut changes,
                )?;
            }
        }
        audit::store::record(conn, occasion, &changes)?;
        Ok(())
    })
}

/// What the history keeps of a receipt that came in.
#[derive(Serialize)]
struct ReceiptHistory<'a> {
    #[serde(flatten)]
    claim: &'a crate::claims::ClaimDetails,
    receipt: &'a ClaimReceipt,
}

/// The fiscal e-receipt of the fee, to be had from the third working day after payment.
fn with_receipt(
    conn: &mut Conn,
    app: &App,
    claim: Claim,
    occasion: &Occasion,
    dice: &mut Dice,
    changes: &mut Vec<Change>,
) -> Result<Claim, DemoError> {
    let lines = store::load_lines(conn, claim.id)?;
    let Some(line) = lines.first() else {
        return Ok(claim);
    };
    let paid_at = match line.entry_id {
        Some(entry) => entries::get(conn, entry)?.details.paid_at,
        None => None,
    };
    let issued_on = paid_at.map(|paid| {
        let paid_on = to_local(paid, app.config.time_zone).date();
        app.policies.plus_working_days(paid_on, 3).0
    });
    let receipt = ClaimReceipt {
        claim_id: claim.id,
        kind: ReceiptKind::Fiscal,
        // 8 digits: region 50, year, kind; 10 digits: running.
        code: format!("50060{:03}", 100 + dice.below(900)),
        number: format!("{:010}", 1_000_000 + claim.id.0 * 97 + dice.between(0, 96)),
        issued_on: issued_on.or(Some(plus_days(occasion.now.today, -30))),
        amount_cents: line.amount_cents,
        check_code: Some(format!("{:06x}", dice.below(0x0100_0000))),
    };
    store::insert_receipt(conn, &receipt)?;
    let before = claim.details.clone();
    let mut details = before.clone();
    details.attachment_count += 1;
    store::update(
        conn,
        claim.id,
        claim.version,
        &details,
        occasion.now.instant,
    )?;
    let after = ReceiptHistory {
        claim: &details,
        receipt: &receipt,
    };
    changes.push(Change::changed(
        Entity::Claim,
        claim.id.0,
        Some(details.person_id),
        &before,
        &after,
    ));
    Ok(Claim {
        id: claim.id,
        details,
        version: claim.version + 1,
    })
}

/// What the history keeps of a decision.
#[derive(Serialize)]
struct StepHistory<'a> {
    #[serde(flatten)]
    claim: &'a crate::claims::ClaimDetails,
    reason: Option<&'a str>,
}

/// Moves a claim step by step, each step allowed by the rules.
fn move_on(
    conn: &mut Conn,
    mut claim: Claim,
    way: &[ClaimState],
    occasion: &Occasion,
    changes: &mut Vec<Change>,
) -> Result<ClaimId, DemoError> {
    for state in way {
        let reason = matches!(state, ClaimState::Returned | ClaimState::Rejected)
            .then_some("演示：票据金额与缴费记录不一致");
        may_move_claim(claim.details.state, *state, reason)
            .map_err(|refusal| DemoError::Claim(refusal.to_string()))?;
        let before = claim.details.clone();
        claim.details.state = *state;
        store::update(
            conn,
            claim.id,
            claim.version,
            &claim.details,
            occasion.now.instant,
        )?;
        claim.version += 1;
        let after = StepHistory {
            claim: &claim.details,
            reason,
        };
        changes.push(Change::changed(
            Entity::Claim,
            claim.id.0,
            Some(claim.details.person_id),
            &before,
            &after,
        ));
    }
    Ok(claim.id)
}
