//! Lists and the refused file, written and read again.

use chrono::NaiveDate;

use super::{kept, row_numbers};
use crate::sheets::{
    Field, FileRefusal, ListCell, RefusedRows, Workbook, layouts, refused_path, write_csv,
    write_table,
};

#[test]
fn refused_rows_can_be_mended_and_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let source = kept("sample-district/roster.xlsx");
    let path = folder.path().join("roster-refused.xlsx");
    let mut refused = RefusedRows::new(path.clone());
    let mut workbook = Workbook::open(&source, &layouts::PEOPLE).unwrap();
    let mut originals = Vec::new();
    workbook
        .for_each_row(|row| {
            if row.id_number(Field::IdNumber).is_err() || row.number() % 50 == 0 {
                refused.add(row, "身份证号不对").unwrap();
                let cells = row.original();
                originals.push(
                    cells
                        .into_iter()
                        .map(|c| c.into_owned())
                        .collect::<Vec<_>>(),
                );
            }
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    assert_eq!(refused.rows(), originals.len() as u64);
    assert_eq!(refused.save().unwrap(), Some(path.clone()));

    let mut again = Workbook::open(&path, &layouts::PEOPLE).unwrap();
    assert_eq!(again.notices(), []);
    assert_eq!(again.tables()[0].sheet, "花名册");
    let headings = &again.tables()[0].headings;
    assert_eq!(headings.last().map(String::as_str), Some("错误"));
    // Refused again, the earlier 错误 column is replaced, not kept beside a new one.
    let second_path = refused_path(&path);
    let mut second = RefusedRows::new(second_path.clone());
    let mut read = Vec::new();
    again
        .for_each_row(|row| {
            let mut cells: Vec<_> = row.original().into_iter().map(|c| c.into_owned()).collect();
            assert_eq!(cells.pop().as_deref(), Some("身份证号不对"));
            read.push(cells);
            second.add(row, "还是不对").unwrap();
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    let trimmed = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| row.iter().map(|c| c.trim().to_owned()).collect())
            .collect()
    };
    assert_eq!(trimmed(&read), trimmed(&originals));
    assert!(originals.iter().any(|row| row[2] == "9.91E+17"));
    second.save().unwrap();
    let third = Workbook::open(&second_path, &layouts::PEOPLE).unwrap();
    assert_eq!(
        third.tables()[0]
            .headings
            .iter()
            .filter(|h| *h == "错误")
            .count(),
        1
    );
    assert_eq!(
        row_numbers(&second_path, &layouts::PEOPLE).len(),
        originals.len()
    );
    assert!(second_path.ends_with("roster-refused-refused.xlsx"));
}

#[test]
fn every_source_sheet_has_its_own_sheet_of_refused_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut refused = RefusedRows::new(path.clone());
    let mut workbook =
        Workbook::open(&kept("sample-district/training.xlsx"), &layouts::TRAINING).unwrap();
    workbook
        .for_each_row(|row| {
            if row.number() % 100 == 3 {
                refused.add(row, "试").unwrap();
            }
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    let rows = refused.rows();
    refused.save().unwrap();

    let mut again = Workbook::open(&path, &layouts::TRAINING).unwrap();
    let sheets: Vec<_> = again.tables().iter().map(|t| t.sheet.clone()).collect();
    assert_eq!(sheets, ["2022年", "2023年", "2024年", "2025年", "2026年"]);
    // Days that were serial numbers are days still.
    let mut days = 0;
    again
        .for_each_row(|row| {
            row.required(Field::LastDay, row.day(Field::LastDay))
                .unwrap();
            days += 1;
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    assert_eq!(days, rows);
}

#[test]
fn nothing_refused_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");

    assert_eq!(RefusedRows::new(path.clone()).save().unwrap(), None);
    assert!(!path.exists());
}

fn list() -> Vec<Vec<ListCell<'static>>> {
    vec![
        vec![
            "王伟".into(),
            "11010519491231002X".into(),
            ListCell::Cents(140_950),
            ListCell::Hundredths(150),
            NaiveDate::from_ymd_opt(2025, 3, 9).into(),
        ],
        vec![
            "=1+1".into(),
            ListCell::Empty,
            ListCell::Cents(-5),
            ListCell::Whole(3),
            ListCell::Empty,
        ],
    ]
}

const HEADINGS: [&str; 5] = ["姓名", "身份证号", "金额", "天数", "入职日期"];

#[test]
fn a_list_keeps_text_as_text_and_figures_as_figures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名单.xlsx");

    assert_eq!(write_table(&path, "名单", &HEADINGS, list()).unwrap(), 2);

    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "名单").unwrap();
    use calamine::Data;
    assert_eq!(
        range.get((1, 1)),
        Some(&Data::String("11010519491231002X".into()))
    );
    assert_eq!(range.get((1, 2)), Some(&Data::Float(1409.5)));
    assert_eq!(range.get((2, 0)), Some(&Data::String("=1+1".into())));
    assert_eq!(range.get((2, 2)), Some(&Data::Float(-0.05)));
    let mut workbook = Workbook::open(&path, &layouts::PEOPLE).unwrap();
    let mut days = Vec::new();
    workbook
        .for_each_row(|row| {
            days.push(row.day(Field::JoinedOn).unwrap());
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    // The second row has a name and no other cell that an import of people knows.
    assert_eq!(days, [NaiveDate::from_ymd_opt(2025, 3, 9)]);
}

#[test]
fn a_csv_list_is_guarded_and_readable_in_office_programs() {
    let mut out = Vec::new();

    write_csv(&mut out, &HEADINGS, list()).unwrap();

    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\u{FEFF}姓名,身份证号,金额,天数,入职日期\r\n\
         王伟,11010519491231002X,1409.50,1.50,2025-03-09\r\n\
         '=1+1,,-0.05,3,\r\n",
    );
}

#[test]
fn a_folder_that_is_not_there_is_a_clear_sentence() {
    let refusal = write_table("/不存在/a.xlsx".as_ref(), "表", &HEADINGS, list()).unwrap_err();

    assert!(
        refusal
            .to_string()
            .starts_with("文件“/不存在/a.xlsx”写不进去（"),
        "{refusal}"
    );
}
