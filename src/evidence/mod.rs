//! Evidence (证明文件): what people upload to prove something, kept by its content.
//!
//! A room and not a part of [`crate::files`], because it has a table, rules and pages
//! of its own, while `files` stands on the ground floor and knows no database.
//!
//! A file is told by its bytes, never by its name (facts §8: only what is needed is
//! kept). Pictures are decoded and written anew, so that where and with what they were
//! taken does not stay; PDF and OFD stay byte for byte, because their signatures would
//! break. The bytes lie in a folder under the SHA-256 of what is stored, so the same
//! file is there once; a row tells whose it is and who brought it.

pub mod actions;
pub mod api;
pub(crate) mod first_page;
pub mod inspect;
mod jpeg;
mod model;
mod office;
pub mod pages;
mod picture;
mod portable;
mod shelf;
pub mod store;

pub use model::*;
pub use shelf::{Shelf, ShelfError};
