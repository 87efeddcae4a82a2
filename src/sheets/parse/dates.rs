//! Days, months, years and moments in the styles that offices use.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::ValueRefusal;
use crate::calendar::{FIRST_YEAR, LAST_YEAR};
use crate::sheets::cell::{Cell, Epoch, number_text};
use crate::text::fold;

/// A month, or a day where the cell tells one: since when somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthOrDay {
    /// The first day of the month, or the day itself.
    pub first_day: NaiveDate,
    /// Whether the cell told a day.
    pub exact: bool,
}

/// The day of a cell; a time beside it is left out.
///
/// # Errors
/// [`ValueRefusal`] where there is no day, none that exists, or one outside 1980–2099.
pub fn day(cell: &Cell<'_>, epoch: Epoch) -> Result<NaiveDate, ValueRefusal> {
    match cell {
        Cell::Moment(moment) => in_range(moment.date()),
        Cell::Number(value) => match epoch.moment(*value) {
            Some(moment) => Ok(moment.date()),
            None => day_of_text(&number_text(*value)),
        },
        Cell::Text(text) => day_of_text(&fold(text)),
        _ => Err(ValueRefusal::NotADay),
    }
}

fn day_of_text(text: &str) -> Result<NaiveDate, ValueRefusal> {
    let parts = Parts::read(text).ok_or(ValueRefusal::NotADay)?;
    let day = parts.day().ok_or(ValueRefusal::NotADay)??;
    if parts.rest.is_empty() || time(parts.rest).is_some() {
        Ok(day)
    } else {
        Err(ValueRefusal::NotADay)
    }
}

/// The month of a cell, or its day where it has one.
///
/// # Errors
/// [`ValueRefusal`], among them a number such as 2019.1, which was 2019.10 once.
pub fn month(cell: &Cell<'_>, epoch: Epoch) -> Result<MonthOrDay, ValueRefusal> {
    let exact = |first_day| MonthOrDay {
        first_day,
        exact: true,
    };
    match cell {
        Cell::Moment(moment) => in_range(moment.date()).map(exact),
        Cell::Number(value) => match epoch.moment(*value) {
            Some(moment) => Ok(exact(moment.date())),
            None => {
                let text = number_text(*value);
                if text.ends_with(".1") {
                    return Err(ValueRefusal::JanuaryOrOctober);
                }
                month_of_text(&text)
            }
        },
        Cell::Text(text) => month_of_text(&fold(text)),
        _ => Err(ValueRefusal::NotAMonth),
    }
}

fn month_of_text(text: &str) -> Result<MonthOrDay, ValueRefusal> {
    let parts = Parts::read(text).ok_or(ValueRefusal::NotAMonth)?;
    if !parts.rest.is_empty() && (parts.day.is_none() || time(parts.rest).is_none()) {
        return Err(ValueRefusal::NotAMonth);
    }
    if let Some(day) = parts.day() {
        return day.map(|first_day| MonthOrDay {
            first_day,
            exact: true,
        });
    }
    let month = parts.month.ok_or(ValueRefusal::NotAMonth)?;
    let first_day = NaiveDate::from_ymd_opt(parts.year, month, 1).ok_or(ValueRefusal::NotAMonth)?;
    in_range(first_day).map(|first_day| MonthOrDay {
        first_day,
        exact: false,
    })
}

/// The year of a cell: 2023, 2023年, 2023年度.
///
/// # Errors
/// [`ValueRefusal::NotAYear`] and [`ValueRefusal::OutOfRange`].
pub fn year(cell: &Cell<'_>) -> Result<i32, ValueRefusal> {
    let text = match cell {
        Cell::Moment(moment) => return in_range(moment.date()).map(|day| day.year()),
        Cell::Number(value) => number_text(*value).into(),
        Cell::Text(text) => fold(text),
        _ => return Err(ValueRefusal::NotAYear),
    };
    let digits = text.trim_end_matches("度").trim_end_matches("年").trim();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ValueRefusal::NotAYear);
    }
    let year = digits.parse().map_err(|_| ValueRefusal::NotAYear)?;
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) {
        Ok(year)
    } else {
        Err(ValueRefusal::OutOfRange)
    }
}

/// The day and time of a cell, local to the zone of the configuration; a day
/// without a time is its first minute.
///
/// # Errors
/// [`ValueRefusal`] where there is no such moment.
pub fn moment(cell: &Cell<'_>, epoch: Epoch) -> Result<NaiveDateTime, ValueRefusal> {
    match cell {
        Cell::Moment(moment) => in_range(moment.date()).map(|_| *moment),
        Cell::Number(value) => match epoch.moment(*value) {
            Some(moment) => Ok(moment),
            None => moment_of_text(&number_text(*value)),
        },
        Cell::Text(text) => moment_of_text(&fold(text)),
        _ => Err(ValueRefusal::NotAMoment),
    }
}

fn moment_of_text(text: &str) -> Result<NaiveDateTime, ValueRefusal> {
    let parts = Parts::read(text).ok_or(ValueRefusal::NotAMoment)?;
    let day = parts.day().ok_or(ValueRefusal::NotAMoment)??;
    let time = if parts.rest.is_empty() {
        NaiveTime::MIN
    } else {
        time(parts.rest).ok_or(ValueRefusal::NotAMoment)?
    };
    Ok(day.and_time(time))
}

fn in_range(day: NaiveDate) -> Result<NaiveDate, ValueRefusal> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&day.year()) {
        Ok(day)
    } else {
        Err(ValueRefusal::OutOfRange)
    }
}

/// Year, month and day as they stand in a text, and what follows them.
struct Parts<'a> {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads `2025-3-9`, `2025年3月9日`, `20250309`, `2019.06`, `201906`.
    fn read(text: &'a str) -> Option<Self> {
        let mut scan = Scan { rest: text };
        let first = scan.digits()?;
        let number = |digits: &str| digits.parse::<u32>().ok();
        let year = |digits: &str| digits.parse::<i32>().ok();
        if let (6 | 8, true) = (first.len(), first.is_ascii()) {
            let day = if first.len() == 8 {
                Some(number(&first[6..])?)
            } else {
                None
            };
            let (year, month) = (year(&first[..4])?, Some(number(&first[4..6])?));
            return Some(Parts {
                year,
                month,
                day,
                rest: scan.rest.trim_start(),
            });
        }
        if first.len() != 4 {
            return None;
        }
        let mut parts = Parts {
            year: year(first)?,
            month: None,
            day: None,
            rest: "",
        };
        if scan.separator(&['年', '-', '/', '.']) {
            parts.month = scan.up_to_two_digits();
            let followed = parts.month.is_some() && scan.separator(&['月', '-', '/', '.']);
            if followed {
                parts.day = scan.up_to_two_digits();
                if parts.day.is_some() {
                    scan.separator(&['日', '号']);
                }
            }
        }
        parts.rest = scan.rest.trim_start();
        Some(parts)
    }

    /// The day, where one is written: it may not exist.
    fn day(&self) -> Option<Result<NaiveDate, ValueRefusal>> {
        let (month, day) = (self.month?, self.day?);
        Some(
            NaiveDate::from_ymd_opt(self.year, month, day)
                .ok_or(ValueRefusal::NoSuchDay)
                .and_then(in_range),
        )
    }
}

/// A time of day: 14:05, 14:05:33, 14时05分, 下午2:05.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim_start_matches(['T', 't']).trim();
    let (afternoon, text) = match (text.strip_prefix("下午"), text.strip_prefix("上午")) {
        (Some(rest), _) => (Some(true), rest),
        (_, Some(rest)) => (Some(false), rest),
        _ => (None, text),
    };
    let mut scan = Scan { rest: text };
    let hour = scan.up_to_two_digits()?;
    if !scan.separator(&[':', '时', '点']) {
        return None;
    }
    let minute = scan.up_to_two_digits().unwrap_or(0);
    let mut second = 0;
    if scan.separator(&[':', '分']) {
        second = scan.up_to_two_digits().unwrap_or(0);
        scan.separator(&['秒']);
    }
    let fraction = scan.rest.strip_prefix('.').unwrap_or(scan.rest);
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// The digits at the front, after blanks.
    fn digits(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        if digits.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(digits)
    }

    fn up_to_two_digits(&mut self) -> Option<u32> {
        let before = self.rest;
        let digits = self.digits()?;
        if digits.len() > 2 {
            self.rest = before;
            return None;
        }
        digits.parse().ok()
    }

    /// Takes one of `separators`, with blanks before it; dashes of every kind are one.
    fn separator(&mut self, separators: &[char]) -> bool {
        let text = self.rest.trim_start();
        let Some(c) = text.chars().next() else {
            return false;
        };
        let plain = match c {
            '–' | '—' | '−' | '‐' | '‑' => '-',
            '。' | '·' => '.',
            '∕' => '/',
            other => other,
        };
        if separators.contains(&plain) {
            self.rest = &text[c.len_utf8()..];
            return true;
        }
        false
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
