//! The integration tests: one binary, one file per room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod harness;

mod architecture;
mod claims;
mod command_line;
mod databases;
mod demo;
mod doctor;
mod faults;
mod history;
mod imports;
mod jobs;
mod reminders;
mod sample_district;
mod skipping;
mod smtp;
mod web;
