//! Two entries of one person made one (合并重复档案).
//!
//! One entry is kept, everything of the other goes to it: certificates with their
//! registrations, training, results, entries, claims, reminders, mails, moves, the
//! account. Where both have the same thing (a certificate of one level, one training,
//! one result, one entry) the kept entry's stands; the other's stays with the entry
//! that goes, out of every list, and is told in the history. What only the other entry
//! knew of the person fills the gaps.
//!
//! Two people are never made one: where name and birthday or sex differ it is refused;
//! where one of them differs somebody must have looked at the documents, and the history
//! says so (decided).
//!
//! The entry that goes stays as a tombstone: its ID number leads imports to the kept
//! one. There is no button that takes a merging back (decided): what was changed since
//! could belong to either; the history tells every step for doing it by hand.

pub mod actions;
pub mod api;
mod model;
pub mod pages;
pub mod rules;

pub use model::*;
