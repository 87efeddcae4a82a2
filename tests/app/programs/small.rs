//! Small things that programs and people at the door meet.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;

use crate::harness::{TestApp, Visitor};

on_both_databases! {
    fn problems_say_what_they_are_and_where(app: TestApp) {
        app.with_two_townships();
        let mut hr = Visitor::with_role(&app, Role::Hr, None);
        let chen = app.person("陈静");
        let path = format!("/api/v1/people/{}", chen.id);

        let unversioned = hr.json(Method::PATCH, &path, &json!({"major": "社会工作"}), &[]);
        assert_eq!(unversioned.status, StatusCode::PRECONDITION_REQUIRED);
        let told = unversioned.json();
        assert_eq!((told["type"].as_str(), told["title"].as_str(), told["code"].as_str()),
            (Some("about:blank"), Some("没有写明版本"), Some("version-needed")));

        let nowhere = hr.get("/api/v1/nowhere");
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        assert!(nowhere.json()["request_id"].as_str().unwrap().len() > 10, "{}", nowhere.text());

        let wrong = hr.json(Method::PATCH, &path, &json!({"majr": "x"}), &[("if-match", "\"1\"")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = wrong.json();
        assert_eq!(told["errors"][0]["field"], "majr");
        assert!(told["errors"][0]["message"].as_str().unwrap().contains("没有 majr 这一项"), "{told}");

        // Both versions of a mobile number are masked, and still told apart.
        let stale = hr.json(Method::PATCH, &path, &json!({"mobile": "13800000077"}), &[("if-match", "\"99\"")]);
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let text = stale.text();
        assert!(!text.contains("13800000001") && !text.contains("13800000077"), "{text}");
        let fields = stale.json()["current"]["fields"].clone();
        let mobile = fields.as_array().unwrap().iter().find(|one| one["field"] == "mobile").unwrap().clone();
        assert_eq!((mobile["yours"].as_str(), mobile["differs"].as_bool()), (Some("138****0077"), Some(true)));
    }

    fn the_registrars_list_and_the_messages_are_there_for_programs(app: TestApp) {
        app.with_two_townships();
        app.import_rows(
            shegong::intake::ImportKind::Certificates,
            &["姓名", "身份证号", "级别", "批准日期", "登记日期", "登记有效期至"],
            &[&["陈静", &crate::harness::id_number(1), "初级", "2020-06-01", "2023-04-01", "2026-03-31"]],
        );
        let mut registrar = Visitor::with_role(&app, Role::Registrar, None);
        let list = registrar.get("/api/v1/registrations").json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        let line = &list["items"][0];
        assert_eq!((line["name"].as_str(), line["registration_due_on"].as_str()), (Some("陈静"), Some("2026-03-31")));
        assert_eq!(registrar.get("/api/v1/registrations?standing=ended").json()["items"], json!([]));
        assert_eq!(registrar.get("/api/v1/registrations?until=2026-03-30").json()["items"], json!([]));
        assert_eq!(registrar.get("/api/v1/registrations?standing=late").status, StatusCode::UNPROCESSABLE_ENTITY);

        let mut officer = Visitor::with_role(&app, Role::TrainingOfficer, None);
        let message = officer.get("/api/v1/training-gaps/message").json();
        assert!(message["text"].as_str().unwrap().contains("陈静"), "{message}");
        let waiting = officer.get("/api/v1/reviews/message?state=waiting").json();
        assert_eq!(waiting["people"], 0, "{waiting}");
        let told = app.texts("SELECT after AS text FROM history WHERE action = 'exported' ORDER BY id");
        assert_eq!(told.len(), 2, "{told:?}");
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);
        let sign_ins = auditor.get("/api/v1/history?show=sign_ins").json();
        let actions = sign_ins["items"].as_array().unwrap();
        assert!(actions.iter().all(|one| one["action"].as_str().unwrap().contains("登")), "{sign_ins}");
        assert_eq!(auditor.get("/api/v1/history?show=gossip").status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    fn an_empty_form_at_the_door_is_no_failed_try(app: TestApp) {
        app.with_two_townships();
        let mut stranger = Visitor::stranger(&app);
        stranger.get("/sign-in");
        let before = app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM history");

        let seen = stranger.post("/sign-in", &[("name", ""), ("password", "")]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = seen.text();
        assert!(text.contains("id=\"name-error\"") && text.contains("id=\"password-error\""), "{text}");
        assert!(!text.contains("连续错"), "{text}");
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM history"), before);
    }

    fn guessed_kinds_are_ticked_all_at_once_or_by_township(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, None);
        let ticked = |seen: crate::harness::Seen| seen.text().matches(" checked>").count();
        let all = ticked(district.get("/units?only=missing&all=1"));
        assert!(all >= 5, "{all}");
        assert_eq!(ticked(district.get("/units?only=missing")), 0);
        let town = ticked(district.get("/units?only=missing&all=%E7%9F%B3%E5%A3%95%E9%95%87"));
        assert_eq!(town, 2, "石壕镇 and its village");
        let page = district.get("/units?only=missing").text();
        assert!(page.contains("/units?only=missing&#38;all=1") || page.contains("/units?only=missing&amp;all=1"), "{page}");
    }
}
