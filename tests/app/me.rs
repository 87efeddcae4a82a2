//! One's own pages: what is shown, to whom, and at what price.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use diesel::connection::{Connection as _, InstrumentationEvent};
use shegong::accounts::{Role, RoleAt};
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::me::{Mark, Task, load, tasks};
use shegong::people::PersonId;
use shegong::units::UnitId;

use crate::harness::proofs::{jpg, pdf, png, telephone_jpg};
use crate::harness::{Seen, TestApp, Visitor, id_number, masked};

/// 陈静 with a certificate, a registration that ends in July and nine days of training.
fn worker(app: &TestApp) -> PersonId {
    app.import_rows(
        ImportKind::People,
        &[
            "姓名",
            "身份证号",
            "单位",
            "学历",
            "专业",
            "从事社会工作时间",
            "手机号",
            "电子邮箱",
        ],
        &[
            &[
                "陈静",
                &id_number(1),
                "古南街道城南社区",
                "本科",
                "社会工作",
                "2015-07",
                "13800001111",
                "chen@example.cn",
            ],
            &["李强", &id_number(2), "石壕镇溪山村", "", "", "", "", ""],
        ],
    );
    app.import_rows(
        ImportKind::Certificates,
        &[
            "姓名",
            "身份证号",
            "级别",
            "批准日期",
            "登记日期",
            "登记有效期至",
        ],
        &[&[
            "陈静",
            &id_number(1),
            "初级",
            "2019-11-01",
            "2023-07-28",
            "2026-07-27",
        ]],
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
            "类别",
        ],
        &[
            &[
                "陈静",
                &id_number(1),
                "社会救助政策解读",
                "2025-11-05",
                "2025-11-06",
                "2",
                "继续教育",
            ],
            &[
                "陈静",
                &id_number(1),
                "督导能力研修",
                "2024-09-06",
                "2024-09-12",
                "7",
                "继续教育",
            ],
            &[
                "陈静",
                &id_number(1),
                "社工考前冲刺班",
                "2025-04-17",
                "2025-04-19",
                "3",
                "考前培训",
            ],
            &[
                "陈静",
                &id_number(1),
                "社区治理",
                "2023-06-28",
                "2023-06-30",
                "3",
                "继续教育",
            ],
        ],
    );
    person(app, "陈静")
}

fn person(app: &TestApp, name: &str) -> PersonId {
    let id = app.texts(&format!(
        "SELECT CAST(id AS TEXT) AS text FROM people WHERE name = '{name}'"
    ));
    PersonId(id[0].parse().unwrap())
}

fn unit(app: &TestApp, name: &str) -> UnitId {
    let id = app.texts(&format!(
        "SELECT CAST(id AS TEXT) AS text FROM units WHERE name = '{name}'"
    ));
    UnitId(id[0].parse().unwrap())
}

fn hr_of(app: &TestApp, name: &str) -> Visitor {
    Visitor::with_role(app, Role::Hr, Some(unit(app, name)))
}

fn things(app: &TestApp, person: PersonId) -> Vec<Task> {
    app.app
        .db
        .read(|conn| {
            let picture =
                load(conn, &app.app, person, app.app.now()).map_err(DatabaseError::Query)?;
            Ok::<_, DatabaseError>(tasks(&picture))
        })
        .unwrap()
}

const FIELDS: [(&str, &str); 8] = [
    ("title", "个案管理"),
    ("organiser", "綦江区民政局"),
    ("first_day", "2026-03-03"),
    ("last_day", "2026-03-04"),
    ("days", "2"),
    ("hours", ""),
    ("kind", "training"),
    ("mode", "in_person"),
];

/// Hands a record in and gives its address.
fn hand_in(visitor: &mut Visitor, file: &[u8]) -> String {
    let seen = visitor.upload("/me/training", &FIELDS, &[("proof", "证明.png", file)]);
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
    seen.location().to_owned()
}

fn has(seen: &Seen, texts: &[&str]) {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let page = seen.text();
    for text in texts {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
}

on_both_databases! {
    fn the_start_says_what_to_do_by_when_and_why_each_record_counts(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        let start = visitor.get("/me");

        has(&start, &[
            "陈静，您有 2 件事要办",
            "报名2026年社会工作师考试",
            "3月19日",
            "补3天继续教育",
            "本登记周期到2026年7月27日止（含当日），还有140天",
            "还差 3 天",
            "还差 18 学时",
            "“考前培训”不计入继续教育",
            "早于本周期（2023-07-28起）",
            "2026年4月27日起可以申请再登记",
            "2026年 · 重庆市",
        ]);
        assert!(!start.text().contains(&id_number(1)));
        let found = things(&app, chen);
        assert_eq!(found.iter().map(|task| task.mark).collect::<Vec<_>>(), [Mark::Soon, Mark::Soon]);
    }

    fn somebody_without_anything_is_asked_for_what_is_missing(app: TestApp) {
        worker(&app);
        let li = person(&app, "李强");
        let mut visitor = Visitor::of_person(&app, li, &[]);

        has(&visitor.get("/me"), &["填写电子邮箱", "补充报考资料", "还没有证书", "还没有培训记录"]);
        for page in ["/me/training", "/me/exams", "/me/certificates", "/me/profile", "/me/training/new"] {
            assert_eq!(visitor.get(page).status, StatusCode::OK, "{page}");
        }
    }

    /// The page of one of a hundred thousand costs what the page of one of two does.
    fn a_persons_picture_costs_few_queries_whatever_there_is(app: TestApp) {
        let chen = worker(&app);
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);

        app.app.db.read(|conn| {
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
            load(conn, &app.app, chen, app.app.now()).map_err(DatabaseError::Query)?;
            conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            Ok::<_, DatabaseError>(())
        }).unwrap();

        let queries = count.load(Ordering::Relaxed);
        assert!((5..=11).contains(&queries), "{queries} queries");
    }

    fn a_record_is_handed_in_seen_changed_and_taken_back(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        let at = hand_in(&mut visitor, &png(1));
        has(&visitor.get(&at), &["个案管理", "待审核", "/evidence/", "提交"]);
        has(&visitor.get("/me"), &["待单位审核"]);
        has(&visitor.get(&format!("{at}/edit")), &["value=\"个案管理\"", "证明.png", "name=\"removed\""]);
        let mut fields = FIELDS.to_vec();
        fields[0] = ("title", "个案管理实务");
        fields.push(("version", "1"));
        let changed = visitor.upload(&at, &fields, &[]);
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let stale = visitor.upload(&at, &fields, &[]);
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let back = visitor.post(&format!("{at}/withdraw"), &[("version", "2")]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        has(&visitor.get(&at), &["已撤回", "修改并重新提交"]);
    }

    fn a_wrong_form_comes_back_with_what_was_typed_and_stores_nothing(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);
        let fields = [
            ("title", "<script>alert(1)</script>"), ("organiser", ""), ("first_day", "2026-03-09"),
            ("last_day", "2026-03-01"), ("days", "两天"), ("hours", ""), ("kind", "training"), ("mode", ""),
        ];

        let seen = visitor.upload("/me/training", &fields, &[("proof", "a.png", b"GIF89a")]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = seen.text();
        for text in ["请填写主办单位", "早于开始日期", "不是数字", "PDF、JPG、PNG 或 OFD", "value=\"两天\""] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("<script>alert"), "{page}");
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM evidence_files"), ["0"]);
    }

    fn a_proof_is_for_its_owner_and_the_reviewers_within_reach(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        hand_in(&mut owner, &telephone_jpg(1));
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();
        let (download, picture) = (format!("/evidence/{file}"), format!("/evidence/{file}/picture"));
        let li = person(&app, "李强");

        let seen = owner.get(&download);
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.headers["x-content-type-options"], "nosniff");
        assert!(seen.headers["content-disposition"].starts_with("attachment"));
        assert_eq!(seen.headers["content-type"], "image/jpeg");
        assert!(!seen.bytes.windows(3).any(|bytes| bytes == b"GPS"));
        let inline = owner.get(&picture);
        assert_eq!(inline.headers["content-type"], "image/jpeg");
        assert!(!inline.headers.contains_key("content-disposition"));
        let admin = Visitor::with_role(&app, Role::Admin, None);
        for (who, mut visitor, expected) in [
            ("HR of the township", hr_of(&app, "古南街道"), StatusCode::OK),
            ("HR of another township", hr_of(&app, "石壕镇"), StatusCode::NOT_FOUND),
            ("another worker", Visitor::of_person(&app, li, &[]), StatusCode::NOT_FOUND),
            ("an administrator", admin, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(visitor.get(&download).status, expected, "{who}");
            assert_eq!(visitor.get(&picture).status, expected, "{who}");
        }
    }

    fn a_pdf_is_never_shown_inside_a_page(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        hand_in(&mut owner, &pdf("a"));
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();

        assert_eq!(owner.get(&format!("/evidence/{file}/picture")).status, StatusCode::NOT_FOUND);
        assert_eq!(owner.get(&format!("/evidence/{file}")).bytes, pdf("a"));
    }

    fn another_persons_record_does_not_exist(app: TestApp) {
        let chen = worker(&app);
        let at = hand_in(&mut Visitor::of_person(&app, chen, &[]), &jpg(1));
        let li = person(&app, "李强");
        let mut other = Visitor::of_person(&app, li, &[]);

        assert_eq!(other.get(&at).status, StatusCode::NOT_FOUND);
        assert_eq!(other.get(&format!("{at}/edit")).status, StatusCode::NOT_FOUND);
        assert_eq!(other.upload(&at, &FIELDS, &[("proof", "b.png", &png(2))]).status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("{at}/withdraw"), &[("version", "1")]).status, StatusCode::NOT_FOUND);
    }

    fn the_office_files_for_somebody_of_its_own_and_for_nobody_else(app: TestApp) {
        let chen = worker(&app);
        let form = format!("/people/{chen}/training/new");
        let post = format!("/people/{chen}/training");
        let mut hr = hr_of(&app, "古南街道");
        let mut elsewhere = hr_of(&app, "石壕镇");

        has(&hr.get(&form), &["代陈静登记一次培训", "代填"]);
        assert_eq!(elsewhere.get(&form).status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.upload(&post, &FIELDS, &[]).status, StatusCode::NOT_FOUND);
        assert_eq!(hr.upload(&post, &FIELDS, &[]).status, StatusCode::SEE_OTHER);
        has(&Visitor::of_person(&app, chen, &[]).get("/me/training"), &["测试账号代填"]);
    }

    fn the_own_number_is_masked_and_shown_on_purpose_only_and_then_recorded(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);
        let number = id_number(1);

        let before = visitor.get("/me/profile");
        assert!(before.text().contains(&masked(&number)) && !before.text().contains(&number));
        let shown = visitor.post("/me/profile/id-number", &[]);

        has(&shown, &[&number, "已记入历史"]);
        let looks = app.texts("SELECT action AS text FROM history WHERE action = 'viewed'");
        assert_eq!(looks.len(), 1);
        assert!(!visitor.get("/me/profile").text().contains(&number));
    }

    fn contacts_are_changed_by_oneself_and_wrong_ones_are_told(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);
        let version = app.texts("SELECT CAST(version AS TEXT) AS text FROM people WHERE name = '陈静'")[0].clone();

        let wrong = visitor.post("/me/profile", &[("version", &version), ("mobile", "12345"), ("email", "chen@")]);
        let right = visitor.post("/me/profile", &[("version", &version), ("mobile", "139 0000 2222"), ("email", "")]);
        let stale = visitor.post("/me/profile", &[("version", &version), ("mobile", "13900003333"), ("email", "")]);

        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("手机号应为11位数字") && wrong.text().contains("不是电子邮箱地址"));
        assert!(wrong.text().contains("value=\"12345\""));
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(app.texts("SELECT mobile AS text FROM people WHERE name = '陈静'"), ["13900002222"]);
    }

    fn programs_read_the_same_picture_and_hand_in_too(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        let me = visitor.get("/api/v1/me").json();
        assert_eq!(me["name"], "陈静");
        assert_eq!(me["level"], "assistant");
        assert_eq!(me["id_number"], masked(&id_number(1)));
        assert_eq!(me["tasks"].as_array().unwrap().len(), 2);
        assert_eq!(me["training"].as_array().unwrap().len(), 2);
        let first = visitor.get("/api/v1/me/training?limit=3").json();
        let next = first["next"].as_str().unwrap();
        let rest = visitor.get(&format!("/api/v1/me/training?limit=3&cursor={next}")).json();
        assert_eq!(first["items"].as_array().unwrap().len(), 3);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert!(rest["next"].is_null());
        assert_eq!(visitor.get("/api/v1/me/training?limit=0").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(visitor.get("/api/v1/me/training?cursor=zz").status, StatusCode::UNPROCESSABLE_ENTITY);
        let bad = visitor.upload("/api/v1/me/training", &FIELDS, &[]);
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(bad.json()["errors"][0]["field"], "proof");
        let made = visitor.upload("/api/v1/me/training", &FIELDS, &[("proof", "a.pdf", &pdf("a"))]);
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }

    fn a_reviewer_sees_the_picture_beside_the_figures_and_decides(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let at = hand_in(&mut owner, &png(1));
        let id = at.rsplit('/').next().unwrap().to_owned();
        let case = format!("/reviews/{id}");
        let (mut hr, mut elsewhere) = (hr_of(&app, "古南街道"), hr_of(&app, "石壕镇"));

        has(&hr.get("/reviews"), &["陈静", "个案管理", "待审核 1"]);
        assert!(!elsewhere.get("/reviews").text().contains("陈静"));
        assert_eq!(elsewhere.get(&case).status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.post(&case, &[("version", "1"), ("decision", "recognise"), ("days", "2")]).status, StatusCode::NOT_FOUND);
        has(&hr.get(&case), &["<img class=\"proof\" src=\"/evidence/", "綦江区民政局", "认定天数"]);
        let bare = hr.post(&case, &[("version", "1"), ("decision", "return"), ("days", "2"), ("reason", "")]);
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text().contains("请写明原因"));
        let returned = hr.post(&case, &[("version", "1"), ("decision", "return"), ("reason", "照片看不清")]);
        assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.text());
        has(&owner.get("/me"), &["补正培训证明：个案管理", "单位退回：照片看不清", "已退回：照片看不清"]);
        let again = hr.post(&case, &[("version", "1"), ("decision", "recognise"), ("days", "2")]);
        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    }

    fn chosen_records_are_decided_together_and_what_was_left_is_told(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let id = hand_in(&mut owner, &png(1)).rsplit('/').next().unwrap().to_owned();
        let mut hr = hr_of(&app, "古南街道");
        let chosen = format!("{id}:1");

        let none = hr.post("/reviews", &[("decision", "recognise")]);
        let no_reason = hr.post("/reviews", &[("decision", "return"), ("seen", &chosen)]);
        let old = hr.post("/reviews", &[("decision", "recognise"), ("seen", &format!("{id}:7"))]);
        let done = hr.post("/reviews", &[("decision", "recognise"), ("seen", &chosen)]);

        assert!(none.text().contains("请先勾选"), "{}", none.text());
        assert!(no_reason.text().contains("请写明原因"), "{}", no_reason.text());
        assert!(old.text().contains("没有办理") && old.text().contains("被别人改过"), "{}", old.text());
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        has(&owner.get("/me/training"), &["✓ 计入"]);
    }

    fn programs_review_with_the_version_they_saw(app: TestApp) {
        use actix_web::http::Method;
        use serde_json::json;
        let chen = worker(&app);
        let id = hand_in(&mut Visitor::of_person(&app, chen, &[]), &png(1)).rsplit('/').next().unwrap().to_owned();
        let mut hr = hr_of(&app, "古南街道");
        let path = format!("/api/v1/training-records/{id}/review");

        let cases = hr.get("/api/v1/reviews").json();
        assert_eq!(cases["items"][0]["name"], "陈静");
        assert_eq!(cases["items"][0]["version"], 1);
        assert_eq!(hr_of(&app, "石壕镇").get("/api/v1/reviews").json()["items"].as_array().unwrap().len(), 0);
        let body = json!({"decision": "recognise"});
        let mut send = |body: &serde_json::Value, headers: &[(&str, &str)]| {
            hr.json(Method::POST, &path, body, headers).status
        };
        assert_eq!(send(&body, &[]), StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(send(&body, &[("if-match", "\"9\"")]), StatusCode::PRECONDITION_FAILED);
        assert_eq!(send(&json!({"decision": "praise"}), &[("if-match", "\"1\"")]), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&json!({"decision": "reject"}), &[("if-match", "\"1\"")]), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&body, &[("if-match", "\"1\"")]), StatusCode::NO_CONTENT);
        assert_eq!(send(&body, &[("if-match", "\"2\"")]), StatusCode::CONFLICT);
    }

    fn nobody_reviews_their_own_record_on_the_page_either(app: TestApp) {
        let chen = worker(&app);
        let held = RoleAt { role: Role::Hr, unit: Some(unit(&app, "古南街道")) };
        let mut own = Visitor::of_person(&app, chen, &[held]);
        let id = hand_in(&mut own, &png(1)).rsplit('/').next().unwrap().to_owned();

        has(&own.get("/reviews"), &["本人的记录，由他人审核"]);
        let refused = own.post(&format!("/reviews/{id}"), &[("version", "1"), ("decision", "recognise"), ("days", "2")]);

        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("不能审核自己的培训记录"));
    }
}
