//! A block of rows on its way through a room's importer.

use crate::audit::{Change, Occasion};
use crate::sheets::CellRefusal;

use super::seen::Place;
use super::within::Within;

/// A checked row and where it stands.
#[derive(Debug, Clone)]
pub struct Placed<R> {
    /// Where it stands in the file.
    pub place: Place,
    /// What it says.
    pub row: R,
}

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRefusal {
    /// The heading of the wrong cell.
    pub column: String,
    /// One Chinese sentence with the remedy.
    pub message: String,
}

impl From<CellRefusal> for RowRefusal {
    fn from(refusal: CellRefusal) -> Self {
        Self {
            column: refusal.column,
            message: refusal.message,
        }
    }
}

impl RowRefusal {
    /// A refusal at a column.
    pub fn at(column: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            message: message.into(),
        }
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// It added something.
    New,
    /// It changed something that was known.
    Changed,
    /// Everything it says was known.
    Unchanged,
    /// It was refused; nothing of it is stored.
    Refused(RowRefusal),
}

/// What an importer writes beside its rows: the history, and notices.
#[derive(Debug)]
pub struct Block<'a> {
    /// Who, when, in which import.
    pub occasion: &'a Occasion,
    /// Whose people and units may be touched.
    pub within: &'a Within,
    /// Lines for the history, written when the block is done.
    pub changes: Vec<Change>,
    /// Sentences for the report.
    pub notices: Vec<String>,
}

/// What a cell does to a known value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// The cell is empty or says the same.
    Same,
    /// The cell says something else.
    Other,
}

/// Lays a cell's value over the known one: an empty cell erases nothing.
pub fn overlay<T: PartialEq>(known: &mut Option<T>, cell: Option<T>) -> Overlay {
    match cell {
        None => Overlay::Same,
        value if *known == value => Overlay::Same,
        value => {
            *known = value;
            Overlay::Other
        }
    }
}
