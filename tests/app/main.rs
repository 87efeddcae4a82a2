//! The integration tests: one binary, one file per room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod harness;

mod demo;
mod sample_district;
mod skipping;
mod smtp;
