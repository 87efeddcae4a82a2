//! Every column of every import with everything that may not stand in it: of the
//! wrong type, empty where it must be filled, too long, before its beginning, an
//! unknown word, outside 1980–2099. One wrong cell a row; each row is refused at that
//! cell, and nothing is stored.

use shegong::intake::ImportKind;

use super::{assert_is_a_sentence, with_people};
use crate::harness::{TestApp, id_number, xlsx};

/// A heading, a right cell, and the wrong ones.
type Column = (&'static str, &'static str, &'static [&'static str]);

const NO_DAYS: &[&str] = &[
    "昨天",
    "2023-02-29",
    "2023-13-01",
    "1979-12-31",
    "2100-01-01",
    "2023-04-31",
    "20230230",
];
const NO_MONTHS: &[&str] = &["不详", "2012-13", "1979-12-31", "2100-01-01", "2012-02-30"];
const NO_YEARS: &[&str] = &["", "明年", "1979", "2100", "20255"];
const NO_AMOUNTS: &[&str] = &["-5", "1.234", "1e3", "100000000", "很多"];
/// `{长}` stands for a text of 500 characters.
const TOO_LONG: &[&str] = &["{长}"];
const NO_ID_NUMBERS: &[&str] = &[
    "",
    "abc",
    "99000019900101001",
    "990000199001010010",
    "990000199013010014",
    "9.90E+17",
    "{长}",
];

const UNITS: &[Column] = &[
    ("单位名称", "阳光社区", TOO_LONG),
    ("上级单位", "石壕镇", TOO_LONG),
    ("类别", "社区", &["宇宙飞船", "{长}"]),
    ("联系人", "王五", TOO_LONG),
    ("联系电话", "023-48661234", TOO_LONG),
    (
        "联系邮箱",
        "a@example.cn",
        &["邮箱", "a@", "a@b@example.cn", "{长}"],
    ),
    ("职工人数", "12", &["-1", "3.5", "很多", "99999999999"]),
    ("是否设社会工作室", "是", &["也许", "{长}"]),
];

const PEOPLE: &[Column] = &[
    ("姓名", "张三", &["", "12345", "{长}"]),
    ("身份证号", "{甲}", NO_ID_NUMBERS),
    ("单位", "石壕镇溪山村", TOO_LONG),
    (
        "联系电话",
        "13800138000",
        &["12345", "没有电话", "138001380001", "{长}"],
    ),
    (
        "电子邮箱",
        "a@example.cn",
        &["邮箱", "a@", "a@b@example.cn", "{长}"],
    ),
    ("学历", "本科", &["超级学历", "{长}"]),
    ("专业", "社会工作", TOO_LONG),
    ("毕业时间", "2012-06", NO_MONTHS),
    ("从事社会工作时间", "2013年7月", NO_MONTHS),
    ("人员类别", "专职社区工作者", &["宇航员", "{长}"]),
    ("入职日期", "2015-01-05", NO_DAYS),
    (
        "离职日期",
        "2020-01-05",
        &[
            "2015-01-04",
            "昨天",
            "2023-02-29",
            "1979-12-31",
            "2100-01-01",
        ],
    ),
];

const CERTIFICATES: &[Column] = &[
    ("姓名", "张三", &["李四", "{长}"]),
    ("身份证号", "{甲}", NO_ID_NUMBERS),
    ("证书级别", "初级", &["", "特级", "{长}"]),
    ("管理号", "201910001", TOO_LONG),
    ("批准日期", "2019-06-16", NO_DAYS),
    (
        "登记日期",
        "2020-03-01",
        &["昨天", "2023-02-29", "1979-12-31", "2100-01-01"],
    ),
    (
        "登记有效期至",
        "2023-02-28",
        &["2020-02-29", "昨天", "2023-02-29", "2100-01-01"],
    ),
];

const TRAINING: &[Column] = &[
    ("姓名", "张三", &["李四", "{长}"]),
    ("身份证号", "{甲}", NO_ID_NUMBERS),
    ("培训名称", "社区矫正实务", &["", "{长}"]),
    ("主办单位", "区民政局", TOO_LONG),
    (
        "开始日期",
        "2025-03-09",
        &["", "昨天", "2025-02-29", "1979-12-31", "2100-01-01"],
    ),
    (
        "结束日期",
        "2025-03-10",
        &["", "2025-03-08", "昨天", "2025-02-29", "2100-01-01"],
    ),
    ("天数", "2", &["-1", "1.234", "1e3", "许多", "{长}"]),
    ("学时", "16", &["-1", "1.234", "1e3", "许多", "{长}"]),
    ("方式", "面授", &["心灵感应", "{长}"]),
    ("类别", "继续教育", &["旅游", "{长}"]),
];

const ENTRIES: &[Column] = &[
    ("姓名", "张三", &["李四", "{长}"]),
    ("身份证号", "{甲}", NO_ID_NUMBERS),
    ("考试年度", "2026", NO_YEARS),
    ("报考级别", "初级", &["特级", "{长}"]),
    ("考区", "重庆市", &["火星", "{长}"]),
    (
        "报考科目",
        "社会工作实务（初级）",
        &[
            "高等数学",
            "社会工作法规与政策",
            "社会工作实务（中级）",
            "社会工作实务、高等数学",
            "{长}",
        ],
    ),
    ("报名状态", "已报名", &["乱写", "{长}"]),
    ("审核状态", "审核通过", &["乱写", "{长}"]),
    ("缴费状态", "已缴费", &["乱写", "{长}"]),
    (
        "缴费时间",
        "2026-03-20 10:00",
        &["昨天", "2026-02-30", "2100-01-01", "1979-12-31"],
    ),
    ("缴费金额", "122.00", NO_AMOUNTS),
    (
        "退费金额",
        "20.00",
        &["122.01", "-5", "1.234", "1e3", "很多"],
    ),
    ("准考证号", "5000123", TOO_LONG),
];

const RESULTS: &[Column] = &[
    ("姓名", "张三", &["李四", "{长}"]),
    ("身份证号", "{甲}", NO_ID_NUMBERS),
    ("考试年度", "2025年", NO_YEARS),
    ("级别", "初级", &["特级", "{长}"]),
    (
        "科目",
        "社会工作实务",
        &[
            "",
            "高等数学",
            "社会工作法规与政策",
            "社会工作实务（中级）",
            "{长}",
        ],
    ),
    ("成绩", "61", &["", "很高", "-3", "1000", "1e1", "{长}"]),
    ("考区", "重庆市", &["火星", "{长}"]),
    ("工作区县", "酉阳县", TOO_LONG),
];

fn filled(cell: &str) -> String {
    cell.replace("{甲}", &id_number(1))
        .replace("{长}", &"长".repeat(500))
}

/// Imports the right row and all wrong ones; gives back nothing but panics.
fn refuse_each_wrong_cell(app: &TestApp, kind: ImportKind, columns: &[Column]) {
    let headings: Vec<&str> = columns.iter().map(|(heading, ..)| *heading).collect();
    let mut rows = Vec::new();
    let mut expected = Vec::new();
    for (at, (heading, _, wrong)) in columns.iter().enumerate() {
        for cell in *wrong {
            let mut row: Vec<String> = columns.iter().map(|(_, right, _)| filled(right)).collect();
            row[at] = filled(cell);
            rows.push(row);
            expected.push((*heading, *cell));
        }
    }
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let path = app.file("wrong.xlsx", xlsx(&headings, &rows));
    let before = app.contents();

    let report = app.import(kind, &path);

    let told: Vec<(u32, &str)> = report
        .errors
        .iter()
        .map(|error| (error.row, error.column.as_str()))
        .collect();
    let mut wrong = Vec::new();
    for (row, (heading, cell)) in (2..).zip(&expected) {
        if !told.contains(&(row, heading)) {
            let instead = told.iter().find(|(told, _)| *told == row);
            wrong.push(format!("{heading} = {cell:?}: {instead:?}"));
        }
    }
    assert!(wrong.is_empty(), "not refused there:\n{}", wrong.join("\n"));
    for error in &report.errors {
        assert_is_a_sentence(&error.message);
        assert!(error.message.chars().count() < 200, "{}", error.message);
    }
    assert_eq!(report.refused as usize, expected.len());
    assert!(app.contents() == before, "nothing is stored");

    let right: Vec<String> = columns.iter().map(|(_, right, _)| filled(right)).collect();
    let right: Vec<&str> = right.iter().map(String::as_str).collect();
    let report = app.import_rows(kind, &headings, &[&right]);
    assert_eq!((report.new, report.refused), (1, 0), "{report:?}");
}

on_both_databases! {
    fn a_wrong_cell_in_any_column_of_units_refuses_its_row(app: TestApp) {
        with_people(&app, &["张三"]);
        refuse_each_wrong_cell(&app, ImportKind::Units, UNITS);
    }

    fn a_wrong_cell_in_any_column_of_people_refuses_its_row(app: TestApp) {
        app.import_rows(ImportKind::Units, &["单位名称", "类别"], &[&["石壕镇", ""]]);
        refuse_each_wrong_cell(&app, ImportKind::People, PEOPLE);
    }

    fn a_wrong_cell_in_any_column_of_certificates_refuses_its_row(app: TestApp) {
        with_people(&app, &["张三"]);
        refuse_each_wrong_cell(&app, ImportKind::Certificates, CERTIFICATES);
    }

    fn a_wrong_cell_in_any_column_of_training_refuses_its_row(app: TestApp) {
        with_people(&app, &["张三"]);
        refuse_each_wrong_cell(&app, ImportKind::Training, TRAINING);
    }

    fn a_wrong_cell_in_any_column_of_entries_refuses_its_row(app: TestApp) {
        with_people(&app, &["张三"]);
        refuse_each_wrong_cell(&app, ImportKind::ExamEntries, ENTRIES);
    }

    fn a_wrong_cell_in_any_column_of_results_refuses_its_row(app: TestApp) {
        with_people(&app, &["张三"]);
        refuse_each_wrong_cell(&app, ImportKind::ExamResults, RESULTS);
    }
}
