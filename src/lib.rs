//! Shegong (社工通): exams, continuing training, registrations and
//! reimbursements of social workers.
//!
//! The map of the house, from the ground up:
//!
//! - **Ground floor**, used by all: [`calendar`] and [`clock`] (days, periods, the one
//!   place that reads the time), [`changes`] (why a change is refused), [`money`] (分 and 大写), [`identity`] and [`text`] (ID
//!   numbers, names, keys), [`secrecy`] (the key and what it seals), [`config`],
//!   [`db`] (both databases behind one connection), [`settings`], [`audit`] (the
//!   history), [`files`], [`logging`].
//! - **Rule data**: [`policy`], dated and regional, each entry with its document.
//! - **Ways in and out**: [`sheets`] (spreadsheets as they really are), [`intake`] (how an
//!   import runs), [`mod@print`] (forms as PDF), [`mail`] (the outbox and three ways out).
//! - **The rooms**, one domain idea each, all built alike (`model`, `rules`, `store`,
//!   `actions`, `import`, `print`): [`units`], [`people`], [`certificates`], [`training`],
//!   [`exams`], [`claims`], [`reminders`], [`accounts`], [`evidence`].
//! - **Above them**: [`roster`] (a unit's people, what is due first), [`merging`] (two entries
//!   of one person), [`reports`] (counts over all), [`help`] (the rules with their documents),
//!   [`imports`] (which room reads which spreadsheet, and undo), [`jobs`] (what the clock
//!   starts, and long work), [`retention`] (what may be erased, and when), [`doctor`] (whether
//!   what always holds does hold), [`demo`], and at the edge [`commands`] and [`web`], who ask
//!   [`app::App`] for
//!   everything they need.
//!
//! Arrows: edge → actions → store and rules → model. Rules are pure and are handed
//! the day; SQL stands in stores only; nothing remote happens inside a transaction.
//! docs/architecture.md tells the rest.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod accounts;
pub mod app;
pub mod audit;
pub mod calendar;
pub mod certificates;
pub mod changes;
pub mod claims;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod doctor;
pub mod evidence;
pub mod exams;
pub mod files;
pub mod help;
pub mod identity;
pub mod imports;
pub mod intake;
pub mod jobs;
pub mod logging;
pub mod mail;
pub mod me;
pub mod merging;
pub mod money;
pub mod people;
pub mod policy;
pub mod print;
pub mod reminders;
pub mod reports;
pub mod retention;
pub mod roster;
pub mod secrecy;
pub mod settings;
pub mod sheets;
pub mod text;
pub mod training;
pub mod units;
pub mod web;
