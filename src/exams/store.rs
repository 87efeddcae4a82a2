//! The exams' SQL, by noun.

pub mod checks;
pub mod entries;
pub mod erase;
pub mod results;
pub mod seasons;
