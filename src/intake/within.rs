//! Whose people and units a file may touch.

use crate::accounts::Reach;
use crate::units::UnitId;

/// How far an import reaches. What lies outside is refused row by row, so that an
/// office never changes another office's people by a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Within {
    /// A command on the server: everywhere.
    #[default]
    Everywhere,
    /// Somebody with a role at some units.
    Reach {
        /// The units.
        reach: Reach,
        /// In whose name the file comes; where a row that names no unit belongs.
        home: UnitId,
    },
}

impl Within {
    /// Whether a unit may be touched.
    pub fn contains(&self, unit: UnitId) -> bool {
        match self {
            Within::Everywhere => true,
            Within::Reach { reach, .. } => reach.contains(unit),
        }
    }

    /// The unit in whose name the file comes.
    pub fn home(&self) -> Option<UnitId> {
        match self {
            Within::Everywhere => None,
            Within::Reach { home, .. } => Some(*home),
        }
    }
}
