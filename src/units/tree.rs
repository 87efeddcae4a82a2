//! All units at once: finding one by what a spreadsheet or a command calls it,
//! and walking up and down.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Unit, UnitId, UnitKind};
use crate::text::compare_key;

/// The units of the system, indexed. Small enough to be held whole (thousands).
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    units: HashMap<UnitId, Unit>,
    children: HashMap<UnitId, Vec<UnitId>>,
    /// Made when a name is first looked up: folding every name costs ten times the
    /// reading, and most requests only walk up and down.
    names: OnceLock<Names>,
}

/// The units by their folded names and paths.
#[derive(Debug, Clone, Default)]
struct Names {
    by_key: HashMap<String, Vec<UnitId>>,
    by_path: HashMap<String, UnitId>,
}

impl Names {
    /// A unit is found by its name, and by its parent's name before its own
    /// (石壕镇 + 溪山村).
    fn insert(&mut self, unit: &Unit, parent: Option<&Unit>) {
        let mut keys = vec![unit.details.name_key.clone()];
        if let Some(parent) = parent {
            keys.push(compare_key(&format!(
                "{}{}",
                parent.details.name, unit.details.name
            )));
        }
        for key in keys {
            let ids = self.by_key.entry(key).or_default();
            if !ids.contains(&unit.id) {
                ids.push(unit.id);
            }
        }
        self.by_path
            .insert(compare_key(&unit.details.path), unit.id);
    }
}

/// What a name led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundUnit {
    /// Exactly one unit.
    One(UnitId),
    /// Several; their paths, for the sentence that asks which.
    Several(Vec<String>),
    /// None.
    None,
}

impl UnitTree {
    /// Builds the tree from all units.
    pub fn new(units: Vec<Unit>) -> Self {
        let mut tree = Self::default();
        let mut ordered = units;
        ordered.sort_by_cached_key(|unit| unit.details.path.matches('/').count());
        for unit in ordered {
            tree.insert(unit);
        }
        tree
    }

    /// Adds a unit whose parent is already there, or replaces its values.
    pub fn insert(&mut self, unit: Unit) {
        let id = unit.id;
        let known = self.units.contains_key(&id);
        if !known {
            if let Some(parent) = unit.details.parent_id {
                self.children.entry(parent).or_default().push(id);
            }
            if let Some(names) = self.names.get_mut() {
                let parent = unit.details.parent_id.and_then(|id| self.units.get(&id));
                names.insert(&unit, parent);
            }
        }
        self.units.insert(id, unit);
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut ordered: Vec<&Unit> = self.units.values().collect();
            ordered.sort_by_key(|unit| unit.id);
            let mut names = Names::default();
            for unit in ordered {
                let parent = unit.details.parent_id.and_then(|id| self.units.get(&id));
                names.insert(unit, parent);
            }
            names
        })
    }

    /// The unit with this id.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// Every unit, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit with exactly this path (blanks and widths ignored).
    pub fn by_path(&self, path: &str) -> Option<&Unit> {
        self.names()
            .by_path
            .get(&compare_key(path))
            .and_then(|id| self.units.get(id))
    }

    /// The district unit that stands for a region.
    pub fn district_of_region(&self, region: &str) -> Option<&Unit> {
        self.units
            .values()
            .filter(|unit| unit.details.region.as_deref() == Some(region))
            .min_by_key(|unit| unit.id)
    }

    /// `id` and the units above it, nearest first.
    pub fn chain(&self, id: UnitId) -> Vec<&Unit> {
        let mut chain = Vec::new();
        let mut next = self.units.get(&id);
        while let Some(unit) = next {
            chain.push(unit);
            // A circle cannot be stored, but a damaged one must not hang us.
            if chain.len() > self.units.len() {
                break;
            }
            next = unit
                .details
                .parent_id
                .and_then(|parent| self.units.get(&parent));
        }
        chain
    }

    /// The region whose rules hold for the people of a unit: that of the nearest
    /// unit above it (or itself) that stands for one.
    pub fn region_of(&self, id: UnitId) -> Option<&str> {
        self.chain(id)
            .into_iter()
            .find_map(|unit| unit.details.region.as_deref())
    }

    /// The township above a unit, or the unit itself when it is one.
    pub fn township_of(&self, id: UnitId) -> Option<&Unit> {
        self.chain(id)
            .into_iter()
            .find(|unit| unit.details.kind == UnitKind::Township)
    }

    /// Whether `id` is `above` or lies below it.
    pub fn is_within(&self, id: UnitId, above: UnitId) -> bool {
        self.chain(id).iter().any(|unit| unit.id == above)
    }

    /// `id` and everything below it.
    pub fn below(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut index = 0;
        while let Some(current) = found.get(index).copied() {
            if let Some(children) = self.children.get(&current) {
                found.extend(children);
            }
            index += 1;
        }
        found
    }

    /// Finds a unit by what a command calls it: an id, a path, or a name.
    pub fn find(&self, text: &str) -> FoundUnit {
        if let Ok(id) = text.trim().parse::<i64>()
            && self.units.contains_key(&UnitId(id))
        {
            return FoundUnit::One(UnitId(id));
        }
        if let Some(unit) = self.by_path(text) {
            return FoundUnit::One(unit.id);
        }
        self.pick(
            self.names()
                .by_key
                .get(&compare_key(text))
                .map(Vec::as_slice)
                .unwrap_or_default(),
            None,
        )
    }

    /// Finds a unit by what a person types, among those that `within` names: an id, a
    /// path, a name, its township's name before its own. What lies outside is as unknown
    /// as what does not exist.
    pub fn find_among(&self, text: &str, within: impl Fn(UnitId) -> bool) -> FoundUnit {
        if let Ok(id) = text.trim().parse::<i64>()
            && self.units.contains_key(&UnitId(id))
            && within(UnitId(id))
        {
            return FoundUnit::One(UnitId(id));
        }
        if let Some(unit) = self.by_path(text).filter(|unit| within(unit.id)) {
            return FoundUnit::One(unit.id);
        }
        let key = compare_key(text);
        let mut found: Vec<UnitId> = self.names().by_key.get(&key).cloned().unwrap_or_default();
        found.retain(|id| within(*id));
        if found.is_empty() {
            // A village whose own name begins with its township's, called without it.
            found = self.called_without_township(&key);
            found.retain(|id| within(*id));
        }
        self.pick(&found, None)
    }

    fn called_without_township(&self, key: &str) -> Vec<UnitId> {
        self.units
            .values()
            .filter(|unit| {
                let above = unit.details.parent_id.and_then(|id| self.units.get(&id));
                above.is_some_and(|above| {
                    let own = unit.details.name_key.as_str();
                    own.strip_prefix(above.details.name_key.as_str()) == Some(key)
                })
            })
            .map(|unit| unit.id)
            .collect()
    }

    /// Finds a unit below `district` by what a spreadsheet calls it: its path from
    /// the district or from anywhere, its name, or its township's name before its
    /// own; the district's own name in front is dropped.
    pub fn find_within(&self, district: UnitId, text: &str) -> FoundUnit {
        if let Some(unit) = self
            .by_path(text)
            .filter(|unit| self.is_within(unit.id, district))
        {
            return FoundUnit::One(unit.id);
        }
        let Some(root) = self.units.get(&district) else {
            return FoundUnit::None;
        };
        let relative = format!("{}/{text}", root.details.path);
        if let Some(unit) = self.by_path(&relative) {
            return FoundUnit::One(unit.id);
        }
        let found = self.pick_key(&compare_key(text), district);
        if found != FoundUnit::None {
            return found;
        }
        match text.split_once(root.details.name.as_str()) {
            Some((_, rest)) if !rest.trim().is_empty() => {
                self.pick_key(&compare_key(rest), district)
            }
            _ => FoundUnit::None,
        }
    }

    fn pick_key(&self, key: &str, district: UnitId) -> FoundUnit {
        self.pick(
            self.names()
                .by_key
                .get(key)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            Some(district),
        )
    }

    fn pick(&self, candidates: &[UnitId], within: Option<UnitId>) -> FoundUnit {
        let fitting: Vec<UnitId> = candidates
            .iter()
            .copied()
            .filter(|id| within.is_none_or(|above| self.is_within(*id, above)))
            .collect();
        match fitting.as_slice() {
            [] => FoundUnit::None,
            [one] => FoundUnit::One(*one),
            several => {
                let mut paths: Vec<String> = several
                    .iter()
                    .filter_map(|id| self.units.get(id))
                    .map(|unit| unit.details.path.clone())
                    .collect();
                paths.sort();
                FoundUnit::Several(paths)
            }
        }
    }
}
