//! `demo`: a made-up district over the real townships of 綦江, with every state of
//! everything, to try the whole system on.
//!
//! Whoever is drawn here does not exist: names are put together from common
//! characters, ID numbers begin with a region code that nobody has, addresses lie
//! under `example.test`. Everything follows from (seed, number of people, day): the
//! same three give the same facts on any machine. Only the ciphertexts differ, since
//! each database has its own nonces.
//!
//! The first people go through every story in turn (`careers`, `training`,
//! `exams`), so that three hundred show everything; the others are drawn with
//! weights as a real district has them (facts §9).

mod accounts;
mod actions;
mod attempts;
mod careers;
mod claims;
mod entering;
mod exams;
mod fees;
mod forms;
mod imported;
mod keeping;
mod office_work;
mod people;
mod photograph;
mod places;
mod proofs;
mod random;
mod report;
mod seasons;
mod stories;
mod training;
mod write;

pub use accounts::{DEMO_PASSWORD, DEMO_TOKEN, DemoAccount};
pub use actions::{DEFAULT_PEOPLE, DEFAULT_SEED, Demo, DemoError, DemoRequest, prepare};
pub use report::DemoReport;
