//! Units (单位) as a tree: the district, its townships, villages and communities,
//! and the employers beside them.
//!
//! A unit's key is its path (綦江区/石壕镇/石壕镇溪山村). Roles and regional rules
//! reach down the tree. A unit that a spreadsheet names for the first time is made,
//! its kind and its place guessed from its name.

pub mod actions;
pub mod api;
pub mod changes;
mod conflict;
mod contact;
mod form;
pub mod former;
pub mod handover;
pub mod import;
mod model;
pub mod overview;
pub mod pages;
pub mod picker;
pub mod rules;
pub mod store;
mod tree;

pub use contact::whom_to_ask;
pub use model::*;
pub use picker::{UnitPicker, names_to_type};
pub use tree::{FoundUnit, UnitTree};
