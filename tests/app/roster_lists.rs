//! HR's and the registrar's lists: what the words on them count, whom a search finds,
//! where registrations end.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, id_number};
use crate::training_review::Office;

fn hr(app: &TestApp) -> Visitor {
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

on_both_databases! {
    fn who_only_intends_to_sit_has_not_signed_up(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "学历", "专业", "毕业时间", "从事社会工作时间"],
            &[
                &["陈静", &numbers[1], "本科", "社会工作", "2015-07", "2016-01"],
                &["万玲", &numbers[2], "本科", "社会工作", "2015-07", "2016-01"],
                &["郭羙", &numbers[3], "本科", "社会工作", "2015-07", "2016-01"],
            ],
        );
        let mut hr = hr(&app);
        for (name, state) in [("陈静", "account_ready"), ("万玲", "payable")] {
            let path = format!("/people/{}/entries/new", app.person(name).id);
            let made = hr.post(&path, &[("year", "2026"), ("level", "assistant"), ("state", state)]);
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        }

        let candidates = hr.get("/people/candidates").text();
        let open = hr.get("/people/candidates?answer=not_entered").text();
        let entered = hr.get("/people/candidates?answer=entered").text();
        let tile = hr.get("/people?state=not_entered").text();
        let message = hr.get("/people/message?state=not_entered").text();
        assert!(message.contains("2026年社会工作者职业资格考试报名（可报考、尚未报名") && !message.contains("继续教育（"), "{message}");

        for chip in ["可报考、未报名 2", "其中已拟报考、注册 1", "已报名 1"] {
            assert!(candidates.contains(chip), "{chip}: {candidates}");
        }
        assert!(open.contains("陈静") && open.contains("郭羙") && !open.contains("万玲"));
        assert!(entered.contains("万玲") && !entered.contains("陈静"));
        assert!(tile.contains("▲ 可报考未报名 2") && tile.contains("陈静"), "{tile}");
        assert!(hr.get("/people/candidates?q=chenjing").text().contains("陈静"));
        assert!(!hr.get("/people/candidates?q=chenjing").text().contains("郭羙"));
    }

    fn people_are_found_by_pinyin_and_by_a_whole_number_within_reach(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let (own, foreign) = (app.person("陈静").id, id_number(5));

        let by_number = hr.get(&format!("/people?q={}", id_number(1)));
        let elsewhere = hr.get(&format!("/people?q={foreign}"));

        assert!(hr.get("/people?q=shanxue").text().contains("单雪琳"));
        assert!(!hr.get("/people?q=shanxue").text().contains("陈静"));
        assert_eq!(by_number.location(), format!("/people/{own}"));
        assert_eq!(elsewhere.status, StatusCode::OK);
        assert!(elsewhere.text().contains("没有符合条件的人员"));
        assert!(app.texts("SELECT after AS text FROM history WHERE after IS NOT NULL").iter().all(|line| !line.contains(&id_number(1))));
    }

    fn registrations_stand_by_their_last_day_and_leave_as_a_file(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &numbers[1], "初级", "2019-06-18", "2023-07-28", "2026-05-20"],
            &["万玲", &numbers[2], "初级", "2019-06-18", "2023-02-26", "2026-02-25"],
            &["郭羙", &numbers[3], "初级", "2025-09-18", "", ""],
            &["王伟", &numbers[5], "初级", "2019-06-18", "2024-02-26", "2027-02-25"],
        ]);
        let mut registrar = Visitor::with_role(&app, Role::Registrar, Some(app.unit("綦江区")));

        let start = registrar.get("/");
        let all = registrar.get("/registrations").text();
        let ended = registrar.get("/registrations?standing=ended").text();
        let ending = registrar.get("/registrations?standing=ending").text();
        let file = registrar.get("/registrations.xlsx?standing=ended");

        assert_eq!(start.location(), "/registrations");
        let place = |name: &str| all.find(name).unwrap_or_else(|| panic!("{name}: {all}"));
        assert!(place("万玲") < place("陈静") && place("陈静") < place("王伟") && place("王伟") < place("郭羙"), "{all}");
        for chip in ["已过期 1", "90 天内到期 1", "未登记 1"] {
            assert!(all.contains(chip), "{chip}: {all}");
        }
        assert!(ended.contains("万玲") && !ended.contains("陈静"));
        assert!(ending.contains("陈静") && !ending.contains("万玲"));
        let quarter = registrar.get("/registrations?from=2026-04-01&until=2026-06-30").text();
        assert!(quarter.contains("陈静") && !quarter.contains("万玲") && !quarter.contains("王伟"), "{quarter}");
        assert!(quarter.contains("全部 1") && quarter.contains(r#"value="2026-06-30""#), "{quarter}");
        assert_eq!(registrar.get("/registrations?until=2026-6").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(file.bytes.starts_with(b"PK"));
        assert_eq!(app.texts("SELECT after AS text FROM history WHERE action = 'exported'"), [r#"{"exported":"登记到期名单","filters":"standing=ended","line_count":1}"#]);
        assert_eq!(registrar.get("/registrations?standing=sad").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!hr(&app).get("/registrations").text().contains("王伟"));
    }

    fn the_tile_of_pending_proofs_counts_what_the_queue_does(app: TestApp) {
        let office = Office::new(&app);
        office.handed_in(&app, "社区矛盾调解", 1);
        office.handed_in(&app, "老年人能力评估", 2);
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "离职日期"], &[&["陈静", &id_number(1), "2026-03-01"]]);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(office.township));

        let roster = hr.get("/people").text();
        let queue = hr.get("/reviews").text();

        assert!(roster.contains("href=\"/reviews\"") && roster.contains("● 2</span>"), "a leaver's proofs wait as well: {roster}");
        assert!(queue.contains("待审核 2"), "{queue}");
    }

    fn a_mobile_number_is_nobody_elses(app: TestApp) {
        app.with_two_townships();
        let (chen, wan) = (app.person("陈静").id, app.person("万玲").id);
        let mut hr = hr(&app);
        let mut worker = Visitor::of_person(&app, wan, &[]);
        let unit = app.unit("城南社区").to_string();

        let answers = [
            worker.post("/me/profile", &[("version", "1"), ("mobile", "138 0000 0001"), ("email", "")]),
            hr.post(&format!("/people/{wan}/edit"), &[("version", "1"), ("name", "万玲"), ("mobile", "13800000001")]),
            hr.post("/people/new", &[("name", "安然"), ("id_number", &id_number(9)), ("unit", &unit), ("mobile", "13800000001")]),
        ];

        for answer in answers {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
            assert!(answer.text().contains("这个手机号已登记在另一人名下"), "{}", answer.text());
        }
        assert_eq!(app.person("万玲").version, 1);
        let kept = hr.post(&format!("/people/{chen}/edit"), &[("version", "1"), ("name", "陈静"), ("mobile", "13800000001"), ("major", "社会工作")]);
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "one's own number stays: {}", kept.text());
    }
}
