//! A look at a file tells what its import then does, to the row, and stores nothing;
//! also where a row of one block speaks of what an earlier block would have made.

use shegong::intake::{ImportKind, ImportReport};

use crate::harness::{TestApp, csv, id_number};

/// More rows than go to the database at once.
const MANY: u32 = 1_050;

/// The counts and every sentence; the numbers of the import itself differ.
fn told(report: &ImportReport) -> (Vec<u64>, Vec<String>, Vec<String>) {
    let counts = vec![
        report.rows,
        report.new,
        report.changed,
        report.unchanged,
        report.refused,
    ];
    let errors = report.errors.iter();
    let errors = errors.map(|error| format!("{} {} {}", error.row, error.column, error.message));
    (counts, errors.collect(), report.notices.clone())
}

/// Looks, imports, and compares; the outcome of the import.
fn look_and_import(
    app: &TestApp,
    kind: ImportKind,
    headings: &[&str],
    rows: &[Vec<String>],
) -> ImportReport {
    let texts: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
    let path = app.file("rows.csv", csv(headings, &rows));
    let before = app.contents();

    let look = app.dry_run(kind, &path);

    assert!(
        app.contents() == before,
        "a look at {kind:?} stores nothing"
    );
    let report = app.import(kind, &path);
    assert_eq!(told(&look), told(&report), "{kind:?}");
    assert!(look.batch.is_none() && report.batch.is_some());
    report
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// One row for each of many people, then `further` rows, which stand in a later block.
fn for_everybody(
    of_one: impl Fn(&str) -> Vec<String>,
    further: &[Vec<String>],
) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = (1..=MANY)
        .map(|person| of_one(&id_number(person)))
        .collect();
    rows.extend(further.iter().cloned());
    rows
}

on_both_databases! {
    fn a_look_tells_to_the_row_what_the_import_does(app: TestApp) {
        let (one, two) = (id_number(1), id_number(2));
        let roster = ["姓名", "身份证号", "单位", "学历"];
        let people = look_and_import(&app, ImportKind::People, &roster, &for_everybody(
            |id| row(&["张三", id, "石壕镇溪山村", "本科"]),
            &[row(&["张三", &one, "石壕镇溪山村", "本科"]), row(&["张三", &two, "", "硕士"])],
        ));
        assert_eq!((people.new, people.unchanged, people.refused), (u64::from(MANY), 1, 1));

        let changed = look_and_import(&app, ImportKind::People, &roster, &for_everybody(
            |id| row(&["张三", id, "石壕镇新村", "硕士"]),
            &[row(&["张三", &one, "", "硕士"]), row(&["张三", &two, "", "博士"])],
        ));
        assert_eq!((changed.changed, changed.unchanged, changed.refused), (u64::from(MANY), 1, 1));

        let certificates = ["姓名", "身份证号", "证书级别", "证书管理号", "登记日期", "登记有效期至"];
        let certified = look_and_import(&app, ImportKind::Certificates, &certificates, &for_everybody(
            |id| row(&["张三", id, "助理社会工作师", id, "2022-03-09", "2025-03-08"]),
            &[
                row(&["张三", &one, "助理社会工作师", "", "2022-03-09", "2025-03-08"]),
                row(&["张三", &one, "助理社会工作师", "", "2025-03-09", ""]),
                row(&["张三", &two, "助理社会工作师", "另一号", "", ""]),
                row(&["张三", &two, "助理社会工作师", "", "2022-03-09", "2025-12-31"]),
                row(&["张三", "500110199001010000", "助理社会工作师", "", "", ""]),
            ],
        ));
        assert_eq!((certified.new, certified.unchanged, certified.refused), (u64::from(MANY) + 1, 1, 3));

        let ledger = ["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "学时"];
        let trained = look_and_import(&app, ImportKind::Training, &ledger, &for_everybody(
            |id| row(&["张三", id, "社会工作实务", "2026-03-02", "2026-03-03", "12"]),
            &[
                row(&["张三", &one, "社会工作实务", "2026-03-02", "2026-03-03", "12"]),
                row(&["张三", &two, "社会工作实务", "2026-03-02", "2026-03-03", "16"]),
            ],
        ));
        assert_eq!((trained.new, trained.unchanged, trained.refused), (u64::from(MANY), 1, 1));

        let list = ["姓名", "身份证号", "考试年度", "级别", "科目", "报名状态"];
        let entered = look_and_import(&app, ImportKind::ExamEntries, &list, &for_everybody(
            |id| row(&["张三", id, "2026", "社会工作师", "社会工作实务", "已报名"]),
            &[
                row(&["张三", &one, "2026", "社会工作师", "社会工作综合能力", "已报名"]),
                row(&["张三", &two, "2026", "社会工作师", "社会工作实务", "已取消"]),
            ],
        ));
        assert_eq!((entered.new, entered.refused), (u64::from(MANY) + 1, 1));

        let results = ["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"];
        let passed = look_and_import(&app, ImportKind::ExamResults, &results, &for_everybody(
            |id| row(&["张三", id, "2025", "社会工作师", "社会工作实务", "72"]),
            &[
                row(&["张三", &one, "2025", "社会工作师", "社会工作实务", "72"]),
                row(&["张三", &two, "2025", "社会工作师", "社会工作实务", "73"]),
            ],
        ));
        assert_eq!((passed.new, passed.unchanged, passed.refused), (u64::from(MANY), 1, 1));
    }

    fn a_look_at_units_knows_those_that_its_earlier_rows_would_make(app: TestApp) {
        let headings = ["单位名称", "上级单位", "联系人", "职工人数"];
        let rows: Vec<Vec<String>> = (1..=MANY)
            .map(|number| row(&[&format!("第{number}社区"), "古南街道", "刘敏", "12"]))
            .chain([
                row(&["第1社区", "古南街道", "刘敏", "12"]),
                row(&["第2社区", "古南街道", "周玲", "12"]),
                row(&["古南街道", "", "", ""]),
            ])
            .collect();

        let report = look_and_import(&app, ImportKind::Units, &headings, &rows);

        assert_eq!((report.new, report.unchanged, report.refused), (u64::from(MANY) + 1, 1, 1), "{:?}", report.errors);
    }
}
