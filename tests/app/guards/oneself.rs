//! Nobody keeps the books about themselves: what stands in them is worth money.

use actix_web::http::StatusCode;
use shegong::accounts::Role;

use super::at;
use crate::harness::{TestApp, Visitor, id_number, xlsx};

on_both_databases! {
    fn hr_keeps_everybodys_books_but_her_own(app: TestApp) {
        app.with_two_townships();
        let own = app.person("陈静").id;
        let mut hr = Visitor::of_person(&app, own, &[at(&app, Role::Hr, "古南街道")]);
        let certificate = [("level", "senior"), ("approved_on", "2025-06-01")];

        let entered = hr.post(&format!("/people/{own}/certificates/new"), &certificate);
        let edited = hr.post(&format!("/people/{own}/edit"), &[("version", "1"), ("name", "陈静"), ("social_work_since", "2010-01")]);
        let left = hr.post(&format!("/people/{own}/leave"), &[("version", "1"), ("left_on", "2026-03-01"), ("reason", "退休")]);
        let merged = hr.post(&format!("/people/{own}/merge"), &[("version", "1"), ("other", &app.person("郭羙").id.to_string()), ("other_version", "1"), ("reason", "同一人")]);
        let number = hr.post(&format!("/people/{own}/id-number"), &[("version", "1"), ("id_number", &id_number(77)), ("reason", "录错")]);

        for refused in [entered, edited, left, merged, number] {
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
            assert!(refused.text().contains("不能办理本人的"), "{}", refused.text());
        }
        assert_eq!(app.contents().count("certificates"), 0);
        assert_eq!(app.person("陈静").version, 1);
        let other = app.person("万玲").id;
        let for_other = hr.post(&format!("/people/{other}/certificates/new"), &certificate);
        assert_eq!(for_other.status, StatusCode::SEE_OTHER, "{}", for_other.text());
    }

    fn an_imported_line_about_oneself_is_refused(app: TestApp) {
        app.with_two_townships();
        let own = app.person("陈静").id;
        let mut hr = Visitor::of_person(&app, own, &[at(&app, Role::Hr, "古南街道")]);
        let training = xlsx(&["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"], &[
            &["陈静", &id_number(1), "年度培训", "2026-01-05", "2026-01-06", "2"],
            &["万玲", &id_number(2), "年度培训", "2026-01-05", "2026-01-06", "2"],
        ]);
        let roster = xlsx(&["姓名", "身份证号", "学历"], &[
            &["陈静", &id_number(1), "硕士"],
            &["万玲", &id_number(2), "硕士"],
        ]);

        for (kind, file) in [("training", &training), ("people", &roster)] {
            let link = hr.upload("/imports/new", &[("kind", kind)], &[("file", "表.xlsx", file)]).location().to_owned();
            let preview = hr.get(&link).text();
            let done = hr.post(&format!("{link}/confirm"), &[]);
            assert!(preview.contains("本人"), "{kind}: {preview}");
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}");
        }

        let other = app.person("万玲");
        assert_eq!(app.texts("SELECT CAST(person_id AS TEXT) AS text FROM training_records"), [other.id.to_string()]);
        assert_eq!(app.person("陈静").details.education, None);
        assert!(other.details.education.is_some());
    }
}
