//! Outcomes, live passes, the next season.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::builders::{absent, county_line, day, national_line, papers, scored, seasons};
use crate::certificates::Level::{self, Assistant, Intermediate, Senior};
use crate::exams::Subject::{self, ComprehensiveAbility, LawAndPolicy, Practice};
use crate::exams::rules::{
    ExamStatus, closing_day, exam_status, next_season, qualified_year, subjects_of,
};
use crate::exams::{ExamOutcome, ExamResult, SeasonEnd};

const LAW: Subject = LawAndPolicy;
const ABILITY: Subject = ComprehensiveAbility;

/// Intermediate passes by year, as facts §2.4 writes them.
fn passes(years: &[(i32, &[Subject])]) -> BTreeSet<(Subject, i32)> {
    let each = |&(year, subjects): &(i32, &[Subject])| {
        subjects
            .iter()
            .map(|&subject| (subject, year))
            .collect::<Vec<_>>()
    };
    years.iter().flat_map(each).collect()
}

fn intermediate(years: &[(i32, &[Subject])], skipped: &[i32]) -> Option<i32> {
    let subjects = subjects_of(Intermediate, &papers());
    qualified_year(
        Intermediate,
        &subjects,
        &passes(years),
        &skipped.iter().copied().collect(),
    )
}

fn on(today: &str, results: &[ExamResult]) -> Vec<ExamStatus> {
    let lines = [national_line(), county_line(Assistant, 550)];
    exam_status(
        results,
        &papers(),
        &lines,
        &seasons(),
        &BTreeSet::new(),
        day(today),
    )
}

fn only(today: &str, results: &[ExamResult]) -> ExamStatus {
    let lines = on(today, results);
    assert_eq!(lines.len(), 1);
    lines[0].clone()
}

fn live(status: &ExamStatus) -> Vec<(Subject, i32)> {
    status
        .live_passes
        .iter()
        .map(|pass| (pass.subject, pass.year))
        .collect()
}

#[test]
fn the_subjects_of_a_level_stand_in_official_order() {
    assert_eq!(
        subjects_of(Intermediate, &papers()),
        [LAW, ABILITY, Practice]
    );
    assert_eq!(subjects_of(Assistant, &papers()), [ABILITY, Practice]);
    assert_eq!(subjects_of(Senior, &papers()), [Practice]);
    assert!(subjects_of(Level::Worker, &papers()).is_empty());
}

#[test]
fn an_intermediate_qualifies_when_every_subject_is_passed_this_year_or_the_year_before() {
    for (case, years, qualified) in [
        (
            "a",
            vec![(2023, &[LAW, ABILITY][..]), (2024, &[Practice])],
            Some(2024),
        ),
        (
            "b",
            vec![(2023, &[LAW][..]), (2024, &[ABILITY]), (2025, &[Practice])],
            None,
        ),
        (
            "c",
            vec![(2023, &[LAW][..]), (2025, &[ABILITY, Practice])],
            None,
        ),
        (
            "all at once",
            vec![(2023, &[LAW, ABILITY, Practice][..])],
            Some(2023),
        ),
        (
            "the first year counts",
            vec![(2019, &[LAW, ABILITY, Practice][..]), (2023, &[LAW])],
            Some(2019),
        ),
        (
            "a lapsed pass made again",
            vec![
                (2022, &[LAW][..]),
                (2023, &[ABILITY]),
                (2024, &[LAW, Practice]),
            ],
            Some(2024),
        ),
    ] {
        assert_eq!(intermediate(&years, &[]), qualified, "{case}");
    }
}

#[test]
fn example_b_needs_both_lapsed_subjects_in_2026_and_example_c_one() {
    let b = [
        scored(2023, Intermediate, LAW, 60),
        scored(2024, Intermediate, ABILITY, 60),
        scored(2025, Intermediate, Practice, 60),
    ];
    let c = [
        scored(2023, Intermediate, LAW, 60),
        absent(2024, Intermediate, Practice),
        scored(2025, Intermediate, ABILITY, 60),
        scored(2025, Intermediate, Practice, 60),
    ];
    let (b, c) = (only("2026-03-09", &b), only("2026-03-09", &c));

    assert_eq!((b.outcome, b.next_season), (ExamOutcome::Partial, 2026));
    assert_eq!(
        (live(&b), b.needs),
        (vec![(Practice, 2025)], vec![LAW, ABILITY])
    );
    assert_eq!(
        (live(&c), c.needs),
        (vec![(ABILITY, 2025), (Practice, 2025)], vec![LAW])
    );
}

#[test]
fn a_cancelled_year_is_skipped_only_where_the_area_says_so() {
    let years = [(2021, &[LAW, ABILITY][..]), (2023, &[Practice])];

    assert_eq!(intermediate(&years, &[]), None);
    assert_eq!(intermediate(&years, &[2022]), Some(2023));
    assert_eq!(
        intermediate(&[(2020, &[LAW, ABILITY][..]), (2023, &[Practice])], &[2022]),
        None
    );
}

#[test]
fn what_lives_looks_over_a_skipped_year_too() {
    let results = [scored(2021, Intermediate, LAW, 70)];
    let skipped = BTreeSet::from([2022]);
    let lines = [national_line()];
    let with = exam_status(
        &results,
        &papers(),
        &lines,
        &seasons(),
        &skipped,
        day("2023-03-01"),
    );

    assert_eq!(live(&with[0]), [(LAW, 2021)]);
    assert_eq!(only("2023-03-01", &results).outcome, ExamOutcome::NotPassed);
}

#[test]
fn an_assistant_passes_both_subjects_in_one_year_and_carries_nothing_over() {
    let one = [
        scored(2024, Assistant, ABILITY, 80),
        scored(2025, Assistant, Practice, 80),
    ];
    let both = [
        scored(2025, Assistant, ABILITY, 60),
        scored(2025, Assistant, Practice, 60),
    ];
    let (one, both) = (only("2026-03-09", &one), only("2026-03-09", &both));

    assert_eq!(one.outcome, ExamOutcome::NotPassed);
    assert_eq!((live(&one), one.needs), (vec![], vec![ABILITY, Practice]));
    assert_eq!(
        (both.outcome, both.qualified_year),
        (ExamOutcome::Qualified, Some(2025))
    );
    assert_eq!((live(&both), both.needs), (vec![], vec![]));
}

#[test]
fn a_senior_pass_is_proved_for_three_years_from_the_results_day() {
    let passed = [scored(2023, Senior, Practice, 60)];
    let again = [
        scored(2019, Senior, Practice, 60),
        scored(2024, Senior, Practice, 60),
    ];
    let unknown = [scored(2021, Senior, Practice, 60)];

    let status = only("2026-03-09", &passed);
    assert_eq!(
        (status.outcome, status.qualified_year),
        (ExamOutcome::Qualified, Some(2023))
    );
    assert_eq!(status.proof_until, Some(day("2026-08-10")));
    let status = only("2026-03-09", &again);
    assert_eq!(
        (status.qualified_year, status.proof_until),
        (Some(2019), Some(day("2027-08-07")))
    );
    assert_eq!(only("2026-03-09", &unknown).proof_until, None);
}

#[test]
fn a_line_stands_for_every_level_with_a_result_absent_included() {
    let results = [
        absent(2024, Senior, Practice),
        scored(2023, Assistant, ABILITY, 10),
    ];

    let lines = on("2026-03-09", &results);

    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.level, line.outcome))
        .collect();
    assert_eq!(
        told,
        [
            (Assistant, ExamOutcome::NotPassed),
            (Senior, ExamOutcome::NotPassed)
        ]
    );
    assert!(on("2026-03-09", &[]).is_empty());
}

#[test]
fn a_line_published_later_turns_not_passed_into_passed() {
    let in_county = |subject| ExamResult {
        county: Some("城口县".to_owned()),
        ..scored(2023, Assistant, subject, 56)
    };
    let results = [in_county(ABILITY), in_county(Practice)];

    assert_eq!(only("2023-11-08", &results).outcome, ExamOutcome::NotPassed);
    assert_eq!(only("2023-11-09", &results).qualified_year, Some(2023));
}

#[test]
fn results_count_only_once_their_season_has_closed() {
    let results = [scored(2025, Intermediate, LAW, 60)];

    assert!(on("2025-07-24", &results).is_empty());
    assert_eq!(live(&only("2025-07-25", &results)), [(LAW, 2025)]);
}

#[test]
fn a_season_closes_on_its_results_day_or_at_the_end_of_its_exams_year() {
    let put_off = SeasonEnd {
        year: 2021,
        exam_last_on: Some(day("2022-01-16")),
        results_on: None,
    };
    let unknown = SeasonEnd {
        year: 2021,
        exam_last_on: None,
        results_on: None,
    };

    assert_eq!(closing_day(&put_off), day("2022-12-31"));
    assert_eq!(closing_day(&unknown), day("2021-12-31"));
    assert_eq!(closing_day(&seasons()[1]), day("2021-01-14"));
}

#[test]
fn the_next_season_is_the_year_after_the_latest_that_closed() {
    for (today, next) in [
        ("2021-01-13", 2020),
        ("2021-01-14", 2021),
        ("2021-12-30", 2021),
        ("2021-12-31", 2022),
        ("2025-07-24", 2025),
        ("2025-07-25", 2026),
        ("2026-12-30", 2026),
        ("2026-12-31", 2027),
        // Years of which nothing is known close at their end.
        ("2030-06-01", 2030),
    ] {
        assert_eq!(next_season(&seasons(), day(today)), next, "{today}");
    }
    assert_eq!(next_season(&[], day("2026-03-09")), 2026);
}

proptest! {
    #[test]
    fn the_order_of_results_never_matters_and_what_lives_and_what_is_needed_are_the_whole(
        (results, shuffled) in prop::collection::vec(
            (2019..2026, prop::sample::select(vec![Assistant, Intermediate, Senior]),
             prop::sample::select(Subject::ALL), 50..70_i64)
                .prop_map(|(year, level, subject, points)| scored(year, level, subject, points)),
            0..20,
        ).prop_flat_map(|results| (Just(results.clone()), Just(results).prop_shuffle())),
        days in 0..2_500_u64,
    ) {
        let today = (day("2019-06-01") + chrono::Days::new(days)).to_string();

        let lines = on(&today, &results);

        prop_assert_eq!(&lines, &on(&today, &shuffled));
        for line in lines {
            let subjects = subjects_of(line.level, &papers()).len();
            match line.outcome {
                ExamOutcome::Qualified => {
                    prop_assert!(line.live_passes.is_empty() && line.needs.is_empty());
                    prop_assert!(line.qualified_year.is_some_and(|year| year < line.next_season));
                }
                ExamOutcome::Partial | ExamOutcome::NotPassed => {
                    prop_assert_eq!(line.live_passes.len() + line.needs.len(), subjects);
                    prop_assert!(!line.needs.is_empty());
                    prop_assert_eq!(line.qualified_year, None);
                    prop_assert_eq!(
                        line.outcome == ExamOutcome::Partial,
                        !line.live_passes.is_empty()
                    );
                }
            }
        }
    }
}
