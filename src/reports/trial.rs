//! A trial (试算): which units a change of the targets would touch, before it is made.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::rules::{TargetFact, TargetStanding};
use super::targets::{self, TargetReport, UnitTarget};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::policy::Policies;
use crate::policy::trial::{Trial, TrialCount, TrialLine, TrialStanding};
use crate::units::{UnitId, UnitTree};

/// Compares how every unit within reach stands against its target by two sets of rule
/// data.
///
/// # Errors
/// When a query fails.
pub fn compare(
    conn: &mut Conn,
    before: &Policies,
    after: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    policy: &str,
    day: NaiveDate,
) -> diesel::QueryResult<Trial> {
    let old = targets::load(conn, before, tree, reach, day)?;
    let new = targets::load(conn, after, tree, reach, day)?;
    let mut units: BTreeMap<UnitId, (Option<&UnitTarget<'_>>, Option<&UnitTarget<'_>>)> =
        BTreeMap::new();
    for line in of_policy(&old, policy) {
        units.entry(line.unit.id).or_default().0 = Some(line);
    }
    for line in of_policy(&new, policy) {
        units.entry(line.unit.id).or_default().1 = Some(line);
    }
    let fact = |line: &Option<&UnitTarget<'_>>| line.map(|line| line.fact);
    // In the order of the list of targets: by township and name.
    let mut seen = std::collections::BTreeSet::new();
    let order = of_policy(&new, policy).chain(of_policy(&old, policy));
    let lines = order
        .filter(|line| seen.insert(line.unit.id))
        .filter_map(|line| {
            let (old, new) = units.get(&line.unit.id)?;
            (fact(old) != fact(new)).then(|| TrialLine {
                person: None,
                unit_id: Some(line.unit.id),
                name: line.unit.details.name.clone(),
                unit: line.township.clone(),
                level: None,
                about: None,
                before: fact(old).map(told),
                after: fact(new).map(told),
            })
        })
        .collect();
    let counts = TargetStanding::ALL.iter().filter_map(|standing| {
        let of = |side: Option<TargetFact>| {
            i64::from(side.is_some_and(|fact| fact.standing == *standing))
        };
        let before: i64 = units.values().map(|(old, _)| of(fact(old))).sum();
        let after: i64 = units.values().map(|(_, new)| of(fact(new))).sum();
        (before + after > 0).then(|| TrialCount {
            label: standing.label(),
            before,
            after,
        })
    });
    Ok(Trial {
        day,
        measure: "个单位",
        people: i64::try_from(units.len()).unwrap_or(i64::MAX),
        counts: counts.collect(),
        lines,
    })
}

/// The units with a target of one policy.
fn of_policy<'r, 'p>(
    reports: &'r [TargetReport<'p>],
    policy: &'r str,
) -> impl Iterator<Item = &'r UnitTarget<'p>> {
    reports
        .iter()
        .filter(move |report| report.policy.id == policy)
        .flat_map(|report| &report.units)
}

fn told(fact: TargetFact) -> TrialStanding {
    let mut sentence = match fact.required {
        Some(required) => format!("应有{required}人，现有{}人，", fact.have),
        None => format!("现有{}人，", fact.have),
    };
    sentence.push_str(fact.standing.label());
    if fact.missing > 0 {
        sentence.push_str(&format!("，差{}人", fact.missing));
    }
    if fact.office_missing {
        sentence.push_str("，缺社会工作室");
    }
    TrialStanding {
        state: fact.standing.as_str(),
        required_hundredths: None,
        open_hundredths: None,
        amount_cents: None,
        sentence,
    }
}
