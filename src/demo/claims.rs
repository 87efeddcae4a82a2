//! Claims: proposed by policy, some with their receipts, a few moved on to every state.

use serde::Serialize;

use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::plus_days;
use crate::claims::actions::propose_claims;
use crate::claims::receipts::{
    ReadFrom, ReceiptDetails, ReceiptKind, TypedReceipt, check_receipt, identities,
};
use crate::claims::rules::{ClaimAction, STEPS};
use crate::claims::stepping::{self, Said, TakenBy};
use crate::claims::{Claim, ClaimId, ClaimLineDetails, ClaimState, store};
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::store::entries;
use crate::money::yuan_plain;

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
    receipt: &'a ReceiptDetails,
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
    let lines = store::lines::load(conn, claim.id)?;
    let Some(line) = lines.first().map(|line| &line.details) else {
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
    let typed = TypedReceipt {
        kind: ReceiptKind::Fiscal.as_str().to_owned(),
        // 8 digits: region 50, year, kind; 10 digits: running.
        code: format!("50060{:03}", 100 + dice.below(900)),
        number: format!("{:010}", 1_000_000 + claim.id.0 * 97 + dice.between(0, 96)),
        issued_on: issued_on.or(Some(plus_days(occasion.now.today, -30))),
        amount: yuan_plain(line.gross_cents),
        check_code: format!("{:06x}", dice.below(0x0100_0000)),
        issuer: "重庆市人事考试中心".to_owned(),
        ..TypedReceipt::default()
    };
    let checked = check_receipt(&typed, occasion.now.today)
        .map_err(|problems| DemoError::Claim(format!("{problems:?}")))?;
    let receipt = ReceiptDetails::of(&checked, claim.id, line.kind, None, ReadFrom::Typed);
    store::receipts::insert(conn, &receipt, &identities(&checked))?;
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

/// Moves a claim step by step, each step a row of the rules' table.
fn move_on(
    conn: &mut Conn,
    mut claim: Claim,
    way: &[ClaimState],
    occasion: &Occasion,
    changes: &mut Vec<Change>,
) -> Result<ClaimId, DemoError> {
    let lines = store::lines::load(conn, claim.id)?;
    let amount_cents = lines.iter().map(|line| line.details.amount_cents).sum();
    for state in way {
        let step = STEPS
            .iter()
            .find(|step| step.from == claim.details.state && step.to == *state)
            .ok_or_else(|| DemoError::Claim(format!("没有到“{}”的步骤", state.label())))?;
        let mut details = claim.details.clone();
        if step.action == ClaimAction::Submit {
            details.handed_in_at = Some(occasion.now.instant);
        }
        if step.action == ClaimAction::Approve {
            for line in &lines {
                let approved = ClaimLineDetails {
                    approved_cents: Some(line.details.amount_cents),
                    ..line.details.clone()
                };
                store::lines::update(conn, claim.id, line.id, &approved)?;
            }
        }
        let said = Said {
            reason: if step.reason {
                "演示：票据金额与缴费记录不一致".to_owned()
            } else {
                String::new()
            },
            amount_cents,
        };
        let by = TakenBy {
            name: occasion.actor.name.clone(),
            ..TakenBy::default()
        };
        let (moved, change) = stepping::take(conn, &claim, step, details, &by, &said, occasion)?;
        changes.push(change);
        claim = moved;
    }
    Ok(claim.id)
}
