//! Score codes and pass lines.

use super::builders::{absent, county_line, day, national_line, scored};
use crate::certificates::Level::{Assistant, Intermediate};
use crate::exams::Subject::{ComprehensiveAbility, LawAndPolicy, Practice};
use crate::exams::rules::{is_passed, pass_mark, read_score};
use crate::exams::{ExamResult, ScoreKind};
use crate::policy::PassLine;

fn in_county(county: &str, points: i64) -> ExamResult {
    ExamResult {
        county: Some(county.to_owned()),
        ..scored(2023, Assistant, Practice, points)
    }
}

#[test]
fn a_result_page_shows_points_or_a_code() {
    for (tenths, meaning) in [
        (-10, Some((ScoreKind::Absent, None))),
        (-20, Some((ScoreKind::Violation, None))),
        (-40, Some((ScoreKind::Void, None))),
        (-30, None),
        (0, Some((ScoreKind::Score, Some(0)))),
        (595, Some((ScoreKind::Score, Some(595)))),
        (1000, Some((ScoreKind::Score, Some(1000)))),
        (1001, None),
    ] {
        assert_eq!(read_score(tenths), meaning, "{tenths}");
    }
}

#[test]
fn sixty_passes_and_a_tenth_less_does_not() {
    let lines = [national_line()];
    let just_short = ExamResult {
        points_tenths: Some(599),
        ..scored(2024, Assistant, Practice, 0)
    };

    assert!(is_passed(
        &scored(2024, Assistant, Practice, 60),
        &lines,
        day("2026-03-09")
    ));
    assert!(!is_passed(&just_short, &lines, day("2026-03-09")));
    assert!(!is_passed(
        &absent(2024, Assistant, Practice),
        &lines,
        day("2026-03-09")
    ));
}

#[test]
fn a_revoked_score_and_a_year_without_a_line_pass_nobody() {
    let lines = [national_line()];
    let revoked = ExamResult {
        revoked: true,
        ..scored(2024, Assistant, Practice, 90)
    };

    assert!(!is_passed(&revoked, &lines, day("2026-03-09")));
    assert!(!is_passed(
        &scored(2007, Assistant, Practice, 90),
        &lines,
        day("2026-03-09")
    ));
}

#[test]
fn a_special_line_holds_for_its_counties_its_year_its_level_and_after_publication() {
    let lines = [national_line(), county_line(Assistant, 550)];
    let other_year = ExamResult {
        year: 2024,
        ..in_county("酉阳县", 55)
    };
    let other_level = ExamResult {
        level: Intermediate,
        ..in_county("酉阳县", 55)
    };
    let other_area = ExamResult {
        area: "四川省".to_owned(),
        ..in_county("酉阳县", 55)
    };
    let nowhere = ExamResult {
        county: None,
        ..in_county("", 55)
    };
    for (case, result, today, passed) in [
        ("stem", in_county("酉阳", 55), "2023-11-09", true),
        ("county", in_county("酉阳县", 55), "2023-11-09", true),
        (
            "full name",
            in_county("酉阳土家族苗族自治县", 55),
            "2026-03-09",
            true,
        ),
        ("below it", in_county("酉阳县", 54), "2026-03-09", false),
        (
            "day before publication",
            in_county("酉阳县", 55),
            "2023-11-08",
            false,
        ),
        (
            "another county",
            in_county("秀山县", 55),
            "2026-03-09",
            false,
        ),
        ("no county", nowhere, "2026-03-09", false),
        ("another year", other_year, "2026-03-09", false),
        ("another level", other_level, "2026-03-09", false),
        ("another province", other_area, "2026-03-09", false),
    ] {
        assert_eq!(is_passed(&result, &lines, day(today)), passed, "{case}");
    }
}

#[test]
fn a_special_line_whose_end_is_left_open_still_holds_for_its_own_year_only() {
    let open = PassLine {
        year_to: None,
        ..county_line(Assistant, 550)
    };
    let lines = [national_line(), open];

    let next_year = ExamResult {
        year: 2024,
        ..in_county("城口县", 55)
    };

    assert!(is_passed(
        &in_county("城口县", 55),
        &lines,
        day("2026-03-09")
    ));
    assert!(!is_passed(&next_year, &lines, day("2026-03-09")));
}

#[test]
fn a_special_line_without_counties_is_for_the_whole_area() {
    let tibet = PassLine {
        area: "西藏".to_owned(),
        counties: Vec::new(),
        ..county_line(Assistant, 520)
    };
    let there = ExamResult {
        area: "西藏自治区".to_owned(),
        ..scored(2023, Assistant, Practice, 52)
    };

    assert!(is_passed(
        &there,
        &[national_line(), tibet],
        day("2026-03-09")
    ));
}

#[test]
fn the_line_that_names_the_subject_wins_over_one_that_names_the_level_only() {
    let of_subject = PassLine {
        subject: Some(Practice),
        ..county_line(Assistant, 560)
    };
    let lines = [county_line(Assistant, 550), of_subject, national_line()];
    let at = |subject| ExamResult {
        subject,
        ..in_county("彭水县", 55)
    };

    assert!(!is_passed(&at(Practice), &lines, day("2026-03-09")));
    assert!(is_passed(
        &at(ComprehensiveAbility),
        &lines,
        day("2026-03-09")
    ));
}

#[test]
fn a_special_line_above_the_national_one_disadvantages_nobody() {
    let lines = [national_line(), county_line(Assistant, 650)];
    let result = in_county("巫溪县", 60);

    let mark = pass_mark(&result, &lines, day("2026-03-09")).expect("a line");

    assert!(is_passed(&result, &lines, day("2026-03-09")));
    assert_eq!((mark.line.mark_tenths, mark.special), (600, false));
}

#[test]
fn a_special_line_equal_to_the_national_one_makes_nothing_local() {
    let lines = [national_line(), county_line(Assistant, 600)];
    let result = in_county("巫溪县", 60);

    assert!(
        !pass_mark(&result, &lines, day("2026-03-09"))
            .expect("a line")
            .special
    );
}

#[test]
fn a_pass_on_a_special_line_is_told_as_such() {
    let lines = [national_line(), county_line(Intermediate, 580)];
    let result = ExamResult {
        level: Intermediate,
        subject: LawAndPolicy,
        ..in_county("城口县", 58)
    };

    assert!(
        pass_mark(&result, &lines, day("2026-03-09"))
            .expect("a line")
            .special
    );
}
