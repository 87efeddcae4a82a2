//! What the database must remember of itself: the key's fingerprint, a demo's seed.

pub mod store;

pub use store::{find, insert, lock, replace};
