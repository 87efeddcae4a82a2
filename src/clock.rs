//! The only place that reads the system's clock. Everything else is handed a
//! [`Now`], so that tests and `--as-of` decide what day it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's own clock.
    System,
    /// Always the same instant (UTC): tests and demos.
    Fixed(NaiveDateTime),
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
        let instant = match self {
            Self::System => Utc::now().naive_utc(),
            Self::Fixed(instant) => *instant,
        };
        Now::at(instant, zone)
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
