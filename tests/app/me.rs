//! One's own pages: what is shown, to whom, and at what price.

mod handing_in;
mod reviewing;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use diesel::connection::{Connection as _, InstrumentationEvent};
use shegong::accounts::{Role, RoleAt};
use shegong::clock::Clock;
use shegong::intake::ImportKind;
use shegong::me::{Mark, Task, load, tasks};
use shegong::people::PersonId;
use shegong::policy::versions::RefreshError;
use shegong::units::UnitId;

use crate::harness::proofs::{jpg, pdf, pdf_of_one_page, pdf_without_end, png, telephone_jpg};
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
    app.person(name).id
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
            let picture = load(conn, &app.app, person, app.app.now())?;
            Ok::<_, RefreshError>(tasks(&picture))
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

    fn an_exam_that_was_passed_without_a_certificate_is_something_to_do(app: TestApp) {
        let chen = worker(&app);
        let id = id_number(1);
        let score = |subject| ["陈静", id.as_str(), "2025", "中级", subject, "70"];
        let (law, ability, practice) = (score("社会工作法规与政策"), score("社会工作综合能力"), score("社会工作实务"));
        app.import_rows(
            ImportKind::ExamResults,
            &["姓名", "身份证号", "年度", "级别", "科目", "成绩"],
            &[&law, &ability, &practice],
        );
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        has(&visitor.get("/me"), &["领取社会工作师证书，交单位录入", "2025年已通过社会工作师考试，系统里还没有这本证书"]);
        has(&visitor.get("/me/certificates"), &["已通过社会工作师（2025年）考试，证书还没有录入", "shgz.mca.gov.cn"]);
    }

    fn after_the_period_is_over_nobody_is_told_to_train_for_it(app: TestApp) {
        let chen = worker(&app);
        let mut app = app;
        app.app.clock = Clock::Fixed("2026-08-05T02:00:00".parse().unwrap());
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        let start = visitor.get("/me");

        has(&start, &["本周期继续教育还差3天", "本登记周期已于2026年7月27日结束", "周期结束后参加的培训算在下一个周期", "补报培训"]);
        assert!(!start.text().contains("补3天继续教育"));
    }

    /// The page of one of a hundred thousand costs what the page of one of two does.
    fn a_persons_picture_costs_few_queries_whatever_there_is(app: TestApp) {
        let chen = worker(&app);
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);

        app.app.db.read(|conn| {
            // Units and seasons are read once for many pages.
            load(conn, &app.app, chen, app.app.now())?;
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
            load(conn, &app.app, chen, app.app.now())?;
            conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            Ok::<_, RefreshError>(())
        }).unwrap();

        let queries = count.load(Ordering::Relaxed);
        assert!((5..=11).contains(&queries), "{queries} queries");
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

}
