//! Reading the spreadsheets people really have, and writing those they get.
//!
//! A file is told by its contents (xlsx, xls, ods, csv), never by its name. Its
//! headings are recognised by meaning wherever they stand: titles above, notes
//! below, merged cells, several sheets and empty rows are normal. Each import has a
//! [`Layout`]: the columns it knows, with every synonym. Rows are handed out one by
//! one; an xlsx or csv of any length needs no more memory than its shared strings.
//!
//! Nothing here knows the clock, the database or what a row will be used for.
//! A file, a row or a cell that cannot be used is refused with one Chinese sentence.

mod cell;
mod fit;
mod inflate;
mod layout;
pub mod layouts;
pub mod parse;
mod reading;
mod refusal;
mod row;
mod sniff;
mod source;
mod table;
pub mod words;
pub mod write;

pub use cell::{Cell, Epoch};
pub use layout::{Column, Field, Layout, Need, QUIET_HEADINGS};
pub use parse::{MonthOrDay, ReadScore, ValueRefusal};
pub use reading::Workbook;
pub use refusal::{CellRefusal, FileRefusal, Notice};
pub use row::{Read, Row};
pub use table::Table;
pub use write::{ListCell, RefusedRows, WriteRefusal, refused_path, write_csv, write_table};

#[cfg(test)]
mod tests;
