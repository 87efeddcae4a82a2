//! The exam seasons around the demo's day, complete: what the policy data knows, and
//! what nobody has announced filled up by habit, so that a demo of any day shows every
//! door. Filled-up days are entered as the district's own, marked as made up.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use crate::calendar::{Period, plus_days};
use crate::certificates::Level;
use crate::clock::to_utc;
use crate::exams::{SeasonDetails, SeasonState};
use crate::policy::{Policies, SeasonDays, Trust};

/// Sign-up opens so many days before the exam where no notice is known.
const SIGNUP_DAYS_BEFORE_EXAM: i64 = 75;
/// Sign-up stays open so long.
const SIGNUP_DAYS: i64 = 10;
/// Results come so many days after the exam (facts §3.1).
const RESULTS_DAYS_AFTER_EXAM: i64 = 60;
/// The office has imported them so many days later; until then everyone has only sat.
const RESULTS_IMPORTED_AFTER_DAYS: i64 = 7;
/// A coming season is announced in the demo from so many days before sign-up.
const ANNOUNCED_DAYS_BEFORE: i64 = 20;

/// The days of one season, all known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DemoSeason {
    pub(super) year: i32,
    pub(super) area: String,
    /// Not announced yet on the demo's day.
    pub(super) expected: bool,
    pub(super) signup_opens: NaiveDateTime,
    pub(super) signup_closes: NaiveDateTime,
    pub(super) payment_closes: NaiveDateTime,
    pub(super) ticket: Period,
    pub(super) exam: Period,
    pub(super) results: NaiveDateTime,
}

/// How far the running season has come on the demo's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    BeforeSignup,
    Signup,
    Paid,
    Ticket,
    Sat,
    Over,
}

impl DemoSeason {
    /// Completes what the policy data has of a year.
    pub(super) fn of(policies: &Policies, year: i32, area: &str, today: NaiveDate) -> Option<Self> {
        let known = policies.season_days(year, area);
        let expected = policies.expected_season(year, area);
        let days = known.clone().or_else(|| expected.clone())?;
        let exam = days
            .exam
            .or(expected.as_ref().and_then(|guess| guess.exam))?;
        let (opens, closes) = signup(&days, exam);
        let announced = known.is_some_and(|days| days.state != SeasonState::Expected)
            || today >= plus_days(opens.date(), -ANNOUNCED_DAYS_BEFORE);
        Some(Self {
            year,
            area: area.to_owned(),
            expected: !announced,
            signup_opens: opens,
            signup_closes: closes,
            payment_closes: days
                .payment_closes
                .unwrap_or(plus_days(closes.date(), 1).and_time(hour(17))),
            ticket: days.ticket.unwrap_or(Period {
                first: plus_days(exam.first, -5),
                last: plus_days(exam.first, -1),
            }),
            exam,
            results: days
                .results
                .unwrap_or(plus_days(exam.last, RESULTS_DAYS_AFTER_EXAM).and_time(hour(10))),
        })
    }

    /// How much of the time to sign up and pay has passed on a day, in percent.
    pub(super) fn signup_percent(&self, today: NaiveDate) -> usize {
        let all = (self.payment_closes.date() - self.signup_opens.date()).num_days();
        let passed = (today - self.signup_opens.date()).num_days();
        usize::try_from(passed.clamp(0, all) * 100 / all.max(1)).unwrap_or(0)
    }

    pub(super) fn phase(&self, today: NaiveDate) -> Phase {
        if self.expected || today < self.signup_opens.date() {
            Phase::BeforeSignup
        } else if today <= self.payment_closes.date() {
            Phase::Signup
        } else if today < self.ticket.first {
            Phase::Paid
        } else if today <= self.exam.last {
            Phase::Ticket
        } else if today < plus_days(self.results.date(), RESULTS_IMPORTED_AFTER_DAYS) {
            Phase::Sat
        } else {
            Phase::Over
        }
    }

    /// The season as the district enters it; results only once they are out.
    pub(super) fn details(&self, zone: Tz, today: NaiveDate) -> SeasonDetails {
        let out = self.results.date() <= today;
        SeasonDetails {
            year: i64::from(self.year),
            area: self.area.clone(),
            district: String::new(),
            state: SeasonState::Announced,
            signup_opens_at: Some(to_utc(self.signup_opens, zone)),
            signup_closes_at: Some(to_utc(self.signup_closes, zone)),
            payment_closes_at: Some(to_utc(self.payment_closes, zone)),
            ticket_first_day: Some(self.ticket.first),
            ticket_last_day: Some(self.ticket.last),
            exam_first_day: Some(self.exam.first),
            exam_last_day: Some(self.exam.last),
            results_at: out.then(|| to_utc(self.results, zone)),
            results_day_only: false,
            service_cutoff_on: NaiveDate::from_ymd_opt(self.year, 12, 31),
            source_document: format!(
                "{}年度考试安排（演示数据，未公布的日期按惯例补齐）",
                self.year
            ),
            source_trust: Trust::Decided,
            from_policy: false,
        }
    }
}

/// The window of sign-up: the area's own, else just before payment closes, else some
/// weeks before the exam.
fn signup(days: &SeasonDays, exam: Period) -> (NaiveDateTime, NaiveDateTime) {
    let closes = days.signup_closes.or_else(|| {
        let payment = days.payment_closes?;
        Some(plus_days(payment.date(), -1).and_time(hour(17)))
    });
    let opens = days.signup_opens.unwrap_or_else(|| match closes {
        Some(closes) => plus_days(closes.date(), -SIGNUP_DAYS).and_time(hour(9)),
        None => plus_days(exam.first, -SIGNUP_DAYS_BEFORE_EXAM).and_time(hour(9)),
    });
    let closes = closes.unwrap_or_else(|| plus_days(opens.date(), SIGNUP_DAYS).and_time(hour(17)));
    (opens, closes)
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// Every season a demo looks at.
#[derive(Debug, Clone)]
pub(super) struct DemoSeasons {
    by_year: BTreeMap<i32, DemoSeason>,
    /// The years with results on the demo's day, the latest first; four or three.
    pub(super) past: Vec<i32>,
    /// The season that runs or comes next.
    pub(super) current: i32,
    pub(super) today: NaiveDate,
    special: Vec<SpecialLine>,
}

/// A county's own lower pass line that is published on the demo's day (facts §2.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpecialLine {
    pub(super) year: i32,
    pub(super) level: Level,
    pub(super) county: String,
    /// In tenths of a point.
    pub(super) mark_tenths: i64,
}

/// How far back certificates may reach.
const YEARS_BACK: i32 = 12;

impl DemoSeasons {
    /// The three exam years before the demo's day, and the running or next one.
    pub(super) fn around(policies: &Policies, area: &str, today: NaiveDate) -> Self {
        let year = today.year();
        let by_year: BTreeMap<i32, DemoSeason> = (year - YEARS_BACK..=year + 1)
            .filter_map(|year| Some((year, DemoSeason::of(policies, year, area, today)?)))
            .collect();
        let is_over = |year: &i32| {
            by_year
                .get(year)
                .is_some_and(|season| season.phase(today) == Phase::Over)
        };
        let past: Vec<i32> = (year - 3..=year).rev().filter(is_over).collect();
        let current = past.first().map_or(year, |latest| latest + 1);
        let special = special_lines(policies, area, today);
        Self {
            by_year,
            past,
            current,
            today,
            special,
        }
    }

    /// The lower line of a year and level, where a county has one.
    pub(super) fn special_line(&self, year: i32, level: Level) -> Option<&SpecialLine> {
        self.special
            .iter()
            .find(|line| line.year == year && line.level == level)
    }

    pub(super) fn get(&self, year: i32) -> Option<&DemoSeason> {
        self.by_year.get(&year)
    }

    /// The years whose rows are stored, oldest first.
    pub(super) fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.past
            .iter()
            .rev()
            .copied()
            .chain(std::iter::once(self.current))
    }

    /// The latest season whose results were out so many days before `day`.
    pub(super) fn passed_before(&self, day: NaiveDate, days_before: i64) -> Option<&DemoSeason> {
        self.by_year
            .values()
            .rev()
            .find(|season| plus_days(season.results.date(), days_before) <= day)
    }
}

fn special_lines(policies: &Policies, area: &str, today: NaiveDate) -> Vec<SpecialLine> {
    policies
        .pass_lines()
        .iter()
        .filter(|line| line.area == area && line.published_on.is_none_or(|day| day <= today))
        .filter_map(|line| {
            Some(SpecialLine {
                year: line.year_from,
                level: line.level?,
                county: line.counties.last()?.clone(),
                mark_tenths: line.mark_tenths,
            })
        })
        .collect()
}
