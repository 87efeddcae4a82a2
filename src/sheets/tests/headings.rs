//! Headings wherever they stand and whatever stands around them.

use rust_xlsxwriter::Format;

use super::files::{ID, id_and_day, read_all, xlsx};
use super::{file, row_numbers, sentence};
use crate::sheets::{Field, Workbook, layouts};

#[test]
fn titles_notes_merged_cells_and_two_lines_of_headings_are_normal() {
    let (_folder, path) = xlsx(|book| {
        let plain = Format::new();
        let sheet = book.add_worksheet();
        sheet
            .merge_range(0, 0, 0, 6, "2025年度培训台账", &plain)
            .unwrap();
        sheet.write(1, 0, "填报单位：区民政局").unwrap();
        sheet.write(3, 0, "序号").unwrap();
        sheet.write(3, 1, "姓 名").unwrap();
        sheet.write(3, 2, "身份证号\n（18位）").unwrap();
        sheet.write(3, 3, "*培训名称：").unwrap();
        sheet.merge_range(3, 4, 3, 5, "培训时间", &plain).unwrap();
        sheet.write(3, 6, "天数（天）").unwrap();
        sheet.write(4, 4, "起").unwrap();
        sheet.write(4, 5, "止").unwrap();
        for column in [0, 1, 2, 3, 6] {
            let heading = [
                "序号",
                "姓 名",
                "身份证号\n（18位）",
                "*培训名称：",
                "",
                "",
                "天数（天）",
            ];
            sheet
                .merge_range(3, column, 4, column, heading[usize::from(column)], &plain)
                .unwrap();
        }
        let row = |sheet: &mut rust_xlsxwriter::Worksheet, at: u32| {
            sheet.write(at, 0, 1).unwrap();
            sheet.write(at, 1, "王 伟").unwrap();
            sheet.write(at, 2, ID).unwrap();
            sheet.write(at, 3, "社区治理").unwrap();
            sheet.write(at, 4, "2025.3.9").unwrap();
            sheet.write(at, 5, "2025.3.10").unwrap();
            sheet.write(at, 6, 2).unwrap();
        };
        row(sheet, 5);
        // A printed page break: title and headings again.
        sheet.write(8, 0, "2025年度培训台账（续）").unwrap();
        sheet.write(9, 1, "姓名").unwrap();
        sheet.write(9, 2, "身份证号（18位）").unwrap();
        row(sheet, 11);
        sheet.write(13, 1, "合  计：").unwrap();
        sheet.write(13, 6, 4).unwrap();
        sheet.write(14, 1, "注：本表一式两份").unwrap();
    });

    let workbook = Workbook::open(&path, &layouts::TRAINING).unwrap();
    let table = &workbook.tables()[0];
    assert_eq!(table.heading_row, 4);
    assert_eq!(
        table.headings,
        [
            "序号",
            "姓 名",
            "身份证号 （18位）",
            "*培训名称：",
            "培训时间起",
            "培训时间止",
            "天数（天）"
        ]
    );
    assert_eq!(workbook.notices(), []);
    let rows = row_numbers(&path, &layouts::TRAINING);
    assert_eq!(
        rows.iter().map(|(_, number)| *number).collect::<Vec<_>>(),
        [6, 12]
    );
    let read = read_all(&path, &layouts::TRAINING, id_and_day);
    assert_eq!(read[0].as_deref(), Ok("11010519491231002X 2025-03-09"));
}

#[test]
fn sheets_without_headings_are_skipped_and_named() {
    let (_folder, path) = xlsx(|book| {
        let sheet = book.add_worksheet().set_name("封面").unwrap();
        sheet.write(0, 0, "某区社工名单").unwrap();
        for name in ["一月", "二月"] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (column, heading) in (0..).zip(["姓名", "身份证号", "政治面貌", "备注"])
            {
                sheet.write(0, column, heading).unwrap();
            }
            sheet.write(1, 0, "王伟").unwrap();
            sheet.write(1, 1, ID).unwrap();
        }
        book.add_worksheet().set_name("Sheet3").unwrap();
    });

    let rows = row_numbers(&path, &layouts::PEOPLE);
    assert_eq!(rows, [("一月".to_owned(), 2), ("二月".to_owned(), 2)]);
    let workbook = Workbook::open(&path, &layouts::PEOPLE).unwrap();
    let notices: Vec<_> = workbook.notices().iter().map(ToString::to_string).collect();
    assert_eq!(
        notices,
        [
            "工作表“封面”没有可识别的表头，已跳过",
            "工作表“一月”的“政治面貌”列不在导入范围内，已忽略",
        ],
    );
}

#[test]
fn two_columns_of_one_meaning_are_refused_by_name() {
    let (_folder, path) = file("a.csv", "姓名,身份证号,证件号码\n王伟,1,2\n".as_bytes());

    assert_eq!(
        sentence(&path, &layouts::PEOPLE),
        "工作表“a”的“身份证号”列和“证件号码”列意思相同，请只保留一列",
    );
}

#[test]
fn a_weak_heading_beside_a_strong_one_is_an_unknown_column() {
    let text = "姓名,身份证号,级别,证书名称,证书管理号,证书编号\n";
    let (_folder, path) = file("a.csv", text.as_bytes());

    let workbook = Workbook::open(&path, &layouts::CERTIFICATES).unwrap();

    assert_eq!(workbook.notices().len(), 2);
    assert_eq!(workbook.tables()[0].columns.len(), 4);
}

#[test]
fn a_merged_heading_over_the_period_of_a_registration_is_two_columns() {
    let (_folder, path) = file(
        "a.csv",
        "姓名,身份证号,级别,登记有效期,\n,,,起,止\n王伟,11010519491231002X,中级,2024-04-02,2027-04-01\n".as_bytes(),
    );

    let read = read_all(&path, &layouts::CERTIFICATES, |row| {
        Ok((
            row.day(Field::RegisteredOn)?,
            row.day(Field::RegisteredUntil)?,
        ))
    });

    assert_eq!(
        read,
        [Ok(("2024-04-02".parse().ok(), "2027-04-01".parse().ok()))]
    );
}

#[test]
fn a_first_row_without_its_number_is_no_second_line_of_headings() {
    let (_folder, path) = file(
        "a.csv",
        "姓名,身份证号,单位,备注\n王伟,,单位,说明\n".as_bytes(),
    );

    assert_eq!(row_numbers(&path, &layouts::PEOPLE).len(), 1);
}
