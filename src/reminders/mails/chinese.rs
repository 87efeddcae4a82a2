//! Days, moments and amounts as an office writes them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::calendar::{Period, chinese_day};
use crate::certificates::Level;
use crate::training::{RuleUnit, plain_figure};

/// `2026年3月19日17:00`; the day alone at midnight, where no hour is known.
pub(super) fn moment(at: NaiveDateTime) -> String {
    if at.time() == NaiveTime::MIN {
        return chinese_day(at.date());
    }
    format!("{}{}:{:02}", chinese_day(at.date()), at.hour(), at.minute())
}

/// The last moment to act: `2026年3月19日17:00前`, or with the day alone
/// `2026年3月19日前（含当日）`, because 前 leaves open whether the day counts.
pub(super) fn before(at: NaiveDateTime) -> String {
    if at.time() == NaiveTime::MIN {
        return before_day(at.date());
    }
    format!("{}前", moment(at))
}

/// `2026年3月19日前（含当日）`.
pub(super) fn before_day(day: NaiveDate) -> String {
    format!("{}前（含当日）", chinese_day(day))
}

/// `2026年5月23日至24日`, leaving out what both ends share.
pub(super) fn days(period: Period) -> String {
    let (first, last) = (period.first, period.last);
    let start = chinese_day(first);
    if first == last {
        return start;
    }
    if first.year() != last.year() {
        return format!("{start}至{}", chinese_day(last));
    }
    if first.month() != last.month() {
        return format!("{start}至{}月{}日", last.month(), last.day());
    }
    format!("{start}至{}日", last.day())
}

/// How far a day is away: 还有3天, 就在今天, 已过2天.
pub(super) fn days_left(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "就在今天".to_owned(),
        left if left > 0 => format!("还有{left}天"),
        gone => format!("已过{}天", -gone),
    }
}

/// `12学时`, `3.5天` from hundredths.
pub(super) fn amount(hundredths: i64, unit: RuleUnit) -> String {
    format!("{}{}", plain_figure(hundredths), unit.label())
}

/// `¥1,409.50` from 分.
pub(super) fn money(cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("¥{grouped}.{:02}", cents % 100)
}

/// The level with the word that people use for it.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Worker => "社会工作员",
        Level::Assistant => "助理社会工作师（初级）",
        Level::Intermediate => "社会工作师（中级）",
        Level::Senior => "高级社会工作师",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;

    #[test]
    fn amounts_are_written_without_idle_zeros() {
        for (hundredths, text) in [
            (1200, "12学时"),
            (350, "3.5学时"),
            (16, "0.16学时"),
            (5, "0.05学时"),
        ] {
            assert_eq!(amount(hundredths, RuleUnit::Hours), text);
        }
        for (cents, text) in [
            (0, "¥0.00"),
            (140_950, "¥1,409.50"),
            (99_999_999, "¥999,999.99"),
            (12_200, "¥122.00"),
        ] {
            assert_eq!(money(cents), text);
        }
    }

    #[test]
    fn days_leave_out_what_both_ends_share() {
        for (first, last, text) in [
            ("2026-05-23", "2026-05-24", "2026年5月23日至24日"),
            ("2026-05-31", "2026-06-01", "2026年5月31日至6月1日"),
            ("2026-12-31", "2027-01-01", "2026年12月31日至2027年1月1日"),
            ("2026-05-23", "2026-05-23", "2026年5月23日"),
        ] {
            let period = Period {
                first: day(first),
                last: day(last),
            };
            assert_eq!(days(period), text);
        }
    }

    #[test]
    fn the_distance_of_a_day_is_told_in_words() {
        let today = day("2026-03-16");
        for (to, text) in [
            ("2026-03-19", "还有3天"),
            ("2026-03-16", "就在今天"),
            ("2026-03-14", "已过2天"),
        ] {
            assert_eq!(days_left(day(to), today), text);
        }
    }

    #[test]
    fn a_moment_without_an_hour_is_a_day_that_counts_to_its_end() {
        let close = day("2026-03-19").and_hms_opt(17, 0, 0).unwrap();
        let open = day("2026-03-09").and_hms_opt(9, 5, 0).unwrap();
        let midnight = day("2026-03-19").and_hms_opt(0, 0, 0).unwrap();
        assert_eq!(before(close), "2026年3月19日17:00前");
        assert_eq!(moment(open), "2026年3月9日9:05");
        assert_eq!(before(midnight), "2026年3月19日前（含当日）");
    }
}
