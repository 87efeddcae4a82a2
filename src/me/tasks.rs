//! What a person has to do, most urgent first: one sentence with exact days and one
//! button each. Pure; what is due follows rules.md §2–4 and §7.

mod exams;
mod papers;
pub(super) mod words;

pub(super) use papers::passed as passed_without_certificate;

use chrono::NaiveDate;

use super::Picture;

/// A door that closes within this many days is marked late rather than soon.
const URGENT_DAYS: i64 = 3;

/// How urgent something is: always shape, word and colour together. The order is that
/// of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Late, or nearly.
    Late,
    /// Due soon.
    Soon,
    /// Needs an answer.
    Ask,
    /// Slower than it should be.
    Behind,
    /// Waiting for somebody else, or for a day.
    Wait,
}

impl Mark {
    /// The class of the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Mark::Late => "late",
            Mark::Soon => "soon",
            Mark::Ask => "ask",
            Mark::Behind => "behind",
            Mark::Wait => "wait",
        }
    }

    /// The shape.
    pub const fn shape(self) -> &'static str {
        match self {
            Mark::Late => "!",
            Mark::Soon => "▲",
            Mark::Ask => "●",
            Mark::Behind => "◐",
            Mark::Wait => "◔",
        }
    }

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Mark::Late => "紧急",
            Mark::Soon => "快到期",
            Mark::Ask => "待处理",
            Mark::Behind => "进度落后",
            Mark::Wait => "等待",
        }
    }

    /// By the days that are left.
    const fn of_days_left(days: i64) -> Self {
        if days <= URGENT_DAYS {
            Mark::Late
        } else {
            Mark::Soon
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How urgent it is.
    pub mark: Mark,
    /// The last day, where there is one.
    pub due_on: Option<NaiveDate>,
    /// What to do.
    pub title: String,
    /// By when, how much, why.
    pub sentence: String,
    /// What the button says and where it leads.
    pub button: (&'static str, String),
}

/// Everything to do, most urgent first, then by its last day.
pub fn tasks(picture: &Picture<'_>) -> Vec<Task> {
    let mut tasks = papers::returned(picture);
    tasks.extend(exams::sitting(picture));
    tasks.extend(papers::training(picture));
    tasks.extend(papers::certificates(picture));
    tasks.extend(papers::registrations(picture));
    tasks.extend(papers::own_data(picture));
    tasks.sort_by_key(|task| (task.mark, task.due_on.unwrap_or(NaiveDate::MAX)));
    tasks
}

/// 还有10天, 就在今天, 已过3天.
pub fn days_left(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "就在今天".to_owned(),
        left if left > 0 => format!("还有{left}天"),
        past => format!("已过{}天", -past),
    }
}
