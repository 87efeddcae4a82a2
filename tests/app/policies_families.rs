//! Targets, exam fees, pass lines and public holidays: tried, added, and in force.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::policy::Policies;

use crate::harness::{TestApp, Visitor, day, id_number};

/// 赵村 of 溪山村, who works in 城口县, sat in a year and missed one of two subjects by
/// five points.
fn sat_in(app: &TestApp, year: &str) {
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
            "准考证号",
        ],
        &[&["赵村", &id, year, "初级", "全部", "已缴费", "250000000001"]],
    );
    app.import_rows(
        ImportKind::ExamResults,
        &[
            "姓名",
            "身份证号",
            "考试年度",
            "级别",
            "科目",
            "成绩",
            "工作所在区县",
        ],
        &[
            &[
                "赵村",
                &id,
                year,
                "初级",
                "社会工作综合能力",
                "70",
                "城口县",
            ],
            &["赵村", &id, year, "初级", "社会工作实务", "55", "城口县"],
        ],
    );
}

fn policies(app: &TestApp) -> std::sync::Arc<Policies> {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(app.app.current(conn).unwrap()))
        .unwrap()
        .policies
}

fn with<'f>(fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let source = [
        ("source_document", "新文件〔2026〕1号"),
        ("source_trust", "CONF-A"),
    ];
    fields.iter().copied().chain(source).collect()
}

on_both_databases! {
    fn next_year_s_holidays_move_working_days(app: TestApp) {
        sat_in(&app, "2025");
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let blank = visitor.get("/policies/new?kind=holidays").text();
        assert!(blank.contains("value=\"2027\""), "{blank}");
        let form = with(&[
            ("kind", "holidays"),
            ("year", "2027"),
            ("holidays", "元旦：1月1日至3日\r\n春节：2月5日至12日"),
            ("workdays", "2月14日"),
        ]);

        let tried = visitor.post("/policies/trial", &form).text();
        // 1 January is a Friday; of the eight days in February six are weekdays.
        assert!(tried.contains("8 天有变化"), "{tried}");
        assert!(tried.contains("2027-02-14") && tried.contains("星期日"), "{tried}");
        assert!(!policies(&app).knows_holidays_of(day(2027, 1, 1)));

        assert_eq!(visitor.post("/policies", &form).status, StatusCode::SEE_OTHER);
        let now = policies(&app);
        assert!(!now.is_working_day(day(2027, 1, 1)) && now.is_working_day(day(2027, 2, 14)));
        assert_eq!(now.plus_working_days(day(2026, 12, 31), 1), (day(2027, 1, 4), false));
        // A later notice for the same year takes its place, whole.
        let changed = with(&[("kind", "holidays"), ("year", "2027"), ("holidays", "1月1日")]);
        assert_eq!(visitor.post("/policies", &changed).status, StatusCode::SEE_OTHER);
        assert!(!policies(&app).is_working_day(day(2027, 2, 14)));
    }

    fn a_special_pass_line_turns_a_result_and_the_trial_names_whose(app: TestApp) {
        sat_in(&app, "2024");
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let form = with(&[
            ("kind", "pass_line"),
            ("region", "重庆"),
            ("counties", "城口"),
            ("year_from", "2024"),
            ("mark", "55"),
            ("published_on", "2026-03-01"),
        ]);

        let tried = visitor.post("/policies/trial", &form).text();
        assert!(tried.contains("赵村") && tried.contains("未通过") && tried.contains("已通过（2024年）"), "{tried}");
        assert_eq!(visitor.post("/policies", &form).status, StatusCode::SEE_OTHER);
        let line = policies(&app).pass_lines().iter().find(|line| line.source.document == "新文件〔2026〕1号").cloned().unwrap();
        assert_eq!((line.year_to, line.area.as_str(), line.counties[0].as_str()), (Some(2024), "重庆市", "城口县"));
        let list = visitor.get("/policies?section=pass_line").text();
        assert!(list.contains("新文件〔2026〕1号"), "{list}");
    }

    fn new_fees_change_what_an_entry_would_be_paid(app: TestApp) {
        sat_in(&app, "2025");
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let form = with(&[
            ("kind", "exam_fees"),
            ("region", "重庆市"),
            ("from", "2025-01-01"),
            ("objective", "100"),
            ("subjective", "110"),
            ("senior", "120"),
            ("archive_fee", "0"),
        ]);

        let tried = visitor.post("/policies/trial", &form).text();
        assert!(tried.contains("赵村") && tried.contains("¥122.00") && tried.contains("¥200.00"), "{tried}");
        let list = visitor.post("/policies/trial.xlsx", &form);
        assert!(list.bytes.starts_with(b"PK"), "{}", list.text());
        assert_eq!(app.texts("SELECT action AS text FROM history WHERE entity = 'list'"), ["exported"]);
        assert_eq!(visitor.post("/policies", &form).status, StatusCode::SEE_OTHER);
        let now = policies(&app);
        assert_eq!(now.fees("重庆市", day(2025, 3, 9)).unwrap().objective_cents, 10_000);
        assert_eq!(now.fees("重庆市", day(2024, 12, 31)).unwrap().objective_cents, 6_100);
    }

    fn new_targets_touch_units(app: TestApp) {
        sat_in(&app, "2025");
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let form = with(&[
            ("kind", "certified_target"),
            ("id", "qijiang-60-targets"),
            ("name", "綦江区持证目标"),
            ("region", "綦江区"),
            ("from", "2026-03-01"),
            ("levels", "assistant"),
            ("target_id_0", "village"),
            ("target_name_0", "村"),
            ("target_units_0", "village"),
            ("target_people_0", "3"),
        ]);

        let tried = visitor.post("/policies/trial", &form).text();
        assert!(tried.contains("溪山村") && tried.contains("应有1人") && tried.contains("应有3人"), "{tried}");
        assert!(tried.contains(&format!("/units/{}", app.unit("石壕镇溪山村"))), "{tried}");
        assert_eq!(visitor.post("/policies", &form).status, StatusCode::SEE_OTHER);
        let targets = visitor.get("/targets").text();
        assert!(targets.contains("新文件〔2026〕1号"), "{targets}");
    }

    fn programs_try_and_add_them_too(app: TestApp) {
        sat_in(&app, "2024");
        sat_in(&app, "2025");
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let source = json!({"document": "新文件〔2026〕1号", "trust": "CONF-A"});
        let bodies = [
            ("holidays", json!({"year": 2027, "holidays": ["2027-01-01"], "workdays": [], "source": source})),
            ("pass-lines", json!({"year_from": 2024, "area": "重庆市", "counties": ["城口县"], "year_to": 2024, "mark_tenths": 550, "source": source})),
            ("exam-fees", json!({"area": "重庆市", "from": "2025-01-01", "objective_cents": 10000, "subjective_cents": 11000, "senior_cents": 12000, "source": source})),
            ("targets", json!({"id": "qijiang-60-targets", "name": "持证目标", "region": "綦江区", "from": "2026-03-01", "levels": ["assistant"],
                "groups": [{"id": "village", "name": "村", "unit_kinds": ["village"], "people": 3}], "source": source})),
        ];
        for (path, body) in &bodies {
            let path = format!("/api/v1/policies/{path}");
            let tried = visitor.json(Method::POST, &format!("{path}/trial"), body, &[]);
            assert_eq!(tried.status, StatusCode::OK, "{path}: {}", tried.text());
            assert!(tried.json()["changed"].as_i64().unwrap() > 0, "{path}: {}", tried.text());
            let added = visitor.json(Method::POST, &path, body, &[]);
            assert_eq!(added.status, StatusCode::CREATED, "{path}: {}", added.text());
            let again = visitor.json(Method::POST, &path, body, &[]);
            assert_eq!(again.status, StatusCode::CONFLICT, "{path}: {}", again.text());
            let empty = visitor.json(Method::POST, &path, &json!({}), &[]);
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        assert_eq!(app.texts("SELECT kind AS text FROM policy_versions").len(), 4);
    }
}

#[test]
fn what_no_form_takes_says_how_a_new_version_comes_in() {
    let app = TestApp::sqlite();
    let mut visitor = Visitor::with_role(&app, Role::District, None);
    for (kind, way) in [
        ("eligibility", "[[eligibility]]"),
        ("exam_paper", "[[exam_paper]]"),
        ("retention", "[[retention]]"),
        ("season", "全区 · 考试安排"),
    ] {
        let page = visitor.get(&format!("/policies/new?kind={kind}"));
        assert_eq!(page.status, StatusCode::OK, "{kind}");
        assert!(page.text().contains(way), "{kind}: {}", page.text());
    }
    assert_eq!(
        visitor.get("/policies/new?kind=weather").status,
        StatusCode::NOT_FOUND
    );
}
