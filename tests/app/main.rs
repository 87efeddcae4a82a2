//! The integration tests: one binary, one file per room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod harness;

mod access;
mod accounts;
mod architecture;
mod browser;
mod certificates_changes;
mod claims;
mod command_line;
mod conflicts;
mod databases;
mod demo;
mod district_extensions;
mod district_policies;
mod district_reports;
mod district_seasons;
mod district_units;
mod doctor;
mod evidence;
mod exams_by_hand;
mod faults;
mod foreign;
mod forms;
mod guards;
mod history;
mod imports;
mod jobs;
mod me;
mod people_changes;
mod people_merging;
mod people_pages;
mod policies_families;
mod policies_withdrawn;
mod programs;
mod reminders;
mod retention;
mod roster;
mod roster_lists;
mod sample_district;
mod skipping;
mod smtp;
mod starts;
mod training_corrections;
mod training_review;
mod units_handover;
mod web;
