//! What units were called before they were renamed, moved under another or merged into
//! one: lists keep the old name for years, and it must lead to the unit of today.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{FoundUnit, Unit, UnitId, UnitTree};
use crate::calendar::chinese_day;
use crate::text::{compare_key, tidy};

/// A name that a unit no longer bears.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::unit_former_names)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct FormerName {
    /// The unit that bears it no longer, or into which its bearer was merged.
    pub unit_id: UnitId,
    /// The name of then.
    pub name: String,
    /// The path of then.
    pub path: String,
    /// The closed unit that bore it, where it was merged into `unit_id`.
    pub merged_unit_id: Option<UnitId>,
    /// The first day on which it was the name no more.
    pub ended_on: NaiveDate,
}

impl FormerName {
    /// What a list may write to mean the unit of then: its name, also with its township's
    /// before it, its path from anywhere above. Not its name without the township's, which
    /// a living village of another township may have.
    fn keys(&self) -> Vec<String> {
        let mut keys = vec![compare_key(&self.name), compare_key(&self.path)];
        if let Some((_, below)) = self.path.split_once('/') {
            keys.push(compare_key(below));
        }
        let above = self.path.rsplit_once('/').map(|(above, _)| above);
        if let Some(above) = above.and_then(|above| above.rsplit('/').next()) {
            keys.push(compare_key(&format!("{above}{}", self.name)));
        }
        keys
    }

    /// What became of the name: 2026年3月9日改名, 2026年3月9日并入.
    pub fn ending(&self) -> String {
        let what = match self.merged_unit_id {
            Some(_) => "并入",
            None => "变更",
        };
        format!("{}{what}", chinese_day(self.ended_on))
    }
}

/// A unit that an old name led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renamed {
    /// The unit of today.
    pub unit: UnitId,
    /// Whether the one that bore the name was merged into it.
    pub merged: bool,
}

impl Renamed {
    /// “打通镇双溪村”已改名为“打通镇新双溪村”.
    pub fn sentence(self, typed: &str, tree: &UnitTree) -> String {
        let now = tree
            .get(self.unit)
            .map(|unit| spoken(tree, unit))
            .unwrap_or_default();
        let what = if self.merged {
            "已并入"
        } else {
            "已改名为"
        };
        format!("“{}”{what}“{now}”", tidy(typed).trim())
    }
}

/// What people call a unit: 石壕镇溪山村, its township's name before its own.
pub fn spoken(tree: &UnitTree, unit: &Unit) -> String {
    let township = tree.township_of(unit.id);
    let short = super::picker::short_name(unit, township);
    match township {
        Some(above) if above.id != unit.id => format!("{}{short}", above.details.name),
        _ => short,
    }
}

/// Every name that is borne no more.
#[derive(Debug, Clone, Default)]
pub struct FormerNames {
    names: Vec<FormerName>,
}

impl FormerNames {
    /// From all of them.
    pub fn new(names: Vec<FormerName>) -> Self {
        Self { names }
    }

    /// The unit into which a closed one was merged, and that one further, until one that
    /// is open.
    pub fn successor(&self, tree: &UnitTree, closed: UnitId) -> Option<UnitId> {
        let mut seen = HashSet::new();
        let mut at = closed;
        while seen.insert(at) {
            if tree.get(at)?.closed_on.is_none() {
                return (at != closed).then_some(at);
            }
            at = self
                .names
                .iter()
                .find(|one| one.merged_unit_id == Some(at))?
                .unit_id;
        }
        None
    }

    /// The open unit that an old name leads to; none where it leads to several. `find`
    /// looks names of today up, `fits` says which units may be found.
    pub fn find(
        &self,
        tree: &UnitTree,
        typed: &str,
        find: impl Fn(&str) -> FoundUnit,
        fits: impl Fn(UnitId) -> bool,
    ) -> Option<Renamed> {
        if self.names.is_empty() {
            return None;
        }
        let open = |unit: UnitId, merged: bool| {
            let further = tree
                .get(unit)
                .filter(|unit| unit.closed_on.is_some())
                .and_then(|closed| self.successor(tree, closed.id));
            let found = Renamed {
                unit: further.unwrap_or(unit),
                merged: merged || further.is_some(),
            };
            let is_open = tree
                .get(found.unit)
                .is_some_and(|unit| unit.closed_on.is_none());
            (is_open && fits(found.unit)).then_some(found)
        };
        let key = compare_key(typed);
        let by_name = self
            .names
            .iter()
            .filter(|one| one.keys().contains(&key))
            .filter_map(|one| open(one.unit_id, one.merged_unit_id.is_some()));
        if let Some(found) = only(by_name) {
            return Some(found);
        }
        // A village of a township that was renamed: 石壕镇溪山村 → 石壕街道溪山村.
        let typed = tidy(typed);
        let by_part = self.names.iter().filter_map(|one| {
            let now = &tree.get(one.unit_id)?.details.name;
            if typed.trim() == one.name || !typed.contains(&one.name) {
                return None;
            }
            match find(&typed.replacen(&one.name, now, 1)) {
                FoundUnit::One(unit) => open(unit, false),
                FoundUnit::Several(_) | FoundUnit::None => None,
            }
        });
        only(by_part)
    }

    /// The unit of today that was called so below `parent` once, whatever the parent was
    /// called then.
    pub fn below(&self, tree: &UnitTree, parent: &Unit, name: &str) -> Option<Renamed> {
        let key = compare_key(name);
        let path = compare_key(&format!("{}/{name}", parent.details.path));
        let called = self.names.iter().filter_map(|one| {
            let unit = tree.get(one.unit_id)?;
            let same_place = compare_key(&one.path) == path;
            let lies_there = unit.details.parent_id == Some(parent.id);
            let called_so = lies_there && compare_key(&one.name) == key;
            if !(same_place || called_so) {
                return None;
            }
            let further = unit.closed_on.and_then(|_| self.successor(tree, unit.id));
            Some(Renamed {
                unit: further.unwrap_or(unit.id),
                merged: one.merged_unit_id.is_some() || further.is_some(),
            })
        });
        only(called)
    }
}

/// What all of them lead to, if that is one unit.
fn only(found: impl Iterator<Item = Renamed>) -> Option<Renamed> {
    let mut one: Option<Renamed> = None;
    for next in found {
        match one {
            Some(known) if known.unit != next.unit => return None,
            _ => one = Some(next),
        }
    }
    one
}

#[cfg(test)]
mod tests;
