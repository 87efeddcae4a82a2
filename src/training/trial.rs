//! A trial (试算): whom a change of a training rule would touch, before it is made.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_rational::Ratio;

use super::TrainingState;
use super::rules::StatusLine;
use super::situation::{RegionalRules, visit_all};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::policy::Policies;
use crate::policy::overview::plain_amount;
use crate::policy::trial::{Trial, TrialCount, TrialLine, TrialStanding};
use crate::text::pinyin_key;
use crate::units::UnitTree;

/// How a person stands under the rule, in hundredths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    required_hundredths: i64,
    open_hundredths: i64,
    state: TrainingState,
}

impl Standing {
    fn of(line: &StatusLine<'_>) -> Self {
        Self {
            required_hundredths: line.required.hundredths_up(),
            open_hundredths: line.open.hundredths_up(),
            state: line.state,
        }
    }

    fn told(self) -> TrialStanding {
        let amount = |hundredths: i64| plain_amount(Ratio::new(hundredths, 100));
        TrialStanding {
            state: self.state.as_str(),
            required_hundredths: Some(self.required_hundredths),
            open_hundredths: Some(self.open_hundredths),
            amount_cents: None,
            sentence: format!(
                "应{}，差{}，{}",
                amount(self.required_hundredths),
                amount(self.open_hundredths),
                self.state.label()
            ),
        }
    }
}

/// Compares how everyone within reach stands under a rule by two sets of rule data.
///
/// # Errors
/// When a query fails.
pub fn compare(
    conn: &mut Conn,
    before: &Policies,
    after: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    rule: &str,
    day: NaiveDate,
) -> diesel::QueryResult<Trial> {
    let units = reach.units();
    let mut old_rules = RegionalRules::new(before, day, Some(rule));
    let mut new_rules = RegionalRules::new(after, day, Some(rule));
    let mut lines = Vec::new();
    let mut counts: BTreeMap<Option<TrainingState>, (i64, i64)> = BTreeMap::new();
    let mut people = 0;
    visit_all(conn, units.as_deref(), |_, block| {
        for one in &block {
            let details = &one.person.details;
            let level = one.level_on(day);
            let Some(level) = level.filter(|_| !details.has_left(day)) else {
                continue;
            };
            let old = one.status(old_rules.of_unit(tree, details.unit_id), day);
            let new = one.status(new_rules.of_unit(tree, details.unit_id), day);
            let (old, new) = (old.first().map(Standing::of), new.first().map(Standing::of));
            if old.is_none() && new.is_none() {
                continue;
            }
            people += 1;
            counts.entry(old.map(|one| one.state)).or_default().0 += 1;
            counts.entry(new.map(|one| one.state)).or_default().1 += 1;
            if old != new {
                lines.push(TrialLine {
                    person: Some(one.person.id),
                    unit_id: None,
                    name: details.name.clone(),
                    unit: tree
                        .get(details.unit_id)
                        .map(|unit| unit.details.name.clone())
                        .unwrap_or_default(),
                    level: Some(level),
                    about: None,
                    before: old.map(Standing::told),
                    after: new.map(Standing::told),
                });
            }
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    lines.sort_by_cached_key(|line| (pinyin_key(&line.unit), pinyin_key(&line.name), line.person));
    Ok(Trial {
        day,
        measure: "人",
        people,
        counts: in_order(&counts),
        lines,
    })
}

fn in_order(counts: &BTreeMap<Option<TrainingState>, (i64, i64)>) -> Vec<TrialCount> {
    TrainingState::ALL
        .iter()
        .copied()
        .map(Some)
        .chain([None])
        .filter_map(|state| {
            let (before, after) = *counts.get(&state)?;
            Some(TrialCount {
                label: state.map_or("没有要求", TrainingState::label),
                before,
                after,
            })
        })
        .collect()
}
