//! Versions of policies added in the browser: a trial first, then in force for every
//! process, the old ones untouched.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::app::App;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::training::actions::{StatusQuestion, training_status};
use shegong::units::UnitId;

use crate::harness::{TestApp, Visitor, id_number};

/// 陈静, an assistant of 綦江区 with 12 days in her period.
fn chen(app: &TestApp) -> UnitId {
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&["陈静", &id_number(1), "石壕镇溪山村"]],
    );
    app.import_rows(
        ImportKind::Certificates,
        &["姓名", "身份证号", "证书级别", "批准日期", "登记日期"],
        &[&["陈静", &id_number(1), "助理", "2023-06-11", "2024-04-01"]],
    );
    app.import_rows(
        ImportKind::Training,
        &[
            "姓名",
            "身份证号",
            "培训名称",
            "开始日期",
            "结束日期",
            "天数",
        ],
        &[&[
            "陈静",
            &id_number(1),
            "社区治理培训",
            "2025-03-03",
            "2025-03-14",
            "12",
        ]],
    );
    let tree = app
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?))
        .unwrap();
    tree.district_of_region("綦江区").unwrap().id
}

/// The form of a version of the district's rule from 1 March 2026 on.
fn form(assistant: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("id", "qijiang-days"),
        ("name", "綦江区培训天数要求"),
        ("region", "綦江区"),
        ("from", "2026-03-01"),
        ("unit", "days"),
        ("required_worker", "12"),
        ("required_assistant", assistant),
        ("required_intermediate", "15"),
        ("window", "registration"),
        ("years", "3"),
        ("hours_0", "6"),
        ("kinds", "training"),
        ("kinds", "degree"),
        ("degree_amount", "15"),
        ("due_soon_days", "180"),
        ("pace_test", "yes"),
        ("source_document", "綦社工委〔2026〕3号"),
        ("source_trust", "CONF-A"),
    ]
}

/// 赵村 of a village, who sat in 2025 and passed one of two subjects.
fn sat_in_2025(app: &TestApp) {
    let id = id_number(5);
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "人员类别"],
        &[&["赵村", &id, "石壕镇溪山村", "村干部"]],
    );
    app.import_rows(
        ImportKind::ExamEntries,
        &[
            "姓名",
            "身份证号",
            "考试年度",
            "报考级别",
            "报考科目",
            "缴费状态",
            "缴费金额",
            "退费金额",
            "准考证号",
        ],
        &[&[
            "赵村",
            &id,
            "2025",
            "初级",
            "全部",
            "已缴费",
            "142",
            "20",
            "250000000001",
        ]],
    );
    app.import_rows(
        ImportKind::ExamResults,
        &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"],
        &[
            &["赵村", &id, "2025", "初级", "社会工作综合能力", "70"],
            &["赵村", &id, "2025", "初级", "社会工作实务", "55"],
        ],
    );
}

/// The form of a version that pays villages on passing only.
fn reimbursement() -> Vec<(&'static str, &'static str)> {
    vec![
        ("kind", "reimbursement"),
        ("id", "qijiang-60"),
        ("name", "綦江区考试费用报销"),
        ("region", "綦江区"),
        ("from", "2025-01-01"),
        ("kinds", "exam_fee"),
        ("group_units_0", "village"),
        ("group_paid_0", "passed"),
        ("invoice_title", "no"),
        ("source_document", "綦社工委〔2025〕9号"),
        ("source_trust", "CONF-A"),
    ]
}

/// What is open under the district's rule, in hundredths of a day.
fn open(app: &App) -> i64 {
    let today = app.now().today;
    let question = StatusQuestion {
        rule: Some("qijiang-days".to_owned()),
        ..StatusQuestion::default()
    };
    let mut open = Vec::new();
    training_status(app, &question, today, |status| {
        open.push(status.open.0);
        Ok(())
    })
    .unwrap();
    assert_eq!(open.len(), 1);
    open[0]
}

fn current(app: &App) -> App {
    app.db
        .read(|conn| Ok::<_, DatabaseError>(app.current(conn).unwrap()))
        .unwrap()
}

on_both_databases! {
    fn a_trial_tells_whom_a_change_would_touch_and_stores_nothing(app: TestApp) {
        let district = chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let before = app.texts("SELECT rule_id AS text FROM policy_versions");

        let seen = visitor.post("/policies/trial", &form("14"));

        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
        let text = seen.text();
        assert!(text.contains("1 人有变化（共 1 人适用）"), "{text}");
        assert!(text.contains("应12，差0，已完成") && text.contains("应14，差2，"), "{text}");
        assert_eq!(app.texts("SELECT rule_id AS text FROM policy_versions"), before);
        assert_eq!(open(&current(&app.app)), 0);
    }

    fn an_added_version_holds_for_every_process_from_its_first_day_on(app: TestApp) {
        let district = chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        // Another process, which read the rules at its start.
        let other = app.app.clone();

        let seen = visitor.post("/policies", &form("14"));

        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        assert_eq!(open(&current(&other)), 200);
        let restarted = crate::harness::open_app(app.url(), &app.path("shegong.key")).unwrap();
        assert_eq!(open(&restarted), 200);
        let policies = &current(&other).policies;
        let before = policies.training_rule("qijiang-days", crate::harness::day(2026, 2, 28)).unwrap();
        assert_eq!(before.source.document, "綦江民发〔2020〕60号");
        let page = visitor.get("/policies").text();
        assert!(page.contains("綦社工委〔2026〕3号"), "{page}");
        assert_eq!(app.texts("SELECT action AS text FROM history WHERE entity = 'policy_version'"), ["created"]);
        let help = visitor.get("/help/training").text();
        assert!(help.contains("14天") && help.contains("綦社工委〔2026〕3号"));
    }

    fn every_mistake_of_a_version_is_told_at_its_field(app: TestApp) {
        let district = chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let mut wrong = form("很多");
        wrong.retain(|(name, _)| !matches!(*name, "source_document" | "years"));
        wrong.push(("years", "99"));

        let seen = visitor.post("/policies", &wrong);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["required_assistant-error", "years-error"] {
            assert!(seen.text().contains(field), "{field}");
        }
        let mut without_source = form("14");
        without_source.retain(|(name, _)| *name != "source_document");
        let seen = visitor.post("/policies", &without_source);
        assert!(seen.text().contains("source_document-error"), "{}", seen.text());
        assert!(app.texts("SELECT rule_id AS text FROM policy_versions").is_empty());
    }

    fn a_district_changes_only_what_holds_for_its_own_units_alone(app: TestApp) {
        let district = chen(&app);
        let other = app.file("others.csv", crate::harness::csv(
            &["姓名", "身份证号", "单位"],
            &[&["李明", &id_number(2), "昌元街道城西社区"]],
        ));
        app.import_in(ImportKind::People, &other, "荣昌区", false).unwrap();
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let change = |region: &'static str| {
            let mut fields = form("14");
            fields.retain(|(name, _)| !matches!(*name, "region" | "id"));
            fields.push(("region", region));
            fields
        };

        for region in ["全国", "重庆市", "荣昌区", "没有这个区"] {
            let seen = visitor.post("/policies", &change(region));
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{region}");
            assert!(seen.text().contains("region-error"), "{region}");
        }
        assert_eq!(visitor.post("/policies", &change("綦江区")).status, StatusCode::SEE_OTHER);
        assert_eq!(app.texts("SELECT rule_id AS text FROM policy_versions"), ["added-1"]);
    }

    fn a_reimbursement_policy_is_tried_downloaded_and_added_by_form(app: TestApp) {
        let district = chen(&app);
        sat_in_2025(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let blank = visitor.get("/policies/new?kind=reimbursement&rule=qijiang-60");
        assert_eq!(blank.status, StatusCode::OK, "{}", blank.text());
        assert!(blank.text().contains("第1组人员") && blank.text().contains("綦江区考试费用报销"));

        let tried = visitor.post("/policies/trial", &reimbursement());

        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
        let text = tried.text();
        assert!(text.contains("1 人次有变化（共 1 人次适用）"), "{text}");
        assert!(text.contains("赵村") && text.contains("建议报销¥122.00") && text.contains("不予报销"), "{text}");
        let list = visitor.post("/policies/trial.xlsx", &reimbursement());
        assert!(list.bytes.starts_with(b"PK"), "{}", list.text());
        assert!(app.texts("SELECT rule_id AS text FROM policy_versions").is_empty());

        let added = visitor.post("/policies", &reimbursement());
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let policies = current(&app.app).policies;
        let held = policies.reimbursement("綦江区", crate::harness::day(2025, 8, 1)).unwrap();
        assert_eq!(held.source.document, "綦社工委〔2025〕9号");
        let before = policies.reimbursement("綦江区", crate::harness::day(2024, 12, 31)).unwrap();
        assert_eq!(before.source.document, "綦江民发〔2020〕60号");
        let page = visitor.get("/policies").text();
        assert!(page.contains("綦社工委〔2025〕9号") && !page.contains("[[reimbursement]]"), "{page}");
    }

    fn every_mistake_of_a_reimbursement_policy_is_told_at_its_field(app: TestApp) {
        let district = chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let with = |changes: &[(&'static str, &'static str)]| {
            let mut fields = reimbursement();
            fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
            fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
            fields
        };

        for (changes, field) in [
            (&[("kinds", "")][..], "kinds"),
            (&[("group_units_0", ""), ("group_paid_0", "")], "group_units_0"),
            (&[("group_units_0", "")], "group_units_0"),
            (&[("group_paid_0", "")], "group_paid_0"),
            (&[("group_units_1", "village"), ("group_paid_1", "attended")], "group_units_1"),
            (&[("cap_books", "100")], "cap_books"),
            (&[("cap_exam_fee", "很多")], "cap_exam_fee"),
            (&[("fiscal_close", "12月")], "fiscal_close"),
            (&[("days_after_event", "0")], "days_after_event"),
            (&[("source_document", "")], "source_document"),
        ] {
            let seen = visitor.post("/policies", &with(changes));
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(seen.text().contains(&format!("id=\"{field}-error\"")), "{field}: {}", seen.text());
        }
        assert!(app.texts("SELECT rule_id AS text FROM policy_versions").is_empty());
    }

    fn programs_try_and_add_a_reimbursement_policy(app: TestApp) {
        let district = chen(&app);
        sat_in_2025(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let body = json!({
            "id": "qijiang-60", "name": "綦江区考试费用报销", "region": "綦江区", "from": "2025-01-01",
            "kinds": ["exam_fee"], "caps_cents": {"exam_fee": 10000},
            "groups": [{"unit_kinds": ["village"], "reimburse_on": "attended"}],
            "document": "綦社工委〔2025〕9号", "trust": "CONF-A"
        });

        let tried = visitor.json(Method::POST, "/api/v1/policies/reimbursements/trial", &body, &[]);

        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
        let told = tried.json();
        assert_eq!((told["people"].as_i64(), told["changed"].as_i64()), (Some(1), Some(1)), "{told}");
        assert_eq!(told["items"][0]["before"]["amount_cents"], 12_200);
        assert_eq!(told["items"][0]["after"]["amount_cents"], 10_000);
        let added = visitor.json(Method::POST, "/api/v1/policies/reimbursements", &body, &[]);
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        let rows = visitor.get("/api/v1/policies?section=reimbursement&limit=200").json();
        assert!(rows["items"].as_array().unwrap().iter().any(|row| row["source"]["document"] == "綦社工委〔2025〕9号"));
    }

    fn programs_add_a_version_too(app: TestApp) {
        let district = chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));
        let body = json!({
            "id": "qijiang-days", "name": "綦江区培训天数要求", "region": "綦江区", "from": "2026-03-01",
            "unit": "days", "required": {"assistant": "13.5"}, "years": 3, "window": "registration",
            "hours_per_day": [{"hours": "6"}], "kinds": ["training"],
            "document": "綦社工委〔2026〕3号", "trust": "CONF-A"
        });

        let seen = visitor.json(Method::POST, "/api/v1/policies/training-rules", &body, &[]);

        assert_eq!(seen.status, StatusCode::CREATED, "{}", seen.text());
        assert_eq!(open(&current(&app.app)), 150);
        let list = visitor.get("/api/v1/policies?limit=200");
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.text().contains("13.5天"));
    }

    fn every_policy_has_a_page_with_its_document(app: TestApp) {
        chen(&app);
        let mut visitor = Visitor::with_role(&app, Role::Auditor, None);
        let list = visitor.get("/policies?earlier=1").text();
        let keys: Vec<String> = list
            .split("href=\"/policies/")
            .skip(1)
            .filter_map(|after| after.split('"').next())
            .filter(|key| key.contains('-'))
            .map(str::to_owned)
            .collect();
        assert!(keys.len() > 40, "{}", keys.len());
        for key in keys.iter().step_by(7) {
            let page = visitor.get(&format!("/policies/{key}"));
            assert_eq!(page.status, StatusCode::OK, "{key}");
            assert!(page.text().contains("可信程度"), "{key}");
        }
        assert_eq!(visitor.get("/policies/new").status, StatusCode::FORBIDDEN);
    }
}
