//! Taking an import back, while nothing was built on it.

use shegong::audit::ImportBatchId;
use shegong::imports::undo::UndoRefusal;
use shegong::intake::ImportKind;

use super::{assert_is_a_sentence, counts, with_people};
use crate::harness::{TestApp, id_number};

/// A kind, its headings, a row, and the same record with other values.
type TwoImports<'a> = (ImportKind, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

const ROSTER: [&str; 4] = ["姓名", "身份证号", "单位", "学历"];

fn roster(app: &TestApp, education: &str) -> shegong::intake::ImportReport {
    let row: &[&str] = &["张三", &id_number(1), "石壕镇溪山村", education];
    app.import_rows(ImportKind::People, &ROSTER, &[row])
}

on_both_databases! {
    fn what_an_import_changed_gets_its_old_values_back(app: TestApp) {
        roster(&app, "本科");
        let before = app.contents().of_the_books();
        let second = roster(&app, "硕士");

        let undone = app.undo(&second).unwrap();

        assert_eq!((undone.removed, undone.restored), (0, 1));
        assert!(app.contents().of_the_books() == before);
        let history = app.texts("SELECT action || ' ' || COALESCE(after, '') AS text FROM history WHERE entity = 'person' ORDER BY id");
        assert_eq!(history.len(), 3, "the undo stands in the history too");
        assert!(history[2].contains("bachelor"), "{history:?}");
    }

    fn imports_are_taken_back_one_after_the_other_newest_first(app: TestApp) {
        let first = roster(&app, "本科");
        let second = roster(&app, "硕士");
        let third = roster(&app, "博士");

        for report in [third, second, first] {
            app.undo(&report).unwrap();
        }

        assert_eq!(app.contents().count("people"), 0);
        assert_eq!(counts(&roster(&app, "本科")), [1, 0, 0, 0], "and it can come in again");
    }

    fn an_import_is_kept_when_one_of_its_rows_changed_later(app: TestApp) {
        let first = roster(&app, "本科");
        roster(&app, "硕士");
        let before = app.contents();

        let refused = app.undo(&first).unwrap_err();

        assert!(matches!(refused, UndoRefusal::ChangedSince { .. }), "{refused:?}");
        assert_is_a_sentence(&refused.to_string());
        assert!(app.contents() == before);
    }

    fn an_import_is_kept_while_something_refers_to_it(app: TestApp) {
        let first = roster(&app, "本科");
        let number = id_number(1);
        let second = app.import_rows(ImportKind::Certificates, &["身份证号", "级别"], &[&[&number, "初级"]]);
        let before = app.contents();

        let refused = app.undo(&first).unwrap_err();

        assert!(matches!(refused, UndoRefusal::BuiltUpon { .. }), "{refused:?}");
        assert_is_a_sentence(&refused.to_string());
        assert!(app.contents() == before);
        app.undo(&second).unwrap();
        app.undo(&first).unwrap();
    }

    fn an_import_is_taken_back_once_and_only_if_it_is_there(app: TestApp) {
        let first = roster(&app, "本科");
        app.undo(&first).unwrap();
        let before = app.contents();

        let again = app.undo(&first).unwrap_err();
        let unknown = app.undo_batch(ImportBatchId(4711)).unwrap_err();

        assert!(matches!(again, UndoRefusal::AlreadyUndone(_)), "{again:?}");
        assert!(matches!(unknown, UndoRefusal::NoSuchImport(_)), "{unknown:?}");
        assert!(unknown.to_string().contains("4711"));
        assert!(app.contents() == before);
    }

    fn every_kind_of_import_can_be_taken_back(app: TestApp) {
        with_people(&app, &["张三"]);
        let number = id_number(1);
        let imports: [TwoImports<'_>; 5] = [
            (ImportKind::Units, &["单位名称", "职工人数"], &["石壕镇", "7"], &["石壕镇", "8"]),
            (ImportKind::Certificates, &["身份证号", "级别", "管理号", "登记日期", "有效期至"],
                &[&number, "初级", "1", "2023-04-01", ""], &[&number, "初级", "2", "2023-04-01", "2026-04-01"]),
            (ImportKind::Training, &["身份证号", "培训名称", "开始日期", "结束日期", "学时"],
                &[&number, "甲", "2025-01-01", "2025-01-02", "6"], &[&number, "甲", "2025-01-01", "2025-01-02", "7"]),
            (ImportKind::ExamEntries, &["身份证号", "年度", "级别", "科目", "报名状态"],
                &[&number, "2026", "初级", "社会工作实务", "已报名"],
                &[&number, "2026", "初级", "社会工作综合能力", "已打印准考证"]),
            (ImportKind::ExamResults, &["身份证号", "年度", "级别", "科目", "成绩"],
                &[&number, "2025", "初级", "社会工作实务", "50"], &[&number, "2025", "初级", "社会工作实务", "60"]),
        ];
        for (kind, headings, row, other) in imports {
            let before = app.contents().of_the_books();
            let first = app.import_rows(kind, headings, &[row]);
            let between = app.contents().of_the_books();
            let second = app.import_rows(kind, headings, &[other]);
            assert_eq!(counts(&second), [0, 1, 0, 0], "{kind}");

            app.undo(&second).unwrap();
            assert!(app.contents().of_the_books() == between, "{kind}");
            app.undo(&first).unwrap_or_else(|refused| panic!("{kind}: {refused}"));
            assert!(app.contents().of_the_books() == before, "{kind}");
        }
    }
}
