//! Regions, their names in every other entry, and public holidays.

use std::collections::HashMap;

use chrono::{Datelike, Weekday};

use crate::policy::model::{HolidayYear, Region};
use crate::policy::problem::PolicyProblem;
use crate::policy::read::{Entries, Placed};
use crate::policy::regions::{NATIONAL, RegionTree};

/// Checks the regions and makes the tree of them.
pub(in crate::policy) fn regions(
    placed: &[Placed<Region>],
    problems: &mut Vec<PolicyProblem>,
) -> RegionTree {
    let mut named: HashMap<&str, &Placed<Region>> = HashMap::new();
    for region in placed {
        for name in region.entry.aliases.iter().chain([&region.entry.name]) {
            if let Some(other) = named.insert(name, region) {
                problems.push(region.problem(format!(
                    "“{name}”已在{}用作地名，请改用带上级的全名（如 南京市鼓楼区）或删去一处",
                    other.place()
                )));
            }
        }
    }
    for region in placed {
        check_parent(region, placed, problems);
    }
    if !placed.is_empty() && !placed.iter().any(|region| region.entry.name == NATIONAL) {
        problems.push(placed[0].problem(format!("行政区划里没有“{NATIONAL}”，请补上这一条")));
    }
    RegionTree::new(placed.iter().map(|region| region.entry.clone()).collect())
}

fn check_parent(
    region: &Placed<Region>,
    placed: &[Placed<Region>],
    problems: &mut Vec<PolicyProblem>,
) {
    let Region { name, parent, .. } = &region.entry;
    let Some(parent) = parent else {
        if name != NATIONAL {
            let message = format!("{name}没有写上级 parent，请写明它属于哪里");
            problems.push(region.problem(message));
        }
        return;
    };
    let parent_of = |name: &str| {
        let found = placed.iter().find(|other| other.entry.name == name)?;
        found.entry.parent.as_deref()
    };
    if !placed.iter().any(|other| other.entry.name == *parent) {
        let message = format!("{name}的上级“{parent}”没有列出，请补上这一条或改正名称");
        problems.push(region.problem(message));
        return;
    }
    let mut upward = std::iter::successors(Some(parent.as_str()), |place| parent_of(place));
    if upward
        .by_ref()
        .take(placed.len())
        .any(|place| place == name)
    {
        let message = format!("{name}的上级绕回了它自己，请改正 parent");
        problems.push(region.problem(message));
    }
}

/// Puts official names in place of the names that entries use for regions, and
/// reports those that are not listed.
pub(in crate::policy) fn region_names(
    entries: &mut Entries,
    regions: &RegionTree,
    problems: &mut Vec<PolicyProblem>,
) {
    for rule in &mut entries.training_rules {
        official(rule, |rule| &mut rule.region, regions, problems);
    }
    for policy in &mut entries.reimbursements {
        official(policy, |policy| &mut policy.region, regions, problems);
    }
    for season in &mut entries.seasons {
        official(season, |season| &mut season.area, regions, problems);
    }
    for habit in &mut entries.expected {
        official(habit, |habit| &mut habit.area, regions, problems);
    }
    for fees in &mut entries.fees {
        official(fees, |fees| &mut fees.area, regions, problems);
    }
    for targets in &mut entries.targets {
        official(targets, |policy| &mut policy.region, regions, problems);
    }
    for line in &mut entries.pass_lines {
        official(line, |line| &mut line.area, regions, problems);
        for county in 0..line.entry.counties.len() {
            official(line, |line| &mut line.counties[county], regions, problems);
        }
    }
}

fn official<T>(
    placed: &mut Placed<T>,
    name_of: impl Fn(&mut T) -> &mut String,
    regions: &RegionTree,
    problems: &mut Vec<PolicyProblem>,
) {
    let written = name_of(&mut placed.entry).clone();
    match regions.find(&written) {
        Some(region) => *name_of(&mut placed.entry) = region.name.clone(),
        None => problems.push(placed.problem(format!(
            "行政区划里没有“{written}”，请改正名称，或在 regions.toml 里补上它"
        ))),
    }
}

/// Public holidays: each year once, each day in its year, worked days at weekends.
pub(super) fn holidays(placed: &[Placed<HolidayYear>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_twice(
        placed,
        |a, b| a.year == b.year,
        |year| format!("{}年的节假日", year.year),
        problems,
    );
    for holidays in placed {
        let HolidayYear {
            year,
            holidays: off,
            workdays,
            ..
        } = &holidays.entry;
        for day in off.union(workdays).filter(|day| day.year() != *year) {
            problems.push(holidays.problem(format!("{day} 不在{year}年，请移到它那一年的条目里")));
        }
        for day in off.intersection(workdays) {
            problems.push(holidays.problem(format!("{day} 既写成放假又写成上班，请删去一处")));
        }
        for day in workdays {
            if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                problems.push(holidays.problem(format!("调休上班日 {day} 不是周末，请核对后改正")));
            }
        }
    }
}
