//! What an import would change, in the words of an office: each field before and after.

use serde_json::{Map, Value};

use crate::audit::Action;
use crate::certificates::{Level, RegistrationKind};
use crate::exams::{EntryState, ScoreKind, Subject};
use crate::identity::Mobile;
use crate::intake::Sample;
use crate::people::{Education, EmploymentKind};
use crate::training::{RecordState, TrainingKind, TrainingMode};
use crate::units::{UnitId, UnitKind, UnitTree};

/// One thing that would be made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleView {
    /// 新增人员, 修改证书 …
    pub what: String,
    /// Label, before, after; of a new thing nothing stands before.
    pub fields: Vec<(String, String, String)>,
}

/// The fields that are shown, each with its label.
const LABELS: [(&str, &str); 39] = [
    ("name", "姓名/名称"),
    ("id_number", "证件号码"),
    ("unit_id", "单位"),
    ("parent_id", "上级单位"),
    ("kind", "类别"),
    ("mobile", "手机号"),
    ("email", "电子邮箱"),
    ("education", "学历"),
    ("major", "专业"),
    ("graduated_on", "毕业时间"),
    ("social_work_since", "从事社会工作时间"),
    ("employment_kind", "人员类别"),
    ("joined_on", "入职日期"),
    ("left_on", "离职日期"),
    ("level", "级别"),
    ("number", "证书管理号"),
    ("approved_on", "批准日期"),
    ("first_day", "开始（登记）日期"),
    ("last_day", "结束（有效期至）"),
    ("title", "培训名称"),
    ("organiser", "主办单位"),
    ("days_hundredths", "天数"),
    ("hours_hundredths", "学时"),
    ("mode", "方式"),
    ("year", "年度"),
    ("subject", "科目"),
    ("score_kind", "成绩情况"),
    ("score_tenths", "分数"),
    ("area", "考区"),
    ("work_county", "工作区县"),
    ("state", "状态"),
    ("paid_cents", "缴费金额"),
    ("refunded_cents", "退费金额"),
    ("ticket_number", "准考证号"),
    ("contact_name", "联系人"),
    ("contact_mobile", "联系电话"),
    ("contact_email", "联系邮箱"),
    ("employee_count", "职工人数"),
    ("has_social_work_office", "社会工作室"),
];

/// A sample as a page shows it.
pub fn view(sample: &Sample, tree: &UnitTree) -> SampleView {
    let read = |text: &Option<String>| -> Map<String, Value> {
        text.as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    };
    let (before, after) = (read(&sample.before), read(&sample.after));
    let mut fields = Vec::new();
    for (key, label) in LABELS {
        let (old, new) = (
            shown(key, before.get(key), tree),
            shown(key, after.get(key), tree),
        );
        let worth_showing = match sample.action {
            Action::Created => !new.is_empty(),
            _ => old != new || key == "name",
        };
        if worth_showing {
            fields.push((label.to_owned(), old, new));
        }
    }
    SampleView {
        what: format!("{}{}", sample.action.label(), sample.entity.label()),
        fields,
    }
}

fn shown(key: &str, value: Option<&Value>, tree: &UnitTree) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Some(Value::String(text)) => match key {
            "mobile" | "contact_mobile" => {
                Mobile::parse(text).map_or_else(|_| text.clone(), |mobile| mobile.masked())
            }
            _ => word(key, text).unwrap_or(text).to_owned(),
        },
        Some(Value::Number(number)) => {
            let number = number.as_i64().unwrap_or_default();
            match key {
                "unit_id" | "parent_id" => tree
                    .get(UnitId(number))
                    .map_or("（新单位）".to_owned(), |unit| {
                        unit.details.path.clone()
                    }),
                "days_hundredths" | "hours_hundredths" | "paid_cents" | "refunded_cents" => {
                    format!("{}.{:02}", number / 100, number % 100)
                }
                "score_tenths" => format!("{}.{}", number / 10, number % 10),
                _ => number.to_string(),
            }
        }
        Some(other) => other.to_string(),
    }
}

/// The office's word for a stored one.
fn word(key: &str, text: &str) -> Option<&'static str> {
    match key {
        "education" => text.parse::<Education>().ok().map(Education::label),
        "employment_kind" => text
            .parse::<EmploymentKind>()
            .ok()
            .map(EmploymentKind::label),
        "level" => text.parse::<Level>().ok().map(Level::label),
        "mode" => text.parse::<TrainingMode>().ok().map(TrainingMode::label),
        "subject" => text.parse::<Subject>().ok().map(Subject::label),
        "score_kind" => text.parse::<ScoreKind>().ok().map(ScoreKind::label),
        "state" => text
            .parse::<EntryState>()
            .ok()
            .map(EntryState::label)
            .or_else(|| text.parse::<RecordState>().ok().map(RecordState::label)),
        // Units, registrations and training records each have kinds of their own.
        "kind" => text
            .parse::<UnitKind>()
            .ok()
            .map(UnitKind::label)
            .or_else(|| {
                text.parse::<RegistrationKind>()
                    .ok()
                    .map(RegistrationKind::label)
            })
            .or_else(|| text.parse::<TrainingKind>().ok().map(TrainingKind::label)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Entity;

    #[test]
    fn only_what_differs_is_shown_and_numbers_stay_masked() {
        let sample = Sample {
            entity: Entity::Person,
            action: Action::Changed,
            before: Some(
                r#"{"name":"陈静","mobile":"13800000001","education":"bachelor","major":null}"#
                    .to_owned(),
            ),
            after: Some(
                r#"{"name":"陈静","mobile":"13900000001","education":"master","major":null}"#
                    .to_owned(),
            ),
        };

        let view = view(&sample, &UnitTree::default());

        let fields: Vec<(&str, &str, &str)> = view
            .fields
            .iter()
            .map(|(label, before, after)| (label.as_str(), before.as_str(), after.as_str()))
            .collect();
        assert_eq!(view.what, "修改人员");
        assert_eq!(
            fields,
            [
                ("姓名/名称", "陈静", "陈静"),
                ("手机号", "138****0001", "139****0001"),
                ("学历", "本科", "硕士研究生"),
            ]
        );
    }
}
