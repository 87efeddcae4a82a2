//! The group message (群通知): who has to do what by when, ready to be copied into the
//! unit's chat. Names and days only; no numbers of any kind.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::{Duty, DutyKind, ExamWord, Focus, RosterRow, SeasonAtHand};
use crate::calendar::chinese_day;
use crate::exams::SeasonState;

/// The text for these rows. `title` is the unit or the list; a contact may be named. A
/// list of who could sign up is told about that alone, and of days that are only expected
/// too.
pub fn group_message(
    title: &str,
    rows: &[RosterRow],
    focus: Option<Focus>,
    season: Option<&SeasonAtHand>,
    today: NaiveDate,
    contact: Option<&str>,
) -> String {
    let about_signing_up = focus == Some(Focus::NotEntered);
    let mut sections: Vec<String> = DutyKind::ALL
        .iter()
        .filter(|kind| !about_signing_up || **kind == DutyKind::SignUp)
        .filter_map(|kind| section_of(*kind, rows, today))
        .collect();
    sections.extend(season.and_then(|season| match season.state {
        SeasonState::Announced => invitation(rows, season, today),
        SeasonState::Expected if about_signing_up => invitation(rows, season, today),
        _ => None,
    }));
    notice(title, &sections, today, contact)
}

/// The frame of a group message: whose it is, the sections numbered, whom to ask.
pub fn notice(title: &str, sections: &[String], today: NaiveDate, contact: Option<&str>) -> String {
    let mut text = format!("【{title}】社会工作者待办提醒（{}）\n", chinese_day(today));
    if sections.is_empty() {
        text.push_str("名单中的同志目前没有需要办理的事项。\n");
        return text;
    }
    for (number, section) in sections.iter().enumerate() {
        let _ = write!(text, "{}、{section}", chinese_number(number + 1));
    }
    match contact {
        Some(contact) => {
            let _ = writeln!(text, "请以上同志按时办理；有疑问请联系{contact}。");
        }
        None => text.push_str("请以上同志按时办理；有疑问请联系单位人事。\n"),
    }
    text
}

/// One kind of duty: a line for each last day, the earliest first.
fn section_of(kind: DutyKind, rows: &[RosterRow], today: NaiveDate) -> Option<String> {
    let mut by_day: BTreeMap<(bool, Option<NaiveDate>), Vec<String>> = BTreeMap::new();
    for row in rows {
        for duty in row.duties.iter().filter(|duty| duty.kind == kind) {
            by_day
                .entry((duty.due_on.is_none(), duty.due_on))
                .or_default()
                .push(name_and_what(row, duty));
        }
    }
    if by_day.is_empty() {
        return None;
    }
    let people: usize = by_day.values().map(Vec::len).sum();
    let mut text = format!("{}（{people}人）\n", kind.label());
    for ((_, due_on), names) in by_day {
        let _ = writeln!(
            text,
            "· {}：{}",
            by_when(kind, due_on, today),
            names.join("、")
        );
    }
    Some(text)
}

/// Until when, with the days left; after it, what can still be done.
pub fn by_when(kind: DutyKind, due_on: Option<NaiveDate>, today: NaiveDate) -> String {
    match due_on {
        Some(day) if day < today => {
            let day = chinese_day(day);
            match kind {
                // Later training counts in the next period.
                DutyKind::Training => {
                    format!("周期已于{day}结束，请补报周期内漏登的培训，并商定怎样再登记")
                }
                DutyKind::FirstRegistration => format!("首次登记期限（{day}）已过，仍可办理"),
                _ => format!("{day}已到期，请立即办理"),
            }
        }
        Some(day) => format!(
            "{}前（还有{}天）",
            chinese_day(day),
            (day - today).num_days()
        ),
        None => "请尽快".to_owned(),
    }
}

/// The amount stands beside the name where it differs from person to person.
fn name_and_what(row: &RosterRow, duty: &Duty) -> String {
    match duty.kind {
        DutyKind::Training => format!("{}（{}）", row.name, duty.what),
        DutyKind::Renewal
        | DutyKind::FirstRegistration
        | DutyKind::SignUp
        | DutyKind::Payment
        | DutyKind::Ticket
        | DutyKind::Claim => row.name.clone(),
    }
}

/// Who could sit and has no entry.
fn invitation(rows: &[RosterRow], season: &SeasonAtHand, today: NaiveDate) -> Option<String> {
    let closes = season
        .signup_closes
        .filter(|closes| closes.date() >= today)?;
    let names: Vec<String> = rows
        .iter()
        .filter(|row| row.exam.word == ExamWord::NotEntered && !row.has_left)
        .map(|row| match row.exam.level {
            Some(level) => format!("{}（{}）", row.name, level.label()),
            None => row.name.clone(),
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let opens = season
        .signup_opens
        .map(|opens| format!("{}至", moment(opens)))
        .unwrap_or_default();
    let (expected, remark) = match season.state {
        SeasonState::Expected => ("预计", "，以当年通知为准"),
        _ => ("", ""),
    };
    Some(format!(
        "{}年社会工作者职业资格考试报名（可报考、尚未报名{}人）\n· 报名时间{expected}{opens}{}{remark}：{}\n",
        season.year,
        names.len(),
        moment(closes),
        names.join("、")
    ))
}

/// `2026年3月19日17:00`; midnight is only a day.
fn moment(at: NaiveDateTime) -> String {
    let day = chinese_day(at.date());
    match (at.hour(), at.minute()) {
        (0, 0) => day,
        (hour, minute) => format!("{day}{hour}:{minute:02}"),
    }
}

fn chinese_number(number: usize) -> &'static str {
    const NUMBERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    NUMBERS
        .get(number.saturating_sub(1))
        .copied()
        .unwrap_or("另")
}
