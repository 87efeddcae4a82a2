//! What the database must remember of itself: the key's fingerprint, a demo's seed.

pub mod store;

/// The setting that marks a database as a demo.
pub const DEMO: &str = "demo";

pub use store::{find, insert, lock, replace};
