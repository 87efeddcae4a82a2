//! Which spreadsheet goes to which room, and taking an import back.

mod actions;
pub mod api;
pub mod keeping;
mod model;
pub mod pages;
pub mod preview;
pub mod senders;
pub mod store;
mod turns;
pub mod undo;
pub mod uploads;

pub use actions::{ImportRequest, import, import_within};
pub use model::{Upload, UploadId, UploadReport, UploadState};
