//! What is erased of people who have left: only what is due and confirmed, all of it,
//! with the chain of the history still whole.

mod second;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use shegong::accounts::{Role, Viewer};
use shegong::app::App;
use shegong::audit::sealing::{check_chain, seal_lines};
use shegong::audit::{Actor, Occasion};
use shegong::clock::Clock;
use shegong::db::DatabaseError;
use shegong::doctor::examine;
use shegong::intake::ImportKind;
use shegong::people::PersonId;
use shegong::retention::actions::{
    DuePerson, RetentionError, confirm, order, preview, run_confirmed, withdraw,
};
use shegong::retention::{Part, PurgeOrderId};

use crate::harness::{TestApp, day, id_number, viewer};

const ROSTER: &[&str] = &[
    "姓名",
    "身份证号",
    "单位",
    "人员类别",
    "手机号",
    "邮箱",
    "学历",
    "入职日期",
    "离职日期",
];

/// 赵离 left in 2018 with a certificate, training, an exam and a paid claim; 钱在 is here.
fn district(app: &TestApp) {
    let (left, here) = (id_number(1), id_number(2));
    app.import_rows(
        ImportKind::People,
        ROSTER,
        &[
            &[
                "赵离",
                &left,
                "石壕镇溪山村",
                "村干部",
                "13800000001",
                "zhao@example.com",
                "本科",
                "2010-01-01",
                "2018-06-30",
            ],
            &[
                "钱在",
                &here,
                "石壕镇溪山村",
                "村干部",
                "13800000002",
                "",
                "",
                "2010-01-01",
                "",
            ],
        ],
    );
    for (name, id) in [("赵离", &left), ("钱在", &here)] {
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
            &[&[name, id, "初级", "2012-06-01", "2013-01-01", "2015-12-31"]],
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
            &[&[name, id, "社工实务", "2014-05-01", "2014-05-02", "2"]],
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
                "缴费金额",
                "退费金额",
            ],
            &[&[name, id, "2018", "中级", "全部", "已缴费", "200", "20"]],
        );
        app.import_rows(
            ImportKind::ExamResults,
            &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"],
            &[&[name, id, "2018", "中级", "社会工作综合能力", "70"]],
        );
    }
    let claim = |person: u32, state: &str| {
        format!(
            "INSERT INTO claims (claim_number, person_id, unit_id, state, policy_id, basis, filed_on, attachment_count, version, created_at, updated_at) \
             SELECT '{state}-{person}', id, unit_id, '{state}', 'p', 'b', '2018-05-20', 0, 1, created_at, created_at FROM people WHERE id = {person}; \
             INSERT INTO claim_lines (claim_id, kind, entry_id, purpose, gross_cents, archive_fee_cents, refund_cents, amount_cents) \
             SELECT (SELECT MAX(id) FROM claims), 'exam_fee', id, 'x', 20000, 2000, 2000, 18000 FROM entries WHERE person_id = {person}; "
        )
    };
    let accounts = "INSERT INTO accounts (person_id, display_name, state, must_change_password, failure_count, version, created_at, updated_at) \
         SELECT id, name, 'active', FALSE, 0, 1, created_at, created_at FROM people; \
         INSERT INTO sessions (account_id, generation, second_factor_given, address, user_agent, created_at, last_seen_at, rotated_at, expires_at) \
         SELECT id, 1, FALSE, '10.0.0.1', 'x', created_at, created_at, created_at, created_at FROM accounts";
    run(
        app,
        &format!(
            "{}{}{}{accounts}",
            claim(1, "paid"),
            claim(1, "rejected"),
            claim(2, "paid")
        ),
    );
    seal_lines(&app.app, u64::MAX, false).unwrap();
}

fn run(app: &TestApp, statements: &str) {
    app.app
        .db
        .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
        .unwrap();
}

fn instant(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(2, 0, 0).unwrap()
}

/// The application on another day.
fn on(app: &TestApp, day: NaiveDate) -> App {
    let mut moved = app.app.clone();
    moved.clock = Clock::Fixed(instant(day));
    let mut config = (*moved.config).clone();
    config.mail.folder = app.path("mails");
    moved.config = Arc::new(config);
    moved
}

fn occasion(app: &App) -> Occasion {
    Occasion::new(Actor::new("区县", "web"), app.now())
}

fn look(app: &App) -> Vec<DuePerson> {
    app.db
        .read(|conn| preview(conn, &app.policies, None, app.now()))
        .unwrap()
}

fn parts(due: &DuePerson) -> Vec<&'static str> {
    due.parts.iter().map(|due| due.part.label()).collect()
}

/// The second officer; whoever orders in these tests has no account.
fn second() -> Viewer {
    viewer(Role::District, None)
}

/// One orders and another confirms all that is due.
fn confirm_all(app: &App) -> PurgeOrderId {
    let chosen: Vec<PersonId> = look(app).iter().map(|due| due.person.id).collect();
    let given = order(app, &chosen, None, &occasion(app)).unwrap();
    confirm(app, &second(), given, &occasion(app)).unwrap();
    given
}

/// Has all erased that is due on a day.
fn erase_on(test: &TestApp, day: NaiveDate) -> App {
    let app = on(test, day);
    confirm_all(&app);
    assert_eq!(run_confirmed(&app, &occasion(&app)).unwrap().len(), 1);
    seal_lines(&app, u64::MAX, false).unwrap();
    let report = check_chain(&app).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    app
}

fn history_of(app: &TestApp, person: i64) -> Vec<String> {
    app.texts(&format!(
        "SELECT entity || ' ' || COALESCE(before, '∅') || ' ' || COALESCE(after, '∅') AS text \
         FROM history WHERE person_id = {person} ORDER BY id"
    ))
}

on_both_databases! {
    fn nothing_goes_by_itself_or_before_its_time(app: TestApp) {
        district(&app);
        let before = app.contents();

        assert!(look(&on(&app, day(2018, 7, 1))).is_empty());
        let today = on(&app, day(2023, 1, 1));
        assert!(run_confirmed(&today, &occasion(&today)).unwrap().is_empty());
        assert!(app.contents() == before);

        let due = look(&today);
        assert_eq!(due.len(), 1, "who is here loses nothing");
        assert_eq!(parts(&due[0]), ["联系方式和基本情况", "未成功的报销申请"]);
    }

    fn contact_goes_first_and_the_rest_stays(app: TestApp) {
        district(&app);

        erase_on(&app, day(2023, 1, 1));

        assert_eq!(app.texts("SELECT name || COALESCE(mobile, '∅') || COALESCE(email, '∅') AS text FROM people ORDER BY id"),
            ["赵离∅∅", "钱在13800000002∅"]);
        let contents = app.contents();
        assert_eq!(contents.count("certificates"), 2);
        assert_eq!(contents.count("claims"), 2, "the refused claim is gone, the vouchers stay");
        assert_eq!(contents.count("sessions"), 1);
        let told = history_of(&app, 1);
        assert!(told.iter().any(|line| line == "person ∅ ∅"), "{told:?}");
        assert!(told.iter().any(|line| line.starts_with("certificate ∅ {")), "{told:?}");
        assert!(history_of(&app, 2).iter().all(|line| !line.ends_with(" ∅")));
    }

    fn after_six_years_a_voucher_is_all_that_stays(app: TestApp) {
        district(&app);
        run(&app, "INSERT INTO registration_extensions (unit_id, last_day_from, last_day_to, new_last_day, document, registration_count, made_by, made_at, version) \
            SELECT id, '2015-01-01', '2015-12-31', '2016-06-30', 'x', 1, 'x', created_at, 1 FROM units WHERE parent_id IS NULL; \
            INSERT INTO extended_registrations (registration_id, extension_id) SELECT id, 1 FROM registrations");

        let then = erase_on(&app, day(2025, 1, 1));

        let contents = app.contents();
        assert_eq!(contents.count("certificates"), 1);
        assert_eq!(contents.count("registrations"), 1);
        assert_eq!(contents.count("training_records"), 1);
        assert_eq!(contents.count("results"), 1);
        assert_eq!(contents.count("claims"), 2);
        assert_eq!(contents.count("entries"), 2, "the voucher's own entry stays");
        assert_eq!(app.texts("SELECT name || ' ' || id_number_hash AS text FROM people WHERE id = 1"), ["赵离 erased-1"]);
        assert!(history_of(&app, 1).iter().all(|line| line.starts_with("claim ") || line.ends_with("∅ ∅")));
        assert!(look(&then).is_empty(), "nothing is due twice");
        assert!(examine(&then, true).unwrap().is_healthy());
    }

    fn after_thirty_years_the_name_goes_too(app: TestApp) {
        district(&app);
        erase_on(&app, day(2025, 1, 1));

        let then = erase_on(&app, day(2049, 1, 1));

        assert_eq!(app.texts("SELECT name AS text FROM people WHERE id = 1"), ["离任人员1"]);
        assert_eq!(app.contents().count("claims"), 1);
        assert_eq!(app.contents().count("entries"), 1);
        let found = examine(&then, true).unwrap();
        assert!(found.is_healthy(), "{:?}", found.sentences());
        let everything: String = app.texts("SELECT COALESCE(before, '') || COALESCE(after, '') AS text FROM history").concat();
        assert!(!everything.contains("赵离") && everything.contains("钱在"));
    }

    fn one_line_tells_what_how_many_and_on_what_ground(app: TestApp) {
        district(&app);

        erase_on(&app, day(2025, 1, 1));

        let told = app.texts("SELECT after AS text FROM history WHERE action = 'erased'");
        assert_eq!(told.len(), 1);
        for words in ["民发〔2009〕123号", "\"people\":[1]", "\"培训记录\":1", "\"证件号码\":1", "\"历史记录内容\""] {
            assert!(told[0].contains(words), "{words}: {}", told[0]);
        }
        assert!(!told[0].contains("赵离"));
        let outcome = app.texts("SELECT state || outcome AS text FROM purge_orders");
        assert!(outcome[0].starts_with("done清除 1 人："), "{outcome:?}");
    }

    fn a_run_that_is_stopped_goes_on_with_whoever_is_left(app: TestApp) {
        district(&app);
        run(&app, "UPDATE people SET left_on = '2018-06-30' WHERE id = 2");
        let today = on(&app, day(2025, 1, 1));
        confirm_all(&today);
        // The second person's training cannot be taken out yet.
        run(&app, "CREATE TABLE holds (record_id BIGINT REFERENCES training_records (id)); \
            INSERT INTO holds SELECT id FROM training_records WHERE person_id = 2");
        let whole = app.contents();

        assert!(run_confirmed(&today, &occasion(&today)).is_err());

        let half = app.contents();
        assert_eq!(app.texts("SELECT state AS text FROM purge_orders"), ["confirmed"]);
        assert_eq!(app.texts("SELECT CAST(person_id AS TEXT) AS text FROM training_records"), ["2"]);
        assert_ne!(half.rows("people"), whole.rows("people"));

        run(&app, "DROP TABLE holds");
        let done = run_confirmed(&today, &occasion(&today)).unwrap();

        assert_eq!(done[0].people, 2, "{done:?}");
        assert_eq!(done[0].rows["培训记录"], 2);
        assert!(app.texts("SELECT CAST(person_id AS TEXT) AS text FROM training_records").is_empty());
        let told = app.texts("SELECT after AS text FROM history WHERE action = 'erased' ORDER BY id");
        assert_eq!(told.len(), 2, "a line for each person");
        let outcome = app.texts("SELECT outcome AS text FROM purge_orders");
        assert!(outcome[0].starts_with("清除 2 人："), "{outcome:?}");
        seal_lines(&today, u64::MAX, false).unwrap();
        assert!(check_chain(&today).unwrap().holds());
    }

    fn who_came_back_after_the_confirmation_loses_nothing(app: TestApp) {
        district(&app);
        let today = on(&app, day(2025, 1, 1));
        confirm_all(&today);
        run(&app, "UPDATE people SET left_on = NULL WHERE id = 1");
        let before = app.contents();

        let done = run_confirmed(&today, &occasion(&today)).unwrap();

        assert_eq!(done[0].people, 0);
        for table in ["people", "certificates", "training_records", "claims", "accounts"] {
            assert_eq!(app.contents().rows(table), before.rows(table));
        }
    }

    fn a_refused_application_goes_alone_and_the_person_stays_as_they_are(app: TestApp) {
        district(&app);
        run(&app, "UPDATE people SET left_on = '2022-06-30' WHERE id = 1");

        let then = erase_on(&app, day(2023, 1, 1));

        assert_eq!(app.contents().count("claims"), 2);
        assert_eq!(app.contents().count("erased_people"), 0);
        assert!(examine(&then, true).unwrap().is_healthy());
    }

    fn a_confirmation_can_be_withdrawn_until_it_is_done(app: TestApp) {
        district(&app);
        let today = on(&app, day(2025, 1, 1));
        let given = confirm_all(&today);

        withdraw(&today, given, &occasion(&today)).unwrap();

        assert!(run_confirmed(&today, &occasion(&today)).unwrap().is_empty());
        assert!(matches!(withdraw(&today, given, &occasion(&today)), Err(RetentionError::NotWaiting)));
        let done = confirm_all(&today);
        run_confirmed(&today, &occasion(&today)).unwrap();
        assert!(matches!(withdraw(&today, done, &occasion(&today)), Err(RetentionError::NotWaiting)));
    }

    fn people_out_of_reach_or_with_nothing_due_cannot_be_ordered(app: TestApp) {
        district(&app);
        let today = on(&app, day(2025, 1, 1));

        let out_of_reach = order(&today, &[PersonId(1)], Some(&[]), &occasion(&today));
        let nothing_due = order(&today, &[PersonId(2)], None, &occasion(&today));

        assert!(matches!(out_of_reach, Err(RetentionError::NothingDue)));
        assert!(matches!(nothing_due, Err(RetentionError::NothingDue)));
    }

    fn an_entry_that_was_merged_into_somebody_goes_with_them(app: TestApp) {
        district(&app);
        run(&app, "UPDATE people SET merged_into = 1, mobile = NULL WHERE id = 2; \
            DELETE FROM claim_lines WHERE claim_id = 3; DELETE FROM claims WHERE id = 3");

        let then = erase_on(&app, day(2025, 1, 1));

        assert_eq!(app.texts("SELECT id_number_hash AS text FROM people ORDER BY id"), ["erased-1", "erased-2"]);
        assert!(history_of(&app, 2).iter().all(|line| line.starts_with("claim ") || line.ends_with("∅ ∅")));
        assert!(check_chain(&then).unwrap().holds());
    }
}

#[test]
fn every_part_has_its_words() {
    assert_eq!(Part::IdNumber.label(), "证件号码");
    assert_eq!(Part::Name.label(), "姓名");
}
