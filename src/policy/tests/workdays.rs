use chrono::Days;
use proptest::prelude::*;

use super::{day, policies};

#[test]
fn holidays_and_worked_weekends_decide_what_a_working_day_is() {
    let policies = policies();
    for (text, works) in [
        ("2026-02-13", true),  // Friday
        ("2026-02-14", true),  // Saturday, worked for 春节
        ("2026-02-15", false), // 春节
        ("2026-02-23", false), // Monday, 春节
        ("2026-02-24", true),
        ("2026-02-28", true), // Saturday, worked
        ("2026-03-07", false),
        ("2025-10-08", false), // Wednesday, 国庆中秋
        ("2025-09-28", true),  // Sunday, worked
        ("2024-04-07", true),  // Sunday, worked for 清明
        ("2023-10-08", true),  // Sunday, worked for 国庆
    ] {
        assert_eq!(policies.is_working_day(day(text)), works, "{text}");
    }
}

#[test]
fn working_days_are_counted_over_spring_festival_and_national_day() {
    let policies = policies();
    for (from, count, reached) in [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-03-20", 3, "2026-03-25"),
        ("2026-03-21", 0, "2026-03-21"),
    ] {
        let (day_reached, assumed) = policies.plus_working_days(day(from), count);

        assert_eq!(
            (day_reached, assumed),
            (day(reached), false),
            "{count} after {from}"
        );
    }
}

#[test]
fn a_year_without_data_is_monday_to_friday_and_said_to_be_assumed() {
    let policies = policies();

    assert_eq!(
        policies.plus_working_days(day("2030-10-01"), 3),
        (day("2030-10-04"), true)
    );
    assert_eq!(
        policies.plus_working_days(day("2026-12-30"), 1),
        (day("2026-12-31"), false)
    );
    assert_eq!(
        policies.plus_working_days(day("2026-12-31"), 1),
        (day("2027-01-01"), true)
    );
    assert!(!policies.knows_holidays_of(day("2027-01-01")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn as_many_working_days_lie_between_as_were_added(offset in 0u64..1096, count in 1u32..60) {
        let policies = policies();
        let from = day("2024-01-01") + Days::new(offset);

        let (reached, _) = policies.plus_working_days(from, count);

        let between = from.iter_days().skip(1).take_while(|day| *day <= reached);
        let worked = between.filter(|day| policies.is_working_day(*day)).count();
        prop_assert_eq!(worked, usize::try_from(count).expect("small"));
        prop_assert!(policies.is_working_day(reached));
    }
}
