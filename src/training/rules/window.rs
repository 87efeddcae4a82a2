//! The window in which training counts.

use chrono::NaiveDate;

use crate::calendar::{Period, rolling_window};
use crate::certificates::{Level, RegistrationInUse};
use crate::policy::TrainingRule;
use crate::training::WindowKind;

/// The days whose training counts, and where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First and last day, both included.
    pub period: Period,
    /// Registration period or the years that end today.
    pub basis: WindowKind,
}

/// The window of a person of `level` under `rule` on `today`: the registration
/// of that very level that began last, even when it is over; without one, the
/// rolling years. A registration of a lower level is never used.
pub fn window_on(
    rule: &TrainingRule,
    level: Level,
    registrations: &[RegistrationInUse],
    today: NaiveDate,
) -> Window {
    let registration = match rule.window {
        WindowKind::Registration => latest_begun(level, registrations, today),
        WindowKind::Rolling => None,
    };
    match registration {
        Some(registration) => Window {
            period: Period {
                first: registration.first_day,
                last: registration.last_day,
            },
            basis: WindowKind::Registration,
        },
        None => Window {
            period: rolling_window(today, rule.years),
            basis: WindowKind::Rolling,
        },
    }
}

/// Two that begin on one day (a data error) are told apart by the later last day.
fn latest_begun(
    level: Level,
    registrations: &[RegistrationInUse],
    today: NaiveDate,
) -> Option<&RegistrationInUse> {
    registrations
        .iter()
        .filter(|registration| registration.level == level && registration.first_day <= today)
        .max_by_key(|registration| (registration.first_day, registration.last_day))
}
