//! The seasons as they hold today: what the district entered, else what the policy
//! data knows, else what may be expected (预计).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::store::seasons;
use super::{Season, SeasonDetails, SeasonEnd, SeasonId, SeasonState};
use crate::audit::{Change, Entity};
use crate::calendar::plus_days;
use crate::clock::{Now, to_local, to_utc};
use crate::db::Conn;
use crate::policy::{Policies, SeasonDays, Source, Trust};

/// The first exam was held in 2008 (facts §2.1).
const FIRST_EXAM_YEAR: i32 = 2008;
/// A season without a results day is over this many days after its exam (the longest
/// wait so far was 80 days, facts §3.1).
const RESULTS_WITHIN_DAYS: i64 = 90;

/// Every season, by year and area.
#[derive(Debug, Clone)]
pub struct SeasonBook<'p> {
    policies: &'p Policies,
    zone: Tz,
    stored: Arc<Stored>,
}

/// The stored seasons by place, then by year.
pub(super) type Stored = HashMap<String, BTreeMap<i32, Season>>;

impl<'p> SeasonBook<'p> {
    /// Reads the stored seasons.
    ///
    /// # Errors
    /// When the query fails.
    pub fn load(conn: &mut Conn, policies: &'p Policies, zone: Tz) -> diesel::QueryResult<Self> {
        Ok(Self::of(seasons::load_all(conn)?, policies, zone))
    }

    /// Reads the stored seasons of these areas only.
    ///
    /// # Errors
    /// When the query fails.
    pub fn load_areas(
        conn: &mut Conn,
        policies: &'p Policies,
        zone: Tz,
        areas: &[&str],
    ) -> diesel::QueryResult<Self> {
        Ok(Self::of(
            seasons::load_of_areas(conn, areas)?,
            policies,
            zone,
        ))
    }

    fn of(rows: Vec<Season>, policies: &'p Policies, zone: Tz) -> Self {
        Self::with_stored(Arc::new(Self::stored_of(rows)), policies, zone)
    }

    pub(super) fn with_stored(stored: Arc<Stored>, policies: &'p Policies, zone: Tz) -> Self {
        Self {
            policies,
            zone,
            stored,
        }
    }

    pub(super) fn stored_of(rows: Vec<Season>) -> Stored {
        let mut stored = Stored::new();
        for season in rows {
            put(&mut stored, season);
        }
        stored
    }

    /// The days of a season in an area, or in a district with days of its own: what was
    /// entered here wins, then the policy data, then the guess for a year that nobody
    /// has announced.
    pub fn days(&self, year: i32, place: &str) -> Option<SeasonDays> {
        let own = self.place(year, place);
        match self.stored(year, own) {
            // Entered as 预计 without an exam day, it says nothing that the habit does not.
            Some(season)
                if !season.details.from_policy
                    && (season.details.state != SeasonState::Expected
                        || season.details.exam_first_day.is_some()) =>
            {
                Some(self.days_of(season))
            }
            _ => self
                .policies
                .season_days(year, own)
                .or_else(|| self.policies.expected_season(year, own)),
        }
    }

    /// The days of a season as somebody plans with them on `today`: as [`Self::days`], and
    /// where the exam is announced without the days of sign-up, the expected ones for those.
    pub fn days_ahead(&self, year: i32, place: &str, today: NaiveDate) -> Option<SeasonDays> {
        let days = self.days(year, place)?;
        let habit = self.policies.expected_season(year, self.place(year, place));
        Some(days.with_expected_signup(habit, today))
    }

    /// Where the days of a region's season are told: the nearest region upwards with
    /// days of its own in that year (西安市 2025), else the exam area.
    pub fn place<'r>(&'r self, year: i32, region: &'r str) -> &'r str {
        let chain = self.policies.region_chain(region);
        // The province stands below 全国, at the end.
        let area = match chain[..] {
            [.., province, _] => province,
            _ => region,
        };
        let told = |place: &str| {
            self.stored(year, place)
                .is_some_and(|season| !season.details.from_policy)
                || self.policies.season_entry(year, place).is_some()
        };
        chain
            .into_iter()
            .take_while(|place| *place != area)
            .find(|place| told(place))
            .unwrap_or(area)
    }

    /// The stored row of a place's own season, whether it was entered here or made
    /// from policy data for an entry.
    pub fn stored(&self, year: i32, place: &str) -> Option<&Season> {
        self.stored.get(place)?.get(&year)
    }

    /// The years of a place of which anything is known, the latest first, up to
    /// `last_year`.
    pub fn years(&self, place: &str, last_year: i32) -> Vec<SeasonDays> {
        (FIRST_EXAM_YEAR..=last_year)
            .rev()
            .filter_map(|year| self.days(year, place))
            .collect()
    }

    /// The season that the people of a region can act in next: the first from last year
    /// on that is not over. What a season's day of closing means for live passes is
    /// another question (docs/rules.md §4).
    pub fn at_hand(&self, region: &str, today: NaiveDate) -> Option<SeasonDays> {
        (today.year() - 1..=today.year() + 1)
            .filter_map(|year| self.days_ahead(year, region, today))
            .find(|days| !is_over(days, today))
    }

    /// The area and year of a stored season.
    pub fn find(&self, id: SeasonId) -> Option<&Season> {
        self.stored
            .values()
            .flat_map(BTreeMap::values)
            .find(|season| season.id == id)
    }

    /// When each season of an area closes, for what still lives; only days that are
    /// known, never expected ones.
    pub fn ends(&self, area: &str, last_year: i32) -> Vec<SeasonEnd> {
        (FIRST_EXAM_YEAR..=last_year)
            .filter_map(|year| self.days(year, area))
            .filter(|days| days.state != SeasonState::Expected)
            .map(|days| SeasonEnd {
                year: days.year,
                exam_last_on: days.exam.map(|exam| exam.last),
                results_on: days.results.map(|results| results.date()),
            })
            .collect()
    }

    /// The stored row of a season, made from what is known where it is missing; with an
    /// imagined id (a look at a file) it is only remembered, not stored.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ensure(
        &mut self,
        conn: &mut Conn,
        year: i32,
        area: &str,
        now: Now,
        imagined: Option<SeasonId>,
        changes: &mut Vec<Change>,
    ) -> diesel::QueryResult<SeasonId> {
        if let Some(season) = self.stored(year, area) {
            return Ok(season.id);
        }
        let details = match self.days(year, area) {
            Some(days) => self.details_of(&days, area),
            None => unknown_season(year, area),
        };
        let season = match imagined {
            Some(id) => Season {
                id,
                details,
                version: 1,
            },
            None => seasons::insert(conn, details, now.instant)?,
        };
        changes.push(Change::created(
            Entity::Season,
            season.id.0,
            None,
            &season.details,
        ));
        let id = season.id;
        put(Arc::make_mut(&mut self.stored), season);
        Ok(id)
    }

    fn details_of(&self, days: &SeasonDays, area: &str) -> SeasonDetails {
        let utc =
            |local: Option<chrono::NaiveDateTime>| local.map(|local| to_utc(local, self.zone));
        SeasonDetails {
            year: i64::from(days.year),
            area: area.to_owned(),
            district: String::new(),
            state: days.state,
            signup_opens_at: utc(days.signup_opens),
            signup_closes_at: utc(days.signup_closes),
            payment_closes_at: utc(days.payment_closes),
            ticket_first_day: days.ticket.map(|ticket| ticket.first),
            ticket_last_day: days.ticket.map(|ticket| ticket.last),
            exam_first_day: days.exam.map(|exam| exam.first),
            exam_last_day: days.exam.map(|exam| exam.last),
            results_at: utc(days.results),
            results_day_only: days.results_day_only,
            service_cutoff_on: days.service_cutoff,
            source_document: days.source.document.clone(),
            source_trust: days.source.trust,
            from_policy: true,
        }
    }

    fn days_of(&self, season: &Season) -> SeasonDays {
        let details = &season.details;
        let local = |utc: Option<chrono::NaiveDateTime>| utc.map(|utc| to_local(utc, self.zone));
        let period = |first: Option<NaiveDate>, last: Option<NaiveDate>| {
            let first = first?;
            Some(crate::calendar::Period {
                first,
                last: last.unwrap_or(first),
            })
        };
        SeasonDays {
            year: year_of(season),
            area: place_of(season).to_owned(),
            state: details.state,
            signup_opens: local(details.signup_opens_at),
            signup_closes: local(details.signup_closes_at),
            signup_expected: false,
            payment_closes: local(details.payment_closes_at),
            ticket: period(details.ticket_first_day, details.ticket_last_day),
            exam: period(details.exam_first_day, details.exam_last_day),
            results: local(details.results_at),
            results_day_only: details.results_day_only,
            service_cutoff: details.service_cutoff_on,
            notice: None,
            source: Source {
                document: details.source_document.clone(),
                clause: None,
                quote: None,
                trust: details.source_trust,
                note: None,
            },
        }
    }
}

/// A season is over when its results are out, or should long have been.
fn is_over(days: &SeasonDays, today: NaiveDate) -> bool {
    let results = days.results.map(|results| results.date());
    let latest = days
        .exam
        .map(|exam| plus_days(exam.last, RESULTS_WITHIN_DAYS));
    match results.or(latest) {
        Some(last) => last < today,
        None => days.year < today.year(),
    }
}

fn put(stored: &mut Stored, season: Season) {
    let of_place = stored.entry(place_of(&season).to_owned());
    of_place.or_default().insert(year_of(&season), season);
}

fn year_of(season: &Season) -> i32 {
    i32::try_from(season.details.year).unwrap_or_default()
}

/// Where a season's days hold: the district that has its own, else the exam area.
fn place_of(season: &Season) -> &str {
    if season.details.district.is_empty() {
        &season.details.area
    } else {
        &season.details.district
    }
}

fn unknown_season(year: i32, area: &str) -> SeasonDetails {
    SeasonDetails {
        year: i64::from(year),
        area: area.to_owned(),
        district: String::new(),
        state: SeasonState::Expected,
        signup_opens_at: None,
        signup_closes_at: None,
        payment_closes_at: None,
        ticket_first_day: None,
        ticket_last_day: None,
        exam_first_day: None,
        exam_last_day: None,
        results_at: None,
        results_day_only: true,
        service_cutoff_on: None,
        source_document: "报名或成绩名单".to_owned(),
        source_trust: Trust::Decided,
        from_policy: true,
    }
}
