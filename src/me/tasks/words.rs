//! Days without their year, as the calendar of one season tells them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// 3月19日17:00; without an hour where it is the day's first or last minute.
pub(in crate::me) fn moment(at: NaiveDateTime) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    if (hour, minute) == (0, 0) || (hour, minute) == (23, 59) {
        return day(at.date());
    }
    format!("{}{hour}:{minute:02}", day(at.date()))
}

/// 3月19日.
pub(in crate::me) fn day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// 5月23日—24日.
pub(in crate::me) fn span(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        return day(first);
    }
    if first.month() == last.month() {
        return format!("{}—{}日", day(first), last.day());
    }
    format!("{}—{}", day(first), day(last))
}
