//! What the form asks of a year's public holidays (放假和调休): the days off and the
//! weekends that are worked, written as the notice of the State Council writes them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::PolicyForm;
use crate::calendar::plus_days;
use crate::policy::{HolidayYear, NATIONAL, Policies};
use crate::web::{Typed, parse_day};

/// A stretch of days off is never longer.
const LONGEST_STRETCH: i64 = 31;

/// The next year there is no data for.
pub(super) fn blank(form: &mut PolicyForm, policies: &Policies, today: NaiveDate) {
    let unknown = (today.year()..=2099).find(|year| policies.holidays_of(*year).is_none());
    form.set("year", unknown.unwrap_or(today.year()));
    form.set("region", NATIONAL);
}

/// The same year once more, where a later notice changed it.
pub(super) fn fill(form: &mut PolicyForm, year: &HolidayYear) {
    form.set("year", year.year);
    form.set("region", NATIONAL);
    form.set("holidays", written(&year.holidays));
    form.set("workdays", written(&year.workdays));
}

/// Days as the form writes them, a stretch a line: 2月15日至2月23日.
fn written(days: &BTreeSet<NaiveDate>) -> String {
    let mut stretches: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match stretches.last_mut() {
            Some((_, last)) if plus_days(*last, 1) == *day => *last = *day,
            _ => stretches.push((*day, *day)),
        }
    }
    let short = |day: NaiveDate| format!("{}月{}日", day.month(), day.day());
    let lines: Vec<String> = stretches
        .into_iter()
        .map(|(first, last)| match first == last {
            true => short(first),
            false => format!("{}至{}", short(first), short(last)),
        })
        .collect();
    lines.join("\n")
}

/// What was typed; mistakes are kept in `typed`.
pub(super) fn read(typed: &mut Typed<'_>) -> HolidayYear {
    if typed.optional("year").is_none() {
        typed.wrong("year", "请填写年份，如 2027");
    }
    let year = typed.whole("year", 1980, 2099);
    let year = year.and_then(|year| i32::try_from(year).ok());
    let mut days = |field: &str| {
        // Without a year "2月15日" means nothing; the year's own sentence is enough.
        let Some(year) = year else {
            return BTreeSet::new();
        };
        match days_of(&typed.text(field), year) {
            Ok(days) => days,
            Err(part) => {
                let part = crate::text::quoted(&part);
                typed.wrong(
                    field,
                    format!("看不懂“{part}”，请写成“2月15日至23日”或“2027-02-15”，每行一段"),
                );
                BTreeSet::new()
            }
        }
    };
    let (holidays, workdays) = (days("holidays"), days("workdays"));
    HolidayYear {
        year: year.unwrap_or_default(),
        holidays,
        workdays,
        source: super::source(typed),
    }
}

/// The days of a text: 元旦：1月1日至3日、2月15日（星期日）至23日, 2027-04-05. What is not
/// understood comes back.
fn days_of(text: &str, year: i32) -> Result<BTreeSet<NaiveDate>, String> {
    let text = without_brackets(&crate::text::fold(text))
        .replace(" 至", "至")
        .replace("至 ", "至");
    let mut days = BTreeSet::new();
    for part in text.split(['、', ',', ';', '。', '\n', ' ']) {
        // The name of the holiday before the colon says nothing new.
        let part = part.rsplit(':').next().unwrap_or(part).trim();
        if part.is_empty() {
            continue;
        }
        let stretch = stretch_of(part, year).ok_or_else(|| part.to_owned())?;
        days.extend(stretch);
    }
    Ok(days)
}

fn stretch_of(part: &str, year: i32) -> Option<Vec<NaiveDate>> {
    let (first, last) = match part.split_once(['至', '到', '~', '—', '–']) {
        None => {
            let day = day_of(part, year, None)?;
            (day, day)
        }
        Some((first, last)) => {
            let first = day_of(first, year, None)?;
            (first, day_of(last, year, Some(first.month()))?)
        }
    };
    let length = (last - first).num_days();
    (0..=LONGEST_STRETCH)
        .contains(&length)
        .then(|| (0..=length).map(|more| plus_days(first, more)).collect())
}

/// 2027-02-15, 2027年2月15日, 2月15日, and after a month 15日.
fn day_of(text: &str, year: i32, month: Option<u32>) -> Option<NaiveDate> {
    let text = text.trim();
    if let Some(day) = parse_day(text) {
        return Some(day);
    }
    let (year, rest) = match text.split_once('年') {
        None => (year, text),
        Some((year, rest)) => (year.trim().parse().ok()?, rest),
    };
    let (month, rest) = match rest.split_once('月') {
        None => (month?, rest),
        Some((month, rest)) => (month.trim().parse().ok()?, rest),
    };
    let day = rest.trim().trim_end_matches(['日', '号']).parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The text without what stands in brackets: 15日（星期日）.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| match letter {
            '(' | '（' => {
                depth += 1;
                false
            }
            ')' | '）' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Result<Vec<String>, String> {
        let days = days_of(text, 2027)?;
        Ok(days.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn days_are_read_as_a_notice_and_as_a_clerk_write_them() {
        let new_year = ["2027-01-01", "2027-01-02", "2027-01-03"];
        for text in [
            "1月1日至3日",
            "元旦：1月1日（星期五）至3日（星期日）",
            "2027-01-01至2027-01-03",
            "2027年1月1日到1月3日",
            "1月1日、1月2日、1月3日",
            "１月１日—３日",
            "1月1日\n1月2日\n\n1月3日",
            "2027-01-01 至 2027-01-03",
        ] {
            assert_eq!(listed(text).unwrap(), new_year, "{text}");
        }
        assert_eq!(
            listed("1月30日至2月1日").unwrap(),
            ["2027-01-30", "2027-01-31", "2027-02-01"]
        );
        assert!(listed("").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_day_is_told_as_it_was_written() {
        for (text, part) in [
            ("1月1日至3日、春节", "春节"),
            ("2月30日", "2月30日"),
            ("1月3日至1日", "1月3日至1日"),
            ("1月1日至12月31日", "1月1日至12月31日"),
            ("15日", "15日"),
        ] {
            assert_eq!(listed(text).unwrap_err(), part, "{text}");
        }
    }

    #[test]
    fn what_the_form_writes_it_reads_back() {
        let policies = Policies::embedded().unwrap();
        for year in policies.holiday_years() {
            assert_eq!(
                days_of(&written(&year.holidays), year.year).unwrap(),
                year.holidays
            );
            assert_eq!(
                days_of(&written(&year.workdays), year.year).unwrap(),
                year.workdays
            );
        }
    }
}
