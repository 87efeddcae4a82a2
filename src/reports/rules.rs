//! Pure counting: targets against fact, and people by what they have in common.

mod statistics;
mod targets;

pub use statistics::{PersonFacts, StatisticsGroup, StatisticsLine, Tally};
pub use targets::{TargetFact, TargetStanding, UnitFacts, target_fact};
