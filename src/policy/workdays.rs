//! Working days: public holidays and worked weekends (调休) of the years policy
//! knows, Monday to Friday in the others, which is then said.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Policies;
use crate::calendar::plus_days;

impl Policies {
    /// Whether offices work on `day`.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match self.holidays.get(&day.year()) {
            Some(year) if year.holidays.contains(&day) => false,
            Some(year) if year.workdays.contains(&day) => true,
            _ => !weekend,
        }
    }

    /// Whether the public holidays of `day`'s year are known.
    pub fn knows_holidays_of(&self, day: NaiveDate) -> bool {
        self.holidays.contains_key(&day.year())
    }

    /// The `count`th working day after `day` (`day` itself for 0), and whether
    /// a year without holiday data was crossed, so that it is only assumed.
    pub fn plus_working_days(&self, day: NaiveDate, count: u32) -> (NaiveDate, bool) {
        let mut reached = day;
        let mut assumed = false;
        let mut left = count;
        while left > 0 {
            let next = plus_days(reached, 1);
            // The last day of the calendar has no next one.
            if next == reached {
                break;
            }
            reached = next;
            assumed |= !self.knows_holidays_of(reached);
            if self.is_working_day(reached) {
                left -= 1;
            }
        }
        (reached, assumed)
    }
}
