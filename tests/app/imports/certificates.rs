//! Certificates and registrations: nothing is overwritten, a renewal or correction
//! is a row that points at the one it follows.

use shegong::intake::{ImportKind, ImportReport};

use super::{counts, refusal, with_people};
use crate::harness::{TestApp, id_number};

const HEADINGS: [&str; 6] = [
    "姓名",
    "身份证号",
    "证书级别",
    "管理号",
    "登记日期",
    "登记有效期至",
];

/// Imports rows of 张三, each level, number, first and last day.
fn import(app: &TestApp, rows: &[[&str; 4]]) -> ImportReport {
    let number = id_number(1);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| [&["张三", number.as_str()], row.as_slice()].concat())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    app.import_rows(ImportKind::Certificates, &HEADINGS, &rows)
}

/// Kind, days and the kind of the row it follows.
fn registrations(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT r.kind || ' ' || CAST(r.first_day AS TEXT) || ' ' || CAST(r.last_day AS TEXT) || ' ' \
         || COALESCE((SELECT CAST(f.last_day AS TEXT) FROM registrations f WHERE f.id = r.follows_id), '-') AS text \
         FROM registrations r ORDER BY r.id",
    )
}

on_both_databases! {
    fn a_registration_without_a_printed_last_day_runs_three_years(app: TestApp) {
        with_people(&app, &["张三"]);

        import(&app, &[["初级", "1", "2023-04-01", ""], ["中级", "2", "2024-02-29", ""]]);

        assert_eq!(registrations(&app), [
            "first 2023-04-01 2026-03-31 -",
            "first 2024-02-29 2027-02-28 -",
        ]);
    }

    fn a_printed_last_day_stands_where_it_differs_from_the_computed_one(app: TestApp) {
        with_people(&app, &["张三"]);

        import(&app, &[["初级", "1", "2023-04-01", "2026-04-01"]]);

        assert_eq!(registrations(&app), ["first 2023-04-01 2026-04-01 -"]);
    }

    fn a_later_registration_renews_the_earlier_one(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "1", "2020-04-01", "2023-03-31"]]);

        let report = import(&app, &[["初级", "1", "2023-04-01", "2026-03-31"]]);

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        assert_eq!(registrations(&app), [
            "first 2020-04-01 2023-03-31 -",
            "renewal 2023-04-01 2026-03-31 2023-03-31",
        ]);
    }

    fn another_last_day_of_the_same_registration_is_a_correction_in_a_row_of_its_own(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "1", "2023-04-01", "2026-03-31"]]);

        let report = import(&app, &[["初级", "1", "2023-04-01", "2026-04-01"]]);

        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let corrected = [
            "first 2023-04-01 2026-03-31 -",
            "correction 2023-04-01 2026-04-01 2026-03-31",
        ];
        assert_eq!(registrations(&app), corrected);
        assert_eq!(counts(&import(&app, &[["初级", "1", "2023-04-01", "2026-04-01"]])), [0, 0, 1, 0]);
        assert_eq!(counts(&import(&app, &[["初级", "1", "2023-04-01", ""]])), [0, 0, 1, 0]);
        assert_eq!(registrations(&app), corrected);
    }

    fn several_registrations_of_one_certificate_may_stand_in_one_file(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["助理社会工作师", "1", "2017-04-01", "2020-03-31"],
            ["初级", "1", "2020-04-01", "2023-03-31"],
            ["社会工作师", "2", "2023-06-01", "2026-05-31"],
            ["初级", "1", "2020-04-01", "2023-03-31"],
        ]);

        assert_eq!(counts(&report), [3, 0, 1, 0], "{report:?}");
        assert_eq!(app.contents().count("certificates"), 2);
    }

    fn two_last_days_of_one_registration_in_one_file_are_refused(app: TestApp) {
        with_people(&app, &["张三"]);

        let report = import(&app, &[
            ["初级", "1", "2023-04-01", "2026-03-31"],
            ["初级", "1", "2023-04-01", "2026-04-01"],
        ]);

        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert!(refusal(&report).1.contains("第2行"));
        assert_eq!(registrations(&app).len(), 1);
    }

    fn another_number_is_refused_within_a_file_and_changed_from_another(app: TestApp) {
        with_people(&app, &["张三"]);
        let report = import(&app, &[["初级", "1", "", ""], ["初级", "2", "2023-04-01", ""]]);
        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert!(refusal(&report).1.contains("第2行"));
        assert!(registrations(&app).is_empty(), "nothing of a refused row is stored");

        let report = import(&app, &[["初级", "2", "", ""]]);

        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let before = app.texts("SELECT before AS text FROM history WHERE entity = 'certificate' AND action = 'changed'");
        assert!(before[0].contains("\"1\""), "{before:?}");
    }

    fn registrations_give_the_same_window_in_whichever_order_they_come(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "1", "2023-04-01", ""]]);
        import(&app, &[["初级", "1", "2020-04-01", "2023-03-31"]]);

        let status = app.shegong(&["training-status", "--as-of", "2026-03-09", "--json"]).json();

        assert_eq!(status[0]["basis"], "registration");
        assert_eq!(status[0]["window"], serde_json::json!(["2023-04-01", "2026-03-31"]));
    }

    fn the_window_is_that_of_the_corrected_registration(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "1", "2023-04-01", ""]]);
        import(&app, &[["初级", "1", "2023-04-01", "2026-04-30"]]);

        let status = app.shegong(&["training-status", "--as-of", "2026-03-09", "--json"]).json();

        assert_eq!(status[0]["window"], serde_json::json!(["2023-04-01", "2026-04-30"]));
    }

    fn a_registration_of_a_lower_level_is_never_the_window_of_a_higher_one(app: TestApp) {
        with_people(&app, &["张三"]);
        import(&app, &[["初级", "1", "2025-04-01", ""], ["中级", "2", "", ""]]);
        let number = id_number(1);
        app.import_rows(ImportKind::Certificates, &["身份证号", "级别", "批准日期"], &[
            &[&number, "初级", "2022-06-01"], &[&number, "中级", "2025-09-01"],
        ]);

        let status = app.shegong(&["training-status", "--as-of", "2026-03-09", "--json"]).json();

        assert_eq!((&status[0]["level"], &status[0]["basis"]), (&"intermediate".into(), &"rolling".into()));
        assert_eq!(status[0]["window"], serde_json::json!(["2023-03-10", "2026-03-09"]));
    }

    fn the_longest_level_word_wins(app: TestApp) {
        with_people(&app, &["张三"]);

        import(&app, &[
            ["社工员", "1", "", ""], ["助理社会工作师（初级）", "2", "", ""],
            ["社会工作师", "3", "", ""], ["高级社会工作师", "4", "", ""],
        ]);

        assert_eq!(
            app.texts("SELECT level AS text FROM certificates ORDER BY id"),
            ["worker", "assistant", "intermediate", "senior"]
        );
    }

    fn a_number_nobody_has_and_one_of_another_name_are_refused(app: TestApp) {
        with_people(&app, &["张三"]);
        let before = app.contents();

        let report = app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "级别"], &[
            &["张三", &id_number(2), "初级"],
            &["李四", &id_number(1), "初级"],
        ]);

        assert_eq!(counts(&report), [0, 0, 0, 2]);
        let told: Vec<&str> = report.errors.iter().map(|error| error.column.as_str()).collect();
        assert_eq!(told, ["身份证号", "姓名"]);
        for error in &report.errors {
            assert!(!error.message.contains(&id_number(1)) && !error.message.contains(&id_number(2)));
        }
        assert!(app.contents() == before);
    }
}
