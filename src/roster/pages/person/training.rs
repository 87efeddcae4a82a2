//! The training of one person: each rule, and each record once with what it counts
//! under every rule and why.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;

use crate::accounts::Right;
use crate::calendar::{chinese_day, rolling_window};
use crate::db::Conn;
use crate::people::PersonId;
use crate::roster::view::{Badge, training_badge};
use crate::training::rules::{RecordLine, StatusLine};
use crate::training::situation::{RegionalRules, TrainingSituation};
use crate::training::store::submissions;
use crate::training::submission::{Standing, Step};
use crate::training::{self, Reason, RecordState, StoredRecord, TrainingRecordId, plain_figure};
use crate::units::UnitTree;
use crate::web::{Problem, Request};

/// Where no rule binds, the records of so many years stand open.
const YEARS_WITHOUT_RULE: i32 = 3;

/// What one record counts under one rule.
pub(super) struct CountView {
    pub(super) rule: String,
    pub(super) counted: String,
    pub(super) counts: bool,
    pub(super) reason: String,
    pub(super) link: String,
}

pub(super) struct RecordView {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) days: String,
    pub(super) amount: String,
    /// Where it waits to be decided, for who may decide.
    pub(super) review: bool,
    /// Why it was sent back, where it may be mended and handed in again.
    pub(super) returned: Option<String>,
    pub(super) counts: Vec<CountView>,
}

pub(super) struct RuleView {
    pub(super) name: String,
    pub(super) document: String,
    pub(super) link: String,
    pub(super) badge: Badge,
    pub(super) window: String,
    pub(super) basis: &'static str,
    pub(super) required: String,
    pub(super) counted: String,
    pub(super) open: String,
    pub(super) percent: i64,
}

impl RuleView {
    /// The class of the bar.
    pub(super) fn bar(&self) -> &'static str {
        match self.badge.class {
            "late" => "late",
            "soon" => "soon",
            "done" => "done",
            _ => "behind",
        }
    }
}

/// The training of one person.
pub(super) struct TrainingView {
    /// The rules that bind.
    pub(super) rules: Vec<RuleView>,
    /// The records of the current period, and those with which something is to be done;
    /// the latest first.
    pub(super) current: Vec<RecordView>,
    /// The others, which no rule counts any more.
    pub(super) earlier: Vec<RecordView>,
    /// What the proofs of the earlier ones say together: 12.50 天、64.00 学时.
    pub(super) earlier_sum: String,
}

/// The rules that bind the person, and every record.
pub(super) fn training(
    request: &Request,
    conn: &mut Conn,
    situation: &TrainingSituation,
    tree: &UnitTree,
) -> Result<TrainingView, Problem> {
    let today = request.now.today;
    let mut stored = training::store::load_of_people(conn, &[situation.person.id])?;
    stored.sort_by_key(|record| Reverse((record.details.last_day, record.id)));
    let mut regional = RegionalRules::new(&request.app.policies, today, None);
    let unit = situation.person.details.unit_id;
    let lines = situation.status(regional.of_unit(tree, unit), today);
    let counted: Vec<HashMap<TrainingRecordId, &RecordLine>> = lines
        .iter()
        .map(|line| {
            line.records
                .iter()
                .map(|record| (record.id, record))
                .collect()
        })
        .collect();
    let viewer = request.viewer()?;
    let may_review = viewer.may(Right::ReviewTraining)
        && viewer.person != Some(situation.person.id)
        && viewer.reach(Right::ReviewTraining, tree).contains(unit);
    let mut returned = returned_for(conn, situation.person.id)?;
    let first_day = lines.iter().map(|line| line.window.first).min();
    let first_day = first_day.unwrap_or_else(|| rolling_window(today, YEARS_WITHOUT_RULE).first);
    let (current, earlier): (Vec<_>, Vec<_>) = stored.into_iter().partition(|record| {
        record.details.last_day >= first_day
            || record.details.state == RecordState::Pending
            || returned.contains_key(&record.id)
    });
    let earlier_sum = sum_of(&earlier);
    let mut views = |records: Vec<StoredRecord>| -> Vec<RecordView> {
        records
            .into_iter()
            .map(|record| RecordView {
                returned: returned.remove(&record.id),
                id: record.id.0,
                days: format!(
                    "{} 至 {}",
                    record.details.first_day, record.details.last_day
                ),
                amount: amount_of(
                    record.details.days_hundredths,
                    record.details.hours_hundredths,
                ),
                review: may_review && record.details.state == RecordState::Pending,
                counts: lines
                    .iter()
                    .zip(&counted)
                    .filter_map(|(line, counted)| Some(count_view(line, counted.get(&record.id)?)))
                    .collect(),
                title: record.details.title,
            })
            .collect()
    };
    Ok(TrainingView {
        current: views(current),
        earlier: views(earlier),
        earlier_sum,
        rules: lines.iter().map(|line| rule_view(line, today)).collect(),
    })
}

/// Days and hours of the recognised records together, as their proofs say.
fn sum_of(records: &[StoredRecord]) -> String {
    let recognised = || {
        let records = records.iter().map(|record| &record.details);
        records.filter(|details| details.state == RecordState::Recognised)
    };
    let days: i64 = recognised().filter_map(|one| one.days_hundredths).sum();
    let hours: i64 = recognised().filter_map(|one| one.hours_hundredths).sum();
    amount_of((days > 0).then_some(days), (hours > 0).then_some(hours))
}

/// The records that were sent back, each with the reason told last.
fn returned_for(
    conn: &mut Conn,
    person: PersonId,
) -> Result<HashMap<TrainingRecordId, String>, Problem> {
    let mut returned: HashMap<TrainingRecordId, String> =
        submissions::load_of_person(conn, person)?
            .into_iter()
            .filter(|submission| submission.standing == Standing::Returned)
            .map(|submission| (submission.record_id, String::new()))
            .collect();
    for line in submissions::load_reasons_of_person(conn, person)? {
        if let Some(told) = returned.get_mut(&line.record_id)
            && line.step == Step::Returned
        {
            *told = line.reason.unwrap_or_default();
        }
    }
    Ok(returned)
}

fn rule_view(line: &StatusLine<'_>, today: NaiveDate) -> RuleView {
    let standing = crate::roster::gather::training_standing(line);
    let unit = line.rule.unit.label();
    let analogy = if line.by_analogy {
        "（本级别按类推执行）"
    } else {
        ""
    };
    RuleView {
        name: line.rule.name.clone(),
        document: format!("{}{analogy}", line.rule.source.document),
        link: format!("/help/training#{}", line.rule.id),
        badge: training_badge(&standing, today),
        window: format!(
            "{}至{}",
            chinese_day(line.window.first),
            chinese_day(line.window.last)
        ),
        basis: line.basis.label(),
        required: format!("{} {unit}", plain_figure(standing.required_hundredths)),
        counted: format!("{} {unit}", plain_figure(standing.counted_hundredths)),
        open: format!("{} {unit}", plain_figure(standing.open_hundredths)),
        percent: standing.percent(),
    }
}

fn count_view(line: &StatusLine<'_>, record: &RecordLine) -> CountView {
    let mut reason = record.reason.label().to_owned();
    if record.converted {
        reason.push_str("；按每天学时折算");
    }
    if record.overlaps_with.is_some() {
        reason.push_str("；与另一条记录日期重叠，请核对");
    }
    let hundredths = record.counted.hundredths_down();
    CountView {
        rule: line.rule.name.clone(),
        counted: format!("{} {}", plain_figure(hundredths), line.rule.unit.label()),
        counts: matches!(record.reason, Reason::Counted | Reason::Capped),
        link: format!("/help/reasons#{}", record.reason.as_str()),
        reason,
    }
}

fn amount_of(days: Option<i64>, hours: Option<i64>) -> String {
    let parts: Vec<String> = days
        .map(|days| format!("{} 天", plain_figure(days)))
        .into_iter()
        .chain(hours.map(|hours| format!("{} 学时", plain_figure(hours))))
        .collect();
    parts.join("、")
}
