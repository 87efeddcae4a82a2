//! The history (历史记录): who changed what, when and from where, before and after.
//!
//! Rows are only ever added, in the transaction of the change they tell of. The
//! hash of each payload is stored beside it, so that the rows can be sealed into a
//! chain later, and a payload can be erased by law without breaking the chain.
//! ID numbers stand in it only masked.

mod model;
pub mod store;

pub use model::*;
