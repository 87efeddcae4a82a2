//! Targets against fact, statistics, training gaps, the district's start, and help.

use std::io::Cursor;

use actix_web::http::StatusCode;
use calamine::{Reader, Xlsx};
use shegong::accounts::Role;
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, id_number};

/// 城南社区 with two certified people (one only 社会工作员), 溪山村 with one, 区民政局 with
/// ten employees and nobody certified.
fn district(app: &TestApp) {
    app.import_rows(
        ImportKind::Units,
        &[
            "单位名称",
            "上级单位",
            "类别",
            "职工人数",
            "是否设社会工作室",
        ],
        &[
            &["城南社区", "古南街道", "社区", "", "是"],
            &["溪山村", "石壕镇", "村", "", ""],
            &["区民政局", "", "机关", "10", ""],
        ],
    );
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "学历"],
        &[
            &["陈静", &id_number(1), "古南街道城南社区", "本科"],
            &["王强", &id_number(2), "古南街道城南社区", "大专"],
            &["李明", &id_number(3), "石壕镇溪山村", ""],
            &["赵丽", &id_number(4), "区民政局", "硕士"],
        ],
    );
    app.import_rows(
        ImportKind::Certificates,
        &[
            "姓名",
            "身份证号",
            "证书级别",
            "批准日期",
            "登记日期",
            "登记有效期至",
        ],
        &[
            &[
                "陈静",
                &id_number(1),
                "助理",
                "2022-06-18",
                "2023-01-01",
                "2025-12-31",
            ],
            &["王强", &id_number(2), "社会工作员", "2022-06-18", "", ""],
            &[
                "李明",
                &id_number(3),
                "中级",
                "2025-05-25",
                "2025-09-01",
                "2028-08-31",
            ],
        ],
    );
}

/// The rows of a downloaded list, cells joined by blanks.
fn rows(bytes: Vec<u8>) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

on_both_databases! {
    fn the_targets_are_told_unit_by_unit(app: TestApp) {
        district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let list = visitor.get("/api/v1/targets?limit=200").json();

        let told: Vec<(String, i64, i64, i64, String)> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| ["城南社区", "溪山村", "区民政局"].contains(&item["name"].as_str().unwrap()))
            .map(|item| (
                item["name"].as_str().unwrap().to_owned(),
                item["required"].as_i64().unwrap(),
                item["have"].as_i64().unwrap(),
                item["missing"].as_i64().unwrap(),
                item["standing"].as_str().unwrap().to_owned(),
            ))
            .collect();
        assert_eq!(told, [
            ("区民政局".to_owned(), 4, 0, 4, "short".to_owned()),
            ("城南社区".to_owned(), 2, 1, 1, "short".to_owned()),
            ("溪山村".to_owned(), 1, 1, 0, "met".to_owned()),
        ]);
        let page = visitor.get("/targets");
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(text.contains("綦江民发〔2020〕60号"));
        // Folded by township, the district's own units first; open where one is looked for.
        let place = |word: &str| text.find(&format!("<summary><strong>{word}</strong>")).unwrap();
        assert!(place("区级单位") < place("古南街道"), "{text}");
        assert!(!text.contains("class=\"fold\" open"), "{text}");
        let found = visitor.get("/targets?q=%E6%BA%AA%E5%B1%B1").text();
        assert!(found.contains("class=\"fold\" open") && found.contains("溪山村") && !found.contains("城南社区"), "{found}");
        let file = rows(visitor.get("/targets.xlsx").bytes);
        assert!(file.iter().any(|row| row.contains("城南社区") && row.contains("未达标")), "{file:?}");
    }

    fn who_lacks_training_is_told_in_a_message_with_names_and_days(app: TestApp) {
        district(&app);
        let mut visitor = Visitor::with_role(&app, Role::TrainingOfficer, None);
        let list = visitor.get("/training/gaps").text();
        assert!(list.contains("/training/gaps/message?"), "{list}");

        let page = visitor.get("/training/gaps/message?");

        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(text.contains("李明（还差") && text.contains("2028年8月31日前"), "{text}");
        assert!(!text.contains(&id_number(3)), "no number of any kind");
        let line = app.texts("SELECT after AS text FROM history WHERE action = 'exported'");
        assert!(line[0].contains("培训缺口群通知"), "{line:?}");
    }

    fn the_statistics_add_up_and_hold_no_id_number(app: TestApp) {
        district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let told = visitor.get("/api/v1/statistics?year=2025").json();

        assert_eq!(told["as_of"], "2025-12-31");
        assert_eq!(told["total"]["people"], 4);
        assert_eq!(told["total"]["certified"], 3);
        assert_eq!(told["total"]["newly_certified"], 1);
        let page = visitor.get("/statistics?year=2025").text();
        let file = rows(visitor.get("/statistics.xlsx?year=2025").bytes);
        assert!(file.iter().any(|row| row.starts_with("单位类别 社区 2 2 1 1")), "{file:?}");
        for person in 1..=4 {
            assert!(!page.contains(&id_number(person)));
        }
        assert_eq!(visitor.get("/statistics?year=2099").status, StatusCode::NOT_FOUND);
    }

    fn past_years_count_whoever_was_there_then_at_the_unit_of_then(app: TestApp) {
        // 陈静 has worked since 2019 and moved from 古南街道 to 石壕镇 in July 2024; 王强 worked from
        // 2018 to June 2021 and came back in 2023; 李明 left in 2022.
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "入职日期", "离职日期"],
            &[
                &["陈静", &id_number(1), "古南街道/城南社区", "2019-01-01", ""],
                &["王强", &id_number(2), "古南街道/城南社区", "2018-03-01", "2021-06-30"],
                &["李明", &id_number(3), "石壕镇/溪山村", "2018-01-01", "2022-05-31"],
            ],
        );
        let mut district = Visitor::with_role(&app, Role::District, None);
        let path = |name: &str| format!("/people/{}", app.person(name).id);
        let village = app.unit("溪山村").to_string();
        let moved = district.post(&format!("{}/move", path("陈静")), &[("version", "1"), ("unit", &village), ("moved_on", "2024-07-01")]);
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        let back = district.post(&format!("{}/return", path("王强")), &[("version", "1"), ("joined_on", "2023-02-01")]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        let mut of_gunan = Visitor::with_role(&app, Role::District, Some(app.unit("古南街道")));
        let mut of_shihao = Visitor::with_role(&app, Role::District, Some(app.unit("石壕镇")));

        for (year, all, gunan, shihao) in [
            (2018, 2, 1, 1),
            (2020, 3, 2, 1),
            (2021, 2, 1, 1),
            (2022, 1, 1, 0),
            (2023, 2, 2, 0),
            (2024, 2, 1, 1),
            (2026, 2, 1, 1),
        ] {
            let people = |visitor: &mut Visitor| {
                visitor.get(&format!("/api/v1/statistics?year={year}")).json()["total"]["people"].clone()
            };
            let counted = [people(&mut district), people(&mut of_gunan), people(&mut of_shihao)];
            assert_eq!(counted, [all, gunan, shihao].map(serde_json::Value::from), "{year}");
        }
    }

    fn the_gaps_are_told_the_latest_first_and_only_within_reach(app: TestApp) {
        district(&app);
        let mut officer = Visitor::with_role(&app, Role::TrainingOfficer, Some(app.unit("古南街道")));

        let told = officer.get("/api/v1/training-gaps").json();

        let names: Vec<&str> = told["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["陈静", "陈静", "王强"]);
        assert_eq!(told["items"][0]["state"], "overdue");
        let days = told["summaries"].as_array().unwrap().iter().find(|one| one["rule"] == "qijiang-days").unwrap();
        assert_eq!(days["people"], 2);
        assert_eq!(days["open_hundredths"], 2400);
        let page = officer.get("/training/gaps?state=overdue").text();
        assert!(page.contains("陈静") && !page.contains("李明"), "{page}");
        let whole = officer.get("/training/gaps").text();
        assert_eq!(whole.matches(">陈静</a>").count(), 1, "one row for both rules: {whole}");
        assert!(whole.contains("名单 2 人"), "{whole}");
        let elsewhere = officer.get(&format!("/training/gaps?unit={}", app.unit("石壕镇"))).text();
        assert!(!elsewhere.contains("李明"));
        let file = rows(officer.get("/training/gaps.xlsx?rule=qijiang-days").bytes);
        assert_eq!(file.len(), 3, "{file:?}");
        assert_eq!(officer.get("/training/gaps?state=nonsense").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(officer.get("/targets").status, StatusCode::FORBIDDEN);
    }

    fn the_district_begins_with_what_is_to_do(app: TestApp) {
        district(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let page = visitor.get("/district").text();

        assert!(page.contains("1 人继续教育已逾期") && page.contains("有 ") && !page.contains("人次"), "{page}");
        assert!(page.contains("个有人员的单位没有联系邮箱"), "{page}");
        assert!(page.contains("类别是按名称推定的"), "{page}");
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);
        let looked = auditor.get("/district");
        assert_eq!(looked.status, StatusCode::OK);
        assert!(looked.text().contains("<h1>全区概况</h1>") && !looked.text().contains("去确认"), "{}", looked.text());
        assert_eq!(Visitor::with_role(&app, Role::Hr, None).get("/district").status, StatusCode::FORBIDDEN);
    }

    fn help_is_open_to_everyone_and_names_whom_to_call(app: TestApp) {
        district(&app);
        app.import_rows(ImportKind::Units, &["单位名称", "上级单位", "联系人", "联系电话"], &[&["城南社区", "古南街道", "何芳", "13800000000"]]);
        let mut stranger = Visitor::stranger(&app);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("城南社区")));

        assert_eq!(stranger.get("/help").status, StatusCode::OK);
        assert!(!stranger.get("/help").text().contains("何芳"));
        assert!(hr.get("/help/reasons").text().contains("何芳"));
        assert!(hr.get("/help/training").text().contains("id=\"qijiang-days\""));
        for topic in shegong::help::TopicKind::ALL {
            assert_eq!(stranger.get(&format!("/help/{}", topic.as_str())).status, StatusCode::OK, "{topic}");
        }
        assert_eq!(stranger.get("/help/nothing").status, StatusCode::NOT_FOUND);
    }

    fn an_empty_district_has_pages_that_say_what_to_do(app: TestApp) {
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        for path in ["/district", "/units", "/seasons", "/policies", "/extensions", "/extensions/new", "/targets", "/statistics", "/training/gaps", "/policies/new", "/units/new"] {
            let seen = visitor.get(path);
            assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.text());
        }
        assert!(visitor.get("/district").text().contains("还没有单位和人员"));
    }
}
