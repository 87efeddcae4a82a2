//! Training rules: versions, kinds, caps and the table of hours a day.

use chrono::NaiveDate;

use crate::calendar::plus_days;
use crate::policy::model::{Cap, HoursPerDay, TrainingRule};
use crate::policy::problem::PolicyProblem;
use crate::policy::read::Placed;
use crate::training::TrainingKind;

pub(super) fn rules(placed: &[Placed<TrainingRule>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_overlaps(
        placed,
        |a, b| a.id == b.id,
        |rule| rule.validity,
        |rule| format!("继续教育要求 {}", rule.id),
        problems,
    );
    for rule in placed {
        let id = &rule.entry.id;
        let mut report = |message: String| {
            problems.push(rule.problem(format!("继续教育要求 {id} {message}")));
        };
        if rule.entry.kinds.contains(&TrainingKind::PreExam) {
            report("的 kinds 含 pre_exam，考前培训不计入继续教育，请删去".to_owned());
        }
        for level in rule
            .entry
            .by_analogy
            .iter()
            .filter(|l| !rule.entry.required.contains_key(l))
        {
            report(format!(
                "的 by_analogy 写了 {level}，但 required 里没有它，请补上数量或删去"
            ));
        }
        if let Some(message) = caps_problem(&rule.entry.caps) {
            report(message);
        }
        if let Some(message) = table_problem(&rule.entry.hours_per_day) {
            report(message);
        }
        if let Some(other) = other_region(rule, placed) {
            report(format!(
                "的适用地区与{}的同名条目不同，请统一，或换一个 id",
                other.place()
            ));
        }
    }
}

fn other_region<'a>(
    rule: &Placed<TrainingRule>,
    placed: &'a [Placed<TrainingRule>],
) -> Option<&'a Placed<TrainingRule>> {
    let same_id = placed
        .iter()
        .filter(|other| other.entry.id == rule.entry.id);
    let first = same_id.into_iter().next()?;
    (first.entry.region != rule.entry.region).then_some(first)
}

/// At most one cap may apply to a record (rules §3).
fn caps_problem(caps: &[Cap]) -> Option<String> {
    let any_cap = caps
        .iter()
        .any(|cap| cap.kinds.is_empty() && cap.modes.is_empty());
    if any_cap && caps.len() > 1 {
        return Some(
            "的 caps 有一项不分类别和方式，与其他项重叠，请写明它的 kinds 或 modes".to_owned(),
        );
    }
    let meet = |a: &Cap, b: &Cap| {
        let kinds = a.kinds.is_empty() || b.kinds.is_empty() || !a.kinds.is_disjoint(&b.kinds);
        let modes = a.modes.is_empty() || b.modes.is_empty() || !a.modes.is_disjoint(&b.modes);
        kinds && modes
    };
    let overlapping = caps
        .iter()
        .enumerate()
        .any(|(at, cap)| caps.iter().take(at).any(|earlier| meet(earlier, cap)));
    overlapping.then(|| {
        "的 caps 有两项会管到同一条记录，请改成互不重叠（一条记录至多受一个上限）".to_owned()
    })
}

/// The dated table must give each day exactly one factor.
fn table_problem(table: &[HoursPerDay]) -> Option<String> {
    let mut lines: Vec<&HoursPerDay> = table.iter().collect();
    // None sorts first: "from the beginning".
    lines.sort_by_key(|line| line.from);
    for pair in lines.windows(2) {
        let (earlier, later) = (pair[0], pair[1]);
        let next: Option<NaiveDate> = earlier.to.map(|to| plus_days(to, 1));
        match (next, later.from) {
            (Some(next), Some(from)) if from == next => {}
            (Some(next), Some(from)) if from > next => {
                return Some(format!("的 hours_per_day 从 {next} 起有一段没有数，请补上"));
            }
            _ => return Some("的 hours_per_day 有两项的日期重叠，请改正 from 或 to".to_owned()),
        }
    }
    None
}
