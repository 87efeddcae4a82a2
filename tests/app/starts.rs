//! What the offices' starts and a person's page say first: what is to do, what hangs on
//! results that are not out, the rule behind each figure, and what is folded away.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::clock::Clock;
use shegong::intake::ImportKind;
use shegong::mail::store::{self as outbox, Delivery};

use crate::harness::{TestApp, Visitor, day, id_number};
use crate::training_review::Office;

/// 陈静 has passed two of three subjects in 2025 and sat in 2026, 万玲 has one and did not
/// sit, 郭羙 holds the certificate whatever her scores say.
fn with_results(app: &TestApp) {
    app.with_two_townships();
    let numbers: Vec<String> = (0..=5).map(id_number).collect();
    let results = ["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"];
    app.import_rows(
        ImportKind::ExamResults,
        &results,
        &[
            &[
                "陈静",
                &numbers[1],
                "2025",
                "中级",
                "社会工作法规与政策",
                "70",
            ],
            &[
                "陈静",
                &numbers[1],
                "2025",
                "中级",
                "社会工作综合能力",
                "70",
            ],
            &["陈静", &numbers[1], "2025", "中级", "社会工作实务", "40"],
            &[
                "万玲",
                &numbers[2],
                "2025",
                "中级",
                "社会工作综合能力",
                "70",
            ],
            &[
                "郭羙",
                &numbers[3],
                "2025",
                "中级",
                "社会工作综合能力",
                "70",
            ],
        ],
    );
    app.import_rows(
        ImportKind::Certificates,
        &["姓名", "身份证号", "证书级别", "批准日期"],
        &[&["郭羙", &numbers[3], "中级", "2024-06-18"]],
    );
    let mut hr = Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")));
    for (name, state) in [("陈静", "paid"), ("万玲", "planned")] {
        let path = format!("/people/{}/entries/new", app.person(name).id);
        let entry = [
            ("year", "2026"),
            ("level", "intermediate"),
            ("state", state),
            ("confirmed", "yes"),
        ];
        let made = hr.post(&path, &entry);
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    }
}

fn text_of(visitor: &mut Visitor, path: &str) -> String {
    let seen = visitor.get(path);
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.text());
    seen.text()
}

on_both_databases! {
    fn between_the_exam_and_its_results_pages_say_what_hangs_on_them(app: TestApp) {
        let mut app = app;
        with_results(&app);
        let (chen, wan, guo) = (app.person("陈静").id, app.person("万玲").id, app.person("郭羙").id);
        let mut before_hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let early = text_of(&mut before_hr, &format!("/people/{chen}"));
        assert!(early.contains("2026年还需考：社会工作实务。") && early.contains("2026年考试仍有效："), "{early}");

        assert!(text_of(&mut before_hr, "/people").contains("完成报名"));

        app.app.clock = Clock::Fixed("2026-06-15T02:00:00".parse().unwrap());
        let soon_after = text_of(&mut Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道"))), "/people");
        assert!(!soon_after.contains("完成报名") && soon_after.contains("2026年成绩未公布"), "{soon_after}");
        app.app.clock = Clock::Fixed("2026-11-23T02:00:00".parse().unwrap());
        let mut worker = Visitor::of_person(&app, chen, &[]);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));

        let hangs = "2026年考试已结束，成绩未公布。若社会工作实务合格，即通过社会工作师；否则2025年合格的科目不再有效";
        for page in [text_of(&mut worker, "/me"), text_of(&mut worker, "/me/exams"), text_of(&mut hr, &format!("/people/{chen}"))] {
            assert!(page.contains(hangs) && !page.contains("2026年还需考"), "{page}");
        }
        let not_sat = text_of(&mut hr, &format!("/people/{wan}"));
        assert!(not_sat.contains("2026年考试已结束，没有参加的记录；2025年合格的科目只管到2026年"), "{not_sat}");
        let certified = text_of(&mut hr, &format!("/people/{guo}"));
        assert!(certified.contains("已持有社会工作师证书，不需再考。") && !certified.contains("需考：社会工作"), "{certified}");
        for list in ["/people", "/people/candidates"] {
            let list = text_of(&mut hr, list);
            assert_eq!(list.matches("2026年成绩未公布").count(), 1, "{list}");
        }
    }

    fn the_training_officers_start_opens_with_proofs_and_late_people(app: TestApp) {
        let office = Office::new(&app);
        office.handed_in(&app, "社区矛盾调解", 1);
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &id_number(1), "初级", "2019-06-18", "2023-02-26", "2026-02-25"],
        ]);
        let mut officer = Visitor::with_role(&app, Role::TrainingOfficer, Some(office.township));

        let start = text_of(&mut officer, "/training/gaps");
        let filtered = text_of(&mut officer, "/training/gaps?state=overdue");

        let place = |text: &str| start.find(text).unwrap_or_else(|| panic!("{text}: {start}"));
        assert!(place("1 人继续教育已逾期") < place("1 份培训证明待审核") && place("1 份培训证明待审核") < place("名单 "), "{start}");
        assert!(start.contains(r#"<a class="button" href="/reviews">去审核</a>"#), "{start}");
        assert!(!filtered.contains("份培训证明待审核"), "{filtered}");
    }

    fn the_registrars_start_opens_with_what_has_ended_and_what_can_be_renewed(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &numbers[1], "初级", "2019-06-18", "2023-04-01", "2026-03-31"],
            &["万玲", &numbers[2], "初级", "2019-06-18", "2023-02-26", "2026-02-25"],
            &["郭羙", &numbers[3], "初级", "2025-09-18", "", ""],
            &["王伟", &numbers[5], "初级", "2019-06-18", "2023-05-20", "2026-05-19"],
        ]);
        let mut registrar = Visitor::with_role(&app, Role::Registrar, Some(app.unit("綦江区")));
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let start = text_of(&mut registrar, "/registrations");
        let ended = text_of(&mut registrar, "/registrations?standing=ended");
        let of_district = text_of(&mut district, "/district");

        for told in ["1 人登记已过期", "2 人可办再登记", "其中 1 人有效期只剩30天以内", "1 人取得证书不满一年、还没有登记"] {
            assert!(start.contains(told), "{told}: {start}");
            assert!(of_district.contains(told), "{told}: {of_district}");
        }
        assert!(!ended.contains("人可办再登记"), "{ended}");
    }

    fn the_districts_start_names_waiting_proofs_and_mails_that_failed(app: TestApp) {
        let office = Office::new(&app);
        office.handed_in(&app, "社区矛盾调解", 1);
        let occasion = app.occasion();
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "电子邮箱"], &[&["陈静", &id_number(1), "chen@example.test"]]);
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &id_number(1), "初级", "2019-06-18", "2023-02-26", "2026-02-25"],
        ]);
        shegong::reminders::actions::remind(&app.app, false, &occasion).unwrap();
        let at = occasion.now.instant;
        app.app.db.write(|conn| {
            let mail = outbox::lease_next(conn, "test", at, at + chrono::TimeDelta::minutes(1))?.unwrap();
            let refused = Delivery::Failed("550".to_owned());
            outbox::record_delivery(conn, mail.id, "test", &refused, at)?;
            Ok::<_, shegong::db::DatabaseError>(())
        }).unwrap();
        let mut district = Visitor::with_role(&app, Role::District, None);
        let mut elsewhere = Visitor::with_role(&app, Role::District, Some(app.unit("城北社区")));
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);

        let start = text_of(&mut district, "/district");
        let of_others = text_of(&mut elsewhere, "/district");
        let looked = text_of(&mut auditor, "/district");

        assert!(start.contains("1 份培训证明待审核") && start.contains("1 封邮件没有送到"), "{start}");
        assert!(!of_others.contains("培训证明待审核") && !of_others.contains("封邮件没有送到"), "{of_others}");
        // Who may not see how the machine runs is not sent there.
        assert!(looked.contains("1 份培训证明待审核") && !looked.contains("/operations"), "{looked}");
    }

    fn a_persons_page_folds_what_is_over_and_leads_to_the_rules(app: TestApp) {
        app.with_two_townships();
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "学历", "专业", "毕业时间", "从事社会工作时间"], &[
            &["陈静", &id_number(1), "本科", "社会工作", "2015-07", "2016-01-15"],
        ]);
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &id_number(1), "初级", "2019-06-18", "2023-07-28", "2026-07-27"],
        ]);
        let training = ["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数", "类别"];
        app.import_rows(ImportKind::Training, &training, &[
            &["陈静", &id_number(1), "社区治理新课", "2025-06-28", "2025-06-30", "3", "继续教育"],
            &["陈静", &id_number(1), "多年前的课", "2020-06-28", "2020-06-30", "3", "继续教育"],
            &["陈静", &id_number(1), "更早的课", "2019-06-28", "2019-06-29", "1.5", "继续教育"],
        ]);
        let person = app.person("陈静");
        let path = format!("/people/{}", person.id);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let mut district = Visitor::with_role(&app, Role::District, None);

        let page = text_of(&mut hr, &path);

        let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        assert!(place("本周期 1 条培训记录") < place("社区治理新课") && place("社区治理新课") < place("更早的 2 条"), "{page}");
        assert!(page.contains("更早的 2 条，已认定的证明所载共 4.5 天（不计入本周期）</summary>"), "{page}");
        assert!(place("更早的 2 条") < place("多年前的课"), "{page}");
        assert!(page.contains("2015年7月 <") && page.contains("2016年1月15日 <"), "{page}");
        for link in ["/help/eligibility#intermediate-bachelor-social-work", "/help/registration#period", "/help/eligibility#years", "/help/training#qijiang-days"] {
            assert!(page.contains(&format!("href=\"{link}\"")), "{link}: {page}");
        }
        assert!(!page.contains("/history/person/"), "{page}");
        assert!(text_of(&mut district, &path).contains(&format!("/history/person/{}", person.id)));
    }

    fn nobody_files_for_oneself(app: TestApp) {
        app.with_two_townships();
        let (chen, wan) = (app.person("陈静").id, app.person("万玲").id);
        let role = shegong::accounts::RoleAt { role: Role::Hr, unit: Some(app.unit("古南街道")) };
        let mut hr = Visitor::of_person(&app, chen, &[role]);

        let own = text_of(&mut hr, &format!("/people/{chen}"));
        let others = text_of(&mut hr, &format!("/people/{wan}"));

        assert!(own.contains("登记我的培训") && !own.contains("代报培训"), "{own}");
        assert!(others.contains("代报培训"), "{others}");
        assert_eq!(hr.get(&format!("/people/{chen}/training/new")).location(), "/me/training/new");
    }

    fn the_gaps_by_township_tell_amounts_and_who_is_late(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期", "登记有效期至"], &[
            &["陈静", &numbers[1], "初级", "2019-06-18", "2023-02-26", "2026-02-25"],
            &["万玲", &numbers[2], "中级", "2019-06-18", "2024-02-26", "2027-02-25"],
            &["王伟", &numbers[5], "初级", "2019-06-18", "2024-02-26", "2027-02-25"],
        ]);
        let tree = app.tree();
        let gaps = app.app.db.read(|conn| {
            Ok::<_, shegong::db::DatabaseError>(shegong::reports::gaps::load(
                conn,
                &app.app.policies,
                &tree,
                &shegong::accounts::Reach::Everywhere,
                &shegong::reports::gaps::GapQuestion::default(),
                day(2026, 3, 9),
            )?)
        }).unwrap();
        let rules: Vec<&str> = gaps.summaries.iter().map(|one| one.rule.as_str()).collect();
        let told: Vec<(&str, i64, i64, &[i64])> = gaps
            .townships
            .iter()
            .map(|one| (one.name.as_str(), one.people, one.overdue, one.open_hundredths.as_slice()))
            .collect();

        // 72 and 90 hours, 12 and 15 days.
        assert_eq!(rules, ["national-hours", "qijiang-days"]);
        assert_eq!(told, [("古南街道", 2, 1, &[16_200, 2_700][..]), ("石壕镇", 1, 0, &[7_200, 1_200][..])]);
        let page = text_of(&mut Visitor::with_role(&app, Role::TrainingOfficer, None), "/training/gaps");
        assert!(page.contains(">162</td>") && page.contains(">27</td>") && page.contains("! 1 人"), "{page}");
    }
}
