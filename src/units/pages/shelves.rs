//! The list of units folded by township.

use crate::text::{compare_key, pinyin_initials};
use crate::units::overview::UnitLine;
use crate::units::picker::DISTRICT_UNITS;
use crate::units::{Unit, UnitTree};

/// Whether a unit's path, or the initials of its name's pinyin, hold what was typed.
pub fn is_named(unit: &Unit, typed: &str) -> bool {
    compare_key(&unit.details.path).contains(&compare_key(typed))
        || pinyin_initials(&unit.details.name).contains(&typed.to_lowercase())
}

/// The units of one township, or those of the district that lie in none.
pub(super) struct UnitShelf {
    pub(super) name: String,
    pub(super) lines: Vec<UnitLine>,
}

impl UnitShelf {
    /// People who work in the units listed.
    pub(super) fn people(&self) -> i64 {
        self.lines.iter().map(|line| line.people).sum()
    }

    /// Units listed whose kind is a guess.
    pub(super) fn guessed(&self) -> usize {
        super::list::guessed(&self.lines)
    }

    /// Units listed where something is missing.
    pub(super) fn missing(&self) -> usize {
        let lines = self.lines.iter();
        lines.filter(|line| !line.missing().is_empty()).count()
    }
}

/// The lines by township, the district's own units first, else in the order of the lines.
pub(super) fn shelves(tree: &UnitTree, lines: Vec<UnitLine>) -> Vec<UnitShelf> {
    let mut shelves: Vec<UnitShelf> = Vec::new();
    for line in lines {
        let township = tree.township_of(line.unit.id);
        let name = township.map_or(DISTRICT_UNITS, |above| &above.details.name);
        match shelves.iter_mut().find(|shelf| shelf.name == name) {
            Some(shelf) => shelf.lines.push(line),
            None => shelves.push(UnitShelf {
                name: name.to_owned(),
                lines: vec![line],
            }),
        }
    }
    shelves.sort_by_key(|shelf| shelf.name != DISTRICT_UNITS);
    shelves
}
