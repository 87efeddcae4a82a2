//! What binds, what is due first, whom a filter shows. Pure.

mod duties;
mod listing;

pub use duties::{duties, registration_standing};
pub use listing::{ENDING_DAYS, counts, exam_word, is_not_entered, listed, matches, order, tiles};

use super::TrainingStanding;
use crate::training::TrainingState;

/// Of several rules, the one that binds: the one in the worst state; of those the one
/// due first; of those the first in the policy's order (decided).
pub fn binding(standings: &[TrainingStanding]) -> Option<&TrainingStanding> {
    standings.iter().min_by_key(|standing| {
        (
            urgency(standing.state),
            standing.due_on().is_none(),
            standing.due_on(),
        )
    })
}

/// The worst state first.
const fn urgency(state: TrainingState) -> u8 {
    match state {
        TrainingState::Overdue => 0,
        TrainingState::DueSoon => 1,
        TrainingState::Short => 2,
        TrainingState::Behind => 3,
        TrainingState::OnTrack => 4,
        TrainingState::Complete => 5,
    }
}

#[cfg(test)]
mod tests;
