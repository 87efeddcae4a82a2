//! The roster of a unit: one line for each person, the first thing due first, nothing
//! of another unit.

use shegong::accounts::{Reach, Right, Role};
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::roster::gather::{Roster, load};
use shegong::roster::message::group_message;
use shegong::roster::{ExamWord, Focus, Question};

use crate::harness::{TestApp, day, id_number, viewer};

fn roster(app: &TestApp, reach: &Reach, query: &[(&str, &str)]) -> Roster {
    let question = Question::read(|name| {
        query
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    })
    .unwrap();
    app.app
        .db
        .read(|conn| {
            let tree = shegong::units::store::load_tree(conn)?;
            let zone = app.app.config.time_zone;
            let today = day(2026, 3, 9);
            Ok::<_, DatabaseError>(load(
                conn,
                &app.app.policies,
                zone,
                today,
                &tree,
                reach,
                &question,
            )?)
        })
        .unwrap()
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.listed.iter().map(|row| row.name.as_str()).collect()
}

fn gunan(app: &TestApp) -> Reach {
    viewer(Role::Hr, Some(app.unit("古南街道"))).reach(Right::SeePeople, &app.tree())
}

/// 陈静 owes training by her registration, 万玲 is complete, 郭羙 is overdue.
fn with_duties(app: &TestApp) {
    app.with_two_townships();
    let numbers: Vec<String> = (0..=5).map(id_number).collect();
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
                &numbers[1],
                "初级",
                "2022-06-18",
                "2023-07-28",
                "2026-07-27",
            ],
            &[
                "万玲",
                &numbers[2],
                "初级",
                "2022-06-18",
                "2023-07-28",
                "2026-07-27",
            ],
            &[
                "郭羙",
                &numbers[3],
                "初级",
                "2022-06-18",
                "2023-02-26",
                "2026-02-25",
            ],
        ],
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
        &[
            &[
                "陈静",
                &numbers[1],
                "年度培训",
                "2025-03-01",
                "2025-03-09",
                "9",
            ],
            &[
                "万玲",
                &numbers[2],
                "年度培训",
                "2025-03-01",
                "2025-03-15",
                "15",
            ],
        ],
    );
}

on_both_databases! {
    fn the_people_of_a_unit_stand_in_the_order_of_what_is_due(app: TestApp) {
        with_duties(&app);

        let roster = roster(&app, &gunan(&app), &[]);

        // 万玲 has only her registration to renew, later than 陈静's training is due.
        assert_eq!(names(&roster)[0], "郭羙");
        assert_eq!(roster.listed.len(), 4);
        assert_eq!((roster.tiles.people, roster.tiles.certified, roster.tiles.overdue), (4, 3, 1));
        let chen = roster.listed.iter().find(|row| row.name == "陈静").unwrap();
        let training = chen.training.as_ref().unwrap();
        assert_eq!(training.state.as_str(), "due_soon");
        assert_eq!(training.due_on(), Some(day(2026, 7, 27)));
        assert!(training.open_hundredths > 0);
        assert_eq!(chen.unit_name, "城南社区");
        assert_eq!(chen.masked_mobile().as_deref(), Some("138****0001"));
    }

    fn filters_search_and_the_units_below_narrow_the_list(app: TestApp) {
        with_duties(&app);
        let reach = gunan(&app);
        let community = app.unit("城南社区").to_string();
        let listed = |query: &[(&str, &str)]| {
            let found = roster(&app, &reach, query);
            names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };

        assert_eq!(listed(&[("state", "overdue")]), ["郭羙"]);
        assert_eq!(listed(&[("level", "none")]), ["单雪琳"]);
        assert_eq!(listed(&[("q", "sxl")]), ["单雪琳"]);
        assert_eq!(listed(&[("q", "0002")]), ["万玲"]);
        assert_eq!(listed(&[("unit", &community), ("sort", "name")]), ["陈静", "万玲"]);
        assert_eq!(listed(&[("presence", "left")]), Vec::<String>::new());
    }

    fn people_of_another_unit_are_on_no_list_whatever_is_asked(app: TestApp) {
        with_duties(&app);
        let village = app.unit("溪山村").to_string();
        let reach = gunan(&app);

        for query in [&[("unit", village.as_str())][..], &[("q", "王伟")], &[("q", "13800000005")]] {
            assert_eq!(names(&roster(&app, &reach, query)), Vec::<&str>::new());
        }
        assert_eq!(names(&roster(&app, &Reach::Everywhere, &[("q", "王伟")])), ["王伟"]);
    }

    fn the_answer_to_who_could_sit_names_what_is_missing(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "学历", "专业", "毕业时间", "从事社会工作时间"],
            &[
                &["陈静", &numbers[1], "本科", "社会工作", "2015-07", "2016-01"],
                &["万玲", &numbers[2], "高中", "", "", "2025-01"],
            ],
        );

        let roster = roster(&app, &gunan(&app), &[("sort", "name")]);

        let exam = |name: &str| roster.listed.iter().find(|row| row.name == name).unwrap().exam.clone();
        assert_eq!(exam("陈静").word, ExamWord::NotEntered);
        assert!(exam("陈静").sentence.starts_with("符合报考条件"));
        assert_eq!(exam("万玲").word, ExamWord::NotEligible);
        assert_eq!(exam("郭羙").word, ExamWord::Unknown);
        assert!(exam("郭羙").sentence.contains("学历"), "{}", exam("郭羙").sentence);
        assert_eq!(roster.tiles.not_entered, 1);
        assert_eq!(roster.season.as_ref().unwrap().year, 2026);
    }

    fn the_group_message_names_people_and_days_and_no_numbers(app: TestApp) {
        with_duties(&app);

        let roster = roster(&app, &gunan(&app), &[]);
        let text = group_message("古南街道", &roster.listed, None, roster.season.as_ref(), day(2026, 3, 9), Some("刘敏"));
        let signing_up = group_message("古南街道", &roster.listed, Some(Focus::NotEntered), roster.season.as_ref(), day(2026, 3, 9), None);

        assert!(text.starts_with("【古南街道】社会工作者待办提醒（2026年3月9日）\n一、继续教育"), "{text}");
        assert!(text.contains("周期已于2026年2月25日结束，请补报周期内漏登的培训，并商定怎样再登记：郭羙"), "{text}");
        assert!(text.contains("2026年7月27日前（还有140天）：陈静（还差"), "{text}");
        assert!(!signing_up.contains("继续教育"), "{signing_up}");
        assert!(text.contains("有疑问请联系刘敏"));
        assert!(!text.contains("138") && !text.contains("9900"), "{text}");
    }

    fn whoever_was_merged_or_left_is_not_counted(app: TestApp) {
        with_duties(&app);
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "离职日期"], &[&["郭羙", &numbers[3], "2026-03-08"]]);

        let here = roster(&app, &gunan(&app), &[]);
        let gone = roster(&app, &gunan(&app), &[("presence", "left")]);

        assert_eq!((here.tiles.people, here.tiles.overdue), (3, 0));
        assert_eq!(names(&gone), ["郭羙"]);
        assert_eq!(gone.listed[0].duties, []);
    }
}
