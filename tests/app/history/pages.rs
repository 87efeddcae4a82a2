//! The history, the personal record, retention and operations as each role sees them.

use actix_web::http::StatusCode;
use shegong::accounts::{Right, Role};
use shegong::history::readable::unnamed_fields;
use shegong::intake::ImportKind;
use shegong::jobs::background::{Request as Work, queue};
use shegong::jobs::handlers::KINDS;
use shegong::jobs::runner::run_background;

use crate::harness::{TestApp, Visitor, id_number, masked};
use shegong::db::DatabaseError;

/// 陈静 of 城南社区 got a new mobile number after she was entered.
fn changed_number(app: &TestApp) {
    app.with_two_townships();
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "手机号"],
        &[&["陈静", &id_number(1), "13911112222"]],
    );
}

fn record_of(app: &TestApp, name: &str, ending: &str) -> String {
    format!("/people/{}/record.{ending}", app.person(name).id)
}

on_both_databases! {
    fn the_district_reads_who_changed_what_in_chinese_words(app: TestApp) {
        changed_number(&app);
        let mut district = Visitor::with_role(&app, Role::District, None);

        let page = district.get("/history?person=%E9%99%88%E9%9D%99&action=changed").text();

        for words in ["手机号：", "138****0001", "139****2222", "测试", "命令行", "陈静", "2026-03-09 10:00"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(!page.contains("万玲"), "only the person asked for");
        assert!(!page.contains("mobile\""), "no JSON keys");
    }

    fn filters_narrow_the_list_and_a_wrong_day_is_told(app: TestApp) {
        changed_number(&app);
        let mut district = Visitor::with_role(&app, Role::District, None);

        assert!(district.get("/history?to=2026-03-08").text().contains("没有符合条件的记录"));
        assert!(district.get("/history?from=2026-03-09&to=2026-03-09&entity=person").text().contains("陈静"));
        assert!(district.get("/history?actor=%E6%B2%A1%E6%9C%89%E6%AD%A4%E4%BA%BA").text().contains("没有符合条件的记录"));
        for (wrong, sentence) in [
            ("from=gestern", "日期请写成"),
            ("entity=zzz", "没有这种对象"),
            ("action=zzz", "没有这种操作"),
            ("show=zzz", "没有这种筛选"),
        ] {
            let seen = district.get(&format!("/history?{wrong}"));
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            let text = seen.text();
            assert!(text.contains(sentence) && !text.contains("陈静"), "{wrong}: {text}");
        }
    }

    fn sign_ins_stand_apart_from_changes_and_browsers_are_told_in_short(app: TestApp) {
        changed_number(&app);
        let mut district = Visitor::with_role(&app, Role::District, None);
        district.get("/history.xlsx?show=changes");
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36";
        app.app
            .db
            .write(|conn| {
                let actor = shegong::audit::Actor::new("李主任", "web");
                let occasion = shegong::audit::Occasion::new(actor, app.app.now());
                let told = serde_json::json!({"user_agent": agent});
                let line = shegong::audit::Change::noted(
                    shegong::audit::Action::SignedIn,
                    shegong::audit::Entity::Session,
                    1,
                    None,
                    &told,
                );
                Ok::<_, DatabaseError>(shegong::audit::store::record(conn, &occasion, &[line])?)
            })
            .unwrap();
        let mut shown = |query: &str| district.get(&format!("/history{query}")).text();

        for (query, sign_ins, changes, exports) in [
            ("", false, true, true),
            ("?show=all", true, true, true),
            ("?show=changes", false, true, false),
            ("?show=looks", false, false, true),
            ("?show=sign_ins", true, false, false),
            ("?action=signed_in", true, false, false),
            ("?entity=session", true, false, false),
        ] {
            let page = shown(query);
            let list = page.split("<tbody>").nth(1).unwrap_or_default();
            assert_eq!(list.contains("李主任"), sign_ins, "{query}");
            assert_eq!(list.contains("139****2222"), changes, "{query}");
            assert_eq!(list.contains("导出内容"), exports, "{query}");
        }
        let page = shown("?show=sign_ins");
        assert!(page.contains("Chrome 浏览器（Windows）") && !page.contains("Mozilla"), "{page}");
    }

    fn what_lies_out_of_reach_does_not_exist(app: TestApp) {
        changed_number(&app);
        let town = app.unit("古南街道");
        let mut auditor = Visitor::with_role(&app, Role::Auditor, Some(town));
        let (near, far) = (app.person("陈静").id, app.person("王伟").id);

        let list = auditor.get("/history").text();

        assert!(list.contains("陈静") && !list.contains("王伟"), "{list}");
        assert_eq!(auditor.get(&format!("/history/person/{near}")).status, StatusCode::OK);
        assert_eq!(auditor.get(&format!("/history/person/{far}")).status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("/history/person/99999").status, StatusCode::NOT_FOUND);
        assert_eq!(auditor.get("/history/spaceship/1").status, StatusCode::NOT_FOUND);
        let told = auditor.get("/api/v1/history?limit=200").json();
        assert!(told["items"].as_array().unwrap().iter().all(|line| line["about"] != "王伟"));
    }

    fn only_district_and_audit_read_the_history(app: TestApp) {
        for role in Role::ALL {
            let mut visitor = Visitor::with_role(&app, *role, None);
            let expected = if Right::SeeHistory.roles().contains(role) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(visitor.get("/history").status, expected, "{role}");
            assert_eq!(visitor.get("/api/v1/history").status, expected, "{role}");
        }
    }

    fn programs_page_through_the_history_by_cursor(app: TestApp) {
        changed_number(&app);
        let mut district = Visitor::with_role(&app, Role::District, None);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = district.get(&format!("/api/v1/history?limit=3{cursor}")).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|line| line["id"].as_i64().unwrap()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }

        let all = app.texts("SELECT CAST(id AS TEXT) AS text FROM history ORDER BY id DESC");
        assert_eq!(seen.iter().map(ToString::to_string).collect::<Vec<_>>(), all);
        for wrong in ["limit=0", "limit=x", "cursor=!", "entity=x", "action=x", "from=x"] {
            let refused = district.get(&format!("/api/v1/history?{wrong}"));
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }

    fn the_spreadsheet_of_the_history_is_itself_in_the_history(app: TestApp) {
        changed_number(&app);
        let mut district = Visitor::with_role(&app, Role::District, None);

        let sheet = district.get("/history.xlsx?person=%E9%99%88%E9%9D%99");

        assert_eq!(sheet.status, StatusCode::OK);
        let line = app.texts("SELECT entity || after AS text FROM history WHERE action = 'exported'");
        assert!(line[0].contains("历史记录"), "{line:?}");
        assert!(district.get("/history?action=exported").text().contains("192.0.2.1") || line.len() == 1);
    }

    fn a_record_is_for_hr_in_reach_and_leaves_a_line(app: TestApp) {
        changed_number(&app);
        let town = app.unit("古南街道");
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(town));

        let pdf = hr.get(&record_of(&app, "陈静", "pdf"));
        let data = hr.get(&record_of(&app, "陈静", "json")).json();

        assert_eq!(pdf.status, StatusCode::OK);
        let text: String = pdf_extract::extract_text_from_mem(&pdf.bytes).unwrap().split_whitespace().collect();
        for words in ["个人档案", "陈静", "139****2222", "变更历史", "查看与导出记录"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert_eq!(data["person"]["id_number"], masked(&id_number(1)));
        assert_eq!(data["looks"][0]["action"], "导出");
        let lines = app.texts("SELECT after AS text FROM history WHERE action = 'exported' ORDER BY id");
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("PDF") && lines[0].contains("\"full_ids\":false"), "{lines:?}");
        assert_eq!(hr.get(&record_of(&app, "王伟", "pdf")).status, StatusCode::NOT_FOUND);
        assert_eq!(hr.get(&record_of(&app, "王伟", "json")).status, StatusCode::NOT_FOUND);
        let far = app.person("王伟").id;
        assert_eq!(hr.get(&format!("/api/v1/people/{far}/record")).status, StatusCode::NOT_FOUND);
    }

    fn the_full_number_comes_only_on_purpose_and_is_noted(app: TestApp) {
        changed_number(&app);
        let town = app.unit("古南街道");
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(town));

        let record = record_of(&app, "陈静", "json");
        let silent = hr.get(&format!("{record}?full=1&reason=+"));
        let data = hr.get(&format!("{record}?full=1&reason=%E7%BD%91%E4%B8%8A%E6%8A%A5%E5%90%8D")).json();

        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!silent.text().contains(&id_number(1)));
        assert_eq!(data["person"]["id_number"], id_number(1));
        let lines = app.texts("SELECT after AS text FROM history WHERE action = 'exported'");
        assert_eq!(lines.len(), 1);
        assert!(lines[0].contains("\"full_ids\":true") && lines[0].contains("网上报名"), "{lines:?}");
        assert!(!app.texts("SELECT COALESCE(before, '') || COALESCE(after, '') AS text FROM history").concat().contains(&id_number(1)));
    }

    fn ones_own_record_needs_no_office(app: TestApp) {
        changed_number(&app);
        let own = app.person("万玲").id;
        let mut worker = Visitor::of_person(&app, own, &[]);

        let data = worker.get("/me/record.json").json();

        assert_eq!(data["person"]["name"], "万玲");
        assert_eq!(worker.get("/me/record.pdf").status, StatusCode::OK);
        assert_eq!(worker.get(&record_of(&app, "陈静", "pdf")).status, StatusCode::FORBIDDEN);
    }

    fn leavers_are_erased_by_preview_confirmation_and_job(app: TestApp) {
        app.with_two_townships();
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "离职日期"],
            &[&["陈静", &id_number(1), "2018-01-31"], &["王伟", &id_number(5), "2018-01-31"]],
        );
        let town = app.unit("古南街道");
        let mut district = Visitor::with_role(&app, Role::District, Some(town));

        let page = district.get("/retention").text();
        assert!(page.contains("陈静") && !page.contains("王伟"), "{page}");
        assert!(page.contains("会计档案管理办法"), "the grounds are shown");

        let (near, far) = (app.person("陈静").id.to_string(), app.person("王伟").id.to_string());
        let unread = district.post("/retention/orders", &[("person", &near)]);
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unread.text().contains("understood-error"));
        let foreign = district.post("/retention/orders", &[("person", &far), ("understood", "1")]);
        assert_eq!(foreign.status, StatusCode::CONFLICT);
        let done = district.post("/retention/orders", &[("person", &near), ("understood", "1")]);
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/retention/orders/1"));
        assert!(district.get("/retention").text().contains("待另一人复核"));
        assert_eq!(district.post("/retention/orders/999/withdrawal", &[]).status, StatusCode::NOT_FOUND);
        let mut elsewhere = Visitor::with_role(&app, Role::District, Some(app.unit("石壕镇")));
        assert!(!elsewhere.get("/retention").text().contains("待另一人复核"));
        assert_eq!(elsewhere.get("/retention/orders/1").status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.post("/retention/orders/1/withdrawal", &[]).status, StatusCode::NOT_FOUND);

        let mut second = Visitor::with_role(&app, Role::District, None);
        second.post("/retention/orders/1/confirmation", &[("understood", "1")]);
        let occasion = app.occasion();
        let purged = shegong::retention::actions::run_confirmed(&app.app, &occasion).unwrap();
        assert_eq!(purged[0].people, 1);
        assert!(district.get("/retention").text().contains("清除 1 人"));
        let late = district.post("/retention/orders/1/withdrawal", &[]);
        assert_eq!(late.status, StatusCode::CONFLICT);
    }

    fn operations_show_jobs_and_long_work_tells_its_owner_how_it_went(app: TestApp) {
        let mut admin = Visitor::with_role(&app, Role::Admin, None);

        let page = admin.get("/operations").text();
        for words in ["封存历史记录", "每天 6:30", "还没有运行过", "没有发送失败的邮件"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let asked = admin.post("/operations/checks", &[]);
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let waiting = admin.get(asked.location()).text();
        assert!(waiting.contains("排队中") && waiting.contains("http-equiv=\"refresh\""), "{waiting}");
        assert!(run_background(&app.app, "test", KINDS).unwrap());
        let done = admin.get(asked.location()).text();
        assert!(done.contains("全部正常") && !done.contains("http-equiv"), "{done}");

        let mut stranger_to_it = Visitor::with_role(&app, Role::Auditor, None);
        assert_eq!(stranger_to_it.get(asked.location()).status, StatusCode::NOT_FOUND);
        let path = asked.location().replace("/jobs", "/api/v1/jobs");
        assert_eq!(stranger_to_it.get(&path).status, StatusCode::NOT_FOUND);
        assert_eq!(admin.get(&path).json()["state"], "done");
        assert_eq!(admin.get("/api/v1/operations").json()["jobs"].as_array().unwrap().len(), 6);
    }

    fn long_work_is_seen_by_who_asked_for_it(app: TestApp) {
        app.with_two_townships();
        let own = app.person("万玲").id;
        let mut worker = Visitor::of_person(&app, own, &[]);
        let account = app.app.db.read(|conn| {
            Ok::<_, DatabaseError>(shegong::accounts::store::find_by_person(conn, own)?)
        }).unwrap().unwrap().id;
        let mut occasion = app.occasion();
        occasion.actor.account = Some(account);
        let request = Work { kind: "full_check", title: "体检", unit: None, input: serde_json::json!({}), total: Some(10) };
        let id = app.app.db.write(|conn| Ok::<_, DatabaseError>(queue(conn, &request, &occasion)?)).unwrap();

        assert_eq!(worker.get(&format!("/jobs/{id}")).status, StatusCode::OK);
        let mut other = Visitor::of_person(&app, app.person("陈静").id, &[]);
        assert_eq!(other.get(&format!("/jobs/{id}")).status, StatusCode::NOT_FOUND);
        assert_eq!(other.get("/jobs/x").status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn every_field_that_the_sample_district_writes_has_a_chinese_name() {
    let folder = tempfile::tempdir().unwrap();
    let made = crate::harness::shegong(
        folder.path(),
        &[
            "demo",
            "--people",
            "60",
            "--as-of",
            "2026-03-09",
            "--no-serve",
        ],
        &[],
    );
    assert_eq!(made.code, Some(0), "{made:?}");
    let app = crate::harness::open_app(
        &format!(
            "sqlite:{}",
            folder.path().join("data/demo/shegong.db").display()
        ),
        &folder.path().join("data/demo/shegong.key"),
    )
    .unwrap();

    let lines = super::words::all_lines(&app);

    assert!(lines.len() > 500);
    let mut unnamed: Vec<String> = lines.iter().flat_map(unnamed_fields).collect();
    unnamed.sort();
    unnamed.dedup();
    assert!(unnamed.is_empty(), "{unnamed:?}");
    let foreign = super::words::machine_words(&app, &lines);
    assert!(foreign.is_empty(), "{foreign:?}");
    // And a sound district is found sound, whatever the demo holds.
    let report = shegong::doctor::examine(&app, true).unwrap();
    assert!(report.is_healthy(), "{:?}", report.sentences());
}
