use num_rational::Ratio;

use super::{day, policies};
use crate::certificates::Level;
use crate::exams::Subject;
use crate::people::Education;
use crate::policy::{Major, PaperType, PolicyProblems, Trust, check_all};
use crate::training::{RuleUnit, TrainingKind, WindowKind};

#[test]
fn every_embedded_file_passes_the_check() {
    let problems = check_all(None);

    assert!(problems.is_empty(), "{}", PolicyProblems(problems));
}

#[test]
fn the_built_in_training_rules_ask_for_what_their_documents_say() {
    let policies = policies();
    let amounts = |id: &str| -> Vec<(Level, i64)> {
        let rule = policies
            .training_rule(id, day("2026-03-09"))
            .expect("built in");
        rule.required
            .iter()
            .map(|(level, amount)| (*level, amount.to_integer()))
            .collect()
    };

    assert_eq!(
        amounts("national-hours"),
        [
            (Level::Assistant, 72),
            (Level::Intermediate, 90),
            (Level::Senior, 90)
        ]
    );
    assert_eq!(
        amounts("qijiang-days"),
        [
            (Level::Worker, 12),
            (Level::Assistant, 12),
            (Level::Intermediate, 15),
            (Level::Senior, 15)
        ]
    );
}

#[test]
fn both_built_in_rules_share_the_registration_window_and_six_hours_a_day() {
    let policies = policies();
    for (id, unit) in [
        ("national-hours", RuleUnit::Hours),
        ("qijiang-days", RuleUnit::Days),
    ] {
        let rule = policies
            .training_rule(id, day("2026-03-09"))
            .expect("built in");

        assert_eq!(
            (rule.unit, rule.window, rule.years),
            (unit, WindowKind::Registration, 3)
        );
        assert_eq!(rule.hours_per_day.len(), 1);
        assert_eq!(rule.hours_per_day[0].hours, Ratio::from_integer(6));
        assert_eq!(
            rule.kinds.iter().copied().collect::<Vec<_>>(),
            [TrainingKind::Training, TrainingKind::Degree]
        );
        assert!(rule.caps.is_empty());
        assert_eq!((rule.due_soon_days, rule.pace_test), (180, true));
    }
    let qijiang = policies
        .training_rule("qijiang-days", day("2026-03-09"))
        .expect("built in");
    assert!(qijiang.by_analogy.contains(&Level::Senior));
    assert_eq!(qijiang.source.trust, Trust::Seed);
}

#[test]
fn guangdong_changed_its_hours_a_day_with_the_year_2021() {
    let policies = policies();
    let rule = policies
        .training_rule("guangdong-hours", day("2026-03-09"))
        .expect("built in");
    let table: Vec<_> = rule
        .hours_per_day
        .iter()
        .map(|l| (l.from, l.to, l.hours.to_integer()))
        .collect();

    assert_eq!(
        table,
        [
            (None, Some(day("2020-12-31")), 6),
            (Some(day("2021-01-01")), None, 8)
        ]
    );
}

#[test]
fn papers_and_slots_are_those_of_the_notices() {
    let policies = policies();
    let slots = |level| -> Vec<(Subject, PaperType, u8, u32, u32)> {
        let papers = policies.papers(level);
        papers
            .iter()
            .map(|p| (p.subject, p.paper, p.exam_day, p.starts_minute, p.minutes))
            .collect()
    };

    assert_eq!(
        slots(Level::Intermediate),
        [
            (Subject::LawAndPolicy, PaperType::Objective, 1, 14 * 60, 120),
            (
                Subject::ComprehensiveAbility,
                PaperType::Objective,
                2,
                9 * 60,
                120
            ),
            (Subject::Practice, PaperType::Subjective, 2, 14 * 60, 150),
        ]
    );
    assert_eq!(
        slots(Level::Assistant),
        [
            (
                Subject::ComprehensiveAbility,
                PaperType::Objective,
                2,
                9 * 60,
                120
            ),
            (Subject::Practice, PaperType::Objective, 2, 14 * 60, 120),
        ]
    );
    assert_eq!(
        slots(Level::Senior),
        [(Subject::Practice, PaperType::Subjective, 2, 14 * 60, 180)]
    );
    assert!(policies.subjects(Level::Worker).is_empty());
}

/// The special mark, in tenths, for a county of work.
fn special_mark(year: i32, county: &str, level: Level, subject: Subject) -> Option<(i64, String)> {
    let policies = policies();
    let county = &policies.region(county).expect("listed").name;
    let line = policies.pass_lines().iter().find(|line| {
        line.year_from == year
            && line.counties.contains(county)
            && line.level == Some(level)
            && line.subject.is_none_or(|of| of == subject)
    })?;
    assert_eq!(
        line.year_to,
        Some(year),
        "a special line holds for its own year only"
    );
    Some((
        line.mark_tenths,
        line.published_on.expect("published").to_string(),
    ))
}

#[test]
fn special_lines_hold_in_the_named_counties_of_their_year() {
    use Level::{Assistant, Intermediate, Senior};
    use Subject::{ComprehensiveAbility as Ability, LawAndPolicy as Law, Practice};
    for (year, county, level, subject, expected) in [
        (2023, "酉阳", Assistant, Practice, Some((550, "2023-11-10"))),
        (2023, "城口县", Intermediate, Law, Some((580, "2023-11-10"))),
        (2023, "巫溪县", Senior, Practice, Some((600, "2023-11-10"))),
        (
            2025,
            "彭水县",
            Assistant,
            Ability,
            Some((530, "2025-09-12")),
        ),
        (
            2025,
            "彭水县",
            Intermediate,
            Ability,
            Some((580, "2025-09-12")),
        ),
        (2024, "彭水县", Intermediate, Ability, None),
        (2025, "綦江区", Intermediate, Ability, None),
        (
            2020,
            "四川省金口河区",
            Assistant,
            Ability,
            Some((550, "2021-07-17")),
        ),
        (
            2020,
            "马尔康市",
            Intermediate,
            Practice,
            Some((590, "2021-07-17")),
        ),
        (
            2025,
            "西昌市",
            Intermediate,
            Practice,
            Some((580, "2025-09-12")),
        ),
        (
            2020,
            "迪庆州",
            Assistant,
            Practice,
            Some((560, "2021-07-17")),
        ),
        (2020, "怒江州", Intermediate, Law, Some((580, "2021-07-17"))),
        (
            2020,
            "青海省海南州",
            Assistant,
            Ability,
            Some((520, "2021-07-17")),
        ),
        (2020, "喀什", Senior, Practice, Some((580, "2021-07-17"))),
    ] {
        let expected = expected.map(|(mark, on): (i64, &str)| (mark, on.to_owned()));
        assert_eq!(
            special_mark(year, county, level, subject),
            expected,
            "{year} {county} {level}"
        );
    }
}

#[test]
fn sixty_is_the_national_line_of_every_year_from_2008_assumed_for_2018_to_2021() {
    let policies = policies();
    for year in 2008..=2030 {
        let lines: Vec<_> = policies
            .pass_lines()
            .iter()
            .filter(|line| line.area == "全国" && line.year_from <= year)
            .filter(|line| line.year_to.is_none_or(|to| year <= to))
            .collect();

        assert_eq!(lines.len(), 1, "{year}");
        assert_eq!(lines[0].mark_tenths, 600, "{year}");
        assert_eq!(lines[0].assumed, (2018..=2021).contains(&year), "{year}");
        assert_eq!(lines[0].published_on, None, "{year}: counts at any time");
    }
}

#[test]
fn eligibility_lines_are_the_table_of_the_notices() {
    use Education::{Bachelor, Doctor, HighSchool, JuniorCollege, Master, VocationalSecondary};
    let policies = policies();
    let years = |level, education, major| -> Vec<(i32, Option<Level>)> {
        let lines = policies.eligibility_lines(level);
        let fitting = lines.iter().filter(|l| l.educations.contains(&education));
        let fitting = fitting.filter(|l| l.major == major || l.major == Major::Any);
        fitting.map(|l| (l.years, l.after_certificate)).collect()
    };
    for (level, education, social_work, other) in [
        (Level::Assistant, HighSchool, 4, 4),
        (Level::Assistant, VocationalSecondary, 4, 4),
        (Level::Assistant, JuniorCollege, 2, 4),
        (Level::Assistant, Bachelor, 0, 2),
        (Level::Assistant, Doctor, 0, 2),
        (Level::Intermediate, JuniorCollege, 4, 6),
        (Level::Intermediate, Bachelor, 3, 5),
        (Level::Intermediate, Master, 1, 3),
        (Level::Intermediate, Doctor, 0, 2),
    ] {
        let found = [
            years(level, education, Major::SocialWork),
            years(level, education, Major::Other),
        ];
        assert_eq!(
            found,
            [[(social_work, None)], [(other, None)]],
            "{level} {education}"
        );
    }
    let after = |level, education| years(level, education, Major::Other);
    assert_eq!(
        after(Level::Intermediate, HighSchool),
        [(6, Some(Level::Assistant))]
    );
    assert_eq!(
        after(Level::Senior, Bachelor),
        [(5, Some(Level::Intermediate))]
    );
    assert!(after(Level::Senior, JuniorCollege).is_empty());
    assert!(after(Level::Assistant, Education::MiddleSchool).is_empty());
    assert_eq!(policies.eligibility_lines(Level::Assistant).len(), 5);
    assert_eq!(policies.eligibility_lines(Level::Intermediate).len(), 9);
}
