//! The same in every room whose pages edit with a version.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::{Role, RoleAt};

use super::{insist, opened, row};
use crate::harness::forms::filled;
use crate::harness::proofs::png;
use crate::harness::{Seen, TestApp, Visitor};

fn done(seen: &Seen) {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
}

fn stale(seen: &Seen) {
    assert_eq!(
        seen.status,
        StatusCode::PRECONDITION_FAILED,
        "{}",
        seen.text()
    );
}

fn pair(app: &TestApp, role: Role) -> (Visitor, Visitor) {
    app.with_two_townships();
    (
        Visitor::with_role(app, role, None),
        Visitor::with_role(app, role, None),
    )
}

/// 陈静 with her account, and two of HR at her township.
fn worker_and_hr(app: &TestApp) -> (Visitor, Visitor, Visitor) {
    app.with_two_townships();
    let held = RoleAt {
        role: Role::Hr,
        unit: Some(app.unit("古南街道")),
    };
    let person = |name: &str| app.person(name).id;
    (
        Visitor::of_person(app, person("陈静"), &[]),
        Visitor::of_person(app, person("单雪琳"), &[held]),
        Visitor::with_role(app, Role::Hr, held.unit),
    )
}

/// A record of 陈静, waiting; its number.
fn handed_in(app: &TestApp, worker: &mut Visitor) -> String {
    let sent = worker.upload(
        "/me/training",
        &[
            ("title", "个案管理"),
            ("organiser", "綦江区民政局"),
            ("first_day", "2026-03-03"),
            ("last_day", "2026-03-04"),
            ("days", "2"),
            ("hours", "12"),
            ("kind", "training"),
            ("mode", ""),
        ],
        &[("proof", "证明.png", &png(1))],
    );
    done(&sent);
    assert_eq!(app.contents().count("training_records"), 1);
    sent.location().rsplit('/').next().unwrap().to_owned()
}

on_both_databases! {
    fn a_unit(app: TestApp) {
        let (mut first, mut second) = pair(&app, Role::District);
        let id = app.unit("溪山村");
        let (form, act) = (format!("/units/{id}/edit"), format!("/units/{id}"));
        let (mine, other) = (opened(&mut first, &form, &act), opened(&mut second, &form, &act));
        done(&first.post(&act, &filled(&mine, &[("contact_name", "王强"), ("kind", "urban_community")])));

        let told = second.post(&act, &filled(&other, &[("contact_name", "李明")]));

        stale(&told);
        assert_eq!(row(&told, "联系人"), ("李明".to_owned(), "王强".to_owned(), true));
        assert_eq!(row(&told, "类别"), ("村".to_owned(), "社区".to_owned(), true));
        done(&insist(&mut second, &told, &act));
        assert_eq!(app.texts("SELECT contact_name AS text FROM units WHERE name = '溪山村'"), ["李明"]);

        // Closing on a page that is out of date is told, too.
        let closing = format!("{act}/closing");
        let told = second.post(&closing, &[("version", "1")]);
        stale(&told);
        assert_eq!(row(&told, "状态"), ("已撤销".to_owned(), "使用中".to_owned(), true));

        let body = json!({"parent": app.unit("石壕镇").0, "name": "溪山村", "kind": "village", "contact_name": "张三"});
        let path = format!("/api/v1/units/{id}");
        let told = second.json(Method::PUT, &path, &body, &[("if-match", "\"1\"")]);
        stale(&told);
        let fields = told.json()["current"]["fields"].clone();
        assert!(fields.as_array().unwrap().contains(&json!({"field": "contact_name", "label": "联系人", "yours": "张三", "stored": "李明", "differs": true})), "{fields}");
    }

    fn a_season(app: TestApp) {
        let (mut first, mut second) = pair(&app, Role::District);
        let typed = [("source_document", "渝人考〔2027〕1号"), ("signup_opens", "2027-03-10T09:00"), ("signup_closes", "2027-03-20T17:00"), ("exam_first", "2027-05-22")];
        let page = "/seasons/edit?year=2027&place=%E9%87%8D%E5%BA%86%E5%B8%82";
        // Nothing stored yet: both begin the same season.
        let (mine, other) = (opened(&mut first, page, "/seasons"), opened(&mut second, page, "/seasons"));
        done(&first.post("/seasons", &filled(&mine, &typed)));

        let told = second.post("/seasons", &filled(&other, &[typed[0], typed[1], ("signup_closes", "2027-03-22T17:00"), typed[3]]));

        stale(&told);
        assert_eq!(row(&told, "报名截止"), ("2027-03-22 17:00".to_owned(), "2027-03-20 17:00".to_owned(), true));
        assert!(!row(&told, "报名开始").2);
        done(&insist(&mut second, &told, "/seasons"));
        assert_eq!(opened(&mut first, page, "/seasons").iter().find(|(name, _)| name == "signup_closes").unwrap().1, "2027-03-22T17:00");
    }

    fn a_certificate_and_its_registration(app: TestApp) {
        let (mut first, mut second) = pair(&app, Role::Hr);
        let person = app.person("陈静").id;
        let new = format!("/people/{person}/certificates/new");
        let form = opened(&mut first, &new, &new);
        done(&first.post(&new, &filled(&form, &[("level", "assistant"), ("number", "2022001"), ("approved_on", "2022-06-18")])));
        let certificate = app.certificates("陈静")[0].id;
        let path = format!("/people/{person}/certificates/{certificate}");
        let (mine, other) = (opened(&mut first, &path, &path), opened(&mut second, &path, &path));
        let ask = format!("/people/{person}/registrations/new?certificate={certificate}");
        let register = format!("/people/{person}/registrations/new");
        let registration = opened(&mut second, &ask, &register);
        done(&first.post(&path, &filled(&mine, &[("number", "2022002"), ("reason", "抄错了")])));

        let told = second.post(&path, &filled(&other, &[("number", "2022003"), ("reason", "核对证书")]));
        stale(&told);
        assert_eq!(row(&told, "证书管理号"), ("2022003".to_owned(), "2022002".to_owned(), true));
        assert_eq!(row(&told, "级别"), ("助理社会工作师".to_owned(), "助理社会工作师".to_owned(), false));
        done(&insist(&mut second, &told, &path));
        assert_eq!(app.certificates("陈静")[0].details.number.as_deref(), Some("2022003"));

        let told = second.post(&register, &filled(&registration, &[("first_day", "2022-09-01")]));
        stale(&told);
        assert_eq!(row(&told, "登记日期"), ("2022年9月1日".to_owned(), "（空）".to_owned(), true));
        done(&insist(&mut second, &told, &register));
    }

    fn a_record_that_is_reviewed_while_its_owner_mends_it(app: TestApp) {
        let (mut worker, mut hr, _) = worker_and_hr(&app);
        let id = handed_in(&app, &mut worker);
        let (review, mend) = (format!("/reviews/{id}"), format!("/me/training/{id}"));
        let decision = opened(&mut hr, &review, &review);
        let form = opened(&mut worker, &format!("{mend}/edit"), &mend);
        let send = |visitor: &mut Visitor, fields: &[(&str, &str)]| visitor.upload(&mend, fields, &[]);
        done(&send(&mut worker, &filled(&form, &[("days", "3"), ("hours", "18"), ("last_day", "2026-03-05")])));

        let told = hr.post(&review, &filled(&decision, &[("decision", "recognise")]));
        stale(&told);
        assert_eq!(row(&told, "天数"), ("2".to_owned(), "3".to_owned(), true));
        assert_eq!(row(&told, "审核结果"), ("已认定".to_owned(), "待审核".to_owned(), true));
        done(&insist(&mut hr, &told, &review));

        // And the other way round: decided while the owner's form is open.
        let told = send(&mut worker, &filled(&form, &[("title", "个案管理（二）")]));
        stale(&told);
        assert_eq!(row(&told, "办理状态"), ("待审核".to_owned(), "已认定".to_owned(), true));
        assert_eq!(row(&told, "培训名称"), ("个案管理（二）".to_owned(), "个案管理".to_owned(), true));
        assert!(!told.text().contains("以我填写的为准"), "a decided record is not mended any more");
    }

    fn a_record_that_two_of_hr_decide_at_once(app: TestApp) {
        let (mut worker, mut hr, mut other) = worker_and_hr(&app);
        let id = handed_in(&app, &mut worker);
        let review = format!("/reviews/{id}");
        let (mine, theirs) = (opened(&mut hr, &review, &review), opened(&mut other, &review, &review));
        done(&hr.post(&review, &filled(&mine, &[("decision", "return"), ("reason", "证明没有盖章")])));

        let told = other.post(&review, &filled(&theirs, &[("decision", "recognise")]));

        stale(&told);
        assert_eq!(row(&told, "审核结果"), ("已认定".to_owned(), "已退回".to_owned(), true));
        assert_eq!(row(&told, "原因"), ("（空）".to_owned(), "证明没有盖章".to_owned(), true));
        assert!(!told.text().contains("以我填写的为准"));
        let body = json!({"decision": "reject", "reason": "不是本人"});
        let told = other.json(Method::POST, &format!("/api/v1/training-records/{id}/review"), &body, &[("if-match", "\"1\"")]);
        stale(&told);
        assert_eq!(told.json()["current"]["fields"][0]["stored"], "已退回");
    }

    fn one_s_own_data_that_hr_changes_too(app: TestApp) {
        let (mut worker, mut hr, _) = worker_and_hr(&app);
        let mine = opened(&mut worker, "/me/profile", "/me/profile");
        let path = format!("/people/{}/edit", app.person("陈静").id);
        let form = opened(&mut hr, &path, &path);
        done(&hr.post(&path, &filled(&form, &[("mobile", "13900000009")])));

        let told = worker.post("/me/profile", &filled(&mine, &[("mobile", "13700000007")]));

        stale(&told);
        assert_eq!(row(&told, "手机号"), ("13700000007".to_owned(), "13900000009".to_owned(), true));
        done(&insist(&mut worker, &told, "/me/profile"));
        assert_eq!(app.person("陈静").details.mobile.as_deref(), Some("13700000007"));
    }

    fn an_account(app: TestApp) {
        let (mut first, mut second) = pair(&app, Role::Admin);
        let _hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));
        let id = app.texts("SELECT CAST(id AS TEXT) AS text FROM accounts ORDER BY id").pop().unwrap();
        let (page, act) = (format!("/accounts/{id}"), format!("/accounts/{id}/state"));
        let (mine, other) = (opened(&mut first, &page, &act), opened(&mut second, &page, &act));
        done(&first.post(&act, &filled(&mine, &[])));

        let told = second.post(&act, &filled(&other, &[("state", "active")]));

        stale(&told);
        assert_eq!(row(&told, "状态"), ("启用".to_owned(), "停用".to_owned(), true));
        done(&insist(&mut second, &told, &act));
        let told = second.json(Method::PATCH, &format!("/api/v1/accounts/{id}"), &json!({"state": "locked"}), &[("if-match", "\"1\"")]);
        stale(&told);
        assert_eq!(told.json()["current"]["fields"][0]["stored"], "启用");
    }
}
