//! The exams' SQL, by noun.

pub mod entries;
pub mod results;
pub mod seasons;
