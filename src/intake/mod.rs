//! The mechanics of an import: a file's rows in blocks through one room's importer,
//! in one transaction, with a report of every row.
//!
//! What a row means is each room's `import.rs`; which room reads which file is
//! [`crate::imports`]. Nothing is ever removed by an import, an empty cell erases
//! nothing, and the same file twice changes nothing.

mod block;
mod driver;
mod model;
mod people_behind;
mod refused;
mod seen;
pub mod store;
mod within;

pub use block::{Block, Overlay, Placed, RowOutcome, RowRefusal, overlay};
pub use driver::{FileToImport, ImportError, Importer, Progress, import_file};
pub use model::*;
pub use people_behind::{AboutPerson, Owners, PersonCells, PersonReader};
pub use seen::{Place, SeenRows, row_key};
pub use within::Within;
