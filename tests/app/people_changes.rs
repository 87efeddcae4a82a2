//! Changing people: each command as the office of one township, never another's people.

use chrono::NaiveDate;
use shegong::accounts::{Role, Viewer};
use shegong::intake::{ImportKind, Within};
use shegong::merging::actions::{Grounds, Pair, merge};
use shegong::people::actions::{
    ChangeError, Moving, add, come_back, correct_id_number, edit, leave, move_to,
    take_back_leaving, unmask,
};
use shegong::people::form::TypedPerson;

use crate::harness::{TestApp, day, id_number, masked, viewer};

/// The office of 古南街道.
fn gunan(app: &TestApp) -> Viewer {
    viewer(Role::Hr, Some(app.unit("古南街道")))
}

fn typed(name: &str, number: u32, unit: i64) -> TypedPerson {
    TypedPerson {
        name: name.to_owned(),
        id_number: id_number(number),
        unit: unit.to_string(),
        ..TypedPerson::default()
    }
}

/// Two entries of one person, the documents looked at.
const SAME: Grounds<'static> = Grounds {
    reason: "同一人两次录入",
    confirmed: true,
};

/// The sentence of a refusal.
fn sentence<T: std::fmt::Debug>(outcome: Result<T, ChangeError>) -> String {
    match outcome.unwrap_err() {
        ChangeError::Invalid(wrong) => format!("{}：{}", wrong[0].field, wrong[0].message),
        other => other.to_string(),
    }
}

fn today() -> NaiveDate {
    day(2026, 3, 9)
}

on_both_databases! {
    fn a_person_is_added_and_found_by_the_number(app: TestApp) {
        app.with_two_townships();
        let unit = app.unit("城南社区");

        add(&app.app, &gunan(&app), &typed("安然", 9, unit.0), &app.occasion()).unwrap();

        let person = app.person("安然");
        assert_eq!(person.details.unit_id, unit);
        assert_eq!(person.id_number(&app.app.keys).unwrap(), Some(id_number(9)));
        let (what, after) = &app.history_of("安然")[0];
        assert_eq!(what, "person created");
        assert!(after.contains(&masked(&id_number(9))) && !after.contains(&id_number(9)), "{after}");
    }

    fn a_number_that_is_known_tells_where_and_names_nobody_of_another_office(app: TestApp) {
        app.with_two_townships();
        let unit = app.unit("城南社区");
        let hr = gunan(&app);

        let own = sentence(add(&app.app, &hr, &typed("陈静", 1, unit.0), &app.occasion()));
        let others = sentence(add(&app.app, &hr, &typed("王伟", 5, unit.0), &app.occasion()));

        assert_eq!(own, format!("id_number：证件号码{}已在名册中：陈静（綦江区/古南街道/城南社区），请直接打开其档案修改", masked(&id_number(1))));
        assert_eq!(others, format!("id_number：证件号码{}已在其他单位的名册中，请联系区县主管办理调动，不要重复新增", masked(&id_number(5))));
    }

    fn nobody_is_added_to_a_unit_out_of_reach(app: TestApp) {
        app.with_two_townships();

        let outcome = add(&app.app, &gunan(&app), &typed("安然", 9, app.unit("溪山村").0), &app.occasion());

        assert!(matches!(outcome, Err(ChangeError::NotFound)));
    }

    fn an_edit_changes_the_values_once_and_a_stale_one_nothing(app: TestApp) {
        app.with_two_townships();
        let person = app.person("陈静");
        let changed = TypedPerson {
            major: "社会工作".to_owned(),
            graduated_on: "2015-07".to_owned(),
            ..TypedPerson::from(&person.details)
        };
        let hr = gunan(&app);
        let again = |version| edit(&app.app, &hr, person.id, version, &changed, &app.occasion());

        assert!(again(person.version).unwrap());
        assert!(matches!(again(person.version), Err(ChangeError::Stale)));
        assert!(!again(person.version + 1).unwrap());

        let stored = app.person("陈静").details;
        assert_eq!(stored.major.as_deref(), Some("社会工作"));
        assert_eq!(stored.graduated_on, Some(day(2015, 7, 1)));
        assert_eq!(stored.mobile.as_deref(), Some("13800000001"));
    }

    fn people_of_another_office_do_not_exist_for_any_command(app: TestApp) {
        app.with_two_townships();
        let (hr, other) = (gunan(&app), app.person("王伟"));
        let (id, version, now) = (other.id, other.version, app.occasion());
        let before = app.contents();
        let moving = Moving { to: app.unit("城南社区"), moved_on: today(), reason: String::new(), keep_roles: Vec::new() };
        let pair = Pair { kept: app.person("陈静").id, kept_version: 1, other: id, other_version: version };

        let outcomes = [
            edit(&app.app, &hr, id, version, &TypedPerson::from(&other.details), &now).map(drop),
            leave(&app.app, &hr, id, version, today(), "退休", &now),
            come_back(&app.app, &hr, id, version, today(), &now),
            move_to(&app.app, &hr, id, version, &moving, &now),
            correct_id_number(&app.app, &hr, id, version, &id_number(9), "录错", &now),
            unmask(&app.app, &hr, id, "核对", &now).map(drop),
            merge(&app.app, &hr, pair, SAME, &now).map(drop),
        ];

        for outcome in outcomes {
            assert!(matches!(outcome, Err(ChangeError::NotFound)), "{outcome:?}");
        }
        assert!(app.contents() == before);
    }

    fn who_leaves_stays_in_the_books_and_may_come_back(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静"));
        let now = app.occasion();

        leave(&app.app, &hr, person.id, 1, day(2026, 2, 28), "退休", &now).unwrap();
        let twice = sentence(leave(&app.app, &hr, person.id, 2, today(), "退休", &now));
        come_back(&app.app, &hr, person.id, 2, day(2026, 3, 1), &now).unwrap();

        assert_eq!(twice, "该人员已于2026年2月28日离职，无需再次登记；日期有误请在“编辑资料”中更正。");
        let stored = app.person("陈静").details;
        assert_eq!((stored.joined_on, stored.left_on), (Some(day(2026, 3, 1)), None));
        assert!(app.history_of("陈静")[1].1.contains("\"reason\":\"退休\""));
    }

    fn a_leaving_entered_by_mistake_is_taken_back_and_the_first_day_stays(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静"));
        let now = app.occasion();
        let back = |version, reason: &str| take_back_leaving(&app.app, &hr, person.id, version, reason, &now);

        let never = sentence(back(1, "登记错人"));
        leave(&app.app, &hr, person.id, 1, day(2026, 2, 28), "退休", &now).unwrap();
        let silent = sentence(back(2, " "));
        let stale = back(1, "登记错人");
        back(2, "登记错人").unwrap();

        assert_eq!(never, "该人员没有登记离职，没有要撤销的内容。");
        assert_eq!(silent, "reason：请填写撤销离职的原因，以便日后查对。");
        assert!(matches!(stale, Err(ChangeError::Stale)), "{stale:?}");
        let stored = app.person("陈静");
        assert_eq!(stored.details, person.details);
        assert!(app.history_of("陈静").last().unwrap().1.contains("撤销离职：登记错人"));
        // Nobody gets somebody else's number back.
        leave(&app.app, &hr, person.id, 3, day(2026, 2, 28), "退休", &now).unwrap();
        app.run("UPDATE people SET mobile = '13800000001' WHERE name = '万玲'");
        assert_eq!(sentence(back(4, "登记错人")), "登记的手机号现在是另一人的，请先在“修改资料”里更正或清空手机号");
    }

    fn a_move_stays_within_reach_and_is_noted_with_its_day(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静"));
        let to = |name: &str| Moving { to: app.unit(name), moved_on: day(2026, 3, 1), reason: "工作需要".to_owned(), keep_roles: Vec::new() };

        let outside = move_to(&app.app, &hr, person.id, 1, &to("溪山村"), &app.occasion());
        move_to(&app.app, &hr, person.id, 1, &to("金桥社区"), &app.occasion()).unwrap();
        let district = viewer(Role::District, Some(app.unit("綦江区")));
        move_to(&app.app, &district, person.id, 2, &to("溪山村"), &app.occasion()).unwrap();

        assert!(matches!(outside, Err(ChangeError::NotFound)));
        assert_eq!(app.person("陈静").details.unit_id, app.unit("溪山村"));
        assert_eq!(
            app.texts("SELECT f.name || ' ' || t.name || ' ' || CAST(m.moved_on AS TEXT) || ' ' || m.reason AS text \
                FROM person_moves m JOIN units f ON f.id = m.from_unit_id JOIN units t ON t.id = m.to_unit_id ORDER BY m.id"),
            ["城南社区 金桥社区 2026-03-01 工作需要", "金桥社区 溪山村 2026-03-01 工作需要"]
        );
    }

    fn a_corrected_number_is_sealed_anew_and_the_old_one_stays_masked(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静"));
        let correct = |version, number: u32| correct_id_number(&app.app, &hr, person.id, version, &id_number(number), "录入有误", &app.occasion());

        let own = sentence(correct(1, 1));
        let colleague = sentence(correct(1, 2));
        let stranger = sentence(correct(1, 5));
        correct(1, 9).unwrap();

        assert_eq!(own, "id_number：新号码与现有号码相同，没有需要更正的内容。");
        assert_eq!(colleague, format!("id_number：证件号码{}已登记在“綦江区/古南街道/城南社区”万玲名下，不能再用；如是同一个人，请用“合并重复档案”。", masked(&id_number(2))));
        assert_eq!(stranger, format!("id_number：证件号码{}已登记在“其他单位”名下，不能再用；如是同一个人，请用“合并重复档案”。", masked(&id_number(5))));
        assert_eq!(app.person("陈静").id_number(&app.app.keys).unwrap(), Some(id_number(9)));
        let history = app.texts("SELECT COALESCE(before, '') || COALESCE(after, '') AS text FROM history");
        assert!(history.iter().any(|line| line.contains(&masked(&id_number(1)))));
        assert!(history.iter().all(|line| !line.contains(&id_number(1)) && !line.contains(&id_number(9))));
        // The next spreadsheet finds the person by the new number.
        let report = app.import_rows(ImportKind::People, &["姓名", "身份证号"], &[&["陈静", &id_number(9)]]);
        assert_eq!((report.unchanged, report.refused), (1, 0));
    }

    fn a_look_at_a_full_number_needs_a_reason_and_stands_in_the_history(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静"));
        let lines = app.contents().count("history");

        let without = sentence(unmask(&app.app, &hr, person.id, " ", &app.occasion()));
        let seen = unmask(&app.app, &hr, person.id, "网上报名核对", &app.occasion()).unwrap();

        assert_eq!(without, "reason：请填写查看完整号码的原因，以便日后查对。");
        assert_eq!(seen.id_number, id_number(1));
        assert_eq!(app.contents().count("history"), lines + 1);
        let (_, after) = app.history_of("陈静").pop().unwrap();
        assert!(after.contains("网上报名核对") && !after.contains(&id_number(1)), "{after}");
    }

    fn two_entries_become_one_and_nothing_is_lost(app: TestApp) {
        app.with_two_townships();
        let duplicate = app.import_rows(ImportKind::People, &["姓名", "身份证号", "单位", "专业"], &[&["陈敬", &id_number(9), "城南社区", "社会工作"]]);
        assert_eq!(duplicate.new, 1);
        let certificates = ["姓名", "身份证号", "证书级别", "管理号", "登记日期"];
        app.import_rows(ImportKind::Certificates, &certificates, &[
            &["陈静", &id_number(1), "初级", "A1", ""],
            &["陈敬", &id_number(9), "初级", "B1", "2024-04-02"],
            &["陈敬", &id_number(9), "中级", "B2", "2025-04-02"],
        ]);
        let training = ["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"];
        app.import_rows(ImportKind::Training, &training, &[
            &["陈静", &id_number(1), "年度培训", "2025-03-01", "2025-03-02", "2"],
            &["陈敬", &id_number(9), "年度培训", "2025-03-01", "2025-03-02", "3"],
            &["陈敬", &id_number(9), "督导培训", "2025-05-01", "2025-05-02", "2"],
        ]);
        let results = ["姓名", "身份证号", "年度", "级别", "科目", "成绩", "考区"];
        app.import_rows(ImportKind::ExamResults, &results, &[
            &["陈敬", &id_number(9), "2023", "初级", "社会工作实务", "70", "重庆"],
        ]);
        let (kept, other) = (app.person("陈静"), app.person("陈敬"));
        let pair = Pair { kept: kept.id, kept_version: kept.version, other: other.id, other_version: other.version };

        let plan = merge(&app.app, &gunan(&app), pair, SAME, &app.occasion()).unwrap().plan;

        assert_eq!(plan.filled, ["专业"]);
        let conflicts: Vec<_> = plan.conflicts.iter().map(|conflict| (conflict.what, conflict.which.as_str())).collect();
        assert_eq!(conflicts, [("证书", "助理社会工作师"), ("培训记录", "年度培训")]);
        assert_eq!(app.person("陈静").details.major.as_deref(), Some("社会工作"));
        // The kept certificate has no registration of its own and takes the other's.
        assert_eq!(
            app.texts(&format!("SELECT c.level || ' ' || COALESCE(c.number, '-') || ' ' || CAST(COUNT(r.id) AS TEXT) AS text FROM certificates c \
                LEFT JOIN registrations r ON r.certificate_id = c.id WHERE c.person_id = {} GROUP BY c.id, c.level, c.number ORDER BY c.id", kept.id)),
            ["assistant A1 1", "intermediate B2 1"]
        );
        assert_eq!(app.texts(&format!("SELECT title AS text FROM training_records WHERE person_id = {} ORDER BY id", kept.id)), ["年度培训", "督导培训"]);
        assert_eq!(app.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM results WHERE person_id = {}", kept.id)), ["1"]);
        // The other entry is listed nowhere; its number leads to the kept one.
        let listed = app.app.db.read(|conn| Ok::<_, shegong::db::DatabaseError>(shegong::people::store::load_named(conn, "陈敬")?)).unwrap();
        assert_eq!(listed, []);
        let report = app.import_rows(ImportKind::Training, &training, &[&["陈静", &id_number(9), "新培训", "2026-01-05", "2026-01-05", "1"]]);
        assert_eq!((report.new, report.refused), (1, 0), "{:?}", report.errors);
        assert_eq!(app.texts("SELECT CAST(person_id AS TEXT) AS text FROM training_records WHERE title = '新培训'"), [kept.id.to_string()]);
    }

    fn a_merged_entry_cannot_be_merged_or_changed_again(app: TestApp) {
        app.with_two_townships();
        let (hr, kept, other) = (gunan(&app), app.person("陈静"), app.person("郭羙"));
        let pair = Pair { kept: kept.id, kept_version: 1, other: other.id, other_version: 1 };
        let itself = Pair { other: kept.id, ..pair };

        let same = sentence(merge(&app.app, &hr, itself, SAME, &app.occasion()));
        merge(&app.app, &hr, pair, SAME, &app.occasion()).unwrap();
        let again = merge(&app.app, &hr, Pair { kept_version: 2, other_version: 2, ..pair }, SAME, &app.occasion());
        let changed = leave(&app.app, &hr, other.id, 2, today(), "退休", &app.occasion());

        assert_eq!(same, "请选择另一个档案，同一个档案不能与自己合并。");
        assert!(matches!(again, Err(ChangeError::NotFound)));
        assert!(matches!(changed, Err(ChangeError::NotFound)));
    }

    fn a_spreadsheet_changes_nobody_of_another_office(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let within = Within::people_of(hr.reach(shegong::accounts::Right::Import, &app.tree()), app.unit("古南街道"));
        let numbers: Vec<String> = (0..=9).map(id_number).collect();
        let before = app.contents().of_the_books();

        let people = app.import_rows_within(ImportKind::People, &within, &["姓名", "身份证号", "单位", "手机号"], &[
            &["王伟", &numbers[5], "城南社区", "13900000000"],
            &["王伟", &numbers[5], "溪山村", "13900000000"],
            &["陈静", &numbers[1], "石壕镇/溪山村", ""],
            &["陈静", &numbers[1], "石壕镇新村", ""],
            &["安然", &numbers[9], "石壕镇/溪山村", ""],
            &["安然", &numbers[9], "打通镇", ""],
        ]);
        let certificates = app.import_rows_within(ImportKind::Certificates, &within, &["姓名", "身份证号", "证书级别"], &[
            &["王伟", &numbers[5], "初级"],
        ]);
        let units = app.import_rows_within(ImportKind::Units, &within, &["单位名称", "上级单位", "联系人"], &[
            &["溪山村", "石壕镇", "某人"],
            &["綦江区", "", "某人"],
            &["新村", "石壕镇", "某人"],
        ]);

        assert_eq!([people.refused, certificates.refused, units.refused], [6, 1, 3], "{people:?} {units:?}");
        assert!(app.contents().of_the_books() == before);
        let sentence = "已在其他单位的名册中，请联系区县主管办理调动";
        assert!(people.errors[0].message.ends_with(sentence), "{:?}", people.errors[0]);
        assert!(!people.errors[0].message.contains("王伟") && !people.errors[0].message.contains("溪山村"));
        assert!(certificates.errors[0].message.contains("不在您管理的人员名册中"), "{:?}", certificates.errors);
    }

    fn a_spreadsheet_of_ones_own_office_works_as_ever(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let within = Within::people_of(hr.reach(shegong::accounts::Right::Import, &app.tree()), app.unit("古南街道"));
        let numbers: Vec<String> = (0..=9).map(id_number).collect();

        let report = app.import_rows_within(ImportKind::People, &within, &["姓名", "身份证号", "单位", "手机号"], &[
            &["陈静", &numbers[1], "金桥社区", "13900000001"],
            &["安然", &numbers[6], "", ""],
            &["曾玉", &numbers[7], "龙桥社区", ""],
            &["仇和", &numbers[8], "古南街道新山社区", ""],
        ]);

        assert_eq!((report.new, report.changed, report.refused), (1, 1, 2), "{:?}", report.errors);
        let path = |name: &str| app.tree().get(app.person(name).details.unit_id).unwrap().details.path.clone();
        assert_eq!(path("陈静"), "綦江区/古南街道/金桥社区");
        assert_eq!(path("安然"), "綦江区/古南街道");
        // Units are the district's.
        assert_eq!(report.errors[0].message, "没有“龙桥社区”这个单位，请核对单位名称；确是新单位的，请区县先在“单位”里添加，再导入这一行");
        assert_eq!(app.texts("SELECT u.name AS text FROM import_batches b JOIN units u ON u.id = b.unit_id"), ["古南街道"]);
    }
}
