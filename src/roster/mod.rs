//! The roster (花名册): a unit's people on one page, the first thing due first.
//!
//! It only reads: training, registrations, exams and claims of a unit's people, in a
//! handful of queries by unit and by person, so that a unit's page costs what the unit
//! has and nothing for the rest of the database. A list without an end is not made:
//! beyond [`MOST_PEOPLE`] the viewer chooses a unit or searches.
//!
//! What binds, what is due first and what a filter means is decided in [`rules`]; no
//! source speaks of it.

pub mod api;
pub mod gather;
pub mod message;
pub mod message_page;
mod model;
pub mod pages;
mod question;
pub mod rules;
pub mod sheet;
pub mod todo;
pub mod view;

pub use model::*;
pub use question::{Focus, LevelChoice, Presence, Question, Sort, UnknownFilter};

/// More people than this are not listed at once: the viewer chooses a unit first.
pub const MOST_PEOPLE: usize = 3_000;
