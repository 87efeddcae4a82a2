//! The roster: who is known, under which name, in which unit.

use shegong::intake::ImportKind;

use super::{counts, refusal, with_people};
use crate::harness::{TestApp, id_number, masked, xlsx};

const HEADINGS: [&str; 4] = ["姓名", "身份证号", "单位", "学历"];

fn import(app: &TestApp, rows: &[&[&str]]) -> shegong::intake::ImportReport {
    app.import_rows(ImportKind::People, &HEADINGS, rows)
}

on_both_databases! {
    fn a_row_that_says_the_same_again_is_unchanged_in_one_file_and_from_another(app: TestApp) {
        let number = id_number(1);
        let spaced = format!(" {} {}", &number[..6], &number[6..]);
        let row: &[&str] = &["张三", &number, "石壕镇溪山村", "本科"];
        let first = import(&app, &[row, &["张 三", &spaced, "石壕镇溪山村", "大学本科"]]);
        let before = app.contents();

        let second = import(&app, &[row]);

        assert_eq!(counts(&first), [1, 0, 1, 0], "{first:?}");
        assert_eq!(counts(&second), [0, 0, 1, 0]);
        assert!(app.contents() == before);
    }

    fn other_values_are_refused_within_a_file_naming_the_earlier_row(app: TestApp) {
        let number = id_number(1);

        let report = import(&app, &[
            &["张三", &number, "石壕镇溪山村", "本科"],
            &["李四", &id_number(2), "石壕镇溪山村", "本科"],
            &["张三", &number, "石壕镇溪山村", "硕士"],
        ]);

        assert_eq!(counts(&report), [2, 0, 0, 1]);
        assert_eq!(report.errors[0].row, 4);
        assert!(refusal(&report).1.contains("第2行"), "{report:?}");
        assert_eq!(app.texts("SELECT education AS text FROM people ORDER BY id"), ["bachelor", "bachelor"]);
    }

    fn a_row_is_data_when_its_number_or_its_name_and_one_more_cell_are_filled(app: TestApp) {
        let report = import(&app, &[
            &["合计", "", "", ""],
            &["张三", &id_number(1), "", ""],
            &["", &id_number(2), "", ""],
            &["李四", "", "石壕镇", ""],
            &["", "", "石壕镇", "本科"],
            &["", "", "", ""],
        ]);

        assert_eq!(report.rows, 3, "{report:?}");
        let told: Vec<(u32, &str)> = report.errors.iter().map(|error| (error.row, error.column.as_str())).collect();
        assert_eq!(told, [(4, "姓名"), (5, "身份证号")]);
    }

    fn the_history_says_who_when_and_in_which_import(app: TestApp) {
        let report = import(&app, &[&["张三", &id_number(1), "石壕镇", "本科"]]);

        let lines = app.texts("SELECT actor || ' ' || origin || ' ' || entity || ' ' || CAST(import_batch_id AS TEXT) AS text \
            FROM history ORDER BY id");
        let batch = report.batch.unwrap();
        assert_eq!(lines.len(), 3, "the district, the township and the person: {lines:?}");
        assert!(lines.contains(&format!("测试 cli person {batch}")), "{lines:?}");
        assert!(lines.iter().all(|line| line.ends_with(&format!(" {batch}"))), "{lines:?}");
        let at = app.texts("SELECT CAST(occurred_at AS TEXT) AS text FROM history");
        assert!(at.iter().all(|at| at.replace('T', " ").starts_with("2026-03-09 02:00:00")), "{at:?}");
    }

    fn a_region_that_nobody_knows_is_taken_with_a_notice(app: TestApp) {
        let path = app.file("people.csv", format!("姓名,身份证号\n张三,{}\n", id_number(1)));

        let report = app.import_in(ImportKind::People, &path, "月球区", false).unwrap();

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        assert!(report.notices.iter().any(|notice| notice.contains("月球区")), "{:?}", report.notices);
    }

    fn a_newcomer_without_a_unit_is_refused_and_who_is_known_needs_none(app: TestApp) {
        let (known, new) = (id_number(1), id_number(2));
        import(&app, &[&["张三", &known, "石壕镇溪山村", ""]]);

        let report = import(&app, &[&["张三", &known, "", "本科"], &["李四", &new, "", "本科"]]);
        let without_column = app.import_rows(ImportKind::People, &["姓名", "身份证号"], &[&["李四", &new]]);

        assert_eq!(counts(&report), [0, 1, 0, 1], "{report:?}");
        assert_eq!((report.errors[0].column.as_str(), report.errors[0].message.as_str()), ("单位", "李四是新增人员，没有填写单位，请填写所在单位后再导入"));
        assert_eq!(counts(&without_column), [0, 0, 0, 1]);
        assert_eq!(without_column.errors[0].column, "单位");
    }

    fn a_sheet_of_another_kind_is_refused_as_a_whole(app: TestApp) {
        with_people(&app, &["张三"]);
        let before = app.contents();
        let path = app.file("台账.xlsx", xlsx(
            &["姓名", "身份证号", "培训名称", "主办单位", "开始日期", "结束日期", "天数", "学时"],
            &[&["张冠李", &id_number(1), "社工实务", "区民政局", "2025-03-01", "2025-03-02", "2", "16"]],
        ));

        let refused = app.try_import(ImportKind::People, &path).unwrap_err().to_string();

        assert!(refused.contains("第1行的标题像“继续教育培训”，请检查导入种类是不是选成了“人员”"), "{refused}");
        assert!(app.contents() == before);
    }

    fn a_refused_row_makes_no_unit(app: TestApp) {
        let number = id_number(1);

        let report = import(&app, &[
            &["张三", &number, "石壕镇溪山村", "本科"],
            &["张三", &number, "扶欢镇长榜村", "本科"],
        ]);

        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert_eq!(
            app.texts("SELECT name AS text FROM units ORDER BY path"),
            ["綦江区", "石壕镇", "石壕镇溪山村"]
        );
        assert!(!report.notices.iter().any(|notice| notice.contains("扶欢")), "{:?}", report.notices);
    }

    fn other_values_from_another_file_change_the_person_and_the_old_ones_stay_in_the_history(app: TestApp) {
        let number = id_number(1);
        import(&app, &[&["张三", &number, "石壕镇溪山村", "本科"]]);

        let report = import(&app, &[&["张三", &number, "石壕镇溪山村", "硕士"]]);

        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let before = app.texts("SELECT before AS text FROM history WHERE entity = 'person' AND action = 'changed'");
        assert_eq!(before.len(), 1);
        assert!(before[0].contains("\"bachelor\""), "{before:?}");
        let everything = app.contents().rows("history").join("");
        assert!(!everything.contains(&number), "no ID number in the history");
        assert!(everything.contains(&masked(&number)));
    }

    fn an_empty_cell_erases_nothing_and_who_is_missing_stays(app: TestApp) {
        with_people(&app, &["张三", "李四"]);
        import(&app, &[&["张三", &id_number(1), "石壕镇溪山村", "本科"]]);
        let before = app.contents();

        let report = import(&app, &[&["张三", &id_number(1), "", ""]]);

        assert_eq!(counts(&report), [0, 0, 1, 0]);
        assert!(app.contents() == before);
        assert_eq!(before.count("people"), 2);
    }

    fn another_name_for_a_known_number_is_taken_with_a_notice(app: TestApp) {
        let number = id_number(1);
        import(&app, &[&["张三", &number, "石壕镇溪山村", "本科"]]);

        let report = import(&app, &[&["张山", &number, "石壕镇溪山村", "本科"]]);

        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let notice = report.notices.iter().find(|notice| notice.contains("张山")).unwrap();
        assert!(notice.contains("张三") && !notice.contains(&number), "{notice}");
        assert_eq!(app.texts("SELECT name AS text FROM people"), ["张山"]);
    }

    fn blanks_and_middle_dots_do_not_make_another_name(app: TestApp) {
        let number = id_number(1);
        import(&app, &[&["阿依·古丽", &number, "石壕镇溪山村", "本科"]]);

        for name in ["阿依•古丽", "阿依 · 古丽", "阿依．古丽", "阿依古丽"] {
            let report = import(&app, &[&[name, &number, "石壕镇溪山村", "本科"]]);
            assert_eq!(counts(&report), [0, 0, 1, 0], "{name} {report:?}");
        }
    }

    fn a_day_after_today_is_only_a_notice(app: TestApp) {
        let number = id_number(1);
        let headings = ["姓名", "身份证号", "单位", "入职日期"];

        let report = app.import_rows(ImportKind::People, &headings,
            &[&["张三", &number, "石壕镇溪山村", "2027-01-01"]]);

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        assert!(report.notices.iter().any(|notice| notice.contains("2027")), "{:?}", report.notices);
    }

    fn the_first_and_the_last_day_that_a_sheet_may_hold(app: TestApp) {
        let headings = ["姓名", "身份证号", "单位", "入职日期"];

        let report = app.import_rows(ImportKind::People, &headings, &[
            &["张三", &id_number(1), "石壕镇溪山村", "1980-01-01"],
            &["李四", &id_number(2), "石壕镇溪山村", "2099-12-31"],
        ]);

        assert_eq!(counts(&report), [2, 0, 0, 0], "{report:?}");
    }

    fn a_number_that_the_spreadsheet_damaged_is_refused_saying_how_to_export_it(app: TestApp) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, HEADINGS).unwrap();
        sheet.write_row(1, 0, ["张三", "", "石壕镇溪山村"]).unwrap();
        sheet.write_number(1, 1, id_number(1)[..17].parse::<f64>().unwrap() * 10.0).unwrap();
        let path = app.file("damaged.xlsx", workbook.save_to_buffer().unwrap());

        let report = app.import(ImportKind::People, &path);

        assert_eq!(counts(&report), [0, 0, 0, 1]);
        let (column, message) = refusal(&report);
        assert_eq!(column, "身份证号");
        assert!(message.contains("文本"), "{message}");
    }
}
