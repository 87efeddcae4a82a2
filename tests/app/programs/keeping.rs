//! What an office keeps of people, by programs: accounts, entries and scores, corrections.

use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};
use shegong::accounts::Role;
use shegong::intake::ImportKind;
use shegong::jobs::handlers::KINDS;
use shegong::jobs::runner::run_background;

use crate::harness::{Seen, TestApp, Visitor, id_number};

fn post(visitor: &mut Visitor, path: &str, body: &Value) -> Seen {
    visitor.json(Method::POST, path, body, &[])
}

/// A change of what was seen as `version`.
fn put(visitor: &mut Visitor, path: &str, version: &Value, body: &Value) -> Seen {
    let seen = format!("\"{version}\"");
    visitor.json(Method::PUT, path, body, &[("if-match", &seen)])
}

on_both_databases! {
    fn a_program_opens_accounts_and_gives_first_passwords(app: TestApp) {
        app.with_two_townships();
        let town = app.unit("古南街道");
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let chen = app.person("陈静").id;

        let made = post(&mut district, &format!("/api/v1/people/{chen}/account"), &json!({}));
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let (account, first) = (made.json()["account"].clone(), made.json()["password"].clone());
        assert_eq!(post(&mut district, &format!("/api/v1/people/{chen}/account"), &json!({})).status, StatusCode::CONFLICT);
        let reset = post(&mut district, &format!("/api/v1/accounts/{account}/password-reset"), &json!({}));
        assert_eq!(reset.status, StatusCode::OK, "{}", reset.text());
        assert_ne!(reset.json()["password"], first);

        let asked = post(&mut district, "/api/v1/accounts/issuing", &json!({"unit": town.0}));
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
        let job = asked.headers["location"].clone();
        assert_eq!(asked.json()["state"], "queued");
        while run_background(&app.app, "test", KINDS).unwrap() {}
        assert_eq!(district.get(&job).json()["state"], "done");
        let slips = post(&mut district, "/api/v1/accounts/slips", &json!({"unit": town.0}));
        assert_eq!(slips.status, StatusCode::OK);
        assert!(slips.bytes.starts_with(b"%PDF") && slips.headers["content-disposition"].contains("attachment"));
        assert!(app.texts("SELECT after AS text FROM history WHERE action = 'printed'")[0].contains("\"password_slips\":4"));
        let elsewhere = post(&mut Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇"))), "/api/v1/accounts/slips", &json!({"unit": town.0}));
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);

        let office = json!({"login_name": "gunan-hr", "role": "hr", "unit": town.0});
        let opened = post(&mut district, "/api/v1/accounts", &office);
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
        let taken = post(&mut district, "/api/v1/accounts", &office);
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(taken.json()["errors"][0]["field"], "login_name");
    }

    fn a_role_is_taken_from_the_account_of_the_path_in_the_version_that_was_seen(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let made = post(&mut district, &format!("/api/v1/people/{}/account", app.person("陈静").id), &json!({})).json();
        let other = post(&mut district, &format!("/api/v1/people/{}/account", app.person("万玲").id), &json!({})).json();
        let account = format!("/api/v1/accounts/{}", made["account"]);
        let before = district.get(&account).json()["version"].clone();

        let given = post(&mut district, &format!("{account}/roles"), &json!({"role": "hr", "unit": app.unit("古南街道").0})).json();
        let now = district.get(&account).json()["version"].clone();
        assert_ne!(before, now, "a role changes the account");

        let mut take = |path: String, version: Option<&Value>| {
            let seen = version.map(|version| format!("\"{version}\""));
            let headers: Vec<(&str, &str)> = seen.iter().map(|seen| ("if-match", seen.as_str())).collect();
            district.json(Method::DELETE, &path, &json!({}), &headers).status
        };
        let path = format!("{account}/roles/{}", given["id"]);
        assert_eq!(take(path.clone(), None), StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(take(path.clone(), Some(&before)), StatusCode::PRECONDITION_FAILED);
        assert_eq!(take(format!("/api/v1/accounts/{}/roles/{}", other["account"], given["id"]), Some(&now)), StatusCode::NOT_FOUND);
        assert_eq!(take(path, Some(&now)), StatusCode::NO_CONTENT);
    }

    fn a_program_keeps_entries_and_scores(app: TestApp) {
        app.with_two_townships();
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let person = format!("/api/v1/people/{}", app.person("陈静").id);
        let entries = format!("{person}/exam-entries");

        let made = post(&mut hr, &entries, &json!({"year": 2025, "level": "assistant", "state": "paid", "paid": "122.00"}));
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        assert_eq!(made.json()["subjects"].as_array().unwrap().len(), 2, "all of the level");
        let one = format!("{entries}/{}", made.json()["id"]);
        let back = put(&mut hr, &one, &made.json()["version"], &json!({"state": "submitted"}));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(back.json()["errors"][0]["field"], "reason");
        let changed = put(&mut hr, &one, &made.json()["version"], &json!({"state": "submitted", "reason": "缴费退回"}));
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!((changed.json()["state"].as_str(), &changed.json()["paid"]), (Some("submitted"), &Value::Null));
        assert_eq!(put(&mut hr, &one, &made.json()["version"], &json!({"state": "paid"})).status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(hr.get(&entries).json()["items"][0]["year"], 2025);

        let results = format!("{person}/exam-results");
        let scores = json!({"year": 2025, "level": "assistant", "scores": [{"subject": "practice", "score": "58.5"}]});
        let first = post(&mut hr, &results, &scores);
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        assert_eq!(first.json()[0]["score"], "58.5");
        let unseen = post(&mut hr, &results, &scores);
        assert_eq!(unseen.status, StatusCode::PRECONDITION_FAILED);
        let version = first.json()[0]["version"].clone();
        let recheck = json!({"year": 2025, "level": "assistant", "reason": "复核", "scores": [{"subject": "practice", "score": "60", "version": version}]});
        assert_eq!(post(&mut hr, &results, &recheck).json()[0]["score"], "60");
        assert_eq!(hr.get(&results).json()["items"].as_array().unwrap().len(), 1);
    }

    fn a_program_corrects_withdraws_and_restores_a_training_record(app: TestApp) {
        app.with_two_townships();
        app.import_rows(
            ImportKind::Training,
            &["身份证号", "培训名称", "开始日期", "结束日期", "天数"],
            &[&[&id_number(1), "督导实务", "2025-05-01", "2025-05-02", "3"]],
        );
        let mut officer = Visitor::with_role(&app, Role::TrainingOfficer, Some(app.unit("古南街道")));
        let record = app.texts("SELECT CAST(id AS TEXT) AS text FROM training_records").remove(0);
        let path = format!("/api/v1/people/{}/training/{record}", app.person("陈静").id);

        let known = officer.get(&path).json();
        assert_eq!((known["title"].as_str(), known["days"].as_str()), (Some("督导实务"), Some("3")));
        let right = json!({"title": "督导实务", "first_day": "2025-05-01", "last_day": "2025-05-02", "days": "2", "kind": "training", "reason": "天数录错"});
        let corrected = put(&mut officer, &path, &known["version"], &right);
        assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
        assert_eq!(corrected.json()["days"], "2");
        assert_eq!(put(&mut officer, &path, &known["version"], &right).status, StatusCode::PRECONDITION_FAILED);

        let mut step = |what: &str, version: &Value| {
            let seen = format!("\"{version}\"");
            officer.json(Method::POST, &format!("{path}/{what}"), &json!({"reason": "重复"}), &[("if-match", &seen)])
        };
        let withdrawn = step("withdrawal", &corrected.json()["version"]);
        assert_eq!(withdrawn.json()["state"], "withdrawn", "{}", withdrawn.text());
        assert_eq!(step("restoration", &withdrawn.json()["version"]).json()["state"], "recognised");
    }

    fn every_list_of_programs_goes_page_by_page(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, None);
        for _ in 0..2 {
            let made = post(&mut district, "/api/v1/tokens", &json!({"label": "统计", "scope": "read", "days": 30}));
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        }
        app.import_rows(ImportKind::People, &["姓名", "身份证号"], &[&["陈静静", &id_number(1)]]);

        for list in ["sessions", "tokens", "imports", "accounts"] {
            let first = district.get(&format!("/api/v1/{list}?limit=1")).json();
            assert_eq!(first["items"].as_array().unwrap().len(), 1, "{list}: {first}");
            let wrong = district.get(&format!("/api/v1/{list}?limit=x"));
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
            if list == "sessions" {
                assert_eq!(first["next"], Value::Null);
                continue;
            }
            let next = district.get(&format!("/api/v1/{list}?limit=1&cursor={}", first["next"].as_str().unwrap())).json();
            assert_ne!(first["items"][0], next["items"][0], "{list}");
        }
    }
}
