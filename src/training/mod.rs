//! Continuing training (继续教育): records, rules, and what each record counts.
//!
//! Several rules bind one person side by side: the national hours per
//! registration period (民发〔2009〕123号 art. 7) and a district's own days
//! (綦江民发〔2020〕60号). A record keeps days and hours as they stand on its
//! proof; what it counts is worked out per rule and day, with one reason.

pub mod actions;
pub mod conflict;
pub mod correcting;
pub mod filing;
pub mod import;
mod mails;
mod model;
pub mod print;
pub mod queue;
pub mod record_api;
pub mod record_pages;
pub mod review;
pub mod review_api;
pub mod review_pages;
pub mod rules;
pub mod situation;
mod states;
pub mod store;
pub mod submission;
pub mod trial;

pub use model::*;
