//! Where a claim may go, and what is proposed for an entry. Pure.
//!
//! Sources: 綦江民发〔2020〕60号 and the like, as policy data; what no source says
//! is decided in docs/rules.md §5.

mod propose;

#[cfg(test)]
mod tests;

pub use propose::{claim_deadline, guessed_employment, propose};

use super::ClaimState;

/// Why a command about a claim is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// A claim cannot go from one state to the other.
    #[error("报销单状态为“{}”，不能改为“{}”，请刷新页面后再办理。", from.label(), to.label())]
    NoSuchStep {
        /// Where the claim stands.
        from: ClaimState,
        /// Where it was to go.
        to: ClaimState,
    },
    /// Returning and rejecting need a reason.
    #[error("报销单改为“{}”须填写原因，请补充原因后再提交。", to.label())]
    ReasonNeeded {
        /// Where it was to go.
        to: ClaimState,
    },
}

/// Whether a claim may go from `from` to `to`; returning and rejecting need a reason.
///
/// # Errors
/// [`ClaimRefusal::NoSuchStep`] for a step there is not (a paid claim goes
/// nowhere), [`ClaimRefusal::ReasonNeeded`] where the reason is missing or blank.
pub fn may_move_claim(
    from: ClaimState,
    to: ClaimState,
    reason: Option<&str>,
) -> Result<(), ClaimRefusal> {
    if !next_claim_states(from).contains(&to) {
        return Err(ClaimRefusal::NoSuchStep { from, to });
    }
    let needs_reason = matches!(to, ClaimState::Returned | ClaimState::Rejected);
    if needs_reason && reason.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(ClaimRefusal::ReasonNeeded { to });
    }
    Ok(())
}

/// The states a claim can go to from `from`.
pub fn next_claim_states(from: ClaimState) -> &'static [ClaimState] {
    use ClaimState::*;
    match from {
        Draft => &[Submitted, Withdrawn],
        Submitted => &[Approved, Returned, Rejected],
        Returned => &[Submitted, Withdrawn],
        Approved => &[InBatch, Paid, Void],
        InBatch => &[Paid, Bounced],
        Bounced => &[Approved],
        Rejected | Withdrawn | Void | Paid => &[],
    }
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
