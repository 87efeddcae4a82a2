//! A mobile number is a sign-in name: nobody's list disturbs somebody else's, and nobody
//! finds out by searching what a list masks.

use shegong::accounts::Role;
use shegong::intake::ImportKind;

use super::{hr, with_addresses};
use crate::harness::{TestApp, Visitor, id_number};

const ROSTER: [&str; 4] = ["姓名", "身份证号", "单位", "手机号"];

fn mobile(app: &TestApp, name: &str) -> Option<String> {
    app.person(name).details.mobile
}

on_both_databases! {
    fn a_number_that_is_somebody_elses_is_left_out_and_told_and_the_row_stays(app: TestApp) {
        app.with_two_townships();
        let rows: &[&[&str]] = &[
            // 陈静 signs in with it.
            &["何丽", &id_number(8), "石壕镇/溪山村", "13800000001"],
            // Twice in one file: the first one has it.
            &["赵强", &id_number(9), "石壕镇/溪山村", "13800000009"],
            &["赵敏", &id_number(10), "石壕镇/溪山村", "13800000009"],
            // Who has it already keeps it.
            &["陈静", &id_number(1), "古南街道/城南社区", "13800000001"],
        ];

        let path = app.file("roster.xlsx", crate::harness::xlsx(&ROSTER, rows));
        let looked = app.dry_run(ImportKind::People, &path);
        let report = app.import(ImportKind::People, &path);

        for report in [&looked, &report] {
            assert_eq!((report.new, report.unchanged, report.refused), (3, 1, 0), "{:?}", report.errors);
            let told: Vec<&String> = report.notices.iter().filter(|notice| notice.contains("手机号")).collect();
            assert_eq!(told.len(), 2, "{:?}", report.notices);
            assert!(told[0].contains("第 2 行") || told[0].contains("第2行"), "{told:?}");
            assert!(told.iter().all(|told| !told.contains("陈静") && !told.contains("138")), "{told:?}");
        }
        assert_eq!(mobile(&app, "何丽"), None);
        assert_eq!(mobile(&app, "赵强").as_deref(), Some("13800000009"));
        assert_eq!(mobile(&app, "赵敏"), None);
        assert_eq!(mobile(&app, "陈静").as_deref(), Some("13800000001"));
        let again = app.import(ImportKind::People, &path);
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 4), "the same file changes nothing");
    }

    fn a_number_that_was_given_up_before_is_free(app: TestApp) {
        app.with_two_townships();

        let report = app.import_rows(ImportKind::People, &["姓名", "身份证号", "手机号", "离职日期"], &[
            &["陈静", &id_number(1), "13900000001", ""],
            &["郭羙", &id_number(3), "13800000001", ""],
            &["王伟", &id_number(5), "", "2026-01-31"],
            &["万玲", &id_number(2), "13800000005", ""],
        ]);

        assert!(report.notices.is_empty(), "{:?}", report.notices);
        assert_eq!(mobile(&app, "郭羙").as_deref(), Some("13800000001"));
        assert_eq!(mobile(&app, "万玲").as_deref(), Some("13800000005"), "a leaver's number");
    }

    fn a_roster_does_not_tell_where_somebody_works(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let sheet = crate::harness::xlsx(&["姓名", "身份证号"], &[&["王伟", &id_number(5)]]);

        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        let page = hr.get(&link).text();

        assert!(page.contains("已在其他单位的名册中，请联系区县主管办理调动"), "{page}");
        assert!(!page.contains("石壕镇") && !page.contains("溪山村"));
    }

    fn a_search_tells_no_digit_that_a_list_masks(app: TestApp) {
        with_addresses(&app);
        for (role, path) in [(Role::Auditor, "/people?q="), (Role::Hr, "/people?q="), (Role::Auditor, "/accounts?q=")] {
            let mut visitor = Visitor::with_role(&app, role, Some(app.unit("古南街道")));
            for (typed, found) in [("0001", true), ("13800000001", true), ("1380", false), ("13800000", false), ("000000", false)] {
                let listed = visitor.get(&format!("{path}{typed}")).text().contains("陈静");
                assert_eq!(listed, found, "{role} {path}{typed}");
            }
        }
    }

    fn the_record_masks_the_number_unless_it_is_asked_for_in_full(app: TestApp) {
        with_addresses(&app);
        let record = format!("/people/{}/record.json", app.person("陈静").id);
        let mut hr = hr(&app);

        assert_eq!(hr.get(&record).json()["person"]["mobile"], "138****0001");
        let full = hr.get(&format!("{record}?full=1&reason=%E7%BD%91%E4%B8%8A%E6%8A%A5%E5%90%8D"));
        assert_eq!(full.json()["person"]["mobile"], "13800000001");
    }
}
