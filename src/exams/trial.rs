//! A trial (试算): whose outcome a pass line would change, before it is added.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::ExamOutcome;
use super::actions::{ExamRules, group};
use super::rules::ExamStatus;
use super::store::results;
use crate::accounts::Reach;
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::{self, Person, PersonId};
use crate::policy::Policies;
use crate::policy::trial::{Trial, TrialCount, TrialLine, TrialStanding};
use crate::text::pinyin_key;
use crate::units::UnitTree;

/// People looked at at once.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// Compares what the results of everyone within reach come to by two sets of rule data.
///
/// # Errors
/// When a query fails.
pub fn compare(
    conn: &mut Conn,
    before: &Policies,
    after: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    zone: Tz,
    day: NaiveDate,
) -> diesel::QueryResult<Trial> {
    let units = reach.units();
    let mut old_rules = ExamRules::load(conn, before, zone, day)?;
    let mut new_rules = ExamRules::load(conn, after, zone, day)?;
    let mut tally: Vec<(Option<ExamOutcome>, Option<ExamOutcome>)> = Vec::new();
    let mut lines = Vec::new();
    let mut last = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units.as_deref(), last, PEOPLE_AT_ONCE)?;
        let Some(highest) = block.last().map(|person| person.id) else {
            break;
        };
        last = highest;
        let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
        let mut by_person = group(results::load_of_people(conn, &ids)?);
        for person in &block {
            let Some(results) = by_person.remove(&person.id) else {
                continue;
            };
            let region = tree.region_of(person.details.unit_id);
            let old = old_rules.status(&results, region);
            let new = new_rules.status(&results, region);
            for (level, (old, new)) in by_level(&old, &new) {
                tally.push((old.map(|one| one.outcome), new.map(|one| one.outcome)));
                if old != new {
                    lines.push(line(tree, person, level, old, new));
                }
            }
        }
    }
    lines.sort_by_cached_key(|line| (pinyin_key(&line.unit), pinyin_key(&line.name), line.person));
    Ok(Trial {
        day,
        measure: "人次",
        people: i64::try_from(tally.len()).unwrap_or(i64::MAX),
        counts: counts(&tally),
        lines,
    })
}

/// How a person stands at a level, by both.
type Sides<'s> = (Option<&'s ExamStatus>, Option<&'s ExamStatus>);

fn by_level<'s>(old: &'s [ExamStatus], new: &'s [ExamStatus]) -> BTreeMap<Level, Sides<'s>> {
    let mut levels: BTreeMap<Level, Sides<'s>> = BTreeMap::new();
    for status in old {
        levels.entry(status.level).or_default().0 = Some(status);
    }
    for status in new {
        levels.entry(status.level).or_default().1 = Some(status);
    }
    levels
}

fn line(
    tree: &UnitTree,
    person: &Person,
    level: Level,
    old: Option<&ExamStatus>,
    new: Option<&ExamStatus>,
) -> TrialLine {
    TrialLine {
        person: Some(person.id),
        unit_id: None,
        name: person.details.name.clone(),
        unit: tree
            .get(person.details.unit_id)
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default(),
        level: Some(level),
        about: None,
        before: old.map(told),
        after: new.map(told),
    }
}

fn told(status: &ExamStatus) -> TrialStanding {
    let mut sentence = status.outcome.label().to_owned();
    if let Some(year) = status.qualified_year {
        sentence.push_str(&format!("（{year}年）"));
    }
    if status.outcome == ExamOutcome::Partial {
        let needs: Vec<&str> = status.needs.iter().map(|one| one.label()).collect();
        sentence.push_str(&format!("，还要考{}", needs.join("、")));
    }
    TrialStanding {
        state: status.outcome.as_str(),
        required_hundredths: None,
        open_hundredths: None,
        amount_cents: None,
        sentence,
    }
}

fn counts(tally: &[(Option<ExamOutcome>, Option<ExamOutcome>)]) -> Vec<TrialCount> {
    ExamOutcome::ALL
        .iter()
        .filter_map(|outcome| {
            let before = tally.iter().filter(|pair| pair.0 == Some(*outcome)).count();
            let after = tally.iter().filter(|pair| pair.1 == Some(*outcome)).count();
            (before + after > 0).then(|| TrialCount {
                label: outcome.label(),
                before: i64::try_from(before).unwrap_or(i64::MAX),
                after: i64::try_from(after).unwrap_or(i64::MAX),
            })
        })
        .collect()
}
