use chrono::NaiveDateTime;

use super::{day, moment, policies};
use crate::calendar::Period;
use crate::exams::SeasonState;
use crate::policy::Policies;

/// Year, exam, results as facts §3.1 has them.
const NATIONAL_DAYS: [(i32, &str, &str, Option<&str>); 12] = [
    (2015, "2015-06-13", "2015-06-14", Some("2015-08-13 00:00")),
    (2016, "2016-06-18", "2016-06-19", Some("2016-08-19 00:00")),
    (2017, "2017-06-17", "2017-06-18", Some("2017-08-17 00:00")),
    (2018, "2018-06-09", "2018-06-10", Some("2018-08-10 00:00")),
    (2019, "2019-06-22", "2019-06-23", Some("2019-08-23 00:00")),
    (2020, "2020-10-31", "2020-11-01", Some("2021-01-14 00:00")),
    (2021, "2021-10-16", "2021-10-17", None),
    (2022, "2022-06-18", "2022-06-19", Some("2022-09-07 15:00")),
    (2023, "2023-06-10", "2023-06-11", Some("2023-08-11 00:00")),
    (2024, "2024-06-15", "2024-06-16", Some("2024-08-08 00:00")),
    (2025, "2025-05-24", "2025-05-25", Some("2025-07-25 10:00")),
    (2026, "2026-05-23", "2026-05-24", None),
];

#[test]
fn exam_and_results_days_of_every_year_stand_in_every_area() {
    let policies = policies();
    for (year, first, last, results) in NATIONAL_DAYS {
        for area in ["全国", "重庆市", "綦江区", "四川省"] {
            let season = policies.season_days(year, area).expect("known year");

            assert_eq!(
                season.exam,
                Some(Period {
                    first: day(first),
                    last: day(last)
                }),
                "{year} {area}"
            );
            assert_eq!(season.results, results.map(moment), "{year} {area}");
            assert_eq!(season.state, SeasonState::Announced, "{year} {area}");
            assert_eq!(season.service_cutoff, None, "31 December of the year");
        }
    }
    assert!(policies.season_days(2014, "重庆市").is_none());
    assert!(policies.season_days(2027, "重庆市").is_none());
}

#[test]
fn only_results_without_an_hour_are_marked_as_a_whole_day() {
    let policies = policies();
    let day_only = |year| {
        policies
            .season_days(year, "重庆市")
            .expect("known")
            .results_day_only
    };

    assert!(day_only(2024));
    assert!(!day_only(2025));
    assert!(
        !day_only(2026),
        "no results day, so no doubt about its hour"
    );
}

type Window = (
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
);

fn window_of(policies: &Policies, year: i32, area: &str) -> [Option<NaiveDateTime>; 3] {
    let season = policies.season_days(year, area).expect("known year");
    [
        season.signup_opens,
        season.signup_closes,
        season.payment_closes,
    ]
}

/// Facts §3.3 and §3.4: opens, closes, payment closes. A day without an hour
/// opens at its first and closes at its last second.
const WINDOWS: [(i32, &str, Window); 16] = [
    (2018, "重庆市", (None, None, Some("2018-03-30"))),
    (
        2019,
        "重庆市",
        (Some("2019-04-01"), Some("2019-04-10"), None),
    ),
    (2020, "重庆市", (None, None, None)),
    (
        2022,
        "重庆市",
        (Some("2022-04-22 09:00"), Some("2022-04-28 17:00"), None),
    ),
    (
        2023,
        "重庆市",
        (
            Some("2023-04-10 09:00"),
            Some("2023-04-20 17:00"),
            Some("2023-04-21 17:00"),
        ),
    ),
    (2024, "重庆市", (None, None, None)),
    (2025, "重庆市", (None, None, Some("2025-03-25 17:00"))),
    (
        2026,
        "重庆市",
        (
            Some("2026-03-09 09:00"),
            Some("2026-03-19 17:00"),
            Some("2026-03-20 17:00"),
        ),
    ),
    (
        2015,
        "四川省",
        (Some("2015-03-03"), Some("2015-03-23"), Some("2015-03-25")),
    ),
    (
        2018,
        "四川省",
        (Some("2018-03-19"), Some("2018-04-19"), Some("2018-04-21")),
    ),
    (2019, "四川省", (None, None, Some("2019-04-20"))),
    (
        2026,
        "成都市",
        (Some("2026-03-11"), Some("2026-03-23"), None),
    ),
    (
        2024,
        "广东省",
        (
            Some("2024-04-07 09:00"),
            Some("2024-04-17 17:00"),
            Some("2024-04-18 17:00"),
        ),
    ),
    (2025, "广东省", (None, Some("2025-03-24 17:00"), None)),
    (
        2025,
        "西安市",
        (
            Some("2025-03-18"),
            Some("2025-03-27 18:00"),
            Some("2025-03-29 18:00"),
        ),
    ),
    (
        2026,
        "湖北省",
        (Some("2026-03-12"), Some("2026-03-25 20:00"), None),
    ),
];

#[test]
fn each_known_window_stands_and_the_national_range_is_nobodys_window() {
    let policies = policies();
    let at = |text: Option<&str>, time: &str| {
        text.map(|text| {
            let whole = if text.len() > 10 {
                format!("{text}:00")
            } else {
                format!("{text} {time}")
            };
            NaiveDateTime::parse_from_str(&whole, "%Y-%m-%d %H:%M:%S").expect("test moment")
        })
    };
    for (year, area, (opens, closes, pays)) in WINDOWS {
        let expected = [
            at(opens, "00:00:00"),
            at(closes, "23:59:59"),
            at(pays, "23:59:59"),
        ];

        assert_eq!(window_of(policies, year, area), expected, "{year} {area}");
    }
    let national = window_of(policies, 2026, "全国");
    assert_eq!(national[0], at(Some("2026-03-09"), "00:00:00"));
    assert_eq!(national[1], at(Some("2026-03-30"), "23:59:59"));
}

#[test]
fn ticket_printing_of_chongqing_2026_is_known() {
    let season = policies().season_days(2026, "重庆").expect("known");

    assert_eq!(
        season.ticket,
        Some(Period {
            first: day("2026-05-18"),
            last: day("2026-05-22")
        })
    );
    assert_eq!(season.area, "重庆市");
}

#[test]
fn a_cancelled_area_stays_cancelled_and_gets_no_days() {
    let policies = policies();
    for (year, area) in [
        (2021, "黑龙江省"),
        (2021, "哈尔滨市"),
        (2022, "上海市"),
        (2022, "北京"),
        (2022, "天津市"),
    ] {
        let season = policies.season_days(year, area).expect("known");

        assert_eq!(season.state, SeasonState::Cancelled, "{year} {area}");
        assert_eq!((season.exam, season.results), (None, None), "{year} {area}");
    }
}

#[test]
fn a_postponed_district_does_not_take_the_results_of_the_country() {
    let season = policies().season_days(2022, "丹东市").expect("known");

    assert_eq!(
        season.exam,
        Some(Period {
            first: day("2022-12-24"),
            last: day("2022-12-25")
        })
    );
    assert_eq!(season.results, None);
    assert!(!season.results_day_only);
}

#[test]
fn the_expected_exam_is_the_saturday_before_the_last_of_may_and_the_day_after() {
    let policies = policies();
    for (year, first, last, results) in [
        (2025, "2025-05-24", "2025-05-25", "2025-07-24"),
        (2026, "2026-05-23", "2026-05-24", "2026-07-23"),
        (2027, "2027-05-22", "2027-05-23", "2027-07-22"),
        (2028, "2028-05-20", "2028-05-21", "2028-07-20"),
    ] {
        let season = policies.expected_season(year, "綦江区").expect("expected");

        assert_eq!(
            season.exam,
            Some(Period {
                first: day(first),
                last: day(last)
            }),
            "{year}"
        );
        assert_eq!(
            season.results.map(|results| results.date()),
            Some(day(results)),
            "{year}"
        );
        assert!(season.results_day_only);
        assert_eq!(season.state, SeasonState::Expected);
        assert_eq!(season.area, "重庆市");
    }
}

#[test]
fn only_an_area_with_a_habit_gets_an_expected_sign_up() {
    let policies = policies();

    let chongqing = policies.expected_season(2027, "重庆市").expect("expected");
    let sichuan = policies.expected_season(2027, "四川省").expect("expected");

    assert_eq!(
        chongqing.signup_opens.map(|at| at.date()),
        Some(day("2027-03-09"))
    );
    assert_eq!(
        chongqing.signup_closes.map(|at| at.date()),
        Some(day("2027-03-19"))
    );
    assert_eq!((sichuan.signup_opens, sichuan.signup_closes), (None, None));
    assert_eq!(sichuan.area, "四川省");
    assert!(sichuan.exam.is_some());
}
