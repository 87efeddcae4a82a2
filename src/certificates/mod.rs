//! Certificates (证书) and their registrations (登记).
//!
//! A certificate never expires; its registration does (民发〔2009〕44号 art. 4:
//! apply within a year of passing, valid three years, renewal accepted in the
//! last three months). Every renewal, extension or correction is a row of its
//! own that points at the one it follows; nothing is overwritten.

pub mod actions;
pub mod api;
pub mod extension;
pub mod extension_api;
mod extension_lines;
mod extension_model;
pub mod extension_pages;
pub mod import;
mod model;
pub mod pages;
pub mod rules;
pub mod store;

pub use extension_model::*;
pub use model::*;
