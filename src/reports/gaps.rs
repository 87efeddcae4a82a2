//! Training gaps (培训缺口): who lacks how much under which rule, by when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::accounts::Reach;
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::PersonId;
use crate::policy::Policies;
use crate::text::pinyin_key;
use crate::training::rules::StatusLine;
use crate::training::situation::{RegionalRules, TrainingSituation, visit_all};
use crate::training::{TrainingState, WindowKind};
use crate::units::{UnitId, UnitTree};

/// Which gaps are asked for; what is none does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapQuestion {
    /// The people of this unit and those below it.
    pub unit: Option<UnitId>,
    /// Of this level.
    pub level: Option<Level>,
    /// Under this rule.
    pub rule: Option<String>,
    /// In this state.
    pub state: Option<TrainingState>,
    /// Whose window ends on or before this day; a rolling window ends every day.
    pub due_by: Option<NaiveDate>,
}

/// One person who lacks something under one rule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct GapLine {
    /// The person.
    pub person: PersonId,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The township of the unit, or its own name.
    pub township: String,
    /// The level on the day.
    pub level: Level,
    /// The rule's id.
    pub rule: String,
    /// What pages call it.
    pub rule_name: String,
    /// 天 or 学时.
    pub rule_unit: &'static str,
    /// Where the window comes from.
    pub basis: WindowKind,
    /// First day of the window.
    pub first_day: NaiveDate,
    /// Last day: due by then.
    pub last_day: NaiveDate,
    /// In hundredths of the rule's unit.
    pub required_hundredths: i64,
    /// Rounded down.
    pub counted_hundredths: i64,
    /// Rounded up; more than nothing.
    pub open_hundredths: i64,
    /// How the person stands.
    pub state: TrainingState,
}

/// All gaps under one rule together.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct GapSummary {
    /// The rule's id.
    pub rule: String,
    /// What pages call it.
    pub rule_name: String,
    /// 天 or 学时.
    pub rule_unit: &'static str,
    /// How many people lack something.
    pub people: i64,
    /// What they lack together, in hundredths, each rounded up.
    pub open_hundredths: i64,
    /// How many of them are late.
    pub overdue: i64,
    /// How many come to their end soon.
    pub due_soon: i64,
}

/// The gaps, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Latest windows last: who is late comes first; then by unit and name.
    pub lines: Vec<GapLine>,
    /// By rule.
    pub summaries: Vec<GapSummary>,
    /// By township or district's own unit, the most people first.
    pub townships: Vec<TownshipGaps>,
}

/// What the people of a township or of a district's own unit lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TownshipGaps {
    /// Its name.
    pub name: String,
    /// How many people lack something, each counted once.
    pub people: i64,
    /// How many of them are late under at least one rule.
    pub overdue: i64,
    /// What they lack together under each rule of the summaries, in their order, in
    /// hundredths, each person's rounded up.
    pub open_hundredths: Vec<i64>,
}

impl Gaps {
    /// How many people are in a state under at least one rule, each counted once.
    pub fn people_in(&self, state: TrainingState) -> usize {
        let lines = self.lines.iter().filter(|line| line.state == state);
        lines.map(|line| line.person).collect::<BTreeSet<_>>().len()
    }

    /// How many people lack something, each counted once.
    pub fn people(&self) -> usize {
        let people = self.lines.iter().map(|line| line.person);
        people.collect::<BTreeSet<_>>().len()
    }
}

/// Works out the gaps of the people within reach on `today`; nobody who has left.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    policies: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    question: &GapQuestion,
    today: NaiveDate,
) -> diesel::QueryResult<Gaps> {
    load_and_look(conn, policies, tree, reach, question, today, |_| ())
}

/// The same, showing everyone who was looked at to `look`.
///
/// # Errors
/// When a query fails.
pub fn load_and_look(
    conn: &mut Conn,
    policies: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    question: &GapQuestion,
    today: NaiveDate,
    mut look: impl FnMut(&TrainingSituation),
) -> diesel::QueryResult<Gaps> {
    let units = match question.unit {
        Some(unit) => reach.below(unit, tree).units(),
        None => reach.units(),
    };
    let mut rules = RegionalRules::new(policies, today, question.rule.as_deref());
    let mut lines = Vec::new();
    visit_all(conn, units.as_deref(), |_, people| {
        for person in &people {
            let details = &person.person.details;
            if details.has_left(today) {
                continue;
            }
            look(person);
            let status = person.status(rules.of_unit(tree, details.unit_id), today);
            lines.extend(
                status
                    .iter()
                    .filter(|line| is_asked_for(line, question))
                    .map(|line| gap_line(tree, person, line)),
            );
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(put_together(lines))
}

fn is_asked_for(line: &StatusLine<'_>, question: &GapQuestion) -> bool {
    !line.open.is_zero()
        && question.level.is_none_or(|level| line.level == level)
        && question.state.is_none_or(|state| line.state == state)
        && question.due_by.is_none_or(|day| line.window.last <= day)
}

fn gap_line(tree: &UnitTree, person: &TrainingSituation, line: &StatusLine<'_>) -> GapLine {
    let details = &person.person.details;
    let unit = tree
        .get(details.unit_id)
        .map(|unit| unit.details.name.clone())
        .unwrap_or_default();
    let township = tree
        .township_of(details.unit_id)
        .map_or_else(|| unit.clone(), |township| township.details.name.clone());
    GapLine {
        person: person.person.id,
        name: details.name.clone(),
        unit,
        township,
        level: line.level,
        rule: line.rule.id.clone(),
        rule_name: line.rule.name.clone(),
        rule_unit: line.rule.unit.label(),
        basis: line.basis,
        first_day: line.window.first,
        last_day: line.window.last,
        required_hundredths: line.required.hundredths_up(),
        counted_hundredths: line.counted.hundredths_down(),
        open_hundredths: line.open.hundredths_up(),
        state: line.state,
    }
}

fn put_together(mut lines: Vec<GapLine>) -> Gaps {
    lines.sort_by_cached_key(|line| {
        (
            line.basis == WindowKind::Rolling,
            line.last_day,
            pinyin_key(&line.unit),
            pinyin_key(&line.name),
            line.person,
            line.rule.clone(),
        )
    });
    let mut summaries: BTreeMap<String, GapSummary> = BTreeMap::new();
    for line in &lines {
        let summary = summaries
            .entry(line.rule.clone())
            .or_insert_with(|| GapSummary {
                rule: line.rule.clone(),
                rule_name: line.rule_name.clone(),
                rule_unit: line.rule_unit,
                ..GapSummary::default()
            });
        summary.people += 1;
        summary.open_hundredths += line.open_hundredths;
        summary.overdue += i64::from(line.state == TrainingState::Overdue);
        summary.due_soon += i64::from(line.state == TrainingState::DueSoon);
    }
    let summaries: Vec<GapSummary> = summaries.into_values().collect();
    Gaps {
        townships: by_township(&lines, &summaries),
        lines,
        summaries,
    }
}

fn by_township(lines: &[GapLine], summaries: &[GapSummary]) -> Vec<TownshipGaps> {
    let mut of_name: BTreeMap<&str, Vec<&GapLine>> = BTreeMap::new();
    for line in lines {
        of_name.entry(&line.township).or_default().push(line);
    }
    let people = |lines: &[&GapLine], late: bool| {
        let counted = lines
            .iter()
            .filter(|line| !late || line.state == TrainingState::Overdue);
        let people: BTreeSet<PersonId> = counted.map(|line| line.person).collect();
        i64::try_from(people.len()).unwrap_or(i64::MAX)
    };
    let open = |lines: &[&GapLine], rule: &str| {
        let of_rule = lines.iter().filter(|line| line.rule == rule);
        of_rule.map(|line| line.open_hundredths).sum()
    };
    let mut townships: Vec<TownshipGaps> = of_name
        .into_iter()
        .map(|(name, lines)| TownshipGaps {
            name: name.to_owned(),
            people: people(&lines, false),
            overdue: people(&lines, true),
            open_hundredths: summaries
                .iter()
                .map(|summary| open(&lines, &summary.rule))
                .collect(),
        })
        .collect();
    townships.sort_by_cached_key(|one| (-one.people, pinyin_key(&one.name)));
    townships
}
