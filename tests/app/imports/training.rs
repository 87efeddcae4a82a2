//! The training ledger.

use shegong::intake::{ImportKind, ImportReport};

use super::{counts, refusal, with_people};
use crate::harness::{TestApp, csv, id_number, workbook};

const HEADINGS: [&str; 8] = [
    "姓名",
    "身份证号",
    "培训名称",
    "开始日期",
    "结束日期",
    "天数",
    "学时",
    "类别",
];

/// Imports rows of 张三, each title, first and last day, days, hours, kind.
fn import(app: &TestApp, rows: &[[&str; 6]]) -> ImportReport {
    let number = id_number(1);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| [&["张三", number.as_str()], row.as_slice()].concat())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    app.import_rows(ImportKind::Training, &HEADINGS, &rows)
}

fn records(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT title || ' ' || COALESCE(CAST(days_hundredths AS TEXT), '-') || ' ' \
         || COALESCE(CAST(hours_hundredths AS TEXT), '-') || ' ' || kind || ' ' || state AS text \
         FROM training_records ORDER BY id",
    )
}

on_both_databases! {
    fn days_and_hours_are_kept_as_they_stand_and_never_derived(app: TestApp) {
        with_people(&app, &["张三"]);

        import(&app, &[
            ["甲", "2025-01-01", "2025-01-02", "2", "", ""],
            ["乙", "2025-01-01", "2025-01-02", "", "7.25", "培训"],
            ["丙", "2025-01-01", "2025-01-02", "1.5", "12", "继续教育"],
        ]);

        assert_eq!(records(&app), [
            "甲 200 - training recognised", "乙 - 725 training recognised", "丙 150 1200 training recognised",
        ]);
    }

    fn every_kind_has_its_word(app: TestApp) {
        with_people(&app, &["张三"]);
        let kinds = [
            ("考前培训", "pre_exam"), ("考前辅导", "pre_exam"), ("学历教育", "degree"), ("督导", "supervision"),
            ("会议", "conference"), ("论文", "paper"), ("其他", "other"), ("培训", "training"),
        ];
        let rows = kinds.map(|(word, _)| [word, "2025-01-01", "2025-01-02", "", "6", word]);

        let report = import(&app, &rows);

        assert_eq!(counts(&report), [8, 0, 0, 0]);
        for (word, kind) in kinds {
            assert!(records(&app).contains(&format!("{word} - 600 {kind} recognised")), "{word}");
        }
    }

    fn a_record_with_neither_days_nor_hours_is_refused(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[["甲", "2025-01-01", "2025-01-02", "", "", ""]]);

        assert_eq!(counts(&report), [0, 0, 0, 1]);
        assert!(refusal(&report).1.contains("学时"));
    }

    fn the_same_course_on_other_days_is_another_record(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["甲", "2025-01-01", "2025-01-02", "2", "", ""],
            ["甲", "2025-01-01", "2025-01-03", "3", "", ""],
            ["甲", "2025-01-01", "2025-01-02", "2", "", ""],
        ]);

        assert_eq!(counts(&report), [2, 0, 1, 0]);
    }

    fn other_amounts_are_refused_across_the_sheets_of_a_file_and_changed_from_another(app: TestApp) {
        with_people(&app, &["张三"]);
        let number = id_number(1);
        let row = |days: &'static str| ["张三", number.as_str(), "甲", "2025-01-01", "2025-01-02", days, "", ""];
        let (first, second) = (row("2"), row("1"));
        let path = app.file("sheets.xlsx", workbook(&[
            ("2024年", &[&HEADINGS, &first]), ("2025年", &[&HEADINGS, &second]),
        ]));

        let report = app.import(ImportKind::Training, &path);

        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert_eq!(report.errors[0].sheet, "2025年");
        let message = refusal(&report).1;
        assert!(message.contains("2024年") && message.contains("第2行"), "{message}");
        let report = import(&app, &[["甲", "2025-01-01", "2025-01-02", "1", "", ""]]);
        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let before = app.texts("SELECT before AS text FROM history WHERE entity = 'training_record' AND action = 'changed'");
        assert!(before[0].contains("200"), "{before:?}");
    }

    fn a_csv_of_the_same_rows_is_known_already(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["甲，乙", "2025-01-01", "2025-01-02", "2", "", ""]]);
        let number = id_number(1);
        let row = ["张三", number.as_str(), "甲，乙", "2025年1月1日", "2025.1.2", "2天", "", ""];
        let utf8 = csv(&HEADINGS, &[&row]);
        let (gb18030, _, lost) = encoding_rs::GB18030.encode(std::str::from_utf8(&utf8).unwrap());
        assert!(!lost);

        for (name, bytes) in [("utf8.csv", utf8.as_slice()), ("gb18030.csv", &gb18030)] {
            let path = app.file(name, bytes);
            let report = app.import(ImportKind::Training, &path);
            assert_eq!(counts(&report), [0, 0, 1, 0], "{name} {report:?}");
        }
    }

    fn a_course_that_ends_after_today_is_only_a_notice(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[["甲", "2026-03-09", "2026-03-10", "2", "", ""]]);

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        assert_eq!(report.notices.len(), 1, "{:?}", report.notices);
    }
}
