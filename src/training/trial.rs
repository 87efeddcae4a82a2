//! A trial (试算): whom a change of a training rule would touch, before it is made.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::TrainingState;
use super::rules::StatusLine;
use super::situation::{RegionalRules, visit_all};
use crate::accounts::Reach;
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::PersonId;
use crate::policy::Policies;
use crate::text::pinyin_key;
use crate::units::UnitTree;

/// How a person stands under the rule, in hundredths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    /// What is owed.
    pub required_hundredths: i64,
    /// What is missing.
    pub open_hundredths: i64,
    /// How the person stands.
    pub state: TrainingState,
}

/// One person whom the change touches.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TrialLine {
    /// The person.
    pub person: PersonId,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The level on the day.
    pub level: Level,
    /// As it is; none where the rule asks nothing now.
    pub before: Option<Standing>,
    /// As it would be; none where it would ask nothing any more.
    pub after: Option<Standing>,
}

/// How many people stand in a state.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TrialCount {
    /// The state's word.
    pub label: &'static str,
    /// As it is.
    pub before: i64,
    /// As it would be.
    pub after: i64,
}

/// What a change would do on a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trial {
    /// The day.
    pub day: NaiveDate,
    /// People under the rule, before or after.
    pub people: i64,
    /// By state, in the order of [`TrainingState`], people under no such rule last.
    pub counts: Vec<TrialCount>,
    /// Whose state, amount or gap would change, by unit and name.
    pub lines: Vec<TrialLine>,
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
            let (old, new) = (old.first().map(standing), new.first().map(standing));
            if old.is_none() && new.is_none() {
                continue;
            }
            people += 1;
            counts.entry(old.map(|one| one.state)).or_default().0 += 1;
            counts.entry(new.map(|one| one.state)).or_default().1 += 1;
            if old != new {
                lines.push(TrialLine {
                    person: one.person.id,
                    name: details.name.clone(),
                    unit: tree
                        .get(details.unit_id)
                        .map(|unit| unit.details.name.clone())
                        .unwrap_or_default(),
                    level,
                    before: old,
                    after: new,
                });
            }
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    lines.sort_by_cached_key(|line| (pinyin_key(&line.unit), pinyin_key(&line.name), line.person));
    Ok(Trial {
        day,
        people,
        counts: in_order(&counts),
        lines,
    })
}

fn standing(line: &StatusLine<'_>) -> Standing {
    Standing {
        required_hundredths: line.required.hundredths_up(),
        open_hundredths: line.open.hundredths_up(),
        state: line.state,
    }
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
