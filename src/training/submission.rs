//! A record that somebody hands in with its proof, and the trail of its review.
//!
//! The record's own state (`pending`, `recognised`, `rejected`, `withdrawn`) is what the
//! rules of counting read. Where the review stands is told apart, because "returned"
//! counts like "rejected" but may be mended and handed in again (decided).

use chrono::NaiveDateTime;

use super::{RecordState, TrainingKind, TrainingMode, TrainingRecordId};
use crate::accounts::AccountId;
use crate::calendar::{Period, chinese_day};
use crate::people::PersonId;
use crate::sheets::{Cell, Epoch, parse};
use crate::text::tidy;
use crate::text_enum;
use chrono::NaiveDate;

/// A title or an organiser may have this many characters.
pub const LONGEST_TITLE: usize = 100;
/// A reason may have this many characters.
pub const LONGEST_REASON: usize = 300;
/// A record may have this many proofs.
pub const MOST_PROOFS: usize = 5;
/// A training other than a degree lasts at most this many days.
const LONGEST_TRAINING_DAYS: i64 = 366;

text_enum!(
    /// Where a submitted record stands.
    Standing {
        /// Waiting for a review.
        Waiting = "waiting", "待审核";
        /// Counts.
        Recognised = "recognised", "已认定";
        /// Sent back with a reason; may be mended and handed in again.
        Returned = "returned", "已退回";
        /// Refused with a reason, for good.
        Rejected = "rejected", "不予认定";
        /// Taken back; may be handed in again.
        Withdrawn = "withdrawn", "已撤回";
    }
);

impl Standing {
    /// The state of the record that the counting reads.
    pub const fn record_state(self) -> RecordState {
        match self {
            Standing::Waiting => RecordState::Pending,
            Standing::Recognised => RecordState::Recognised,
            Standing::Returned | Standing::Rejected => RecordState::Rejected,
            Standing::Withdrawn => RecordState::Withdrawn,
        }
    }

    /// Whether the person may change the record and hand it in.
    pub const fn may_be_mended(self) -> bool {
        match self {
            Standing::Waiting | Standing::Returned | Standing::Withdrawn => true,
            Standing::Recognised | Standing::Rejected => false,
        }
    }
}

text_enum!(
    /// One step of the trail.
    Step {
        /// Handed in for the first time.
        Submitted = "submitted", "提交";
        /// Changed before anybody reviewed it.
        Edited = "edited", "修改";
        /// Handed in again after a return or a withdrawal.
        Resubmitted = "resubmitted", "重新提交";
        /// Taken back.
        Withdrawn = "withdrawn", "撤回";
        /// Recognised.
        Recognised = "recognised", "认定";
        /// Sent back.
        Returned = "returned", "退回";
        /// Refused.
        Rejected = "rejected", "不予认定";
    }
);

/// How a record came to review and where it stands.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::training_submissions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(primary_key(record_id))]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Submission {
    /// The record.
    pub record_id: TrainingRecordId,
    /// Where it stands.
    pub standing: Standing,
    /// The account that handed it in last.
    pub filed_by: Option<AccountId>,
    /// That account's name.
    pub filed_by_name: String,
    /// Handed in by somebody else for the person (代填).
    pub on_behalf: bool,
    /// When it was handed in last (UTC); the order of the queue.
    pub handed_in_at: NaiveDateTime,
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::training_review_steps)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct TrailLine {
    /// The record.
    pub record_id: TrainingRecordId,
    /// What was done.
    pub step: Step,
    /// By which account.
    pub account_id: Option<AccountId>,
    /// Its name at the time.
    pub actor_name: String,
    /// Why.
    pub reason: Option<String>,
    /// Which figures the reviewer changed to what the proof says.
    pub correction: Option<String>,
    /// When (UTC).
    pub taken_at: NaiveDateTime,
}

/// Who hands something in: oneself, or somebody of the office for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filer {
    /// The account; none from the command line.
    pub account: Option<AccountId>,
    /// Its name.
    pub name: String,
    /// The person the account belongs to.
    pub person: Option<PersonId>,
}

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
    let text = tidy(typed);
    if text.chars().count() <= 20 {
        return text.into_owned();
    }
    text.chars().take(20).chain(['…']).collect()
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
