//! What other programs do through `/api/v1`, and the page that tells them how.

mod keeping;
mod small;

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;

use crate::harness::{TestApp, Visitor};

on_both_databases! {
    fn a_program_enters_corrects_and_registers_a_certificate(app: TestApp) {
        app.with_two_townships();
        let person = app.person("陈静").id;
        let mut registrar = Visitor::with_role(&app, Role::Registrar, None);
        let all = format!("/api/v1/people/{person}/certificates");
        let typed = json!({"level": "assistant", "number": "2022-1", "approved_on": "2022-06-18"});

        let made = registrar.json(Method::POST, &all, &typed, &[]);

        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let id = made.json()["id"].as_i64().unwrap();
        let one = format!("{all}/{id}");
        let right = json!({"certificate": {"level": "assistant", "number": "2022-2", "approved_on": "2022-06-18"}, "reason": "号码录错"});
        let without = registrar.json(Method::PUT, &one, &right, &[]);
        assert_eq!(without.status, StatusCode::PRECONDITION_REQUIRED);
        let corrected = registrar.json(Method::PUT, &one, &right, &[("if-match", "\"1\"")]);
        assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
        let again = registrar.json(Method::PUT, &one, &right, &[("if-match", "\"1\"")]);
        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED, "{}", again.text());

        let version = format!("\"{}\"", corrected.json()["version"]);
        let first = json!({"kind": "first", "first_day": "2023-04-01"});
        let registered = registrar.json(Method::POST, &format!("{one}/registrations"), &first, &[("if-match", &version)]);
        assert_eq!(registered.status, StatusCode::CREATED, "{}", registered.text());
        assert_eq!(registered.json()["certificate"]["registrations"][0]["last_day"], "2026-03-31");
        let other = app.person("王伟").id;
        let crossed = format!("/api/v1/people/{other}/certificates/{id}");
        let seen = registrar.json(Method::PUT, &crossed, &right, &[("if-match", "\"2\"")]);
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
    }

    fn a_program_reads_the_lists_that_an_office_reads(app: TestApp) {
        app.with_two_townships();
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));

        let first = hr.get("/api/v1/roster?limit=1").json();
        assert_eq!(first["items"].as_array().unwrap().len(), 1, "{first}");
        let mut names = Vec::new();
        let mut cursor = Some(String::new());
        while let Some(place) = cursor {
            let page = hr.get(&format!("/api/v1/roster?limit=1&sort=name&cursor={place}")).json();
            names.push(page["items"][0]["name"].as_str().unwrap().to_owned());
            cursor = page["next"].as_str().map(str::to_owned);
        }
        assert!(!names.contains(&"陈静".to_owned()) && names.contains(&"王伟".to_owned()), "{names:?}");
        assert_eq!(hr.get("/api/v1/candidates").status, StatusCode::OK);
        let message = hr.get("/api/v1/group-message").json();
        assert!(message["text"].as_str().unwrap().contains("社会工作者待办提醒"), "{message}");
        assert!(app.texts("SELECT after AS text FROM history WHERE action = 'exported'")[0].contains("群通知"));
        assert_eq!(hr.get("/api/v1/roster?limit=0").status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    fn a_program_looks_at_what_may_be_erased_and_must_have_understood(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, None);

        assert_eq!(district.get("/api/v1/retention/due").json()["items"], json!([]));
        let hasty = json!({"people": [1], "understood": false});
        let seen = district.json(Method::POST, "/api/v1/retention/orders", &hasty, &[]);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nothing = json!({"people": [1], "understood": true});
        let seen = district.json(Method::POST, "/api/v1/retention/orders", &nothing, &[]);
        assert_eq!(seen.status, StatusCode::CONFLICT, "{}", seen.text());
    }

    fn a_worker_changes_their_own_contact_data_by_program(app: TestApp) {
        app.with_two_townships();
        let person = app.person("陈静").id;
        let mut own = Visitor::of_person(&app, person, &[]);
        let version = own.get("/api/v1/me").json()["version"].to_string();

        let changed = own.json(Method::PATCH, "/api/v1/me", &json!({"email": "chen@example.cn"}), &[("if-match", &version)]);

        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(app.person("陈静").details.email.as_deref(), Some("chen@example.cn"));
        let late = own.json(Method::PATCH, "/api/v1/me", &json!({"email": ""}), &[("if-match", &version)]);
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(own.get("/api/v1/me/certificates").json(), json!([]));
        assert_eq!(own.get("/api/v1/me/exam-status").status, StatusCode::OK);
    }

    fn the_interfaces_page_tells_every_operation_without_script(app: TestApp) {
        let mut anybody = Visitor::stranger(&app);
        let page = anybody.get("/help/api");

        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        for told in [
            "/api/v1/people/{id}/certificates",
            "Authorization: Bearer $TOKEN",
            "If-Match",
            "需要的权限：维护证书与登记",
            "http://127.0.0.1:8080/api/v1/units",
        ] {
            assert!(text.contains(told), "{told}");
        }
        assert!(!text.contains("<script"));
        assert!(anybody.get("/help").text().contains("/help/api"));
    }
}
