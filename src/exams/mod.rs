//! Exams (考试): seasons, entries, results, and what still lives.

mod model;

pub use model::*;
