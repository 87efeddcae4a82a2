//! Where somebody worked on an earlier day. Pure.
//!
//! The person's own row tells of today: the present unit and the present period of
//! service. Moves tell where somebody worked before, a return after leaving keeps the
//! period before it.

use chrono::NaiveDate;

use super::{PersonDetails, PersonId, PersonMove};
use crate::units::UnitId;

/// A period of service that ended before the present one began.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::service_periods, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ServicePeriod {
    /// Whose.
    pub person_id: PersonId,
    /// Its first day; none where it was never said.
    pub joined_on: Option<NaiveDate>,
    /// Its last day.
    pub left_on: NaiveDate,
}

/// Whether somebody was there on a day: had joined and not left, now or in a period
/// before. Without a day of joining, a period counts from ever.
pub fn was_there(details: &PersonDetails, before: &[ServicePeriod], day: NaiveDate) -> bool {
    let begun = |joined: Option<NaiveDate>| joined.is_none_or(|joined| joined <= day);
    let now = begun(details.joined_on) && !details.has_left(day);
    let earlier = before
        .iter()
        .any(|period| begun(period.joined_on) && day <= period.left_on);
    now || earlier
}

/// The unit where somebody worked on a day: what the first move after that day left, the
/// present one where none came after. A move takes effect on its own day.
pub fn unit_on(details: &PersonDetails, moves: &[PersonMove], day: NaiveDate) -> UnitId {
    moves
        .iter()
        .filter(|one| one.moved_on > day)
        .min_by_key(|one| one.moved_on)
        .map_or(details.unit_id, |one| one.from_unit_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        day.parse().unwrap()
    }

    fn details(joined_on: Option<&str>, left_on: Option<&str>) -> PersonDetails {
        PersonDetails {
            name: "陈静".to_owned(),
            pinyin_key: String::new(),
            pinyin_initials: String::new(),
            unit_id: UnitId(3),
            mobile: None,
            email: None,
            education: None,
            major: None,
            graduated_on: None,
            social_work_since: None,
            employment_kind: None,
            joined_on: joined_on.map(on),
            left_on: left_on.map(on),
        }
    }

    #[test]
    fn who_counts_at_the_end_of_a_year() {
        let earlier = [ServicePeriod {
            person_id: PersonId(1),
            joined_on: Some(on("2018-03-01")),
            left_on: on("2021-06-30"),
        }];
        // Worked from March 2018 to June 2021, came back in May 2024.
        let returned = details(Some("2024-05-01"), None);
        for (year, there) in [
            ("2017-12-31", false),
            ("2018-12-31", true),
            ("2020-12-31", true),
            ("2021-06-30", true),
            ("2021-12-31", false),
            ("2023-12-31", false),
            ("2024-12-31", true),
        ] {
            assert_eq!(was_there(&returned, &earlier, on(year)), there, "{year}");
        }
        // Nobody said since when: counted in every year until leaving.
        let always = details(None, Some("2022-12-31"));
        assert!(was_there(&always, &[], on("2010-12-31")));
        assert!(was_there(&always, &[], on("2022-12-31")));
        assert!(!was_there(&always, &[], on("2023-12-31")));
    }

    #[test]
    fn at_which_unit_somebody_counts_at_the_end_of_a_year() {
        let moved = |day: &str, from: i64, to: i64| PersonMove {
            person_id: PersonId(1),
            from_unit_id: UnitId(from),
            to_unit_id: UnitId(to),
            moved_on: on(day),
            reason: None,
        };
        // First township 1, from July 2022 township 2, from 1 January 2025 township 3;
        // in whatever order they were entered.
        let moves = [moved("2025-01-01", 2, 3), moved("2022-07-01", 1, 2)];
        for (day, unit) in [
            ("2020-12-31", 1),
            ("2022-06-30", 1),
            ("2022-07-01", 2),
            ("2022-12-31", 2),
            ("2024-12-31", 2),
            ("2025-01-01", 3),
            ("2026-03-09", 3),
        ] {
            let there = unit_on(&details(None, None), &moves, on(day));
            assert_eq!(there, UnitId(unit), "{day}");
        }
    }
}
