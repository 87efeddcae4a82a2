//! The only place that reads the system's clock. Everything else is handed a
//! [`Now`], so that tests and `--as-of` decide what day it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's own clock.
    System,
    /// Always the same instant (UTC): tests, and while a demo is made.
    Fixed(NaiveDateTime),
    /// The machine's clock moved by a span, so that time goes on from another day; the
    /// civil day stays the same however long it runs: a demo being looked at.
    Moved {
        /// What is added to the machine's time.
        by: TimeDelta,
        /// The day it is for every rule.
        day: NaiveDate,
    },
}

/// One moment as the rooms see it: the instant, and the civil day in the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant in UTC, cut to whole seconds so that both databases give it back unchanged.
    pub instant: NaiveDateTime,
    /// The civil day in the configured zone.
    pub today: NaiveDate,
}

impl Clock {
    /// The present moment in `zone`.
    pub fn now(&self, zone: Tz) -> Now {
        match self {
            Self::System => Now::at(Utc::now().naive_utc(), zone),
            Self::Fixed(instant) => Now::at(*instant, zone),
            Self::Moved { by, day } => Now {
                today: *day,
                ..Now::at(Utc::now().naive_utc() + *by, zone)
            },
        }
    }

    /// A clock that goes on from `from` (UTC) while the day stays `day`.
    pub fn going_on(from: NaiveDateTime, day: NaiveDate) -> Self {
        Self::Moved {
            by: from - Utc::now().naive_utc(),
            day,
        }
    }

    /// What a telephone shows at an instant of this clock: its codes (动态验证码) follow
    /// the real time, also where somebody looks at a demo of another day.
    pub fn on_devices(&self, instant: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::System | Self::Fixed(_) => instant,
            Self::Moved { by, .. } => instant - *by,
        }
    }

    /// The present moment, but on the day `as_of` where one is given: the same time
    /// of day, so that instants made in one run stay in order.
    pub fn now_as_of(&self, zone: Tz, as_of: Option<NaiveDate>) -> Now {
        let now = self.now(zone);
        match as_of {
            Some(day) => Now { today: day, ..now },
            None => now,
        }
    }
}

impl Now {
    /// The moment of a UTC instant in `zone`.
    pub fn at(instant: NaiveDateTime, zone: Tz) -> Self {
        let whole = instant.with_nanosecond(0).unwrap_or(instant);
        Self {
            instant: whole,
            today: Utc
                .from_utc_datetime(&whole)
                .with_timezone(&zone)
                .date_naive(),
        }
    }
}

/// The time that the file system stamps files with: the machine's own, whatever day a
/// test or `--as-of` says, because it is only compared with other files' stamps.
pub fn file_time() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// A local time of the zone as a UTC instant. Of a local time that exists twice the
/// earlier is taken; one that does not exist moves on by the gap's hour (the zones
/// we serve have had neither since 1991).
pub fn to_utc(local: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    zone.from_local_datetime(&local)
        .earliest()
        .map_or(local, |instant: DateTime<Tz>| instant.naive_utc())
}

/// A UTC instant as local time of the zone.
pub fn to_local(instant: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    Utc.from_utc_datetime(&instant)
        .with_timezone(&zone)
        .naive_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_goes_on_and_stays_on_its_day() {
        let zone = chrono_tz::Asia::Shanghai;
        let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        // Half a second before midnight in the zone.
        let from = day.and_hms_milli_opt(15, 59, 59, 500).unwrap();
        let clock = Clock::going_on(from, day);

        let before = clock.now(zone);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let after = clock.now(zone);

        assert!(before.instant < after.instant, "{before:?} {after:?}");
        assert_eq!((before.today, after.today), (day, day));
        let real = Utc::now().naive_utc();
        let shown = clock.on_devices(after.instant);
        assert!((real - shown).abs() < TimeDelta::seconds(5), "{shown}");
    }
}
