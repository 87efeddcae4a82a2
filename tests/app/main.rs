//! The integration tests: one binary, one file per room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod smtp;
