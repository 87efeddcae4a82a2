//! Who may sit a level (facts §2.2).

use std::collections::BTreeSet;

use super::builders::{day, source};
use crate::certificates::HeldCertificate;
use crate::certificates::Level::{self, Assistant, Intermediate, Senior};
use crate::exams::Candidate;
use crate::exams::rules::{Eligibility, MissingFact, eligibility};
use crate::people::Education::{self, *};
use crate::policy::EligibilityLine;
use crate::policy::Major::{self, Any, Other, SocialWork};

fn line(
    id: &str,
    level: Level,
    educations: &[Education],
    major: Major,
    years: i32,
    after: Option<Level>,
) -> EligibilityLine {
    EligibilityLine {
        id: id.to_owned(),
        label: id.to_owned(),
        level,
        educations: BTreeSet::from_iter(educations.iter().copied()),
        major,
        years,
        after_certificate: after,
        source: source(),
    }
}

/// Facts §2.2, shortened to what these tests ask.
fn lines() -> Vec<EligibilityLine> {
    let bachelor_up = [Bachelor, Master, Doctor];
    vec![
        line(
            "助理-高中",
            Assistant,
            &[HighSchool, VocationalSecondary],
            Any,
            4,
            None,
        ),
        line(
            "助理-大专社工",
            Assistant,
            &[JuniorCollege],
            SocialWork,
            2,
            None,
        ),
        line(
            "助理-本科社工",
            Assistant,
            &bachelor_up,
            SocialWork,
            0,
            None,
        ),
        line("助理-大专其他", Assistant, &[JuniorCollege], Other, 4, None),
        line("助理-本科其他", Assistant, &bachelor_up, Other, 2, None),
        line(
            "中级-高中",
            Intermediate,
            &[HighSchool, VocationalSecondary],
            Any,
            6,
            Some(Assistant),
        ),
        line(
            "中级-大专社工",
            Intermediate,
            &[JuniorCollege],
            SocialWork,
            4,
            None,
        ),
        line("中级-本科其他", Intermediate, &[Bachelor], Other, 5, None),
        line("高级", Senior, &bachelor_up, Any, 5, Some(Intermediate)),
    ]
}

fn person(education: Education, major: &str, since: &str) -> Candidate {
    Candidate {
        education: Some(education),
        major: (!major.is_empty()).then(|| major.to_owned()),
        graduated_on: None,
        social_work_since: (!since.is_empty()).then(|| day(since)),
        certificates: Vec::new(),
    }
}

fn certified(candidate: Candidate, level: Level, approved_on: &str) -> Candidate {
    let approved_on = (!approved_on.is_empty()).then(|| day(approved_on));
    Candidate {
        certificates: vec![HeldCertificate { level, approved_on }],
        ..candidate
    }
}

/// The answer on the cut-off of the season 2026, short: the line, what lacks, or what is missing.
fn answer(candidate: &Candidate, level: Level) -> String {
    match eligibility(candidate, level, &lines(), day("2026-12-31")) {
        Eligibility::Yes(line) => format!("yes {}", line.id),
        Eligibility::No {
            nearest: Some((line, years)),
            ..
        } => format!("no {} -{years}", line.id),
        Eligibility::No { nearest: None, .. } => "no".to_owned(),
        Eligibility::Unknown(facts) => {
            let facts: Vec<&str> = facts.iter().map(|fact| fact.as_str()).collect();
            format!("unknown {}", facts.join(" "))
        }
    }
}

#[test]
fn education_major_and_years_up_to_the_cut_off_decide() {
    for (education, major, since, level, expected) in [
        (HighSchool, "", "2023-01-01", Assistant, "yes 助理-高中"),
        (HighSchool, "", "2023-01-02", Assistant, "no 助理-高中 -1"),
        (
            VocationalSecondary,
            "会计",
            "2020-05-01",
            Assistant,
            "yes 助理-高中",
        ),
        (
            JuniorCollege,
            "社会工作",
            "2025-01-01",
            Assistant,
            "yes 助理-大专社工",
        ),
        (
            JuniorCollege,
            "社会工作",
            "2025-06-01",
            Assistant,
            "no 助理-大专社工 -1",
        ),
        (
            JuniorCollege,
            "",
            "2025-01-01",
            Assistant,
            "no 助理-大专其他 -2",
        ),
        (Bachelor, "社会工作专业", "", Assistant, "yes 助理-本科社工"),
        (
            Bachelor,
            "法学",
            "2025-01-01",
            Assistant,
            "yes 助理-本科其他",
        ),
        (MiddleSchool, "", "2000-01-01", Assistant, "no"),
        (
            Bachelor,
            "法学",
            "2022-01-01",
            Intermediate,
            "yes 中级-本科其他",
        ),
        (Bachelor, "社会工作", "2020-01-01", Intermediate, "no"),
        (
            Bachelor,
            "法学",
            "2030-01-01",
            Intermediate,
            "no 中级-本科其他 -5",
        ),
    ] {
        let person = person(education, major, since);
        assert_eq!(
            answer(&person, level),
            expected,
            "{education} {major} {since}"
        );
    }
}

#[test]
fn years_before_full_time_study_ended_do_not_count() {
    let graduate = |on: &str| Candidate {
        graduated_on: Some(day(on)),
        ..person(Bachelor, "法学", "2015-01-01")
    };

    assert_eq!(
        answer(&graduate("2025-01-01"), Assistant),
        "yes 助理-本科其他"
    );
    assert_eq!(
        answer(&graduate("2025-07-01"), Assistant),
        "no 助理-本科其他 -1"
    );
    assert_eq!(
        answer(&person(Bachelor, "法学", "2015-01-01"), Assistant),
        "yes 助理-本科其他"
    );
}

#[test]
fn an_education_gained_after_the_cut_off_is_not_held_yet() {
    let student = Candidate {
        graduated_on: Some(day("2027-06-30")),
        ..person(Bachelor, "社会工作", "2020-01-01")
    };
    let this_year = Candidate {
        graduated_on: Some(day("2026-06-30")),
        ..student.clone()
    };

    let other_major = Candidate {
        major: None,
        ..student.clone()
    };
    assert_eq!(answer(&other_major, Assistant), "unknown education");
    assert_eq!(answer(&student, Assistant), "unknown education");
    assert_eq!(answer(&this_year, Assistant), "yes 助理-本科社工");
}

#[test]
fn years_after_a_certificate_begin_on_its_approval() {
    let worker = || person(HighSchool, "", "2010-01-01");
    let bachelor = || person(Bachelor, "", "2010-01-01");
    for (case, candidate, level, expected) in [
        (
            "six years",
            certified(worker(), Assistant, "2021-01-01"),
            Intermediate,
            "yes 中级-高中",
        ),
        (
            "a day short",
            certified(worker(), Assistant, "2021-01-02"),
            Intermediate,
            "no 中级-高中 -1",
        ),
        ("none", worker(), Intermediate, "no"),
        (
            "gained later",
            certified(worker(), Assistant, "2027-01-01"),
            Intermediate,
            "no",
        ),
        (
            "no date",
            certified(worker(), Assistant, ""),
            Intermediate,
            "unknown certificate_approval",
        ),
        (
            "senior",
            certified(bachelor(), Intermediate, "2021-12-31"),
            Senior,
            "yes 高级",
        ),
        (
            "assistant is not enough",
            certified(bachelor(), Assistant, "2011-01-01"),
            Senior,
            "no",
        ),
    ] {
        assert_eq!(answer(&candidate, level), expected, "{case}");
    }
}

#[test]
fn what_is_missing_is_named_unless_it_could_not_help() {
    let nothing = Candidate {
        education: None,
        ..person(Bachelor, "", "")
    };
    for (case, candidate, level, expected) in [
        (
            "start",
            person(HighSchool, "", ""),
            Assistant,
            "unknown social_work_since",
        ),
        (
            "both",
            nothing.clone(),
            Assistant,
            "unknown education social_work_since",
        ),
        (
            "education",
            Candidate {
                education: None,
                ..person(Bachelor, "", "2010-01-01")
            },
            Assistant,
            "unknown education",
        ),
        ("no certificate, so no line", nothing, Senior, "no"),
        (
            "certified too late, whenever they began",
            certified(person(Bachelor, "", ""), Intermediate, "2024-01-01"),
            Senior,
            "no 高级 -2",
        ),
    ] {
        assert_eq!(answer(&candidate, level), expected, "{case}");
    }
}

#[test]
fn of_several_lines_the_one_that_lacks_or_asks_least_is_told() {
    let no_education = |major: &str, since: &str| Candidate {
        education: None,
        ..person(Bachelor, major, since)
    };

    assert_eq!(
        answer(&no_education("", "2026-01-01"), Assistant),
        "no 助理-本科其他 -1"
    );
    assert_eq!(
        answer(&no_education("社会工作", ""), Assistant),
        "unknown education"
    );
}

#[test]
fn the_answer_is_one_sentence() {
    let sentence = |candidate: &Candidate| {
        eligibility(candidate, Assistant, &lines(), day("2026-12-31")).sentence()
    };

    assert_eq!(
        sentence(&person(HighSchool, "", "2020-01-01")),
        "符合报考条件：助理-高中。"
    );
    assert_eq!(
        sentence(&person(HighSchool, "", "2024-01-01")),
        "暂不符合报考条件：最接近的是“助理-高中”，还差1年。"
    );
    assert_eq!(
        sentence(&person(HighSchool, "", "")),
        "无法判断能否报考，请补充从事社会工作时间。"
    );
    assert_eq!(MissingFact::ALL.len(), 3);
}

#[test]
fn who_lacks_a_certificate_or_an_education_is_told_what_the_level_asks_for() {
    let policies = crate::policy::Policies::embedded().unwrap();
    let told = |candidate: &Candidate, level| {
        let lines: Vec<EligibilityLine> = policies
            .eligibility_lines(level)
            .into_iter()
            .cloned()
            .collect();
        let answer = eligibility(candidate, level, &lines, day("2026-12-31"));
        (answer.sentence(), answer.to_the_person())
    };

    let graduate = person(Bachelor, "", "2010-01-01");
    assert_eq!(
        told(&graduate, Senior).1,
        "您不符合报考条件，报考要求是：本科及以上，取得社会工作师证书后从事社会工作满5年。"
    );
    // Nobody of this education is admitted: what the lowest education that is asks for.
    let pupil = person(HighSchool, "", "2010-01-01");
    assert_eq!(
        told(&pupil, Senior).0,
        "不符合报考条件，报考要求是：本科及以上，取得社会工作师证书后从事社会工作满5年。"
    );
    assert_eq!(
        told(&pupil, Intermediate).0,
        "不符合报考条件，报考要求是：高中或中专，取得助理社会工作师证书后从事社会工作满6年。"
    );
}
