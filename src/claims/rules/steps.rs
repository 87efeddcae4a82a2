//! The table of a claim's states (rules §5): from where, by which action, to where, who,
//! and what it needs. And who may act at all: nobody on a claim of their own.

use super::ClaimRefusal;
use crate::accounts::AccountId;
use crate::claims::ClaimState;
use crate::people::PersonId;
use crate::text_enum;

text_enum!(
    /// What somebody does with a claim.
    ClaimAction {
        /// Handing in, for the first time or after mending.
        Submit = "submit", "提交";
        /// First of two approvals: it goes on to the second approver.
        Endorse = "endorse", "同意并转复核";
        /// To be paid.
        Approve = "approve", "批准";
        /// Back to be mended, with a reason.
        Return = "return", "退回修改";
        /// Refused for good, with a reason.
        Reject = "reject", "不予批准";
        /// Taken back by the claimant.
        Withdraw = "withdraw", "撤回";
        /// Called off after approval, before payment.
        Void = "void", "作废";
        /// Put on a list for the bank.
        Batch = "batch", "列入付款批次";
        /// Paid.
        Pay = "pay", "登记付款";
        /// Sent back by the bank.
        Bounce = "bounce", "登记退票";
        /// To be paid again after the account was mended.
        Reopen = "reopen", "更正后重新付款";
    }
);

/// Whose action it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// The claimant's, or of who filed it for them (代填).
    Claimant,
    /// Of who decides for the unit (first level: unit HR; second level: approver).
    Decider,
    /// Of who pays: finance.
    Payer,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimStep {
    /// From which state.
    pub from: ClaimState,
    /// By which action.
    pub action: ClaimAction,
    /// To which state.
    pub to: ClaimState,
    /// Whose action it is.
    pub hand: Hand,
    /// Whether a reason must be given.
    pub reason: bool,
}

const fn row(
    from: ClaimState,
    action: ClaimAction,
    to: ClaimState,
    hand: Hand,
    reason: bool,
) -> ClaimStep {
    ClaimStep {
        from,
        action,
        to,
        hand,
        reason,
    }
}

/// Every step there is. A paid claim goes nowhere: a recovery is an entry of its own.
pub const STEPS: &[ClaimStep] = {
    use ClaimAction as A;
    use ClaimState as S;
    use Hand::{Claimant, Decider, Payer};
    &[
        row(S::Draft, A::Submit, S::Submitted, Claimant, false),
        row(S::Returned, A::Submit, S::Submitted, Claimant, false),
        row(S::Draft, A::Withdraw, S::Withdrawn, Claimant, false),
        row(S::Returned, A::Withdraw, S::Withdrawn, Claimant, false),
        row(S::Submitted, A::Endorse, S::Submitted, Decider, false),
        row(S::Submitted, A::Approve, S::Approved, Decider, false),
        row(S::Submitted, A::Return, S::Returned, Decider, true),
        row(S::Submitted, A::Reject, S::Rejected, Decider, true),
        row(S::Approved, A::Void, S::Void, Decider, true),
        row(S::Approved, A::Batch, S::InBatch, Payer, false),
        row(S::Approved, A::Pay, S::Paid, Payer, false),
        row(S::InBatch, A::Pay, S::Paid, Payer, false),
        row(S::InBatch, A::Bounce, S::Bounced, Payer, true),
        row(S::Bounced, A::Reopen, S::Approved, Payer, false),
    ]
};

/// The step that an action takes from a state.
pub fn step(from: ClaimState, action: ClaimAction) -> Option<&'static ClaimStep> {
    STEPS
        .iter()
        .find(|step| step.from == from && step.action == action)
}

/// Whether a claim holds its receipts and its entry: all but withdrawn, rejected
/// and void ones do.
pub fn is_live(state: ClaimState) -> bool {
    use ClaimState::*;
    match state {
        Draft | Submitted | Returned | Approved | InBatch | Paid | Bounced => true,
        Withdrawn | Rejected | Void => false,
    }
}

/// Whether the claimant may still change lines and receipts.
pub fn is_open_to_claimant(state: ClaimState) -> bool {
    matches!(state, ClaimState::Draft | ClaimState::Returned)
}

/// One who may be behind an action: the account and the person it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// The account.
    pub account: AccountId,
    /// Whose account it is; none for an account of an office.
    pub person: Option<PersonId>,
}

impl Party {
    /// Whether both are the same human being, as far as the accounts tell.
    pub fn is_same(&self, other: &Party) -> bool {
        self.account == other.account || (self.person.is_some() && self.person == other.person)
    }
}

/// What a step asks about the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimHands {
    /// Where it stands.
    pub state: ClaimState,
    /// Whose claim it is.
    pub claimant: PersonId,
    /// Who handed it in; of another than the claimant: 代填.
    pub filed_by: Option<Party>,
    /// Who endorsed it, where a second approval is needed and the first was given.
    pub endorsed_by: Vec<Party>,
    /// Whether it must be approved by two.
    pub needs_two: bool,
}

/// Who acts, and what the right of roles and delegations lets them do for this claim's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimActor {
    /// Who acts.
    pub me: Party,
    /// In whose place, under a delegation that holds today.
    pub in_place_of: Option<Party>,
    /// May file for others in this unit (代填).
    pub files_for_others: bool,
    /// May give the first decision.
    pub decides_first: bool,
    /// May give the second decision.
    pub decides_second: bool,
    /// May pay.
    pub pays: bool,
}

/// Whether somebody may do something with a claim, and which step that is. A decider's
/// `Approve` becomes [`ClaimAction::Endorse`] where two must approve and none has yet.
///
/// # Errors
/// [`ClaimRefusal`], with its sentence.
pub fn may_act(
    claim: &ClaimHands,
    actor: &ClaimActor,
    action: ClaimAction,
    reason: &str,
) -> Result<&'static ClaimStep, ClaimRefusal> {
    let action = match action {
        ClaimAction::Approve | ClaimAction::Endorse if claim.waits_for_first() => {
            ClaimAction::Endorse
        }
        ClaimAction::Endorse => ClaimAction::Approve,
        other => other,
    };
    let step = step(claim.state, action).ok_or(ClaimRefusal::NoSuchStep {
        from: claim.state,
        action,
    })?;
    match step.hand {
        Hand::Claimant => claim.is_handed_in_by(actor)?,
        Hand::Decider => claim.is_decided_by(actor, action)?,
        Hand::Payer => claim.is_paid_by(actor)?,
    }
    if step.reason && reason.trim().is_empty() {
        return Err(ClaimRefusal::ReasonNeeded { action });
    }
    Ok(step)
}

impl ClaimHands {
    /// Whether the first of two approvals is still to be given.
    pub fn waits_for_first(&self) -> bool {
        self.needs_two && self.endorsed_by.is_empty()
    }

    fn is_handed_in_by(&self, actor: &ClaimActor) -> Result<(), ClaimRefusal> {
        let own = actor.me.person == Some(self.claimant);
        if own || actor.files_for_others {
            Ok(())
        } else {
            Err(ClaimRefusal::NotYours)
        }
    }

    /// The claimant and who filed it stay out of every later step, also where they stand
    /// behind a delegation.
    fn keeps_out(&self, actor: &ClaimActor) -> Result<(), ClaimRefusal> {
        for party in [Some(&actor.me), actor.in_place_of.as_ref()]
            .into_iter()
            .flatten()
        {
            if party.person == Some(self.claimant) {
                return Err(ClaimRefusal::OwnClaim);
            }
            if self.filed_by.is_some_and(|filer| filer.is_same(party)) {
                return Err(ClaimRefusal::FiledByYou);
            }
        }
        Ok(())
    }

    fn is_decided_by(&self, actor: &ClaimActor, action: ClaimAction) -> Result<(), ClaimRefusal> {
        self.keeps_out(actor)?;
        let second = self.needs_two && !self.endorsed_by.is_empty();
        let entitled = match action {
            // What was approved may be called off by either of the two.
            ClaimAction::Void => actor.decides_first || actor.decides_second,
            _ if second => actor.decides_second,
            // The second approver may always stand in for the first, not the other way round.
            _ => actor.decides_first || (actor.decides_second && !self.needs_two),
        };
        if !entitled {
            return Err(if second {
                ClaimRefusal::SecondApproverNeeded
            } else {
                ClaimRefusal::NotYourDecision
            });
        }
        let parties = || {
            [Some(&actor.me), actor.in_place_of.as_ref()]
                .into_iter()
                .flatten()
        };
        let twice = self
            .endorsed_by
            .iter()
            .any(|first| parties().any(|party| first.is_same(party)));
        if second && twice && action == ClaimAction::Approve {
            return Err(ClaimRefusal::SamePersonTwice);
        }
        Ok(())
    }

    fn is_paid_by(&self, actor: &ClaimActor) -> Result<(), ClaimRefusal> {
        self.keeps_out(actor)?;
        if actor.pays {
            Ok(())
        } else {
            Err(ClaimRefusal::NotYourPayment)
        }
    }
}
