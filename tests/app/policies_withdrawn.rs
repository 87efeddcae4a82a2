//! A version that was added by mistake is withdrawn before it holds; one that holds never.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::policy::Policies;
use shegong::units::UnitId;

use crate::harness::{Seen, TestApp, Visitor, day, id_number};

/// 綦江区 with one person in it.
fn district(app: &TestApp) -> UnitId {
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&["陈静", &id_number(1), "石壕镇溪山村"]],
    );
    let tree = app
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?))
        .unwrap();
    tree.district_of_region("綦江区").unwrap().id
}

/// A version of the district's rule from a day on.
fn form(from: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("id", "qijiang-days"),
        ("name", "綦江区培训天数要求"),
        ("region", "綦江区"),
        ("from", from),
        ("unit", "days"),
        ("required_assistant", "20"),
        ("window", "registration"),
        ("years", "3"),
        ("hours_0", "6"),
        ("kinds", "training"),
        ("due_soon_days", "180"),
        ("pace_test", "yes"),
        ("source_document", "綦社工委〔2026〕8号"),
        ("source_trust", "CONF-A"),
    ]
}

fn policies(app: &TestApp) -> std::sync::Arc<Policies> {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(app.app.current(conn).unwrap()))
        .unwrap()
        .policies
}

/// The key of the version that begins on a day, as programs see it.
fn key_of(visitor: &mut Visitor, from: &str) -> (String, serde_json::Value) {
    let list = visitor
        .get("/api/v1/policies?section=training_rule&limit=200")
        .json();
    let items = list["items"].as_array().unwrap();
    let entry = items
        .iter()
        .find(|entry| entry["id"] == "qijiang-days" && entry["from"] == from)
        .unwrap_or_else(|| panic!("no version from {from}: {list}"));
    (entry["key"].as_str().unwrap().to_owned(), entry.clone())
}

fn withdraw(visitor: &mut Visitor, key: &str, version: &str, reason: &str) -> Seen {
    let path = format!("/policies/{key}/withdraw");
    visitor.post(&path, &[("version", version), ("reason", reason)])
}

on_both_databases! {
    fn a_version_that_lies_ahead_is_withdrawn_and_the_one_before_goes_on(app: TestApp) {
        let district = district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        assert_eq!(visitor.post("/policies", &form("2027-01-01")).status, StatusCode::SEE_OTHER);
        let before = policies(&app).training_rule("qijiang-days", day(2026, 6, 1)).unwrap().validity.to;
        assert_eq!(before, Some(day(2026, 12, 31)));
        let (key, entry) = key_of(&mut visitor, "2027-01-01");
        let version = entry["version"].to_string();
        let page = visitor.get(&format!("/policies/{key}")).text();
        assert!(page.contains("自2027年1月1日起执行") && page.contains("撤回这一版"), "{page}");

        let without_reason = withdraw(&mut visitor, &key, &version, " ");
        assert_eq!(without_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(without_reason.text().contains("id=\"reason-error\""), "{}", without_reason.text());
        let long = withdraw(&mut visitor, &key, &version, &"错".repeat(201));
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(long.text().contains(&"错".repeat(201)), "what was typed stays");

        let done = withdraw(&mut visitor, &key, &version, "填错了天数");

        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let now = policies(&app);
        let goes_on = now.training_rule("qijiang-days", day(2027, 6, 1)).unwrap();
        assert_eq!((goes_on.validity.to, goes_on.source.document.as_str()), (None, "綦江民发〔2020〕60号"));
        let list = visitor.get("/policies").text();
        assert!(list.contains("已撤回") && list.contains("填错了天数"), "{list}");
        assert_eq!(visitor.get(&format!("/policies/{key}")).status, StatusCode::NOT_FOUND);
        assert_eq!(
            app.texts("SELECT action AS text FROM history WHERE entity = 'policy_version' ORDER BY id"),
            ["created", "removed"]
        );
        assert_eq!(app.texts("SELECT reason AS text FROM policy_withdrawals"), ["填错了天数"]);
        // Another process sees it too.
        let restarted = crate::harness::open_app(app.url(), &app.path("shegong.key")).unwrap();
        let held = restarted.db.read(|conn| Ok::<_, DatabaseError>(restarted.current(conn).unwrap())).unwrap();
        assert_eq!(held.policies.training_rule("qijiang-days", day(2027, 6, 1)).unwrap().validity.to, None);
        // The same version may be added again afterwards.
        assert_eq!(visitor.post("/policies", &form("2027-01-01")).status, StatusCode::SEE_OTHER);
    }

    fn a_version_in_force_is_never_withdrawn(app: TestApp) {
        let district = district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        visitor.post("/policies", &form("2026-03-01"));
        let (key, entry) = key_of(&mut visitor, "2026-03-01");
        let version = entry["version"].to_string();
        let page = visitor.get(&format!("/policies/{key}")).text();
        assert!(page.contains("现在执行") && !page.contains("撤回这一版"), "{page}");

        let refused = withdraw(&mut visitor, &key, &version, "改主意了");

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("已经执行，不能撤回"), "{}", refused.text());
        assert!(app.texts("SELECT reason AS text FROM policy_withdrawals").is_empty());
        // One of the files is no version that was added here.
        let (built_in, _) = key_of(&mut visitor, "2020-01-01");
        assert_eq!(withdraw(&mut visitor, &built_in, "1", "试试").status, StatusCode::CONFLICT);
        let past = visitor.get(&format!("/policies/{built_in}")).text();
        assert!(past.contains("执行至2026年2月28日"), "{past}");
    }

    fn a_form_sent_twice_adds_one_version(app: TestApp) {
        let district = district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        visitor.post("/policies", &form("2027-01-01"));

        let again = visitor.post("/policies", &form("2027-01-01"));

        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("这一版已于2026年3月9日添加"), "{}", again.text());
        let mut written_out = form("2027-01-01");
        written_out.retain(|(name, _)| *name != "region");
        written_out.push(("region", "重庆市綦江区"));
        assert_eq!(visitor.post("/policies", &written_out).status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut new = form("2027-01-01");
        new.retain(|(name, _)| *name != "id");
        // Without an id, and still the very same version.
        assert_eq!(visitor.post("/policies", &new).status, StatusCode::UNPROCESSABLE_ENTITY);
        new.retain(|(name, _)| *name != "name");
        new.push(("name", "另一项要求"));
        assert_eq!(visitor.post("/policies", &new).status, StatusCode::SEE_OTHER);
        assert_eq!(visitor.post("/policies", &new).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.texts("SELECT rule_id AS text FROM policy_versions ORDER BY id"), ["qijiang-days", "added-2"]);
        // Another content of the same first day replaces it, and then the first may come back.
        let mut other = form("2027-01-01");
        other.retain(|(name, _)| *name != "required_assistant");
        other.push(("required_assistant", "18"));
        assert_eq!(visitor.post("/policies", &other).status, StatusCode::SEE_OTHER);
        assert_eq!(visitor.post("/policies", &form("2027-01-01")).status, StatusCode::SEE_OTHER);
    }

    fn programs_withdraw_what_they_have_seen(app: TestApp) {
        let district = district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        visitor.post("/policies", &form("2027-01-01"));
        let (key, entry) = key_of(&mut visitor, "2027-01-01");
        let path = format!("/api/v1/policies/{key}/withdrawal");
        let version = format!("\"{}\"", entry["version"]);
        let one = visitor.get(&format!("/api/v1/policies/{key}"));
        assert_eq!(one.headers.get("etag").unwrap(), version.as_str());
        let body = json!({"reason": "文件还没有定稿"});
        let mut send = |body: &serde_json::Value, headers: &[(&str, &str)]| {
            visitor.json(Method::POST, &path, body, headers).status
        };

        assert_eq!(send(&body, &[]), StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(send(&body, &[("if-match", "\"99\"")]), StatusCode::PRECONDITION_FAILED);
        let headers = [("if-match", version.as_str())];
        assert_eq!(send(&json!({"reason": ""}), &headers), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&body, &headers), StatusCode::OK);
        assert_eq!(send(&body, &headers), StatusCode::NOT_FOUND);
        assert_eq!(app.texts("SELECT reason AS text FROM policy_withdrawals"), ["文件还没有定稿"]);
    }

    fn only_who_may_add_a_version_may_withdraw_it(app: TestApp) {
        let district = district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        visitor.post("/policies", &form("2027-01-01"));
        let (key, entry) = key_of(&mut visitor, "2027-01-01");
        let version = entry["version"].to_string();
        let town = app.unit("石壕镇");

        // A district role of one township sees the rule, and others' people would be touched.
        let mut part = Visitor::with_role(&app, Role::District, Some(town));
        let seen = part.get(&format!("/policies/{key}"));
        assert!(seen.status == StatusCode::OK && !seen.text().contains("撤回这一版"));
        let refused = withdraw(&mut part, &key, &version, "想撤回");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);
        assert_eq!(withdraw(&mut auditor, &key, &version, "想撤回").status, StatusCode::FORBIDDEN);
        assert!(app.texts("SELECT reason AS text FROM policy_withdrawals").is_empty());
    }
}
