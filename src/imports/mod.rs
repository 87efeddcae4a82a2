//! Which spreadsheet goes to which room, and taking an import back.

mod actions;
pub mod api;
mod model;
pub mod pages;
pub mod preview;
pub mod store;
pub mod template;
mod under_way;
pub mod undo;
pub mod undo_plan;
pub mod uploads;

pub use actions::import_watched;
pub use actions::{ImportRequest, import, import_within};
pub use model::{BROKEN_OFF, REFUSED_KEPT_DAYS, WAITING_KEPT_DAYS};
pub use model::{Upload, UploadId, UploadReport, UploadState};
pub use under_way::UnderWay;
