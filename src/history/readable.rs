//! A line of the history in the words of an office.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};

use super::figures::{decimals, yuan};
use super::labels::{HIDDEN, TOLD_IN_WORDS, is_known, label, place};
use super::plain;
use super::words::word;
use crate::audit::store::Line;
use crate::audit::{Action, Entity};
use crate::clock::to_local;
use crate::identity::Mobile;
use crate::policy::Policies;
use crate::text::program_in_words;
use crate::units::{UnitId, UnitTree};

/// What the ids and instants of a payload are read with.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The units.
    pub tree: &'a UnitTree,
    /// The zone in which instants are told.
    pub zone: Tz,
    /// Whether browsers are told by their whole names; else in a few words.
    pub programs_in_full: bool,
    /// The rules; their ids are told by name.
    pub policies: &'a Policies,
}

impl Names<'_> {
    /// What a rule is called; what was never a rule stays as it is.
    pub fn rule(&self, id: &str) -> String {
        let training = self.policies.latest_training_rule(id);
        let money = self.policies.latest_reimbursement(id);
        training
            .map(|rule| rule.name.clone())
            .or_else(|| money.map(|policy| policy.name.clone()))
            .unwrap_or_else(|| id.to_owned())
    }
}

/// One field that changed, was set, or was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// What it is called: 手机号.
    pub field: String,
    /// What stood there; empty where nothing did.
    pub before: String,
    /// What stands there now; empty where nothing does.
    pub after: String,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The fields that changed.
    Changes(Vec<FieldChange>),
    /// The payload was erased by law; the line that tells of it.
    Erased(i64),
    /// There is nothing to tell but that it happened.
    Nothing,
}

impl Told {
    /// What changed, a line for each field; of something new nothing, its values stand
    /// on the page already (`was_there` false).
    pub fn in_words(&self, was_there: bool) -> Vec<String> {
        match self {
            Told::Changes(changes) if was_there => changes
                .iter()
                .map(
                    |change| match (change.before.as_str(), change.after.as_str()) {
                        ("", after) => format!("{}：{after}", change.field),
                        (before, "") => format!("{}：{before} → （空）", change.field),
                        (before, after) => format!("{}：{before} → {after}", change.field),
                    },
                )
                .collect(),
            Told::Erased(_) => vec!["内容已依法清除".to_owned()],
            Told::Changes(_) | Told::Nothing => Vec::new(),
        }
    }
}

/// What a line tells, field by field; of a change only what differs.
pub fn told(line: &Line, names: Names<'_>) -> Told {
    if let Some(by) = line.erased_by_id {
        return Told::Erased(by);
    }
    let (before, after) = (payload(line, &line.before), payload(line, &line.after));
    let mut changes = Vec::new();
    let fields: Vec<&String> = match (&before, &after) {
        (before, after) if before.is_empty() => after.keys().collect(),
        (before, after) => {
            let mut fields: Vec<&String> = before.keys().collect();
            fields.extend(after.keys().filter(|key| !before.contains_key(*key)));
            fields
        }
    };
    let mut fields = fields;
    fields.sort_by_key(|field| place(field));
    for field in fields {
        // What a reminder is about is a key of the machine; the rule says it.
        let in_words = TOLD_IN_WORDS
            .iter()
            .any(|(number, words)| number == field && after.contains_key(*words));
        let key_only = in_words || line.entity == Entity::Reminder && field == "subject";
        if key_only || HIDDEN.contains(&field.as_str()) {
            continue;
        }
        let tell = |values: &Map<String, Value>| {
            values
                .get(field)
                .map(|value| value_in_words(line.entity, field, value, names))
                .unwrap_or_default()
        };
        let (before, after) = (tell(&before), tell(&after));
        if before != after {
            changes.push(FieldChange {
                field: field_name(line, field),
                before,
                after,
            });
        }
    }
    if changes.is_empty() {
        Told::Nothing
    } else {
        Told::Changes(changes)
    }
}

/// 姓名 of a person, 单位名称 of a unit.
fn field_name(line: &Line, field: &str) -> String {
    match (field, line.entity) {
        ("name", Entity::Person) => "姓名".to_owned(),
        ("name", Entity::Unit) => "单位名称".to_owned(),
        ("title", Entity::TrainingRecord) => "培训名称".to_owned(),
        ("number", Entity::Certificate) => "证书管理号".to_owned(),
        ("subject", Entity::ExamResult) => "科目".to_owned(),
        ("first_day", Entity::Registration) => "登记日期".to_owned(),
        ("last_day", Entity::Registration) => "有效期至".to_owned(),
        ("last_day", _) => "结束日期".to_owned(),
        ("sign_in", _) => "结果".to_owned(),
        _ => label(field).to_owned(),
    }
}

/// The fields of a payload; a payload that is a single word stands under 状态, but the
/// sign-in name of an account under 登录名.
fn payload(line: &Line, text: &Option<String>) -> Map<String, Value> {
    match text.as_deref().map(serde_json::from_str::<Value>) {
        Some(Ok(Value::Object(fields))) => fields,
        Some(Ok(Value::Null)) | None | Some(Err(_)) => Map::new(),
        Some(Ok(other)) => {
            let named = line.entity == Entity::Account
                && other
                    .as_str()
                    .is_some_and(|text| word(line.entity, "state", text).is_none());
            let field = if named { "login_name" } else { "state" };
            Map::from_iter([(field.to_owned(), other)])
        }
    }
}

fn value_in_words(entity: Entity, field: &str, value: &Value, names: Names<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number_in_words(field, number, names),
            None => number.to_string(),
        },
        Value::String(text) => text_in_words(entity, field, text, names),
        Value::Array(values) => list_in_words(entity, field, values, names),
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !HIDDEN.contains(&key.as_str()))
            .map(|(key, value)| (label(key), value_in_words(entity, key, value, names)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| format!("{label} {value}"))
            .collect::<Vec<_>>()
            .join("，"),
    }
}

fn list_in_words(entity: Entity, field: &str, values: &[Value], names: Names<'_>) -> String {
    const TOLD: usize = 20;
    let mut told: Vec<String> = values
        .iter()
        .take(TOLD)
        .map(|value| value_in_words(entity, field, value, names))
        .collect();
    if values.len() > TOLD {
        told.push(format!("等 {} 项", values.len()));
    }
    let separator = if values.iter().any(Value::is_object) {
        "；"
    } else {
        "、"
    };
    told.join(separator)
}

fn number_in_words(field: &str, number: i64, names: Names<'_>) -> String {
    if field.ends_with("_cents") {
        return yuan(number);
    }
    if field.ends_with("_hundredths") {
        return decimals(number, 100);
    }
    if field.ends_with("_tenths") {
        return decimals(number, 10);
    }
    match field {
        "unit" | "unit_id" | "parent_id" | "from_unit_id" | "to_unit_id" => {
            match names.tree.get(UnitId(number)) {
                Some(unit) => unit.details.name.clone(),
                None => format!("编号 {number}"),
            }
        }
        "size_bytes" => format!("{} KB", (number + 1023) / 1024),
        "employee_count" => format!("{number} 人"),
        "attachment_count" => format!("{number} 张"),
        _ => number.to_string(),
    }
}

fn text_in_words(entity: Entity, field: &str, text: &str, names: Names<'_>) -> String {
    if field.ends_with("_at")
        && let Ok(instant) = text.parse::<NaiveDateTime>()
    {
        return moment(instant, names.zone);
    }
    // In full only by unmasking, which is recorded with its reason.
    if matches!(field, "mobile" | "contact_mobile") {
        return Mobile::parse(text).map_or_else(|_| text.to_owned(), |mobile| mobile.masked());
    }
    match field {
        "filters" => return plain::filters(text, names),
        "policy_id" | "rule_id" => return names.rule(text),
        // The whole text of a rule is read on its own page.
        "body" => return "见“政策”页面".to_owned(),
        "user_agent" if !names.programs_in_full => return program_in_words(text),
        _ => {}
    }
    word(entity, field, text).map_or_else(|| text.to_owned(), str::to_owned)
}

/// An instant as the pages tell it: 2026-03-09 10:00.
pub fn moment(instant: NaiveDateTime, zone: Tz) -> String {
    to_local(instant, zone).format("%Y-%m-%d %H:%M").to_string()
}

/// Where an action came from, in Chinese.
pub fn origin(word: &str) -> &str {
    match word {
        "web" => "网页",
        "api" => "接口",
        "cli" => "命令行",
        "job" => "后台任务",
        "demo" => "演示数据",
        other => other,
    }
}

/// The fields of a line that have no Chinese name yet; for the test that finds them.
pub fn unnamed_fields(line: &Line) -> Vec<String> {
    let nested = |values: &Map<String, Value>| -> Vec<String> {
        let inner = |value: &Value| match value {
            Value::Object(fields) => fields.keys().cloned().collect(),
            Value::Array(items) => items
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|fields| fields.keys().cloned())
                .collect(),
            _ => Vec::new(),
        };
        let counted_by_words = line.action == Action::Erased;
        let mut keys: Vec<String> = values.keys().cloned().collect();
        if !counted_by_words {
            keys.extend(values.values().flat_map(inner));
        }
        keys
    };
    [payload(line, &line.before), payload(line, &line.after)]
        .iter()
        .flat_map(nested)
        .filter(|field| !is_known(field))
        .collect()
}

#[cfg(test)]
mod tests;
