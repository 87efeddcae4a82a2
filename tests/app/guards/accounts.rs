//! Accounts that may more than the one who acts.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::jobs::handlers::KINDS;
use shegong::jobs::runner::run_background;

use super::{at, hr, with_addresses};
use crate::harness::{TestApp, Visitor, id_number, link_in, xlsx};

/// Where the last mail went, and the link in it.
fn last_link(app: &TestApp) -> (String, String) {
    while run_background(&app.app, "test", KINDS).unwrap() {}
    let letter = app.letters().remove(0);
    let link = format!("/password/reset/{}", link_in(&letter));
    (letter.to_address, link)
}

fn form<'a>(
    version: &'a str,
    name: &'a str,
    mobile: &'a str,
    email: &'a str,
) -> [(&'a str, &'a str); 4] {
    [
        ("version", version),
        ("name", name),
        ("mobile", mobile),
        ("email", email),
    ]
}

on_both_databases! {
    fn nobody_takes_a_higher_account_over_by_changing_where_its_owner_is_reached(app: TestApp) {
        with_addresses(&app);
        let higher = app.person("万玲");
        Visitor::of_person(&app, higher.id, &[at(&app, Role::District, "綦江区")]);
        let mut hr = hr(&app);
        let (id, version) = (higher.id, higher.version.to_string());
        let etag = format!("\"{version}\"");
        let own = app.person("陈静");
        let merging = |other: &str, seen: i64| vec![("version".to_owned(), seen.to_string()), ("other".to_owned(), other.to_owned()), ("other_version".to_owned(), "2".to_owned()), ("reason".to_owned(), "同一人".to_owned())];
        let mut merge = |kept: i64, other: i64, seen: i64| {
            let fields = merging(&other.to_string(), seen);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            hr.post(&format!("/people/{kept}/merge"), &fields)
        };

        let into = merge(id.0, own.id.0, higher.version);
        let from = merge(own.id.0, id.0, own.version);
        let mail = hr.post(&format!("/people/{id}/edit"), &form(&version, "万玲", "13800000002", "attacker@example.cn"));
        let mobile = hr.post(&format!("/people/{id}/edit"), &form(&version, "万玲", "13900000002", "wanling@example.cn"));
        let program = hr.json(Method::PATCH, &format!("/api/v1/people/{id}"), &json!({"email": "attacker@example.cn"}), &[("if-match", &etag)]);
        let number = hr.post(&format!("/people/{id}/id-number"), &[("version", &version), ("id_number", &id_number(77)), ("reason", "录错")]);
        let sheet = xlsx(&["姓名", "身份证号", "邮箱"], &[&["万玲", &id_number(2), "attacker@example.cn"]]);
        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        let preview = hr.get(&link).text();
        hr.post(&format!("{link}/confirm"), &[]);

        assert_eq!(mail.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(mail.text().contains("权限高于您的账号") && mail.text().contains("email-error"), "{}", mail.text());
        assert_eq!(mobile.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(mobile.text().contains("mobile-error"));
        assert_eq!(program.json()["errors"][0]["field"], "email", "{}", program.text());
        for refused in [number, into, from] {
            assert_eq!(refused.status, StatusCode::CONFLICT);
            assert!(refused.text().contains("权限高于您的账号"), "{}", refused.text());
        }
        assert!(preview.contains("权限高于您的账号"), "{preview}");
        assert_eq!(app.person("万玲"), higher);
        // The link goes where it always went.
        let mut stranger = Visitor::stranger(&app);
        stranger.get("/password/forgotten");
        stranger.post("/password/forgotten", &[("name", &id_number(2))]);
        assert_eq!(last_link(&app).0, "wanling@example.cn");
    }

    fn what_leads_to_no_higher_account_may_be_changed_as_ever(app: TestApp) {
        with_addresses(&app);
        let (worker, higher) = (app.person("陈静"), app.person("万玲"));
        Visitor::of_person(&app, worker.id, &[at(&app, Role::Worker, "城南社区")]);
        Visitor::of_person(&app, higher.id, &[at(&app, Role::Hr, "城南社区")]);
        let mut hr = hr(&app);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let plain = hr.post(&format!("/people/{}/edit", worker.id), &form("2", "陈静", "13800000001", "new@example.cn"));
        let beside = hr.post(&format!("/people/{}/edit", higher.id), &[("version", "2"), ("name", "万玲"), ("mobile", "13800000002"), ("email", "wanling@example.cn"), ("major", "社会工作")]);
        let managed = district.post(&format!("/people/{}/edit", higher.id), &form("3", "万玲", "13800000002", "wl@example.cn"));

        for done in [plain, beside, managed] {
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        assert_eq!(app.person("陈静").details.email.as_deref(), Some("new@example.cn"));
        assert_eq!(app.person("万玲").details.email.as_deref(), Some("wl@example.cn"));
    }

    fn an_import_that_brings_an_address_back_is_not_taken_back_over_a_higher_account(app: TestApp) {
        with_addresses(&app);
        let mut hr = hr(&app);
        let sheet = xlsx(&["姓名", "身份证号", "邮箱"], &[&["万玲", &id_number(2), "later@example.cn"]]);
        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        hr.post(&format!("{link}/confirm"), &[]);
        assert_eq!(app.person("万玲").details.email.as_deref(), Some("later@example.cn"));
        Visitor::of_person(&app, app.person("万玲").id, &[at(&app, Role::District, "綦江区")]);
        let batch = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM import_batches")[0].clone();

        let undone = hr.post(&format!("/imports/batches/{batch}/undo"), &[]);

        assert_eq!(undone.status, StatusCode::CONFLICT);
        assert!(undone.text().contains("权限高于您"), "{}", undone.text());
        assert_eq!(app.person("万玲").details.email.as_deref(), Some("later@example.cn"));
    }

    fn a_link_is_worth_nothing_once_its_owner_has_another_address(app: TestApp) {
        with_addresses(&app);
        let person = app.person("陈静").id;
        Visitor::of_person(&app, person, &[at(&app, Role::Worker, "城南社区")]);
        let mut stranger = Visitor::stranger(&app);
        stranger.get("/password/forgotten");
        stranger.post("/password/forgotten", &[("name", "13800000001")]);
        let (_, link) = last_link(&app);
        let before = stranger.get(&link).text();

        hr(&app).post(&format!("/people/{person}/edit"), &form("2", "陈静", "13800000001", "new@example.cn"));
        let told = app.texts("SELECT to_address || ' ' || subject || ' ' || text_body AS text FROM outbox ORDER BY id DESC LIMIT 1");
        let after = stranger.get(&link).text();
        let tried = stranger.post(&link, &[("new", "Ganxie-2026-Chuntian"), ("repeated", "Ganxie-2026-Chuntian")]);

        assert!(told[0].starts_with("chenjing@example.cn") && told[0].contains("您的邮箱已更换"), "{told:?}");
        assert!(told[0].contains("测试账号") && !told[0].contains("new@example.cn"), "{told:?}");
        assert!(before.contains("name=\"repeated\""), "{before}");
        assert!(!after.contains("name=\"repeated\""), "{after}");
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.texts("SELECT password_hash AS text FROM accounts WHERE person_id IS NOT NULL"), ["none"]);
    }
}
