//! What came of an entry, and when it was known.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::builders::{absent, county_line, day, national_line, papers, scored, seasons};
use crate::certificates::Level::{self, Assistant, Intermediate};
use crate::exams::ExamResult;
use crate::exams::Subject::{ComprehensiveAbility, LawAndPolicy, Practice};
use crate::exams::rules::{EntryStanding, ExamStatus, entry_standing, exam_status, qualified_on};
use crate::policy::PassLine;

fn lines() -> [PassLine; 2] {
    [national_line(), county_line(Assistant, 550)]
}

fn statuses(results: &[ExamResult], today: &str) -> Vec<ExamStatus> {
    exam_status(
        results,
        &papers(),
        &lines(),
        &seasons(),
        &BTreeSet::new(),
        day(today),
    )
}

fn standing(year: i32, level: Level, results: &[ExamResult], today: &str) -> EntryStanding {
    entry_standing(year, level, results, &statuses(results, today))
}

fn known_on(level: Level, results: &[ExamResult], today: &str) -> Option<NaiveDate> {
    let (papers, seasons) = (papers(), seasons());
    qualified_on(
        level,
        results,
        &papers,
        &lines(),
        &seasons,
        &BTreeSet::new(),
        day(today),
    )
}

#[test]
fn an_entry_stands_where_its_results_put_it() {
    let results = [
        scored(2024, Intermediate, LawAndPolicy, 60),
        absent(2024, Intermediate, Practice),
        scored(2025, Intermediate, ComprehensiveAbility, 60),
        scored(2025, Intermediate, Practice, 60),
        absent(2023, Assistant, Practice),
    ];
    let told = |results_out, has_score, passes_live, qualified_year| EntryStanding {
        results_out,
        has_score,
        passes_live,
        qualified_year,
    };
    for (year, level, today, expected) in [
        (
            2024,
            Intermediate,
            "2024-08-07",
            told(false, false, false, None),
        ),
        (
            2024,
            Intermediate,
            "2024-08-08",
            told(true, true, true, None),
        ),
        (
            2024,
            Intermediate,
            "2025-07-25",
            told(true, true, false, Some(2025)),
        ),
        (
            2025,
            Intermediate,
            "2025-07-24",
            told(false, false, false, None),
        ),
        (
            2025,
            Intermediate,
            "2025-07-25",
            told(true, true, false, Some(2025)),
        ),
        (
            2023,
            Assistant,
            "2026-03-09",
            told(true, false, false, None),
        ),
        (
            2022,
            Assistant,
            "2026-03-09",
            told(false, false, false, None),
        ),
    ] {
        assert_eq!(
            standing(year, level, &results, today),
            expected,
            "{year} {level} {today}"
        );
    }
}

#[test]
fn qualification_is_known_when_the_season_closes_or_the_line_is_published() {
    let in_county = |subject, points| ExamResult {
        county: Some("城口县".to_owned()),
        ..scored(2023, Assistant, subject, points)
    };
    let by_line = [in_county(ComprehensiveAbility, 55), in_county(Practice, 70)];
    let at_once = [in_county(ComprehensiveAbility, 60), in_county(Practice, 70)];

    assert_eq!(
        known_on(Assistant, &at_once, "2026-03-09"),
        Some(day("2023-08-11"))
    );
    assert_eq!(
        known_on(Assistant, &by_line, "2026-03-09"),
        Some(day("2023-11-09"))
    );
    assert_eq!(known_on(Assistant, &by_line, "2023-11-08"), None);
    let unlisted =
        [ComprehensiveAbility, Practice].map(|subject| scored(2017, Assistant, subject, 70));
    assert_eq!(
        known_on(Assistant, &unlisted, "2026-03-09"),
        Some(day("2017-12-31"))
    );
    assert_eq!(known_on(Intermediate, &by_line, "2026-03-09"), None);
}

#[test]
fn who_qualified_only_on_a_special_line_holds_a_local_certificate() {
    let at = |points| {
        [ComprehensiveAbility, Practice].map(|subject| ExamResult {
            county: Some("彭水县".to_owned()),
            ..scored(2023, Assistant, subject, points)
        })
    };

    assert!(statuses(&at(59), "2026-03-09")[0].local_only);
    assert!(!statuses(&at(60), "2026-03-09")[0].local_only);
    assert!(!statuses(&at(54), "2026-03-09")[0].local_only);
}
