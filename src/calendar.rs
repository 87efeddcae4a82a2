//! Days and periods. Every day is a civil day in the configured zone
//! (Asia/Shanghai); instants are UTC and named `*_at`, days are named `*_on`,
//! `*_day` or `first`/`last`.
//!
//! Sources: 民发〔2009〕44号 fixes "three years" only; the conventions for the
//! last day and for 29 February are decided (docs/rules.md §1).

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days from 1980-01-01 to 2099-12-31 are accepted on input; others are typing errors.
pub const FIRST_YEAR: i32 = 1980;
/// See [`FIRST_YEAR`].
pub const LAST_YEAR: i32 = 2099;

/// A stretch of whole days, both ends inclusive: 有效至 2028年3月31日（含当日）.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day that belongs to the period.
    pub first: NaiveDate,
    /// Last day that belongs to the period.
    pub last: NaiveDate,
}

impl Period {
    /// Whether `day` lies in the period, both ends included.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// How many days the period has; 0 when it ends before it begins.
    pub fn days(&self) -> i64 {
        (self.last - self.first).num_days().saturating_add(1).max(0)
    }

    /// Whether the two periods share a day.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// `day` plus `months` calendar months (negative: minus); a day that the month
/// does not have becomes its last day.
pub fn plus_months(day: NaiveDate, months: i32) -> NaiveDate {
    let distance = Months::new(months.unsigned_abs());
    let moved = if months < 0 {
        day.checked_sub_months(distance)
    } else {
        day.checked_add_months(distance)
    };
    moved.unwrap_or(day)
}

/// `day` plus `days` days (negative: minus); the day itself at the edge of the calendar.
pub fn plus_days(day: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        day.checked_sub_days(distance)
    } else {
        day.checked_add_days(distance)
    };
    moved.unwrap_or(day)
}

/// The last day of `years` years that begin on `first`: the day before the
/// anniversary, or 28 February where the anniversary (29 February) does not exist.
pub fn last_day_of_years(first: NaiveDate, years: i32) -> NaiveDate {
    match first.with_year(first.year() + years) {
        Some(anniversary) => plus_days(anniversary, -1),
        None => plus_months(first, years * 12),
    }
}

/// The rolling window of `years` years that ends on `today`: from (today minus
/// 12 × years months) plus one day, to today.
pub fn rolling_window(today: NaiveDate, years: i32) -> Period {
    Period {
        first: plus_days(plus_months(today, -12 * years), 1),
        last: today,
    }
}

/// `2026年3月9日`, as offices write a day.
pub fn chinese_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `2026年3月` where only the month is known, which is kept as its first day; else the
/// whole day.
pub fn chinese_month_or_day(day: NaiveDate) -> String {
    if day.day() == 1 {
        format!("{}年{}月", day.year(), day.month())
    } else {
        chinese_day(day)
    }
}

/// A day as tests write it: 2026-03-09.
#[cfg(test)]
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_told_without_a_day_that_nobody_gave() {
        assert_eq!(chinese_month_or_day(day("2024-06-01")), "2024年6月");
        assert_eq!(chinese_month_or_day(day("2024-06-15")), "2024年6月15日");
    }

    #[test]
    fn three_years_end_on_the_day_before_the_anniversary() {
        for (first, last) in [
            ("2024-04-02", "2027-04-01"),
            ("2025-01-01", "2027-12-31"),
            ("2024-02-29", "2027-02-28"),
            ("2021-03-01", "2024-02-29"),
            ("2023-02-28", "2026-02-27"),
        ] {
            assert_eq!(last_day_of_years(day(first), 3), day(last), "{first}");
        }
    }

    #[test]
    fn the_rolling_window_clamps_at_month_ends() {
        for (today, first) in [
            ("2026-03-09", "2023-03-10"),
            ("2024-02-29", "2021-03-01"),
            ("2026-02-28", "2023-03-01"),
            ("2027-02-28", "2024-02-29"),
        ] {
            assert_eq!(rolling_window(day(today), 3).first, day(first), "{today}");
        }
    }
}
