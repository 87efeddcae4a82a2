//! The file of refused rows: everything as text, with the reason beside it, ready to
//! be mended and imported again.

use calamine::{Reader as _, Xlsx, open_workbook};
use shegong::intake::ImportKind;

use super::{counts, with_people};
use crate::harness::{TestApp, id_number, test_file, workbook, xlsx};

/// A sheet as rows of texts; fails where a cell is no text.
fn texts(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    calamine::Data::String(text) => text.clone(),
                    calamine::Data::Empty => String::new(),
                    other => panic!("{other:?} is no text"),
                })
                .collect()
        })
        .collect()
}

/// What a clerk would do: reads the reason of each row and mends what it names.
fn mend(rows: &mut [Vec<String>]) {
    let column = |headings: &[String], word: &str| {
        headings
            .iter()
            .position(|heading| heading.contains(word))
            .unwrap()
    };
    let (headings, rows) = rows.split_first_mut().unwrap();
    let (error, number, name) = (
        column(headings, "错误"),
        column(headings, "身份证"),
        column(headings, "姓名"),
    );
    for (row, person) in rows.iter_mut().zip(100..) {
        let reason = row[error].clone();
        assert!(!reason.is_empty());
        if reason.contains("身份证") {
            row[number] = id_number(person);
        } else if !reason.contains("姓名") {
            let wrong = headings
                .iter()
                .position(|heading| reason.starts_with(heading.as_str()));
            row[wrong.unwrap()] = "2015-01-05".to_owned();
        }
        // A reason names the first wrong cell; an empty name is seen at a glance.
        if row[name].is_empty() {
            row[name] = "补填".to_owned();
        }
    }
}

on_both_databases! {
    fn the_refused_rows_of_the_sample_come_in_when_they_are_mended(app: TestApp) {
        let path = app.path("roster.xlsx");
        std::fs::copy(test_file("sample-district/roster.xlsx"), &path).unwrap();
        let report = app.import(ImportKind::People, &path);
        let refused = report.refused_file.clone().unwrap();
        assert_eq!(refused, app.path("roster-refused.xlsx"));
        let mut rows = texts(&refused);
        assert_eq!(rows.len() as u64, report.refused + 1, "the headings and the refused rows");

        mend(&mut rows);
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let mended = app.import(ImportKind::People, &app.file("mended.xlsx", xlsx(rows[0], &rows[1..])));

        assert_eq!(counts(&mended), [report.refused, 0, 0, 0], "{mended:?}");
        assert_eq!(app.contents().count("people") as u64, report.new + report.refused);
    }

    fn the_refused_file_unmended_is_refused_for_the_same_reasons(app: TestApp) {
        let rows: &[&[&str]] = &[
            &["张三", &id_number(1), "石壕镇溪山村"],
            &["", &id_number(2), "石壕镇溪山村"],
            &["王五", "1234", "石壕镇溪山村"],
        ];
        let path = app.file("people.xlsx", xlsx(&["姓名", "身份证号", "单位"], rows));
        let first = app.import(ImportKind::People, &path);

        let second = app.import(ImportKind::People, &first.refused_file.unwrap());

        assert_eq!(counts(&second), [0, 0, 0, 2]);
        let sentences = |errors: &[shegong::intake::RowError]| -> Vec<String> {
            errors.iter().map(|error| error.message.clone()).collect()
        };
        assert_eq!(sentences(&first.errors), sentences(&second.errors));
    }

    fn the_refused_rows_of_several_sheets_come_in_from_one_file(app: TestApp) {
        with_people(&app, &["张三"]);
        let number = id_number(1);
        let first: &[&[&str]] = &[
            &["培训台账"],
            &["学员姓名", "身份证号", "班次名称", "培训起", "培训止", "天数"],
            &["张三", &number, "甲", "2024-01-02", "2024-01-01", "2"],
            &["张三", &number, "乙", "2024-01-02", "2024-01-03", "2"],
        ];
        let second: &[&[&str]] = &[
            &["培训名称", "开始日期", "结束日期", "学时", "姓名", "公民身份号码", "备注"],
            &["丙", "2025-01-02", "2025-01-01", "6", "张三", &number, "面授"],
        ];
        let path = app.file("台账 2025.xlsx", workbook(&[("2024年", first), ("2025年", second)]));
        let report = app.import(ImportKind::Training, &path);
        assert_eq!(counts(&report), [1, 0, 0, 2], "{report:?}");
        let refused = report.refused_file.unwrap();
        assert_eq!(refused, app.path("台账 2025-refused.xlsx"));

        let mut book: Xlsx<_> = open_workbook(&refused).unwrap();
        let sheets: Vec<(String, Vec<Vec<String>>)> = book.worksheets().into_iter().map(|(name, range)| {
            let rows = range.rows().map(|row| row.iter().map(|cell| cell.to_string()
                .replace("2024-01-01", "2024-01-03").replace("2025-01-01", "2025-01-03")).collect());
            (name, rows.collect())
        }).collect();
        let sheets: Vec<(&str, Vec<Vec<&str>>)> = sheets.iter().map(|(name, rows)| {
            (name.as_str(), rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect())
        }).collect();
        let sheets: Vec<(&str, Vec<&[&str]>)> = sheets.iter().map(|(name, rows)| {
            (*name, rows.iter().map(Vec::as_slice).collect())
        }).collect();
        let sheets: Vec<(&str, &[&[&str]])> = sheets.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
        let mended = app.import(ImportKind::Training, &app.file("mended.xlsx", workbook(&sheets)));

        assert_eq!(counts(&mended), [2, 0, 0, 0], "{mended:?}");
    }

    fn the_refused_rows_of_a_csv_become_a_workbook_beside_it(app: TestApp) {
        let path = app.file("名单.v2.csv", format!("姓名,身份证号,单位\n,{},石壕镇\n", id_number(1)));

        let report = app.import(ImportKind::People, &path);

        assert_eq!(report.refused_file.unwrap(), app.path("名单.v2-refused.xlsx"));
    }

    fn where_the_refused_rows_cannot_be_written_nothing_is_stored(app: TestApp) {
        let rows: &[&[&str]] = &[
            &["张三", &id_number(1), "石壕镇溪山村"], &["", &id_number(2), "石壕镇溪山村"],
        ];
        let path = app.file("people.xlsx", xlsx(&["姓名", "身份证号", "单位"], rows));
        std::fs::create_dir(app.path("people-refused.xlsx")).unwrap();

        let refused = app.try_import(ImportKind::People, &path).unwrap_err();

        assert!(refused.to_string().contains("people-refused.xlsx"), "{refused}");
        assert!(app.contents().is_empty());
    }
}
