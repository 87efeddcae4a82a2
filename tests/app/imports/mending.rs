//! The file of refused rows: everything as text, with the reason beside it, ready to
//! be mended and imported again.

use calamine::{Reader as _, Xlsx, open_workbook};
use shegong::intake::ImportKind;

use super::counts;
use crate::harness::{TestApp, id_number, test_file, xlsx};

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
