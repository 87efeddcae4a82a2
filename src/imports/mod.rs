//! Which spreadsheet goes to which room, and taking an import back.

mod actions;
pub mod undo;

pub use actions::{ImportRequest, import, import_within};
