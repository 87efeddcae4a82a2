//! Two districts of one city in one system: neither changes nor sees the other's.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::jobs::background::{Request as Work, queue};

use super::execute;
use crate::harness::{TestApp, Visitor, id_number, xlsx};

/// 綦江区 with two townships, and 南川区.
fn two_districts(app: &TestApp) {
    app.with_two_townships();
    let path = app.file(
        "other.xlsx",
        xlsx(
            &["姓名", "身份证号", "单位"],
            &[&["赵南", &id_number(60), "东城街道"]],
        ),
    );
    let report = app
        .import_in(ImportKind::People, &path, "南川区", false)
        .unwrap();
    assert_eq!(report.new, 1, "{:?}", report.errors);
}

on_both_databases! {
    fn a_district_does_not_move_the_exam_of_the_whole_city(app: TestApp) {
        two_districts(&app);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let season = |place: &'static str| [
            ("year", "2027"), ("place", place), ("state", "cancelled"),
            ("source_document", "渝人考〔2027〕1号"), ("source_trust", "CONF-A"),
        ];

        let city = district.post("/seasons", &season("重庆市"));
        let own = district.post("/seasons", &season("綦江区"));
        let all = Visitor::with_role(&app, Role::District, None).post("/seasons", &season("重庆市"));

        assert_eq!(city.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(city.text().contains("place-error"), "{}", city.text());
        assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text());
        assert_eq!(all.status, StatusCode::SEE_OTHER, "{}", all.text());
    }

    fn a_district_sees_the_failed_mails_and_the_work_of_its_own_units_only(app: TestApp) {
        two_districts(&app);
        let (here, there) = (app.unit("綦江区"), app.unit("南川区"));
        for (title, unit) in [("綦江的账号", here), ("南川的账号", there)] {
            let work = Work { kind: "full_check", title, unit: Some(unit), input: serde_json::Value::Null, total: None };
            app.app.db.write(|conn| Ok::<_, DatabaseError>(queue(conn, &work, &app.occasion())?)).unwrap();
        }
        for (number, name) in [(1, "陈静"), (2, "赵南")] {
            execute(&app, &format!(
                "INSERT INTO outbox (id, message_id, person_id, to_name, to_address, subject, text_body, html_body, state, attempts, next_attempt_at, created_at) \
                 VALUES ({number}, 'm{number}', {}, '{name}', 'a@example.cn', '提醒', 't', 'h', 'failed', 3, '2026-03-09 02:00:00', '2026-03-09 02:00:00')",
                app.person(name).id
            ));
        }
        let theirs = app.texts("SELECT CAST(id AS TEXT) AS text FROM background_jobs WHERE title = '南川的账号'")[0].clone();
        let mut district = Visitor::with_role(&app, Role::District, Some(here));

        let page = district.get("/operations").text();
        let told = district.get("/api/v1/operations").text();

        for text in [page, told] {
            assert!(text.contains("綦江的账号") && text.contains("陈静"), "{text}");
            assert!(!text.contains("南川的账号") && !text.contains("赵南"), "{text}");
        }
        assert_eq!(district.get(&format!("/jobs/{theirs}")).status, StatusCode::NOT_FOUND);
        assert_eq!(district.get(&format!("/api/v1/jobs/{theirs}")).status, StatusCode::NOT_FOUND);
        let mut admin = Visitor::with_role(&app, Role::Admin, None);
        assert_eq!(admin.get(&format!("/jobs/{theirs}")).status, StatusCode::OK);
        assert!(admin.get("/operations").text().contains("赵南"));
    }
}
