//! Shegong (社工通): exams, continuing training, registrations and
//! reimbursements of social workers.
//!
//! (the map of the house)

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod app;
pub mod audit;
pub mod calendar;
pub mod certificates;
pub mod claims;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod exams;
pub mod files;
pub mod identity;
pub mod imports;
pub mod intake;
pub mod mail;
pub mod money;
pub mod people;
pub mod policy;
pub mod print;
pub mod reminders;
pub mod secrecy;
pub mod settings;
pub mod sheets;
pub mod text;
pub mod training;
pub mod units;
pub mod web;
