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
mod planned;
mod refused;
mod run;
mod seen;
pub mod store;
mod within;

pub use block::{Block, Overlay, Placed, RowOutcome, RowRefusal, overlay};
pub use driver::{FileToImport, ImportError, Importer, Planned, Progress, Stored, Watch};
pub use model::*;
pub use people_behind::{AboutPerson, Names, Owners, PersonCells, PersonReader};
pub use planned::{PlannedRow, Who};
pub use run::import_file;
pub use seen::{Place, SeenRows, row_key};
pub use within::Within;
