//! The sign-up list: an entry is a person, a season and a level.

use shegong::intake::{ImportKind, ImportReport};

use super::{counts, refusal, with_people};
use crate::harness::{TestApp, id_number};

const HEADINGS: [&str; 9] = [
    "姓名",
    "身份证号",
    "考试年度",
    "报考级别",
    "报考科目",
    "报名状态",
    "缴费状态",
    "缴费时间",
    "缴费金额",
];

/// Imports rows of 张三 for 2026, each level, subject, sign-up, payment, time, amount.
fn import(app: &TestApp, rows: &[[&str; 6]]) -> ImportReport {
    let number = id_number(1);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| [&["张三", number.as_str(), "2026"], row.as_slice()].concat())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    app.import_rows(ImportKind::ExamEntries, &HEADINGS, &rows)
}

fn entries(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT level || ' ' || state || ' ' || COALESCE(CAST(paid_cents AS TEXT), '-') || ' ' \
         || CAST((SELECT COUNT(*) FROM entry_subjects s WHERE s.entry_id = e.id) AS TEXT) AS text \
         FROM entries e ORDER BY e.id",
    )
}

const ALL_THREE: &str = "社会工作综合能力（中级）、社会工作实务（中级）、社会工作法规与政策";

on_both_databases! {
    fn subjects_stand_joined_or_one_a_row(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["中级", ALL_THREE, "已报名", "", "", ""],
            ["初级", "社会工作综合能力", "已报名", "", "", ""],
            ["初级", "社会工作实务", "已报名", "", "", ""],
        ]);

        assert_eq!(report.refused, 0, "{report:?}");
        assert_eq!(entries(&app), ["intermediate submitted - 3", "assistant submitted - 2"]);
        let before = app.contents();
        let again = import(&app, &[
            ["中级", ALL_THREE, "已报名", "", "", ""],
            ["初级", "社会工作实务", "已报名", "", "", ""],
            ["初级", "社会工作综合能力", "已报名", "", "", ""],
        ]);
        assert_eq!(counts(&again), [0, 0, 3, 0]);
        assert!(app.contents() == before);
    }

    fn a_later_list_moves_an_entry_on_and_never_back(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "社会工作实务", "已报名", "未缴费", "", ""]]);

        let paid = import(&app, &[["初级", "", "已报名", "已缴费", "2026-03-20 10:00", "61.00"]]);
        let back = import(&app, &[["初级", "", "已报名", "未缴费", "", ""]]);

        assert_eq!(counts(&paid), [0, 1, 0, 0]);
        assert_eq!(counts(&back), [0, 0, 1, 0]);
        assert_eq!(back.notices.len(), 1, "{:?}", back.notices);
        assert_eq!(entries(&app), ["assistant paid 6100 1"]);
        let at = app.texts("SELECT CAST(paid_at AS TEXT) AS text FROM entries");
        assert!(at[0].replace('T', " ").starts_with("2026-03-20 02:00:00"), "UTC: {at:?}");
    }

    fn a_cancelled_entry_is_not_taken_up_again_by_a_list(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "社会工作实务", "已取消", "", "", ""]]);

        let report = import(&app, &[["初级", "社会工作实务", "已报名", "已缴费", "", ""]]);

        assert_eq!(counts(&report), [0, 0, 1, 0]);
        assert_eq!(entries(&app), ["assistant cancelled - 1"]);
    }

    fn another_amount_is_refused_within_a_file(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["初级", "社会工作实务", "已报名", "已缴费", "", "61.00"],
            ["初级", "社会工作综合能力", "已报名", "已缴费", "", "62.00"],
        ]);

        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert!(refusal(&report).1.contains("第2行"));
        assert_eq!(entries(&app), ["assistant paid 6100 1"], "nothing of the refused row is stored");
    }

    fn another_state_of_one_entry_is_refused_within_a_file_whichever_comes_first(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["初级", "社会工作实务", "已报名", "已缴费", "", ""],
            ["初级", "社会工作实务", "已报名", "未缴费", "", ""],
        ]);

        assert_eq!(counts(&report), [1, 0, 0, 1], "{report:?}");
        assert_eq!(entries(&app), ["assistant paid - 1"]);
    }

    fn a_year_that_nobody_announced_is_filled_from_policy(app: TestApp) {
        with_people(&app, &["张三"]);
        let number = id_number(1);

        let report = app.import_rows(ImportKind::ExamEntries, &HEADINGS[..5],
            &[&["张三", &number, "2027", "初级", "社会工作实务"]]);

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        assert_eq!(app.texts("SELECT state || ' ' || area AS text FROM seasons WHERE year = 2027").len(), 1);
    }

    fn a_refused_row_makes_no_season(app: TestApp) {
        with_people(&app, &["张三"]);
        let number = id_number(1);

        let report = app.import_rows(ImportKind::ExamEntries, &HEADINGS[..5],
            &[&["李四", &number, "2026", "初级", "社会工作实务"]]);

        assert_eq!(counts(&report), [0, 0, 0, 1]);
        assert_eq!(app.contents().count("seasons"), 0);
    }
}
