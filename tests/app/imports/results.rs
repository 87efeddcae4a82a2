//! Exam results: one a person, year, level and subject.

use shegong::intake::{ImportKind, ImportReport};

use super::{counts, refusal, with_people};
use crate::harness::{TestApp, id_number};

const HEADINGS: [&str; 6] = ["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"];

/// Imports rows of 张三, each year, level, subject, score.
fn import(app: &TestApp, rows: &[[&str; 4]]) -> ImportReport {
    let number = id_number(1);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| [&["张三", number.as_str()], row.as_slice()].concat())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    app.import_rows(ImportKind::ExamResults, &HEADINGS, &rows)
}

fn results(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT CAST(year AS TEXT) || ' ' || level || ' ' || subject || ' ' || score_kind || ' ' \
         || COALESCE(CAST(score_tenths AS TEXT), '-') AS text FROM results ORDER BY id",
    )
}

on_both_databases! {
    fn scores_and_their_codes_are_read_as_words_and_as_numbers(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["2023年", "中级", "社会工作实务（中级）", "60.5"],
            ["2023", "", "社会工作综合能力（中级）", "-1"],
            ["2023", "中级", "社会工作法规与政策", "违纪"],
            ["2024", "中级", "社会工作实务", "缺考"],
            ["2024", "中级", "社会工作综合能力", "成绩无效"],
            ["2024", "中级", "社会工作法规与政策", "-4"],
        ]);

        assert_eq!(counts(&report), [6, 0, 0, 0], "{report:?}");
        assert_eq!(results(&app), [
            "2023 intermediate practice score 605",
            "2023 intermediate comprehensive_ability absent -",
            "2023 intermediate law_and_policy violation -",
            "2024 intermediate practice absent -",
            "2024 intermediate comprehensive_ability void -",
            "2024 intermediate law_and_policy void -",
        ]);
    }

    fn another_score_is_refused_within_a_file_and_changed_from_another(app: TestApp) {
        with_people(&app, &["张三"]);
        let report = import(&app, &[
            ["2023", "初级", "社会工作实务", "59"], ["2023年", "初级", "社会工作实务（初级）", "60"],
        ]);
        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert!(refusal(&report).1.contains("第2行"));

        let report = import(&app, &[["2023", "初级", "社会工作实务", "60"]]);

        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let before = app.texts("SELECT before AS text FROM history WHERE entity = 'exam_result' AND action = 'changed'");
        assert!(before[0].contains("590"), "{before:?}");
    }

    fn the_order_of_years_and_files_does_not_matter_to_the_status(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["2025", "中级", "社会工作法规与政策", "60"]]);
        import(&app, &[["2024", "中级", "社会工作实务", "60"], ["2025", "中级", "社会工作综合能力", "60"]]);

        let status = app.shegong(&["exam-status", "--as-of", "2026-03-09", "--json"]).json();

        assert_eq!(status[0]["outcome"], "qualified");
        assert_eq!(status[0]["qualified_year"], 2025);
    }
}
