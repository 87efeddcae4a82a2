//! 继续教育（培训）情况表: what a person did, what each record counts and why.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::glyphs::FormNames;
use super::model::Setup;
use crate::calendar::{Period, chinese_day};

/// One certificate of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateLine {
    /// 级别.
    pub level: String,
    /// 证书管理号.
    pub number: String,
    /// 批准日期.
    pub approved_on: Option<NaiveDate>,
    /// The registrations, oldest first.
    pub registrations: Vec<RegistrationLine>,
}

/// One registration period as the statement shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationLine {
    /// 首次登记, 再登记 …
    pub kind: String,
    /// First to last day, both inclusive.
    pub period: Period,
}

/// One record under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// 培训名称.
    pub title: String,
    /// 主办单位.
    pub organiser: String,
    /// First to last day.
    pub period: Period,
    /// Days on the proof, in hundredths of a day.
    pub days_hundredths: Option<i64>,
    /// Hours on the proof, in hundredths of an hour.
    pub hours_hundredths: Option<i64>,
    /// What it counts in the rule's unit, in hundredths.
    pub counted_hundredths: i64,
    /// Why: 计入, 早于本周期 …
    pub reason: String,
}

/// How the person stands under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBlock {
    /// The rule's name.
    pub name: String,
    /// 天 or 学时.
    pub unit_word: String,
    /// Where the window comes from: 登记有效期, 滚动周期.
    pub basis: String,
    /// The window, both days inclusive.
    pub window: Period,
    /// Required, in hundredths of the unit.
    pub required_hundredths: i64,
    /// Counted, in hundredths, rounded down by the caller.
    pub counted_hundredths: i64,
    /// Open, in hundredths, rounded up by the caller.
    pub open_hundredths: i64,
    /// 已完成, 进度落后 …
    pub state: String,
    /// The document that the rule rests on.
    pub source: String,
    /// Every record of the person, counted or not.
    pub records: Vec<RecordLine>,
}

/// 继续教育（培训）情况表: as handed in for re-registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingStatement {
    /// The day that it tells of (T).
    pub as_of: NaiveDate,
    /// 姓名.
    pub name: String,
    /// 证件号 as it is to be printed: masked, or full where the caller may.
    pub id_number: String,
    /// 单位.
    pub unit: String,
    /// 级别.
    pub level: String,
    /// Certificates and their registrations.
    pub certificates: Vec<CertificateLine>,
    /// The rules that hold for the person, side by side.
    pub rules: Vec<RuleBlock>,
}

impl TrainingStatement {
    /// The form's title.
    pub const TITLE: &'static str = "继续教育（培训）情况表";

    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.name,
            form: Self::TITLE,
            fields: &[
                ("name", "姓名"),
                ("id_number", "证件号"),
                ("unit", "单位"),
                ("level", "级别"),
                ("certificate_level", "证书级别"),
                ("certificate_number", "证书管理号"),
                ("registration_kind", "登记类型"),
                ("rule_name", "规则名称"),
                ("unit_word", "计量单位"),
                ("basis", "周期依据"),
                ("state", "完成情况"),
                ("source", "政策依据"),
                ("title", "培训名称"),
                ("organiser", "主办单位"),
                ("reason", "计入说明"),
            ],
        }
    }

    pub(super) fn input(&self, setup: &Setup) -> Value {
        json!({
            "kind": "training_statement",
            "paper": setup.full_page_facts(),
            "draft": false,
            "as_of": chinese_day(self.as_of),
            "printed_on": chinese_day(setup.printed_on),
            "name": self.name,
            "id_number": self.id_number,
            "unit": self.unit,
            "level": self.level,
            "certificates": self.certificates.iter().map(CertificateLine::json).collect::<Value>(),
            "rules": self.rules.iter().map(RuleBlock::json).collect::<Value>(),
        })
    }
}

impl CertificateLine {
    fn json(&self) -> Value {
        let registrations: Value = self
            .registrations
            .iter()
            .map(|one| json!({ "registration_kind": one.kind, "period": span(&one.period) }))
            .collect();
        json!({
            "certificate_level": self.level,
            "certificate_number": self.number,
            "approved_on": self.approved_on.map_or_else(String::new, chinese_day),
            "registrations": registrations,
        })
    }
}

impl RuleBlock {
    fn json(&self) -> Value {
        let total = |part: fn(&RecordLine) -> Option<i64>| {
            hundredths(
                self.records
                    .iter()
                    .filter_map(part)
                    .fold(0, i64::saturating_add),
            )
        };
        json!({
            "rule_name": self.name,
            "unit_word": self.unit_word,
            "basis": self.basis,
            "window": span(&self.window),
            "required": hundredths(self.required_hundredths),
            "counted": hundredths(self.counted_hundredths),
            "open": hundredths(self.open_hundredths),
            "state": self.state,
            "source": self.source,
            "days_total": total(|record| record.days_hundredths),
            "hours_total": total(|record| record.hours_hundredths),
            "records": self.records.iter().map(RecordLine::json).collect::<Value>(),
        })
    }
}

impl RecordLine {
    fn json(&self) -> Value {
        let optional = |value: Option<i64>| value.map_or_else(String::new, hundredths);
        json!({
            "title": self.title,
            "organiser": self.organiser,
            "first_day": self.period.first.to_string(),
            "last_day": self.period.last.to_string(),
            "days": optional(self.days_hundredths),
            "hours": optional(self.hours_hundredths),
            "counted": hundredths(self.counted_hundredths),
            "reason": self.reason,
        })
    }
}

/// 2024年4月2日至2027年4月1日.
fn span(period: &Period) -> String {
    format!(
        "{}至{}",
        chinese_day(period.first),
        chinese_day(period.last)
    )
}

/// 150 → `1.5`, 1200 → `12`: at most two decimals, no zeros behind.
fn hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        part if part.is_multiple_of(10) => format!("{sign}{whole}.{}", part / 10),
        part => format!("{sign}{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_training_show_no_idle_zeros() {
        for (value, text) in [
            (0, "0"),
            (1200, "12"),
            (150, "1.5"),
            (1233, "12.33"),
            (5, "0.05"),
            (-50, "-0.5"),
        ] {
            assert_eq!(hundredths(value), text);
        }
    }
}
