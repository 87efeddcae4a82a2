//! Every invariant of the doctor finds what breaks it, and nothing where nothing does.

mod place_and_time;

use diesel::connection::SimpleConnection;
use shegong::db::DatabaseError;
use shegong::doctor::{checks, examine};
use shegong::intake::ImportKind;

use crate::harness::{TestApp, id_number};

/// A person with a certificate, a registration, a record, an entry, a result and a claim.
fn one_of_everything(app: &TestApp) {
    let id = id_number(1);
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "人员类别", "入职日期"],
        &[&["赵村", &id, "石壕镇溪山村", "村干部", "2015-01-01"]],
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
            "赵村",
            &id,
            "初级",
            "2019-06-01",
            "2020-01-01",
            "2022-12-31",
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
        ],
        &[&["赵村", &id, "社工实务", "2021-05-01", "2021-05-02", "2"]],
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
        &[&["赵村", &id, "2025", "中级", "全部", "已缴费", "200", "20"]],
    );
    app.import_rows(
        ImportKind::ExamResults,
        &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"],
        &[&["赵村", &id, "2025", "中级", "社会工作综合能力", "70"]],
    );
    let proposed = shegong::claims::actions::propose_claims(&app.app, 2025, false, &app.occasion());
    assert!(proposed.unwrap()[0].claim_number.is_some());
    run(
        app,
        "INSERT INTO accounts (login_name, display_name, state, must_change_password, failure_count, version, created_at, updated_at) \
         VALUES ('hr', '人事', 'active', FALSE, 0, 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'); \
         INSERT INTO account_roles (account_id, role, created_at) VALUES (1, 'hr', '2026-01-01 00:00:00'); \
         INSERT INTO outbox (message_id, to_name, to_address, subject, text_body, html_body, state, attempts, next_attempt_at, created_at) \
         VALUES ('a', 'a', 'a', 'a', 'a', 'a', 'queued', 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00'); \
         INSERT INTO reminders (recipient, person_id, rule, subject, due_on, useful_until, content, channel, state, outbox_id, made_on, created_at) \
         VALUES ('person-1', 1, 'exam', 'a', '2026-01-01', '2026-01-02', '{}', 'mail', 'made', 1, '2026-01-01', '2026-01-01 00:00:00')",
    );
}

/// Runs statements as somebody who does not care for foreign keys.
fn run(app: &TestApp, statements: &str) {
    app.app
        .db
        .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
        .unwrap();
}

fn broken(app: &TestApp) -> Vec<String> {
    examine(&app.app, true)
        .unwrap()
        .broken
        .into_iter()
        .map(|broken| broken.check)
        .collect()
}

/// What breaks which invariant, as far as the tables' own constraints allow it.
const BREAKING: &[(&str, &str)] = &[
    (
        "units_lie_below_their_parent",
        "UPDATE units SET path = 'x' WHERE parent_id IS NOT NULL AND id = (SELECT MAX(id) FROM units)",
    ),
    (
        "people_leave_after_joining",
        "UPDATE people SET left_on = '2014-01-01'",
    ),
    ("people_have_a_name", "UPDATE people SET name = ' '"),
    (
        "local_certificates_name_their_region",
        "UPDATE certificates SET scope = 'local'",
    ),
    (
        "registrations_follow_an_earlier_row",
        "UPDATE registrations SET follows_id = id",
    ),
    (
        "extensions_and_corrections_follow_something",
        "UPDATE registrations SET kind = 'extension'",
    ),
    (
        "pending_records_wait_for_a_review",
        "UPDATE training_records SET state = 'pending'",
    ),
    (
        "amounts_of_records_are_not_negative",
        "UPDATE training_records SET days_hundredths = -1",
    ),
    (
        "seasons_open_before_they_close",
        "UPDATE seasons SET exam_first_day = '2025-06-15', exam_last_day = '2025-06-14'",
    ),
    ("entries_have_a_subject", "DELETE FROM entry_subjects"),
    (
        "payments_are_not_negative",
        "UPDATE entries SET refunded_cents = 100000",
    ),
    (
        "scores_lie_between_zero_and_a_hundred",
        "UPDATE results SET score_tenths = 1001",
    ),
    ("claims_have_a_line", "DELETE FROM claim_lines"),
    (
        "claims_sum_up_to_something",
        "UPDATE claim_lines SET amount_cents = 0",
    ),
    (
        "lines_are_no_more_than_was_paid",
        "UPDATE claim_lines SET amount_cents = 99999",
    ),
    (
        "exam_lines_belong_to_an_entry_of_the_same_person",
        "UPDATE claim_lines SET entry_id = NULL",
    ),
    (
        "an_entry_is_claimed_once",
        "INSERT INTO claims (claim_number, person_id, unit_id, state, policy_id, basis, filed_on, attachment_count, version, created_at, updated_at) \
        SELECT 'x', person_id, unit_id, state, policy_id, basis, filed_on, attachment_count, version, created_at, updated_at FROM claims; \
        INSERT INTO claim_lines (claim_id, kind, entry_id, purpose, gross_cents, archive_fee_cents, refund_cents, amount_cents) \
        SELECT 2, kind, entry_id, purpose, gross_cents, archive_fee_cents, refund_cents, amount_cents FROM claim_lines",
    ),
    (
        "leases_belong_to_queued_mails",
        "UPDATE outbox SET state = 'failed', lease_owner = 'a', leased_until = '2026-01-01 00:00:00'",
    ),
    ("leases_have_an_end", "UPDATE outbox SET lease_owner = 'a'"),
    ("sent_mails_have_a_time", "UPDATE outbox SET state = 'sent'"),
    (
        "letters_with_a_link_are_emptied",
        "UPDATE outbox SET state = 'failed', sealed = TRUE",
    ),
    (
        "reminders_by_mail_have_a_mail",
        "UPDATE reminders SET outbox_id = NULL",
    ),
    (
        "reminders_are_for_one_recipient",
        "UPDATE reminders SET person_id = NULL",
    ),
    ("accounts_may_do_something", "DELETE FROM account_roles"),
    (
        "second_factors_are_whole",
        "UPDATE accounts SET second_factor_since = '2026-01-01 00:00:00'",
    ),
    (
        "runs_under_way_have_a_lease",
        "INSERT INTO job_runs (job, due_at, state, attempts, started_at) VALUES ('send', '2026-01-01 00:00:00', 'running', 1, '2026-01-01 00:00:00')",
    ),
    (
        "long_work_under_way_has_a_lease",
        "INSERT INTO background_jobs (kind, title, asked_by, input, state, done_count, message, attempts, created_at) \
        VALUES ('a', 'a', 'a', '{}', 'running', 0, '', 1, '2026-01-01 00:00:00')",
    ),
    (
        "erased_id_numbers_are_noted",
        "UPDATE people SET id_number_cipher = 'erased'",
    ),
    (
        "id_numbers_open",
        "UPDATE people SET id_number_cipher = 'nonsense'",
    ),
    (
        "id_numbers_are_found_by_their_hash",
        "UPDATE people SET id_number_hash = 'nonsense'",
    ),
];

/// What only a database without its foreign keys and CHECKs can hold; SQLite lets us.
const BREAKING_WITHOUT_KEYS: &[(&str, &str)] = &[
    ("people_belong_to_a_unit", "UPDATE people SET unit_id = 999"),
    (
        "certificates_belong_to_somebody",
        "UPDATE certificates SET person_id = 999",
    ),
    (
        "registrations_belong_to_a_certificate",
        "UPDATE registrations SET certificate_id = 999",
    ),
    (
        "registrations_follow_one_that_is_there",
        "UPDATE registrations SET follows_id = 999",
    ),
    (
        "registrations_end_after_they_begin",
        "UPDATE registrations SET last_day = '2019-01-01'",
    ),
    (
        "records_belong_to_somebody",
        "UPDATE training_records SET person_id = 999",
    ),
    (
        "records_have_an_amount",
        "UPDATE training_records SET days_hundredths = NULL",
    ),
    (
        "records_end_after_they_begin",
        "UPDATE training_records SET last_day = '2019-01-01'",
    ),
    (
        "entries_belong_to_somebody",
        "UPDATE entries SET season_id = 999",
    ),
    (
        "results_belong_to_somebody",
        "UPDATE results SET person_id = 999",
    ),
    (
        "scores_stand_where_there_is_one",
        "UPDATE results SET score_kind = 'absent'",
    ),
    (
        "claims_belong_to_somebody",
        "UPDATE claims SET unit_id = 999",
    ),
    (
        "roles_stand_at_a_unit_that_is_there",
        "UPDATE account_roles SET unit_id = 999",
    ),
    (
        "sessions_belong_to_an_account",
        "INSERT INTO sessions (account_id, generation, second_factor_given, address, user_agent, created_at, last_seen_at, rotated_at, expires_at) \
        VALUES (999, 1, 0, '', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    ),
    (
        "registrations_follow_the_same_certificate",
        "INSERT INTO certificates (person_id, level, scope, version, created_at, updated_at) SELECT person_id, 'senior', scope, version, created_at, updated_at FROM certificates; \
        INSERT INTO registrations (certificate_id, follows_id, kind, first_day, last_day, last_day_printed, created_at) SELECT 2, id, 'renewal', first_day, last_day, last_day_printed, created_at FROM registrations",
    ),
    (
        "registrations_are_replaced_once",
        "DROP INDEX registrations_replaced_once; \
        INSERT INTO registrations (certificate_id, follows_id, kind, first_day, last_day, last_day_printed, created_at) SELECT 1, 1, 'correction', first_day, last_day, last_day_printed, created_at FROM registrations; \
        INSERT INTO registrations (certificate_id, follows_id, kind, first_day, last_day, last_day_printed, created_at) SELECT 1, 1, 'correction', first_day, last_day, last_day_printed, created_at FROM registrations WHERE id = 1",
    ),
    (
        "erased_contact_stays_erased",
        "INSERT INTO purge_orders (due_on, scope, person_count, state, ordered_by, ordered_at) VALUES ('2026-01-01', '[]', 0, 'done', 'a', '2026-01-01 00:00:00'); \
        INSERT INTO erased_people (person_id, contact_erased_on, purge_order_id) VALUES (1, '2026-01-01', 1); \
        UPDATE people SET mobile = '13800000000', left_on = '2020-01-01'",
    ),
    (
        "erased_names_stay_erased",
        "INSERT INTO purge_orders (due_on, scope, person_count, state, ordered_by, ordered_at) VALUES ('2026-01-01', '[]', 0, 'done', 'a', '2026-01-01 00:00:00'); \
        INSERT INTO erased_people (person_id, contact_erased_on, name_erased_on, purge_order_id) VALUES (1, '2026-01-01', '2026-01-01', 1)",
    ),
];

on_both_databases! {
    fn a_sound_district_has_no_findings(app: TestApp) {
        one_of_everything(&app);

        assert_eq!(broken(&app), Vec::<String>::new());
    }

    fn each_broken_invariant_is_found(app: TestApp) {
        one_of_everything(&app);
        for (check, statements) in BREAKING {
            let statements = if app.is_postgres() { (*statements).to_owned() } else { statements.replace("FALSE", "0") };
            let found = app.app.db.write_or_roll_back(|conn| {
                conn.batch_execute(&statements)?;
                let mut found = Vec::new();
                for one in checks() {
                    if !one.broken(conn)?.is_empty() {
                        found.push(one.name.to_owned());
                    }
                }
                Ok::<_, DatabaseError>((found, false))
            }).unwrap();
            let only_with_keys = check.starts_with("id_numbers");
            assert!(only_with_keys || found.contains(&(*check).to_owned()), "{check}: {found:?}");
        }
        assert!(broken(&app).is_empty(), "everything was rolled back");
    }

    fn a_ciphertext_that_does_not_open_is_found(app: TestApp) {
        one_of_everything(&app);
        run(&app, "UPDATE people SET id_number_hash = 'nonsense'");
        assert_eq!(broken(&app), ["id_numbers_are_found_by_their_hash"]);

        run(&app, "UPDATE people SET id_number_cipher = REPLACE(id_number_cipher, 'a', 'b')");
        assert_eq!(broken(&app), ["id_numbers_open"]);
    }
}

#[test]
fn what_the_keys_of_the_database_forbid_is_found_where_they_were_switched_off() {
    for (check, statements) in BREAKING_WITHOUT_KEYS {
        let app = TestApp::sqlite();
        one_of_everything(&app);
        let path = match app.app.db.url() {
            shegong::db::DatabaseUrl::Sqlite(path) => path.clone(),
            shegong::db::DatabaseUrl::Postgres(_) => unreachable!(),
        };
        let mut careless =
            <diesel::SqliteConnection as diesel::Connection>::establish(path.to_str().unwrap())
                .unwrap();
        careless
            .batch_execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .unwrap();
        careless.batch_execute(statements).unwrap();

        assert!(
            broken(&app).contains(&(*check).to_owned()),
            "{check}: {:?}",
            broken(&app)
        );
    }
}

#[test]
fn every_invariant_is_broken_by_a_test() {
    let tried: Vec<&str> = BREAKING
        .iter()
        .chain(BREAKING_WITHOUT_KEYS)
        .map(|(check, _)| *check)
        .collect();
    let untried: Vec<&str> = checks()
        .map(|check| check.name)
        .filter(|name| !tried.contains(name))
        .collect();
    assert!(untried.is_empty(), "{untried:?}");
}
