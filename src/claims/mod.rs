//! Claims (报销): what a unit pays its people for an exam, and who decides.
//!
//! Exam lines belong to an entry. The policy says whom it pays (綦江民发〔2020〕60号:
//! organs and institutions on passing, villages and communities on attending)
//! and how much; only the net exam fee is ever paid, because Chongqing returns
//! the archive fee to most people (facts: docs/rules.md §4–5).

pub mod actions;
pub mod attachments;
pub mod bank_accounts;
pub mod delegations;
pub mod gather;
mod model;
pub mod print;
pub mod receipts;
pub mod rules;
pub mod settings;
pub mod stepping;
pub mod store;
pub mod trail;
pub mod trial;

pub use model::*;
