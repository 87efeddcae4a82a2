//! People (人员): who they are, where they work, what they bring to an exam.
//!
//! The key is the ID number, sealed in the database and found by its keyed hash;
//! ids of our own are used everywhere else, because an ID number can be corrected.

pub mod actions;
pub mod answers;
pub mod api;
pub mod form;
pub mod import;
mod model;
pub mod noting;
pub mod pages;
pub mod rules;
pub mod service;
pub mod store;

pub use model::*;
