//! The values of policy fields: exact amounts, days, moments, sources.
//! No float is ever made of an amount: its digits are read as they stand.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use num_rational::Ratio;
use toml::de::DeValue;

use super::fields::Fields;
use super::model::{Source, Validity};
use crate::calendar::{FIRST_YEAR, LAST_YEAR, Period};

const AMOUNT: &str = "应是不小于 0、至多两位小数的数（如 72 或 1.5），请改正";
const DAY: &str = "应是存在的日期（如 2026-03-09），请改正";
const MOMENT: &str = "应是存在的日期，可带时刻（如 2026-03-09 或 2026-03-09 09:00），请改正";

/// Hundredths of an amount written as `72`, `1.5` or `"1.5"`; not negative, at
/// most two decimals, no exponent.
pub(super) fn hundredths(value: &DeValue<'_>) -> Result<i64, &'static str> {
    let digits = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        DeValue::String(text) => text.trim(),
        _ => return Err(AMOUNT),
    };
    parse_hundredths(digits).ok_or(AMOUNT)
}

fn parse_hundredths(digits: &str) -> Option<i64> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = whole.strip_prefix('+').unwrap_or(whole);
    if !all_digits(whole) || !all_digits(decimals) || decimals.len() > 2 || whole.len() > 9 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole * 100 + decimals)
}

/// An amount as an exact fraction.
pub(super) fn ratio(value: &DeValue<'_>) -> Result<Ratio<i64>, &'static str> {
    hundredths(value).map(|hundredths| Ratio::new(hundredths, 100))
}

/// A day written as a TOML date or as a text `2026-03-09`.
fn parse_day(value: &DeValue<'_>) -> Option<NaiveDate> {
    let (day, time) = parse_moment(value)?;
    time.is_none().then_some(day)
}

/// A day with or without a time of day, local to the zone.
fn parse_moment(value: &DeValue<'_>) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let text = match value {
        DeValue::Datetime(moment) if moment.offset.is_none() => moment.to_string(),
        DeValue::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (text.as_str(), None),
    };
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    let time = match time {
        None => None,
        Some(time) => Some(
            NaiveTime::parse_from_str(time, "%H:%M:%S")
                .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"))
                .ok()?,
        ),
    };
    let year = chrono::Datelike::year(&day);
    (FIRST_YEAR..=LAST_YEAR)
        .contains(&year)
        .then_some((day, time))
}

/// A day of every year, written `12-31`.
pub(super) fn parse_month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // 2001 has no 29 February: a day of every year must exist in every year.
    NaiveDate::from_ymd_opt(2001, month, day).map(|_| (month, day))
}

/// Which end of a day a moment without a time of day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayEnd {
    /// 00:00:00, for what opens.
    Start,
    /// 23:59:59, for what closes.
    End,
}

impl DayEnd {
    fn time(self) -> NaiveTime {
        match self {
            DayEnd::Start => NaiveTime::MIN,
            DayEnd::End => {
                NaiveTime::MIN
                    .overflowing_add_signed(chrono::TimeDelta::seconds(86_399))
                    .0
            }
        }
    }

    /// The moment of `day` at this end.
    pub(super) fn of(self, day: NaiveDate) -> NaiveDateTime {
        day.and_time(self.time())
    }
}

impl<'a> Fields<'a> {
    fn read<T>(
        &self,
        key: &'static str,
        message: &str,
        parse: impl FnOnce(&DeValue<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let parsed = parse(value);
        if parsed.is_none() && !refused_by_parser(value) {
            self.report(key, message);
        }
        parsed
    }

    /// An exact amount.
    pub(super) fn ratio(&self, key: &'static str) -> Option<Ratio<i64>> {
        self.read(key, AMOUNT, |value| ratio(value).ok())
    }

    /// An amount in 元, as 分.
    pub(super) fn cents(&self, key: &'static str) -> Option<i64> {
        self.read(key, AMOUNT, |value| hundredths(value).ok())
    }

    /// A day.
    pub(super) fn day(&self, key: &'static str) -> Option<NaiveDate> {
        self.read(key, DAY, parse_day)
    }

    /// Days or stretches of days: `[2026-01-01, [2026-02-15, 2026-02-23]]`.
    pub(super) fn days(&self, key: &'static str) -> Vec<NaiveDate> {
        let list = self.read(
            key,
            "应是日期或起止日期的列表，请改正",
            |value| {
                let mut days = Vec::new();
                for item in value.as_array()?.iter() {
                    match item.get_ref() {
                        DeValue::Array(_) => {
                            let period = parse_period(item.get_ref())?;
                            days.extend(
                                period
                                    .first
                                    .iter_days()
                                    .take_while(|day| *day <= period.last),
                            );
                        }
                        single => days.push(parse_day(single)?),
                    }
                }
                Some(days)
            },
        );
        list.unwrap_or_default()
    }

    /// A moment; without a time of day the given end of the day. The second
    /// value tells whether there was none.
    pub(super) fn moment(&self, key: &'static str, end: DayEnd) -> Option<(NaiveDateTime, bool)> {
        let (day, time) = self.read(key, MOMENT, parse_moment)?;
        Some((day.and_time(time.unwrap_or(end.time())), time.is_none()))
    }

    /// First and last day: `[2026-05-23, 2026-05-24]`.
    pub(super) fn period(&self, key: &'static str) -> Option<Period> {
        self.read(
            key,
            "应是先后两个存在的日期（如 [2026-05-23, 2026-05-24]），请改正",
            parse_period,
        )
    }

    /// A day of every year: `"03-09"`.
    pub(super) fn month_day(&self, key: &'static str) -> Option<(u32, u32)> {
        self.read(
            key,
            "应是每年都有的月日（如 \"03-09\"），请改正",
            |value| parse_month_day(value.as_str()?.trim()),
        )
    }

    /// `from` and `to`, both days; `to` may be absent.
    pub(super) fn validity(&self) -> Option<Validity> {
        let from = self.required("from", Fields::day);
        let to = self.day("to");
        let from = from?;
        if to.is_some_and(|to| to < from) {
            self.report("to", "早于 from，请把起止日期改对");
            return None;
        }
        Some(Validity { from, to })
    }

    /// The document an entry rests on.
    pub(super) fn source(&self) -> Option<Source> {
        let table = self.required("source", Fields::table)?;
        let document = table.required("document", Fields::text);
        let trust = table.required("trust", Fields::word);
        let clause = table.text("clause");
        let quote = table.text("quote");
        let note = table.text("note");
        table.refuse_unknown();
        Some(Source {
            document: document?,
            clause,
            quote,
            trust: trust?,
            note,
        })
    }
}

/// Whether the parser has already reported this value as a day or time that
/// does not exist; it leaves an empty one in its place.
fn refused_by_parser(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Datetime(moment) => moment.date.is_none() && moment.time.is_none(),
        DeValue::Array(items) => items.iter().any(|item| refused_by_parser(item.get_ref())),
        _ => false,
    }
}

fn parse_period(value: &DeValue<'_>) -> Option<Period> {
    let items = value.as_array()?;
    let mut days = items.iter().map(|item| parse_day(item.get_ref()));
    let period = Period {
        first: days.next()??,
        last: days.next()??,
    };
    (days.next().is_none() && period.first <= period.last).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_digit_by_digit() {
        for (digits, expected) in [
            ("72", Some(7200)),
            ("1.5", Some(150)),
            ("0.07", Some(7)),
            ("11.33", Some(1133)),
            ("1.505", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            ("1.", None),
            (".5", None),
            ("9999999999", None),
        ] {
            assert_eq!(parse_hundredths(digits), expected, "{digits:?}");
        }
    }

    #[test]
    fn a_day_of_every_year_exists_in_every_year() {
        assert_eq!(parse_month_day("03-09"), Some((3, 9)));
        assert_eq!(parse_month_day("02-29"), None);
        assert_eq!(parse_month_day("13-01"), None);
    }
}
