//! Retention (保存期限): what may be erased of people who have left, from which day, and
//! the erasing itself.
//!
//! Periods are policy data (`config/policies/retention.toml`): two registration periods
//! for training and registrations, thirty years for vouchers, one for applications that
//! came to nothing. Nothing goes by itself, and nothing on one word: an officer of the
//! district looks at a preview and orders, another one looks at the list and confirms
//! (`actions::second`); the nightly job then erases what was confirmed and is still due.
//!
//! What erasing means (decided): the rows of the class go. A person's contact data is
//! emptied. The ID number goes once contact, training and exams are gone, the name once
//! no voucher needs it any more; the row itself stays under a number, because vouchers
//! and the history point at it. Payloads of the history are emptied with it; the line of
//! the erasure is their ground, so the sealed chain still holds. The names of those who
//! acted stay in the history: they are its purpose (网络安全法 art. 23).

pub mod actions;
pub mod api;
mod model;
pub mod pages;
pub mod rules;
mod situation;
pub mod store;

pub use model::*;
