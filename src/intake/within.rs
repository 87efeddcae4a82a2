//! Whose people and units a file may touch.

use std::collections::HashSet;

use crate::accounts::Reach;
use crate::people::PersonId;
use crate::units::UnitId;

/// How far an import reaches. What lies outside is refused row by row, so that an
/// office never changes by a spreadsheet what it could not change by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The units whose people may be touched.
    pub reach: Reach,
    /// In whose name the file comes; where a row that names no unit belongs. None for a
    /// command on the server and for whoever reaches everywhere.
    pub home: Option<UnitId>,
    /// The units below which new units may be made.
    pub units_below: Reach,
    /// People whose mobile number and mail address stay as they are, because they lead
    /// to an account that may more than whoever sends the file.
    pub contacts_kept: HashSet<PersonId>,
    /// Who sends the file: nobody imports what is told of themselves.
    pub sender: Option<PersonId>,
}

impl Default for Within {
    fn default() -> Self {
        Self::everywhere()
    }
}

impl Within {
    /// A command on the server: everything.
    pub fn everywhere() -> Self {
        Self {
            reach: Reach::Everywhere,
            home: None,
            units_below: Reach::Everywhere,
            contacts_kept: HashSet::new(),
            sender: None,
        }
    }

    /// The people of these units; no unit is made.
    pub fn people_of(reach: Reach, home: UnitId) -> Self {
        Self {
            reach,
            home: Some(home),
            units_below: Reach::Units(HashSet::new()),
            contacts_kept: HashSet::new(),
            sender: None,
        }
    }

    /// Whether a unit may be touched.
    pub fn contains(&self, unit: UnitId) -> bool {
        self.reach.contains(unit)
    }

    /// Whether everything may be touched.
    pub fn is_everywhere(&self) -> bool {
        self.reach == Reach::Everywhere
    }

    /// Whether a unit may be made below this one.
    pub fn may_make_below(&self, parent: UnitId) -> bool {
        self.units_below.contains(parent)
    }

    /// Whether this person's mobile number and mail address may be changed.
    pub fn may_change_contact(&self, person: PersonId) -> bool {
        !self.contacts_kept.contains(&person)
    }
}
