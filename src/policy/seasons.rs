//! The exam calendar: what was announced, and what may be expected of a year
//! that nobody has announced yet.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::Policies;
use super::model::{ExpectedSeason, SeasonDays};
use super::regions::NATIONAL;
use super::values::DayEnd;
use crate::calendar::{Period, plus_days};
use crate::exams::SeasonState;

impl SeasonDays {
    /// How well the days of sign-up are known: 预计 where only the exam is announced.
    pub fn signup_state(&self) -> SeasonState {
        match self.state {
            SeasonState::Announced if self.signup_expected => SeasonState::Expected,
            state => state,
        }
    }

    /// The season with the expected days of sign-up, where its exam was announced without
    /// any and is not over on `today`. The national plan names the exam's days months
    /// before an area's notice names those of sign-up.
    #[must_use]
    pub(crate) fn with_expected_signup(self, habit: Option<SeasonDays>, today: NaiveDate) -> Self {
        let open = self.signup_opens.is_none() && self.signup_closes.is_none();
        let ahead = self.exam.is_none_or(|exam| exam.last >= today);
        // A habit that the announced exam contradicts says nothing of this year.
        let fits = |habit: &SeasonDays| match (habit.signup_closes, self.exam) {
            (Some(closes), Some(exam)) => closes.date() < exam.first,
            _ => true,
        };
        match habit.filter(fits) {
            Some(habit) if self.state == SeasonState::Announced && open && ahead => Self {
                signup_opens: habit.signup_opens,
                signup_closes: habit.signup_closes,
                signup_expected: habit.signup_opens.or(habit.signup_closes).is_some(),
                ..self
            },
            _ => self,
        }
    }
}

impl Policies {
    /// Every season as the files have it, by year and area, 全国 among them.
    pub fn seasons(&self) -> &[SeasonDays] {
        &self.seasons
    }

    /// The entry of the files for a year in exactly this area or district.
    pub fn season_entry(&self, year: i32, place: &str) -> Option<&SeasonDays> {
        // They are sorted by year and area when they are read.
        let at = self
            .seasons
            .binary_search_by(|season| (season.year, season.area.as_str()).cmp(&(year, place)))
            .ok()?;
        self.seasons.get(at)
    }

    /// The days of a year in an area as far as they are known: the entry of the
    /// area (or of the district asked for), filled up from the regions around
    /// it. None where the year is not known at all.
    ///
    /// Not filled in: anything into a cancelled season; sign-up and payment
    /// from 全国, whose range is wider than any province's own window (facts
    /// §3.1); results and tickets where the exam days differ (postponed).
    pub fn season_days(&self, year: i32, area: &str) -> Option<SeasonDays> {
        let chain = self.region_chain(area);
        let mut entries = chain
            .iter()
            .filter_map(|place| self.season_entry(year, place));
        let first = entries.next()?;
        let asked_for_national = chain.len() == 1 && self.region(area).is_some();
        if first.area == NATIONAL && !asked_for_national {
            return Some(of_area(first, self.official_area(area)));
        }
        Some(entries.fold(first.clone(), filled_up))
    }

    /// What may be expected of a year that nobody has announced (预计): the exam
    /// on the policy's Saturday and the day after, results some days later,
    /// sign-up where the area has a habit. None where no policy guesses.
    pub fn expected_season(&self, year: i32, area: &str) -> Option<SeasonDays> {
        let habit = self.nearest(area, |place| {
            self.expected_seasons
                .iter()
                .find(|habit| habit.area == place)
        })?;
        expected(habit, year, self.official_area(area))
    }
}

/// The national calendar as one area's: its sign-up range is nobody's window.
fn of_area(national: &SeasonDays, area: String) -> SeasonDays {
    SeasonDays {
        area,
        signup_opens: None,
        signup_closes: None,
        payment_closes: None,
        ..national.clone()
    }
}

/// What `season` leaves open, from the region around it.
pub(super) fn filled_up(season: SeasonDays, around: &SeasonDays) -> SeasonDays {
    if season.state == SeasonState::Cancelled || around.state == SeasonState::Cancelled {
        return season;
    }
    let same_exam = season.exam.is_none() || around.exam.is_none() || season.exam == around.exam;
    let results = season.results.or(around.results.filter(|_| same_exam));
    let own_window = (around.area != NATIONAL).then_some(around);
    SeasonDays {
        exam: season.exam.or(around.exam),
        ticket: season.ticket.or(around.ticket.filter(|_| same_exam)),
        results,
        results_day_only: if season.results.is_some() {
            season.results_day_only
        } else {
            results.is_some() && around.results_day_only
        },
        signup_opens: season
            .signup_opens
            .or(own_window.and_then(|s| s.signup_opens)),
        signup_closes: season
            .signup_closes
            .or(own_window.and_then(|s| s.signup_closes)),
        payment_closes: season
            .payment_closes
            .or(own_window.and_then(|s| s.payment_closes)),
        service_cutoff: season.service_cutoff.or(around.service_cutoff),
        ..season
    }
}

fn expected(habit: &ExpectedSeason, year: i32, area: String) -> Option<SeasonDays> {
    let saturday = saturday_from_end(year, habit.exam_month, habit.exam_saturday_from_end)?;
    let exam = Period {
        first: saturday,
        last: plus_days(saturday, 1),
    };
    let results = plus_days(exam.last, habit.results_days_after);
    let moment = |day: Option<(u32, u32)>, end: DayEnd| -> Option<NaiveDateTime> {
        let (month, day) = day?;
        NaiveDate::from_ymd_opt(year, month, day).map(|day| end.of(day))
    };
    Some(SeasonDays {
        year,
        area,
        state: SeasonState::Expected,
        signup_opens: moment(habit.signup_opens, DayEnd::Start),
        signup_closes: moment(habit.signup_closes, DayEnd::End),
        signup_expected: false,
        payment_closes: None,
        ticket: None,
        exam: Some(exam),
        results: Some(DayEnd::Start.of(results)),
        results_day_only: true,
        service_cutoff: None,
        notice: None,
        source: habit.source.clone(),
    })
}

/// The last Saturday of a month (1), the one before (2) …
fn saturday_from_end(year: i32, month: u32, from_end: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let days: Vec<NaiveDate> = first
        .iter_days()
        .take_while(|day| day.month() == month)
        .collect();
    let saturdays = days
        .into_iter()
        .rev()
        .filter(|day| day.weekday() == Weekday::Sat);
    saturdays
        .into_iter()
        .nth(usize::try_from(from_end).ok()?.checked_sub(1)?)
}
