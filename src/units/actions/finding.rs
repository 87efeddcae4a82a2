//! Looking up what a cell of a spreadsheet calls a unit, by its names of today and of
//! before.

use super::UnitFinder;
use crate::intake::Within;
use crate::units::former::Renamed;
use crate::units::rules::{guess_kind, township_in};
use crate::units::{FoundUnit, UnitId, UnitKind};

impl UnitFinder {
    /// The unit that a cell names, if there is exactly one; nothing is made.
    pub fn find(&self, cell: &str) -> Option<UnitId> {
        match self.tree.find_within(self.district, cell) {
            FoundUnit::One(id) => Some(self.former.successor(&self.tree, id).unwrap_or(id)),
            FoundUnit::Several(_) => None,
            FoundUnit::None => self.renamed(cell, None).map(|found| found.unit),
        }
    }

    /// The unit that an old name leads to, below `home` where one is given.
    fn renamed(&self, cell: &str, home: Option<UnitId>) -> Option<Renamed> {
        let root = home.unwrap_or(self.district);
        let find = |text: &str| self.tree.find_within(root, text);
        let fits = |unit: UnitId| self.tree.is_within(unit, root);
        self.former.find(&self.tree, cell, find, fits)
    }

    /// The unit of today that lay at this place under this name once.
    pub fn renamed_below(&self, parent: UnitId, name: &str) -> Option<Renamed> {
        let above = self.tree.get(parent)?;
        self.former.below(&self.tree, above, name)
    }

    /// The unit that a cell names, by a name of today or of before; which, if of before.
    pub(super) fn find_of_today(
        &self,
        cell: &str,
        within: &Within,
    ) -> (FoundUnit, Option<Renamed>) {
        let renamed = match self.find_nearest(cell, within) {
            FoundUnit::One(id) => match self.former.successor(&self.tree, id) {
                None => return (FoundUnit::One(id), None),
                Some(unit) => Some(Renamed { unit, merged: true }),
            },
            FoundUnit::None => within
                .home
                .and_then(|home| self.renamed(cell, Some(home)))
                .or_else(|| self.renamed(cell, None)),
            several => return (several, None),
        };
        let found = renamed.map_or(FoundUnit::None, |renamed| FoundUnit::One(renamed.unit));
        (found, renamed)
    }

    /// The unit that a cell names: an office means its own 溪山村 before another's.
    fn find_nearest(&self, cell: &str, within: &Within) -> FoundUnit {
        let near = within
            .home
            .map(|home| self.tree.find_within(home, cell))
            .filter(|found| *found != FoundUnit::None);
        near.unwrap_or_else(|| self.tree.find_within(self.district, cell))
    }

    /// Whether the import may put people there: within reach, or made by this import,
    /// which makes units within reach only.
    pub fn may_touch(&self, id: UnitId, within: &Within) -> bool {
        within.contains(id) || self.was_made(id)
    }

    /// Where an office may make a unit of this name: below the township that the name
    /// begins with, if that is in reach; below the office's own unit where it begins
    /// with none; a path is not made.
    pub fn parent_in_reach(&self, name: &str, within: &Within) -> Option<UnitId> {
        if name.contains(['/', '／']) {
            return None;
        }
        let local = self.without_district(name);
        match township_in(local) {
            // A township is below the district, where this office has no right.
            _ if guess_kind(local) == UnitKind::Township => None,
            None => within.home,
            Some(township) => self
                .township(township)
                .filter(|id| self.may_touch(*id, within)),
        }
    }

    /// The township of this name, of today or of before.
    pub(super) fn township(&self, name: &str) -> Option<UnitId> {
        match self.tree.find_within(self.district, name) {
            FoundUnit::One(id) => Some(self.former.successor(&self.tree, id).unwrap_or(id)),
            FoundUnit::Several(_) => None,
            FoundUnit::None => self.renamed(name, None).map(|found| found.unit),
        }
    }

    /// The name without the district's own and what stands before it.
    pub(super) fn without_district<'n>(&self, name: &'n str) -> &'n str {
        let district = self
            .tree
            .get(self.district)
            .map(|unit| unit.details.name.as_str());
        match district.and_then(|district| name.split_once(district)) {
            Some((_, rest)) if !rest.trim().is_empty() => rest.trim(),
            _ => name,
        }
    }
}
