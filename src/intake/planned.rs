//! What a look at a file finds that an import would do, row by row. Nothing of it is
//! stored: what would be made gets a number of its own that no table ever hands out.

use super::seen::Place;
use crate::audit::Change;
use crate::units::UnitId;

/// Numbers of things that a look only imagines begin here, far above any real id.
const FIRST_IMAGINED: i64 = 1 << 52;

/// Whose record a row is about, as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// The person's name; of a unit its name.
    pub name: String,
    /// The ID number, masked; empty for a unit.
    pub id_number: String,
    /// Where the person works, where that is known.
    pub unit: Option<UnitId>,
}

/// What one row would make and change.
#[derive(Debug, Clone)]
pub struct PlannedRow {
    /// Where the row stands; none for what the file as a whole needs.
    pub place: Option<Place>,
    /// Whose record it is.
    pub who: Who,
    /// What it would do; the ids of new things are imagined.
    pub changes: Vec<Change>,
}

/// A look under way: the row in hand, and what the rows before it would do.
#[derive(Debug)]
pub(super) struct Look {
    imagined: i64,
    row: (Option<Place>, Who),
    rows: Vec<PlannedRow>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            imagined: FIRST_IMAGINED,
            row: (None, Who::default()),
            rows: Vec::new(),
        }
    }
}

impl Look {
    pub(super) fn imagine(&mut self) -> i64 {
        self.imagined += 1;
        self.imagined
    }

    /// Ends the row in hand, which did `changes`, and turns to the next.
    pub(super) fn turn(&mut self, next: (Option<Place>, Who), changes: &mut Vec<Change>) {
        let (place, who) = std::mem::replace(&mut self.row, next);
        if !changes.is_empty() {
            self.rows.push(PlannedRow {
                place,
                who,
                changes: std::mem::take(changes),
            });
        }
    }

    pub(super) fn take(&mut self) -> Vec<PlannedRow> {
        std::mem::take(&mut self.rows)
    }
}
