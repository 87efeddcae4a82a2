//! The history as people read it (历史记录): who, when, from where, and what changed, in
//! the words of an office instead of the columns of a table. What is written and sealed
//! is [`crate::audit`]'s.

pub mod api;
mod figures;
mod labels;
pub mod pages;
mod plain;
mod question;
pub mod readable;
mod words;

pub use readable::{FieldChange, Names, Told};
