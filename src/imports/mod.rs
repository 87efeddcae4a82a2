//! Which spreadsheet goes to which room, and taking an import back.

mod actions;
pub mod api;
mod model;
pub mod pages;
pub mod preview;
pub mod store;
pub mod sweeping;
pub mod undo;
pub mod uploads;

pub use actions::{ImportRequest, import, import_within};
pub use model::{Upload, UploadId, UploadReport, UploadState};
