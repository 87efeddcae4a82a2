//! A block of rows on its way through a room's importer.

use crate::audit::{Change, Occasion};
use crate::sheets::CellRefusal;

use super::planned::{Look, PlannedRow, Who};
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
    /// Nothing is stored, only told.
    look: Option<Look>,
}

impl<'a> Block<'a> {
    /// For an import that stores.
    pub fn storing(occasion: &'a Occasion, within: &'a Within) -> Self {
        Self {
            occasion,
            within,
            changes: Vec::new(),
            notices: Vec::new(),
            look: None,
        }
    }

    /// For a look that stores nothing and works on a reading connection.
    pub fn looking(occasion: &'a Occasion, within: &'a Within) -> Self {
        Self {
            look: Some(Look::default()),
            ..Self::storing(occasion, within)
        }
    }

    /// Whether this is only a look: the importer writes nothing, notes each change at
    /// the row that makes it, and remembers over all blocks what it would have stored.
    pub fn looks(&self) -> bool {
        self.look.is_some()
    }

    /// In a look the id of a thing that would be made; none where it is to be stored.
    pub fn imagine(&mut self) -> Option<i64> {
        self.look.as_mut().map(Look::imagine)
    }

    /// Turns to a row: in a look, what is noted from here on is its doing.
    pub fn begin_row(&mut self, place: &Place, who: impl FnOnce() -> Who) {
        if let Some(look) = &mut self.look {
            look.turn((Some(place.clone()), who()), &mut self.changes);
        }
    }

    /// What the rows of the block would do; empty where it was stored.
    pub(super) fn planned(&mut self) -> Vec<PlannedRow> {
        let Some(look) = &mut self.look else {
            return Vec::new();
        };
        look.turn((None, Who::default()), &mut self.changes);
        look.take()
    }
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
