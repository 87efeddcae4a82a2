//! The exam: signing up, paying, printing the ticket, sitting.

use chrono::{NaiveDate, NaiveDateTime};

use super::words::{day, moment, span};
use super::{Mark, Task, days_left};
use crate::certificates::Level;
use crate::exams::rules::next_door;
use crate::exams::situation::EntryOnRecord;
use crate::exams::{Door, SeasonState};
use crate::me::{Picture, SeasonPicture};
use crate::policy::SeasonDays;

/// What lies further ahead is no task yet.
const LOOK_AHEAD_DAYS: i64 = 14;

/// The one thing to do about the next season, if it takes place as far as anyone knows.
pub(super) fn sitting(picture: &Picture<'_>) -> Option<Task> {
    let season = picture.exams.season.as_ref()?;
    let today = picture.now.today;
    if season.days.state != SeasonState::Announced {
        return None;
    }
    match picture.exams.entry() {
        Some(entry) => of_entry(entry, &season.days, today),
        None => sign_up(picture, season, today),
    }
}

/// Signing up, for the levels that certainly admit the person.
fn sign_up(picture: &Picture<'_>, season: &SeasonPicture, today: NaiveDate) -> Option<Task> {
    let levels: Vec<Level> = season
        .answers
        .iter()
        .filter(|answer| answer.may == Some(true))
        .map(|answer| answer.level)
        .collect();
    let level = *levels.last()?;
    let days = &season.days;
    let closes = days.signup_closes?;
    let opens = days.signup_opens;
    if closes.date() < today {
        return None;
    }
    let names: Vec<&str> = levels.iter().map(|level| level.label()).collect();
    let needs = match picture.exams.needs(level) {
        Some(needs) => {
            let subjects: Vec<&str> = needs.iter().map(|subject| subject.label()).collect();
            format!("{}还需报考：{}。", level.label(), subjects.join("、"))
        }
        None => String::new(),
    };
    let choice = if levels.len() > 1 {
        "选定一个级别报名。"
    } else {
        ""
    };
    let not_yet = opens.filter(|opens| opens.date() > today);
    let expected = match days.signup_state() {
        SeasonState::Expected => "预计",
        _ => "",
    };
    let (mark, sentence) = match not_yet {
        Some(opens) if (opens.date() - today).num_days() > LOOK_AHEAD_DAYS => return None,
        Some(opens) => (
            Mark::Wait,
            format!(
                "{}报名{expected}{}开始，{}截止。{choice}{needs}",
                days.area,
                moment(opens),
                moment(closes)
            ),
        ),
        None => (
            Mark::of_days_left((closes.date() - today).num_days()),
            format!(
                "{}报名{expected}{}截止，{}。{choice}{needs}",
                days.area,
                moment(closes),
                days_left(today, closes.date())
            ),
        ),
    };
    Some(Task {
        mark,
        due_on: Some(closes.date()),
        title: format!("报名{}年{}考试", days.year, names.join("或")),
        sentence,
        button: ("去报名", "/me/exams".to_owned()),
    })
}

fn of_entry(entry: &EntryOnRecord, days: &SeasonDays, today: NaiveDate) -> Option<Task> {
    let details = &entry.entry.details;
    let name = format!("{}年{}考试", days.year, details.level.label());
    let task = |title: String, closes: NaiveDateTime, sentence: String, button| Task {
        mark: Mark::of_days_left((closes.date() - today).num_days()),
        due_on: Some(closes.date()),
        title,
        sentence,
        button: (button, "/me/exams".to_owned()),
    };
    let state = details.state.label();
    match next_door(details.state)? {
        Door::SignUp => {
            let closes = days.signup_closes.filter(|at| at.date() >= today)?;
            let opened = days.signup_opens.is_none_or(|at| at.date() <= today);
            opened.then(|| {
                task(
                    format!("完成{name}报名"),
                    closes,
                    format!(
                        "现在是“{state}”；报名{}截止，{}。",
                        moment(closes),
                        days_left(today, closes.date())
                    ),
                    "去报名",
                )
            })
        }
        Door::Payment => {
            let closes = days.payment_closes.filter(|at| at.date() >= today)?;
            Some(task(
                format!("{name}缴费"),
                closes,
                format!(
                    "现在是“{state}”；缴费{}截止，{}，逾期视为放弃报名。",
                    moment(closes),
                    days_left(today, closes.date())
                ),
                "去缴费",
            ))
        }
        Door::Ticket => {
            let period = days.ticket.filter(|period| period.last >= today)?;
            if (period.first - today).num_days() > LOOK_AHEAD_DAYS {
                return None;
            }
            let closes = period.last.and_hms_opt(0, 0, 0)?;
            let mut ticket = task(
                format!("打印{name}准考证"),
                closes,
                format!(
                    "{}至{}可以打印，{}止。",
                    day(period.first),
                    day(period.last),
                    days_left(today, period.last)
                ),
                "去打印",
            );
            if period.first > today {
                ticket.mark = Mark::Wait;
            }
            Some(ticket)
        }
        Door::Exam => {
            let exam = days.exam.filter(|exam| exam.last >= today)?;
            if (exam.first - today).num_days() > LOOK_AHEAD_DAYS {
                return None;
            }
            let begins = exam.first.and_hms_opt(0, 0, 0)?;
            Some(task(
                format!("参加{name}"),
                begins,
                format!(
                    "考试时间{}，{}；请带准考证和身份证原件。",
                    span(exam.first, exam.last),
                    days_left(today, exam.first)
                ),
                "看安排",
            ))
        }
        Door::Results => None,
    }
}
