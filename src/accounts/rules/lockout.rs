//! Five failures in a row lock for a quarter of an hour.

use chrono::{NaiveDateTime, TimeDelta};

/// So many failures in a row lock an account, and a name that nobody has alike.
pub const FAILURES_BEFORE_LOCK: i64 = 5;

/// How long the lock holds.
pub const LOCK_TIME: TimeDelta = TimeDelta::minutes(15);

/// Whether a lock still holds; it is over at the very instant it names.
pub fn is_locked(locked_until: Option<NaiveDateTime>, now: NaiveDateTime) -> bool {
    locked_until.is_some_and(|until| now < until)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_lock_is_over_at_the_instant_it_names() {
        let until = NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(2, 15, 0)
            .unwrap();

        assert!(is_locked(Some(until), until - TimeDelta::seconds(1)));
        assert!(!is_locked(Some(until), until));
        assert!(!is_locked(None, until));
    }
}
