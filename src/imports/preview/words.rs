//! The words of the list: for each kind of thing the columns of its own spreadsheet.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use diesel::QueryResult;
use serde_json::Value;

use super::{PreviewRow, PreviewThing, ValueChange};
use crate::audit::{Action, Change, Entity};
use crate::certificates::{Level, RegistrationKind};
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::store::seasons;
use crate::exams::{EntryState, ScoreKind, Subject};
use crate::identity::Mobile;
use crate::intake::{ImportKind, PlannedRow};
use crate::people::{Education, EmploymentKind};
use crate::training::{TrainingKind, TrainingMode};
use crate::units::{self, UnitId, UnitKind, UnitTree};

/// Value, label.
type Columns = &'static [(&'static str, &'static str)];

const UNIT: Columns = &[
    ("name", "单位名称"),
    ("parent_id", "上级单位"),
    ("kind", "单位类别"),
    ("contact_name", "联系人"),
    ("contact_mobile", "联系电话"),
    ("contact_email", "联系邮箱"),
    ("employee_count", "职工人数"),
    ("has_social_work_office", "是否设社会工作室"),
];
const PERSON: Columns = &[
    ("name", "姓名"),
    ("unit_id", "单位"),
    ("mobile", "联系电话"),
    ("email", "电子邮箱"),
    ("education", "学历"),
    ("major", "专业"),
    ("graduated_on", "毕业时间"),
    ("social_work_since", "从事社会工作时间"),
    ("employment_kind", "人员类别"),
    ("joined_on", "入职日期"),
    ("left_on", "离职日期"),
];
const CERTIFICATE: Columns = &[
    ("level", "证书级别"),
    ("number", "证书管理号"),
    ("approved_on", "批准日期"),
];
const REGISTRATION: Columns = &[
    ("kind", "登记类别"),
    ("first_day", "登记日期"),
    ("last_day", "登记有效期至"),
];
const TRAINING: Columns = &[
    ("title", "培训名称"),
    ("organiser", "主办单位"),
    ("first_day", "开始日期"),
    ("last_day", "结束日期"),
    ("days_hundredths", "天数"),
    ("hours_hundredths", "学时"),
    ("mode", "方式"),
    ("kind", "类别"),
];
const SEASON: Columns = &[("year", "考试年度"), ("area", "考区")];
const ENTRY: Columns = &[
    ("season_id", "考试年度"),
    ("level", "级别"),
    ("subjects", "科目"),
    ("state", "报名状态"),
    ("paid_at", "缴费时间"),
    ("paid_cents", "缴费金额"),
    ("refunded_cents", "退费金额"),
    ("ticket_number", "准考证号"),
];
const RESULT: Columns = &[
    ("year", "考试年度"),
    ("level", "级别"),
    ("subject", "科目"),
    ("score_kind", "成绩情况"),
    ("score_tenths", "成绩"),
    ("area", "考区"),
    ("work_county", "工作区县"),
];

fn columns(entity: Entity) -> Columns {
    match entity {
        Entity::Unit => UNIT,
        Entity::Person => PERSON,
        Entity::Certificate => CERTIFICATE,
        Entity::Registration => REGISTRATION,
        Entity::TrainingRecord => TRAINING,
        Entity::Season => SEASON,
        Entity::Entry => ENTRY,
        Entity::ExamResult => RESULT,
        _ => &[],
    }
}

/// The columns that the list of a kind can have, each once, in the order of its sheet.
pub fn headings(kind: ImportKind) -> Vec<&'static str> {
    let entities: &[Entity] = match kind {
        ImportKind::Units => &[Entity::Unit],
        ImportKind::People => &[Entity::Person, Entity::Unit],
        ImportKind::Certificates => &[Entity::Certificate, Entity::Registration],
        ImportKind::Training => &[Entity::TrainingRecord],
        ImportKind::ExamEntries => &[Entity::Entry, Entity::Season],
        ImportKind::ExamResults => &[Entity::ExamResult],
    };
    let mut found = Vec::new();
    for (_, label) in entities.iter().flat_map(|entity| columns(*entity)) {
        if !found.contains(label) {
            found.push(*label);
        }
    }
    found
}

/// Puts the rows of a look into words; knows the names behind the numbers, also those
/// of things that the look only imagines.
pub(super) struct Speaker {
    tree: UnitTree,
    imagined_units: HashMap<i64, String>,
    years: HashMap<i64, String>,
    zone: Tz,
}

impl Speaker {
    /// Reads the units and the seasons.
    pub(super) fn load(conn: &mut Conn, zone: Tz) -> QueryResult<Self> {
        Ok(Self {
            tree: units::store::load_tree(conn)?,
            imagined_units: HashMap::new(),
            years: seasons::load_all(conn)?
                .into_iter()
                .map(|season| (season.id.0, format!("{}年", season.details.year)))
                .collect(),
            zone,
        })
    }

    /// A row in words.
    pub(super) fn row(&mut self, planned: PlannedRow) -> PreviewRow {
        let PlannedRow {
            place,
            who,
            changes,
        } = planned;
        changes.iter().for_each(|change| self.remember(change));
        let joining = changes
            .iter()
            .find(|change| change.entity == Entity::Person)
            .and_then(|change| change.after.as_ref()?.get("unit_id")?.as_i64());
        let unit = who.unit.map(|unit| unit.0).or(joining);
        PreviewRow {
            sheet: place
                .as_ref()
                .map_or_else(String::new, |place| place.sheet.to_string()),
            row: place.map_or(0, |place| place.row),
            name: who.name,
            id_number: who.id_number,
            unit: unit.map(|unit| self.unit(unit)).unwrap_or_default(),
            things: changes.iter().map(|change| self.thing(change)).collect(),
        }
    }

    fn remember(&mut self, change: &Change) {
        let text = |key: &str| change.after.as_ref().and_then(|after| after.get(key));
        match change.entity {
            Entity::Unit => {
                if let Some(path) = text("path").and_then(Value::as_str) {
                    self.imagined_units
                        .insert(change.entity_id, path.to_owned());
                }
            }
            Entity::Season => {
                if let Some(year) = text("year").and_then(Value::as_i64) {
                    self.years.insert(change.entity_id, format!("{year}年"));
                }
            }
            _ => {}
        }
    }

    fn thing(&self, change: &Change) -> PreviewThing {
        let object = |value: &'static str, side: &Option<Value>| {
            side.as_ref()
                .and_then(Value::as_object)
                .and_then(|values| values.get(value))
                .cloned()
        };
        let mut values = Vec::new();
        for (key, label) in columns(change.entity) {
            let before = self.shown(change.entity, key, object(key, &change.before));
            let after = self.shown(change.entity, key, object(key, &change.after));
            // Who is new is named beside the row already.
            let told = change.action == Action::Created
                && change.entity == Entity::Person
                && matches!(*key, "name" | "unit_id");
            if before != after && !told {
                values.push(ValueChange {
                    label: (*label).to_owned(),
                    before,
                    after,
                });
            }
        }
        let changes = change.action == Action::Changed;
        let verb = if changes { "将修改" } else { "将新增" };
        PreviewThing {
            what: format!("{verb}{}", change.entity.label()),
            changes,
            values,
        }
    }

    fn unit(&self, id: i64) -> String {
        self.imagined_units.get(&id).cloned().unwrap_or_else(|| {
            self.tree
                .get(UnitId(id))
                .map(|unit| unit.details.path.clone())
                .unwrap_or_default()
        })
    }

    fn shown(&self, entity: Entity, key: &str, value: Option<Value>) -> String {
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::Bool(yes)) => if yes { "是" } else { "否" }.to_owned(),
            Some(Value::String(text)) => self.text(entity, key, &text),
            Some(Value::Array(parts)) => parts
                .iter()
                .filter_map(Value::as_str)
                .map(|part| word(entity, "subject", part).unwrap_or(part))
                .collect::<Vec<_>>()
                .join("、"),
            Some(Value::Number(number)) => self.number(key, number.as_i64().unwrap_or_default()),
            Some(other) => other.to_string(),
        }
    }

    fn text(&self, entity: Entity, key: &str, text: &str) -> String {
        match key {
            "mobile" | "contact_mobile" => {
                Mobile::parse(text).map_or_else(|_| text.to_owned(), |mobile| mobile.masked())
            }
            "paid_at" => text.parse::<NaiveDateTime>().map_or_else(
                |_| text.to_owned(),
                |at| to_local(at, self.zone).format("%Y-%m-%d %H:%M").to_string(),
            ),
            _ => word(entity, key, text).unwrap_or(text).to_owned(),
        }
    }

    fn number(&self, key: &str, number: i64) -> String {
        match key {
            "unit_id" | "parent_id" => self.unit(number),
            "season_id" => self.years.get(&number).cloned().unwrap_or_default(),
            "days_hundredths" => format!("{} 天", decimal(number, 100)),
            "hours_hundredths" => format!("{} 学时", decimal(number, 100)),
            "score_tenths" => decimal(number, 10),
            "paid_cents" | "refunded_cents" => format!("¥{}.{:02}", number / 100, number % 100),
            "employee_count" => format!("{number} 人"),
            "year" => format!("{number}年"),
            _ => number.to_string(),
        }
    }
}

/// 150 hundredths as 1.5, 600 as 6.
fn decimal(number: i64, parts: i64) -> String {
    let width = if parts == 100 { 2 } else { 1 };
    let text = format!("{}.{:0width$}", number / parts, number % parts);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The office's word for a stored one.
fn word(entity: Entity, key: &str, text: &str) -> Option<&'static str> {
    match (entity, key) {
        (Entity::Unit, "kind") => text.parse::<UnitKind>().ok().map(UnitKind::label),
        (Entity::Registration, "kind") => text
            .parse::<RegistrationKind>()
            .ok()
            .map(RegistrationKind::label),
        (Entity::TrainingRecord, "kind") => {
            text.parse::<TrainingKind>().ok().map(TrainingKind::label)
        }
        (Entity::TrainingRecord, "mode") => {
            text.parse::<TrainingMode>().ok().map(TrainingMode::label)
        }
        (_, "education") => text.parse::<Education>().ok().map(Education::label),
        (_, "employment_kind") => text
            .parse::<EmploymentKind>()
            .ok()
            .map(EmploymentKind::label),
        (_, "level") => text.parse::<Level>().ok().map(Level::label),
        (_, "subject") => text.parse::<Subject>().ok().map(Subject::label),
        (_, "score_kind") => text.parse::<ScoreKind>().ok().map(ScoreKind::label),
        (Entity::Entry, "state") => text.parse::<EntryState>().ok().map(EntryState::label),
        _ => None,
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
