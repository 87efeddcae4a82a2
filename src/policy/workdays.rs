//! Working days: public holidays and worked weekends (调休) of the years policy
//! knows, Monday to Friday in the others, which is then said.

use chrono::{Datelike, NaiveDate, Weekday};

use super::trial::{Trial, TrialCount, TrialLine, TrialStanding};
use super::{HolidayYear, Policies};
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

/// A trial (试算): the days on which offices would work otherwise than so far. Nobody's
/// state hangs on it; days that are counted in working days do.
pub(super) fn compare(before: &Policies, year: &HolidayYear, day: NaiveDate) -> Trial {
    let of_year = |day: &NaiveDate| day.year() == year.year;
    let first = NaiveDate::from_ymd_opt(year.year, 1, 1).unwrap_or_default();
    let (mut lines, mut works, mut would) = (Vec::new(), 0, 0);
    for day in first.iter_days().take_while(of_year) {
        let old = before.is_working_day(day);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let new = !year.holidays.contains(&day) && (!weekend || year.workdays.contains(&day));
        works += i64::from(old);
        would += i64::from(new);
        if old != new {
            lines.push(TrialLine {
                person: None,
                unit_id: None,
                name: day.to_string(),
                unit: weekday(day).to_owned(),
                level: None,
                about: None,
                before: Some(told(old)),
                after: Some(told(new)),
            });
        }
    }
    Trial {
        day,
        measure: "天",
        people: i64::try_from(first.iter_days().take_while(of_year).count()).unwrap_or(0),
        counts: vec![TrialCount {
            label: "上班",
            before: works,
            after: would,
        }],
        lines,
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

fn told(works: bool) -> TrialStanding {
    TrialStanding {
        state: if works { "work" } else { "off" },
        required_hundredths: None,
        open_hundredths: None,
        amount_cents: None,
        sentence: if works { "上班" } else { "放假" }.to_owned(),
    }
}
