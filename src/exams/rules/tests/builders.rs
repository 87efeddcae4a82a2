//! Small policies and results for the tests of this room.

pub(super) use crate::calendar::day;
use chrono::NaiveDate;

use crate::certificates::Level;
use crate::exams::{ExamResult, ScoreKind, SeasonEnd, Subject};
use crate::policy::{ExamPaper, PaperType, PassLine, Source, Trust};

pub(super) fn source() -> Source {
    Source {
        document: "试验".to_owned(),
        clause: None,
        quote: None,
        trust: Trust::Decided,
        note: None,
    }
}

/// The six papers of facts §2.3.
pub(super) fn papers() -> Vec<ExamPaper> {
    use Level::{Assistant, Intermediate, Senior};
    use PaperType::{Objective, Subjective};
    use Subject::{ComprehensiveAbility, LawAndPolicy, Practice};
    [
        (Intermediate, LawAndPolicy, Objective),
        (Assistant, ComprehensiveAbility, Objective),
        (Intermediate, ComprehensiveAbility, Objective),
        (Assistant, Practice, Objective),
        (Intermediate, Practice, Subjective),
        (Senior, Practice, Subjective),
    ]
    .map(|(level, subject, paper)| ExamPaper {
        level,
        subject,
        paper,
        exam_day: 2,
        starts_minute: 540,
        minutes: 120,
        source: source(),
    })
    .to_vec()
}

/// 60 everywhere since 2008.
pub(super) fn national_line() -> PassLine {
    PassLine {
        year_from: 2008,
        year_to: None,
        area: "全国".to_owned(),
        counties: Vec::new(),
        level: None,
        subject: None,
        mark_tenths: 600,
        published_on: None,
        assumed: false,
        source: source(),
    }
}

/// A special line of 2023 for four counties of 重庆, published in November.
pub(super) fn county_line(level: Level, mark_tenths: i64) -> PassLine {
    PassLine {
        year_from: 2023,
        year_to: Some(2023),
        area: "重庆".to_owned(),
        counties: ["城口", "巫溪", "酉阳", "彭水"].map(str::to_owned).to_vec(),
        level: Some(level),
        mark_tenths,
        published_on: Some(day("2023-11-09")),
        ..national_line()
    }
}

/// The results days of 2019 to 2025; none is known for 2021 and 2026.
pub(super) fn seasons() -> Vec<SeasonEnd> {
    [
        (2019, "2019-06-23", Some("2019-08-23")),
        (2020, "2020-11-01", Some("2021-01-14")),
        (2021, "2021-10-17", None),
        (2022, "2022-06-19", Some("2022-09-07")),
        (2023, "2023-06-11", Some("2023-08-11")),
        (2024, "2024-06-16", Some("2024-08-08")),
        (2025, "2025-05-25", Some("2025-07-25")),
        (2026, "2026-05-24", None),
    ]
    .map(|(year, exam, results)| SeasonEnd {
        year,
        exam_last_on: Some(day(exam)),
        results_on: results.map(day),
    })
    .to_vec()
}

/// A score in 重庆, `points` in whole points.
pub(super) fn scored(year: i32, level: Level, subject: Subject, points: i64) -> ExamResult {
    ExamResult {
        year,
        level,
        subject,
        kind: ScoreKind::Score,
        points_tenths: Some(points * 10),
        area: "重庆市".to_owned(),
        county: None,
        revoked: false,
    }
}

/// Absent from a paper in 重庆.
pub(super) fn absent(year: i32, level: Level, subject: Subject) -> ExamResult {
    ExamResult {
        kind: ScoreKind::Absent,
        points_tenths: None,
        ..scored(year, level, subject, 0)
    }
}
