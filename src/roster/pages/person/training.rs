//! The training of one person: each rule, each record, what it counts and why.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::roster::rules::two_decimals;
use crate::roster::view::{Badge, training_badge};
use crate::training::rules::StatusLine;
use crate::training::situation::{RegionalRules, TrainingSituation};
use crate::training::{self, Reason, StoredRecord, TrainingRecordId};
use crate::units::UnitTree;
use crate::web::{Problem, Request};

pub(super) struct RecordView {
    pub(super) title: String,
    pub(super) days: String,
    pub(super) amount: String,
    pub(super) counted: String,
    pub(super) counts: bool,
    pub(super) reason: String,
}

pub(super) struct RuleView {
    pub(super) name: String,
    pub(super) document: String,
    pub(super) badge: Badge,
    pub(super) window: String,
    pub(super) basis: &'static str,
    pub(super) required: String,
    pub(super) counted: String,
    pub(super) open: String,
    pub(super) percent: i64,
    pub(super) records: Vec<RecordView>,
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

pub(super) fn rules(
    request: &Request,
    conn: &mut Conn,
    situation: &TrainingSituation,
    tree: &UnitTree,
) -> Result<Vec<RuleView>, Problem> {
    let today = request.now.today;
    let stored: HashMap<TrainingRecordId, StoredRecord> =
        training::store::load_of_people(conn, &[situation.person.id])?
            .into_iter()
            .map(|record| (record.id, record))
            .collect();
    let mut regional = RegionalRules::new(&request.app.policies, today, None);
    let unit = situation.person.details.unit_id;
    let lines = situation.status(regional.of_unit(tree, unit), today);
    Ok(lines
        .iter()
        .map(|line| rule_view(line, &stored, today))
        .collect())
}

fn rule_view(
    line: &StatusLine<'_>,
    stored: &HashMap<TrainingRecordId, StoredRecord>,
    today: NaiveDate,
) -> RuleView {
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
        badge: training_badge(&standing, today),
        window: format!(
            "{}至{}",
            chinese_day(line.window.first),
            chinese_day(line.window.last)
        ),
        basis: line.basis.label(),
        required: format!("{} {unit}", two_decimals(standing.required_hundredths)),
        counted: format!("{} {unit}", two_decimals(standing.counted_hundredths)),
        open: format!("{} {unit}", two_decimals(standing.open_hundredths)),
        percent: standing.percent(),
        records: line
            .records
            .iter()
            .filter_map(|counted| {
                let record = &stored.get(&counted.id)?.details;
                let hundredths = counted.counted.hundredths_down();
                let mut reason = counted.reason.label().to_owned();
                if counted.converted {
                    reason.push_str("；按每天学时折算");
                }
                if counted.overlaps_with.is_some() {
                    reason.push_str("；与另一条记录日期重叠，请核对");
                }
                Some(RecordView {
                    title: record.title.clone(),
                    days: format!("{} 至 {}", record.first_day, record.last_day),
                    amount: amount_of(record.days_hundredths, record.hours_hundredths),
                    counted: format!("{} {unit}", two_decimals(hundredths)),
                    counts: matches!(counted.reason, Reason::Counted | Reason::Capped),
                    reason,
                })
            })
            .collect(),
    }
}

fn amount_of(days: Option<i64>, hours: Option<i64>) -> String {
    let parts: Vec<String> = days
        .map(|days| format!("{} 天", two_decimals(days)))
        .into_iter()
        .chain(hours.map(|hours| format!("{} 学时", two_decimals(hours))))
        .collect();
    parts.join("、")
}
