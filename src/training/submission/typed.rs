//! What somebody types of a training record, and what is wrong with it. Pure.

use chrono::NaiveDate;

use crate::calendar::{Period, chinese_day};
use crate::sheets::{Cell, Epoch, parse};
use crate::text::tidy;
use crate::training::{TrainingKind, TrainingMode};

/// A title or an organiser may have this many characters.
pub const LONGEST_TITLE: usize = 100;
/// A reason may have this many characters.
pub const LONGEST_REASON: usize = 300;
/// A record may have this many proofs.
pub const MOST_PROOFS: usize = 5;
/// A training other than a degree lasts at most this many days.
const LONGEST_TRAINING_DAYS: i64 = 366;

/// A record as it was typed, every field as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRecord {
    /// 培训名称.
    pub title: String,
    /// 主办单位.
    pub organiser: String,
    /// 开始日期.
    pub first_day: String,
    /// 结束日期.
    pub last_day: String,
    /// 天数, as on the proof; may be empty where hours are given.
    pub days: String,
    /// 学时, as on the proof; may be empty where days are given.
    pub hours: String,
    /// A word of [`TrainingMode`], or empty.
    pub mode: String,
    /// A word of [`TrainingKind`].
    pub kind: String,
}

/// A typed record that can be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRecord {
    /// 培训名称.
    pub title: String,
    /// 主办单位.
    pub organiser: String,
    /// First and last day.
    pub days: Period,
    /// Days on the proof, in hundredths.
    pub days_hundredths: Option<i64>,
    /// Hours on the proof, in hundredths.
    pub hours_hundredths: Option<i64>,
    /// How it was given.
    pub mode: Option<TrainingMode>,
    /// What kind of learning it was.
    pub kind: TrainingKind,
}

/// What is wrong with one field, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusal {
    /// The field's name in the form.
    pub field: &'static str,
    /// The sentence beside it.
    pub message: String,
}

impl FieldRefusal {
    /// A refusal of a field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// Checks every field on `today`.
///
/// # Errors
/// Each wrong field with its own sentence.
pub fn check(typed: &TypedRecord, today: NaiveDate) -> Result<CheckedRecord, Vec<FieldRefusal>> {
    let mut wrong = Vec::new();
    let title = short_text(&typed.title, "title", "培训名称", &mut wrong);
    let organiser = short_text(&typed.organiser, "organiser", "主办单位", &mut wrong);
    let kind = kind_of(&typed.kind, &mut wrong);
    let mode = mode_of(&typed.mode, &mut wrong);
    let days = period_of(typed, kind, today, &mut wrong);
    let (days_hundredths, hours_hundredths) = figures(&typed.days, &typed.hours, days, &mut wrong);
    match (days, kind) {
        (Some(days), Some(kind)) if wrong.is_empty() => Ok(CheckedRecord {
            title,
            organiser,
            days,
            days_hundredths,
            hours_hundredths,
            mode,
            kind,
        }),
        _ => Err(wrong),
    }
}

fn short_text(
    typed: &str,
    field: &'static str,
    label: &str,
    wrong: &mut Vec<FieldRefusal>,
) -> String {
    let text = tidy(typed).into_owned();
    if text.is_empty() {
        wrong.push(FieldRefusal::new(
            field,
            format!("请填写{label}，与证明上的一致"),
        ));
    } else if text.chars().count() > LONGEST_TITLE {
        wrong.push(FieldRefusal::new(
            field,
            format!("{label}超过 {LONGEST_TITLE} 个字，请缩短"),
        ));
    }
    text
}

fn kind_of(typed: &str, wrong: &mut Vec<FieldRefusal>) -> Option<TrainingKind> {
    let kind = typed.trim().parse().ok();
    if kind.is_none() {
        wrong.push(FieldRefusal::new("kind", "请选择培训类别"));
    }
    kind
}

fn mode_of(typed: &str, wrong: &mut Vec<FieldRefusal>) -> Option<TrainingMode> {
    if typed.trim().is_empty() {
        return None;
    }
    let mode = typed.trim().parse().ok();
    if mode.is_none() {
        wrong.push(FieldRefusal::new(
            "mode",
            "请从面授、线上、线上线下结合中选择培训方式",
        ));
    }
    mode
}

fn period_of(
    typed: &TypedRecord,
    kind: Option<TrainingKind>,
    today: NaiveDate,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<Period> {
    let first = day_of(&typed.first_day, "first_day", "开始日期", wrong);
    let last = day_of(&typed.last_day, "last_day", "结束日期", wrong);
    let (first, last) = (first?, last?);
    if last < first {
        wrong.push(FieldRefusal::new(
            "last_day",
            format!(
                "结束日期{}早于开始日期{}，请核对",
                chinese_day(last),
                chinese_day(first)
            ),
        ));
        return None;
    }
    if last > today {
        wrong.push(FieldRefusal::new(
            "last_day",
            format!("结束日期{}还没有到，请在培训结束后提交", chinese_day(last)),
        ));
        return None;
    }
    let period = Period { first, last };
    if kind != Some(TrainingKind::Degree) && period.days() > LONGEST_TRAINING_DAYS {
        wrong.push(FieldRefusal::new(
            "first_day",
            "起止日期相差超过一年，请按证明核对；学历教育请在类别中选择“学历教育”",
        ));
        return None;
    }
    Some(period)
}

fn day_of(
    typed: &str,
    field: &'static str,
    label: &str,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<NaiveDate> {
    if typed.trim().is_empty() {
        wrong.push(FieldRefusal::new(field, format!("请填写{label}")));
        return None;
    }
    match parse::day(&Cell::Text(typed.into()), Epoch::Year1900) {
        Ok(day) => Some(day),
        Err(reason) => {
            wrong.push(FieldRefusal::new(
                field,
                format!("{label}“{}”{reason}", shortened(typed)),
            ));
            None
        }
    }
}

/// Days and hours as typed: at least one, each above zero and possible within the
/// days of the training.
pub fn figures(
    days: &str,
    hours: &str,
    within: Option<Period>,
    wrong: &mut Vec<FieldRefusal>,
) -> (Option<i64>, Option<i64>) {
    if days.trim().is_empty() && hours.trim().is_empty() {
        wrong.push(FieldRefusal::new(
            "days",
            "请按证明填写天数或学时，至少填一项",
        ));
        return (None, None);
    }
    let calendar_days = within.map(|period| period.days());
    let days = figure(days, "days", "天数", &["天", "日"], calendar_days, wrong);
    let most_hours = calendar_days.map(|days| days.saturating_mul(24));
    let hours = figure(
        hours,
        "hours",
        "学时",
        &["学时", "小时", "课时"],
        most_hours,
        wrong,
    );
    (days, hours)
}

fn figure(
    typed: &str,
    field: &'static str,
    label: &str,
    units: &[&str],
    most: Option<i64>,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    let message = match parse::hundredths(&Cell::Text(typed.into()), units) {
        Ok(0) => format!("{label}应大于 0；证明上没有的请留空"),
        Ok(value) => match most {
            Some(most) if value > most.saturating_mul(100) => {
                format!(
                    "{label}超过起止日期之间的 {most} {}，请按证明核对",
                    units[0]
                )
            }
            _ => return Some(value),
        },
        Err(reason) => format!("{label}“{}”{reason}", shortened(typed)),
    };
    wrong.push(FieldRefusal::new(field, message));
    None
}

/// What was typed, short enough to stand in a sentence.
fn shortened(typed: &str) -> String {
    crate::text::quoted(typed)
}

/// A reason as it is stored.
///
/// # Errors
/// One sentence where it is missing or too long.
pub fn reason(typed: &str) -> Result<String, FieldRefusal> {
    let text = tidy(typed).into_owned();
    if text.is_empty() {
        return Err(FieldRefusal::new(
            "reason",
            "请写明原因，本人会在页面和邮件里看到",
        ));
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(FieldRefusal::new(
            "reason",
            format!("原因超过 {LONGEST_REASON} 个字，请缩短"),
        ));
    }
    Ok(text)
}
