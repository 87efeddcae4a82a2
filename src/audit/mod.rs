//! The history (历史记录): who did what, when, from where and in whose place, before and
//! after; sign-ins, looks at full ID numbers, exports and prints as well.
//!
//! Rows are only ever added, in the transaction of the change they tell of. A job seals
//! them into a chain ([`chain`], [`sealing`]) over the hashes of the payloads, so that a
//! payload can be erased by law (个人信息保护法 art. 47) while the chain holds. ID numbers
//! stand in it only masked. Lines are kept; what is asked for at least is six months
//! (网络安全法 art. 23).

pub mod chain;
mod model;
pub mod sealing;
pub mod store;

pub use model::*;
