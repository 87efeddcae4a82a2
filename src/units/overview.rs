//! The tree of units as the district looks at it: each with its people counted.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{Unit, UnitId, UnitTree};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::people;
use crate::text::pinyin_key;

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// The unit.
    pub unit: Unit,
    /// How far it is set in; 0 = the topmost that the viewer sees.
    pub depth: usize,
    /// People who work in the unit itself.
    pub people: i64,
    /// People who work in it or below it.
    pub people_below: i64,
    /// Units right below it.
    pub children: usize,
}

impl UnitLine {
    /// What is missing before the unit can be worked with: a confirmed kind, someone
    /// to call, an address for the weekly mail.
    pub fn missing(&self) -> Vec<&'static str> {
        let details = &self.unit.details;
        let mut missing = Vec::new();
        if details.kind_guessed {
            missing.push("类别待确认");
        }
        if details.contact_name.is_none() && details.contact_mobile.is_none() {
            missing.push("没有联系人");
        }
        if details.contact_email.is_none() {
            missing.push("没有联系邮箱");
        }
        missing
    }
}

/// The units within reach, each right before those below it, siblings by name; one
/// query for the units and one for the people.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    tree: &UnitTree,
    reach: &Reach,
    today: NaiveDate,
) -> diesel::QueryResult<Vec<UnitLine>> {
    let people = people::store::count_present_by_unit(conn, today)?;
    Ok(lines(tree, reach, &people))
}

/// Where each unit stands in the tree as it is listed: each right before those below it,
/// siblings by name.
pub fn places(tree: &UnitTree) -> HashMap<UnitId, usize> {
    let lines = lines(tree, &Reach::Everywhere, &HashMap::new());
    let ids = lines.into_iter().map(|line| line.unit.id);
    ids.enumerate().map(|(place, id)| (id, place)).collect()
}

fn lines(tree: &UnitTree, reach: &Reach, people: &HashMap<UnitId, i64>) -> Vec<UnitLine> {
    let mut children: HashMap<Option<UnitId>, Vec<&Unit>> = HashMap::new();
    for unit in tree.iter().filter(|unit| reach.contains(unit.id)) {
        let above = unit
            .details
            .parent_id
            .filter(|above| reach.contains(*above));
        children.entry(above).or_default().push(unit);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_cached_key(|unit| (pinyin_key(&unit.details.name), unit.id));
    }
    let mut found = Vec::with_capacity(tree.len());
    let mut seen = HashSet::new();
    // A stack instead of recursion: a tree may be deeper than the stack of a thread.
    let mut waiting: Vec<(&Unit, usize)> = siblings_of(&children, None, 0);
    while let Some((unit, depth)) = waiting.pop() {
        if !seen.insert(unit.id) {
            continue;
        }
        let below = siblings_of(&children, Some(unit.id), depth + 1);
        found.push(UnitLine {
            unit: unit.clone(),
            depth,
            people: people.get(&unit.id).copied().unwrap_or(0),
            people_below: 0,
            children: below.len(),
        });
        waiting.extend(below);
    }
    add_up(&mut found);
    found
}

fn siblings_of<'u>(
    children: &HashMap<Option<UnitId>, Vec<&'u Unit>>,
    above: Option<UnitId>,
    depth: usize,
) -> Vec<(&'u Unit, usize)> {
    let siblings = children.get(&above).into_iter().flatten();
    siblings.rev().map(|unit| (*unit, depth)).collect()
}

/// From the last line up: each hands its people to the one it lies below.
fn add_up(lines: &mut [UnitLine]) {
    let mut below_at: Vec<i64> = Vec::new();
    for line in lines.iter_mut().rev() {
        if below_at.len() < line.depth + 2 {
            below_at.resize(line.depth + 2, 0);
        }
        let below = std::mem::take(&mut below_at[line.depth + 1]);
        line.people_below = line.people + below;
        below_at[line.depth] += line.people_below;
    }
}
