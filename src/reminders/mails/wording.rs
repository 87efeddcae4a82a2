//! Each reminder in words: what, by when, why, by which document, what next.

mod certificates;
mod exams;
mod signup;

use chrono::NaiveDate;

pub(super) use certificates::open_amount;

use super::chinese::level;
use crate::calendar::chinese_day;
use crate::certificates::Level;
use crate::reminders::content::{ExamDoor, ReminderContent};

/// A door that closes within this many days is marked as pressing.
pub(super) const PRESSING_DAYS: i64 = 7;
/// Where everybody signs up, pays, prints and looks up results.
const EXAM_SITE: &str = "中国人事考试网";

/// How pressing an item is: shape, word and colour of the marks that pages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub shape: &'static str,
    pub word: &'static str,
    pub colour: &'static str,
}

const LATE: Mark = mark("!", "已逾期", "#b3261e");
const DUE_SOON: Mark = mark("▲", "即将截止", "#a86400");
const EXAM_SOON: Mark = mark("▲", "即将考试", "#a86400");
const BEHIND: Mark = mark("◐", "进度落后", "#a86400");
const OPEN: Mark = mark("●", "待办理", "#2b5ea7");
pub(super) const WATCH: Mark = mark("◔", "请留意", "#5a6872");

const fn mark(shape: &'static str, word: &'static str, colour: &'static str) -> Mark {
    Mark {
        shape,
        word,
        colour,
    }
}

/// One thing in the mail.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// A whole sentence without its full stop: what to do by when.
    pub headline: String,
    pub mark: Mark,
    /// What it is about, short.
    pub title: String,
    /// Label and sentence, in the order of reading.
    pub rows: Vec<Row>,
    /// Its day is a guess.
    pub expected: bool,
}

/// One labelled sentence.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub label: &'static str,
    pub text: String,
    pub tone: Tone,
}

/// How a row is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Like any text.
    Plain,
    /// The day, which the eye looks for first.
    Day,
    /// A day that has moved.
    Moved,
}

impl Tone {
    /// Inline style of the cell.
    pub fn style(self) -> &'static str {
        match self {
            Tone::Plain => "color:#1d2b33;",
            Tone::Day => "color:#1d2b33;font-weight:bold;",
            Tone::Moved => "color:#a86400;font-weight:bold;",
        }
    }
}

/// The item that tells `content`, for all `levels` that share it.
pub(super) fn item(content: &ReminderContent, levels: &[Level], today: NaiveDate) -> Item {
    let draft = match content {
        ReminderContent::SignupOpens { .. } | ReminderContent::SignupCloses { .. } => {
            signup::draft(content, levels, today)
        }
        ReminderContent::PaymentCloses { .. }
        | ReminderContent::Ticket { .. }
        | ReminderContent::Exam { .. }
        | ReminderContent::Results { .. }
        | ReminderContent::FeeReceipt { .. }
        | ReminderContent::ClaimDeadline { .. } => exams::draft(content, today),
        ReminderContent::RegistrationFirst { .. }
        | ReminderContent::RegistrationOpens { .. }
        | ReminderContent::RegistrationEnds { .. }
        | ReminderContent::TrainingShort(_)
        | ReminderContent::TrainingOverdue(_)
        | ReminderContent::TrainingRolling(_) => certificates::draft(content, today),
        // A unit's list has a mail of its own; here it is only pointed at.
        ReminderContent::UnitWeekly(list) => Draft {
            headline: format!("请查看{}本周清单", list.unit_name),
            title: "单位每周清单".to_owned(),
            ..Draft::default()
        },
    };
    draft.finish(content, today)
}

/// What each reminder fills in; the rest is the same for all.
#[derive(Default)]
struct Draft {
    headline: String,
    title: String,
    /// Label and day.
    when: Option<(&'static str, String)>,
    why: String,
    basis: String,
    next: String,
    /// None = by the days left.
    mark: Option<Mark>,
    expected: bool,
}

impl Draft {
    fn finish(self, content: &ReminderContent, today: NaiveDate) -> Item {
        let mut rows = Vec::new();
        let mut push = |label: &'static str, text: String, tone: Tone| {
            if !text.is_empty() {
                rows.push(Row { label, text, tone });
            }
        };
        if let Some((label, text)) = self.when {
            push(label, text, Tone::Day);
        }
        if let Some(moved) = moved(content) {
            push("变动", moved, Tone::Moved);
        }
        push("原因", self.why, Tone::Plain);
        push("依据", self.basis, Tone::Plain);
        push("怎么办", self.next, Tone::Plain);
        Item {
            headline: self.headline,
            mark: self
                .mark
                .unwrap_or_else(|| mark_by_day(content.act_by(), today)),
            title: self.title,
            rows,
            expected: self.expected,
        }
    }
}

fn mark_by_day(act_by: Option<NaiveDate>, today: NaiveDate) -> Mark {
    match act_by.map(|day| (day - today).num_days()) {
        Some(left) if left < 0 => LATE,
        Some(left) if left <= PRESSING_DAYS => DUE_SOON,
        Some(_) | None => OPEN,
    }
}

fn moved(content: &ReminderContent) -> Option<String> {
    let earlier = content.exam()?.moved_from?;
    let now = content.told_on()?;
    Some(format!(
        "上次通知的日期是{}，现已改为{}，请以本邮件为准。",
        chinese_day(earlier),
        chinese_day(now)
    ))
}

/// `2026年度社会工作师（中级）考试`, with every level that shares the line.
fn exam_name(exam: &ExamDoor, levels: &[Level]) -> String {
    let names: Vec<&str> = if levels.is_empty() {
        vec![level(exam.level)]
    } else {
        levels.iter().copied().map(level).collect()
    };
    format!("{}年度{}考试", exam.year, names.join("或"))
}
