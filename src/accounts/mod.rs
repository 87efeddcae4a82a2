//! Accounts (账号): who may sign in, what they may do and see, and proof of it.
//!
//! An account belongs to a person or stands for an office (an administrator). Roles
//! are held at a unit and reach down its tree; [`Right::roles`] is the one table that
//! says which roles have a right, and everything not in it is denied. A session is a
//! row, so it can be ended at once; the cookie only points at it.
//!
//! Sources: GB/T 22239-2019 level 2 (身份鉴别、访问控制、安全审计) as assessors read it,
//! 个人信息保护法 arts. 17, 28–30, 51.

pub mod actions;
pub mod api;
mod hashing;
pub mod jobs;
mod mails;
mod model;
pub mod notices;
pub mod pages;
pub mod print;
mod refusal;
mod rights;
pub mod rules;
pub mod store;
mod viewer;

pub use hashing::{Hashing, HashingError};
pub use model::*;
pub use refusal::AccountRefusal;
pub use rights::Right;
pub use viewer::{Reach, Step, Viewer};
