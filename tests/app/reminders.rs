//! Reminders from the data to the mail, on both databases: made once, one mail per
//! person and run, judged again before sending, never lost.

use chrono::{NaiveDate, TimeDelta};
use shegong::app::App;
use shegong::audit::Occasion;
use shegong::clock::{Clock, Now};
use shegong::intake::ImportKind;
use shegong::mail::sending::{SendReport, SendingError, send_all};
use shegong::mail::{MemoryMails, SendError, Sender, Transport};
use shegong::reminders::actions::remind;
use shegong::reminders::{Channel, ReminderLine, ReminderRule};

use crate::harness::{TestApp, day, id_number, test_instant};

const ROSTER: &[&str] = &[
    "姓名",
    "身份证号",
    "单位",
    "电子邮箱",
    "学历",
    "从事社会工作时间",
];
const ENTRIES: &[&str] = &[
    "姓名",
    "身份证号",
    "考试年度",
    "报考级别",
    "缴费状态",
    "缴费时间",
];

/// 陈静 has been an assistant for years, may sit the intermediate exam, and must renew.
fn chen_may_rise(app: &TestApp) {
    two_people(app);
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "从事社会工作时间"],
        &[&["陈静", &id_number(1), "2015-01-01"]],
    );
    app.import_rows(
        ImportKind::Certificates,
        &["姓名", "身份证号", "证书级别", "批准日期", "登记日期"],
        &[&["陈静", &id_number(1), "助理", "2019-01-01", "2023-03-20"]],
    );
}

/// The application later or earlier than the tests' moment.
fn app_at(app: &TestApp, instant: chrono::NaiveDateTime) -> App {
    let mut moved = app.app.clone();
    moved.clock = Clock::Fixed(instant);
    moved
}

fn occasion_on(app: &TestApp, today: NaiveDate) -> Occasion {
    let mut occasion = app.occasion();
    occasion.now = Now {
        today,
        ..occasion.now
    };
    occasion
}

fn remind_on(app: &TestApp, today: NaiveDate) -> Vec<ReminderLine> {
    remind(&app.app, false, &occasion_on(app, today)).unwrap()
}

fn post_box(app: &TestApp) -> (MemoryMails, Transport) {
    let mails = MemoryMails::new(Sender::from_settings(&app.app.config.mail).unwrap());
    (mails.clone(), Transport::Memory(mails))
}

fn send(app: &App, transport: &Transport) -> Result<SendReport, SendingError> {
    send_all(app, transport, "test")
}

/// 陈静 may sit the assistant exam; 王强 has no address.
fn two_people(app: &TestApp) {
    app.import_rows(
        ImportKind::People,
        ROSTER,
        &[
            &[
                "陈静",
                &id_number(1),
                "古南街道城南社区",
                "chen@example.test",
                "本科",
                "2024-01-01",
            ],
            &[
                "王强",
                &id_number(2),
                "古南街道城南社区",
                "",
                "本科",
                "2024-01-01",
            ],
        ],
    );
}

on_both_databases! {
    fn a_reminder_is_made_once_and_its_mail_sent_once(app: TestApp) {
        two_people(&app);
        let (mails, transport) = post_box(&app);

        let made = remind_on(&app, day(2026, 3, 9));
        let again = remind_on(&app, day(2026, 3, 9));
        let first = send(&app.app, &transport).unwrap();
        let second = send(&app.app, &transport).unwrap();

        let opens: Vec<_> = made.iter().filter(|line| line.rule == ReminderRule::SignupOpens).collect();
        assert_eq!(opens.len(), 2, "{made:?}");
        assert!(opens.iter().any(|line| line.person.as_deref() == Some("陈静") && line.channel == Channel::Mail));
        assert!(opens.iter().any(|line| line.person.as_deref() == Some("王强") && line.channel == Channel::None));
        assert_eq!(again.len(), 0, "{again:?}");
        assert_eq!((first.sent, second.sent), (1, 0));
        let sent = mails.sent();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].message.to_address, "chen@example.test");
        assert!(sent[0].message.text.contains("2026年3月19日17:00"), "{}", sent[0].message.text);
        assert!(sent[0].message.subject.contains("报名"), "{}", sent[0].message.subject);
    }

    fn a_dry_run_tells_and_stores_nothing(app: TestApp) {
        two_people(&app);
        let before = app.contents();

        let told = remind(&app.app, true, &occasion_on(&app, day(2026, 3, 9))).unwrap();

        assert_eq!(told.len(), 2);
        assert_eq!(app.contents(), before);
    }

    fn one_mail_holds_everything_a_person_is_told_in_a_run(app: TestApp) {
        chen_may_rise(&app);
        let (mails, transport) = post_box(&app);

        let made = remind_on(&app, day(2026, 3, 9));
        send(&app.app, &transport).unwrap();

        let of_chen = made.iter().filter(|line| line.person.as_deref() == Some("陈静")).count();
        assert!(of_chen >= 3, "{made:?}");
        assert_eq!(mails.sent().len(), 1);
        let text = &mails.sent()[0].message.text;
        assert!(text.contains("再登记") && text.contains("继续教育") && text.contains("报名"), "{text}");
    }

    fn whoever_left_before_the_mail_is_sent_gets_none(app: TestApp) {
        two_people(&app);
        let (mails, transport) = post_box(&app);
        remind_on(&app, day(2026, 3, 9));
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "离职日期"],
            &[&["陈静", &id_number(1), "2026-03-08"]],
        );

        let report = send(&app.app, &transport).unwrap();

        assert_eq!((report.sent, report.dropped), (0, 1));
        assert!(mails.sent().is_empty());
        assert_eq!(app.texts("SELECT DISTINCT state AS text FROM reminders WHERE channel = 'mail' AND state <> 'skipped'"), ["cancelled"]);
    }

    fn a_mail_is_shortened_when_part_of_it_was_done_meanwhile(app: TestApp) {
        chen_may_rise(&app);
        let (mails, transport) = post_box(&app);
        remind_on(&app, day(2026, 3, 9));
        app.import_rows(ImportKind::ExamEntries, ENTRIES, &[&["陈静", &id_number(1), "2026", "中级", "已缴费", "2026-03-09"]]);

        let report = send(&app.app, &transport).unwrap();

        assert_eq!((report.sent, report.dropped), (1, 0));
        let text = &mails.sent()[0].message.text;
        assert!(text.contains("再登记") && !text.contains("还没有报名记录"), "{text}");
    }

    fn a_refused_mail_fails_and_a_deferred_one_is_tried_again_with_the_same_id(app: TestApp) {
        two_people(&app);
        let (mails, transport) = post_box(&app);
        remind_on(&app, day(2026, 3, 9));
        mails.fail_next(SendError::Deferred {
            recipient: "c***@e***.test".to_owned(),
            code: 451,
            answer: "later".to_owned(),
        });

        let first = send(&app.app, &transport).unwrap();
        let too_early = send(&app.app, &transport).unwrap();
        let later = app_at(&app, test_instant() + TimeDelta::minutes(10));
        let second = send(&later, &transport).unwrap();

        assert_eq!((first.deferred, too_early, second.sent), (1, SendReport::default(), 1));
        assert_eq!(app.texts("SELECT message_id AS text FROM outbox"), [mails.sent()[0].message.message_id.clone()]);
    }

    fn a_server_that_is_gone_stops_the_run_and_loses_nothing(app: TestApp) {
        two_people(&app);
        let (mails, transport) = post_box(&app);
        remind_on(&app, day(2026, 3, 9));
        mails.fail_next(SendError::Unreachable { server: "mail".to_owned(), reason: "gone".to_owned() });

        let stopped = send(&app.app, &transport);
        let later = app_at(&app, test_instant() + TimeDelta::hours(1));
        let report = send(&later, &transport).unwrap();

        assert!(matches!(stopped, Err(SendingError::Stopped(..))));
        assert_eq!(report.sent, 1);
    }

    fn the_mails_of_a_crashed_sender_are_taken_up_when_its_lease_is_over(app: TestApp) {
        two_people(&app);
        let (_, transport) = post_box(&app);
        remind_on(&app, day(2026, 3, 9));
        let now = test_instant();
        app.app
            .db
            .write(|conn| {
                shegong::mail::store::lease_next(conn, "crashed", now, now + TimeDelta::minutes(10))
                    .map_err(shegong::db::DatabaseError::from)
            })
            .unwrap()
            .expect("a mail was waiting");

        let during = send(&app.app, &transport).unwrap();
        let later = app_at(&app, now + TimeDelta::minutes(11));
        let after = send(&later, &transport).unwrap();

        assert_eq!((during.sent, after.sent), (0, 1));
    }

    fn a_unit_gets_its_list_on_monday_and_only_once_a_week(app: TestApp) {
        two_people(&app);
        app.import_rows(
            ImportKind::Units,
            &["单位名称", "联系人", "联系邮箱"],
            &[&["古南街道", "李梅", "li@example.test"]],
        );
        let (mails, transport) = post_box(&app);

        let monday = remind_on(&app, day(2026, 3, 9));
        let tuesday = remind_on(&app, day(2026, 3, 10));
        send(&app.app, &transport).unwrap();

        let weekly = |lines: &[ReminderLine]| lines.iter().filter(|line| line.rule == ReminderRule::UnitWeekly).count();
        assert_eq!((weekly(&monday), weekly(&tuesday)), (1, 0));
        let list = mails.sent().into_iter().find(|mail| mail.message.to_address == "li@example.test").unwrap();
        assert!(list.message.text.contains("王强"), "{}", list.message.text);
        assert!(!list.message.text.contains(&id_number(2)));
    }

    fn every_reminder_stands_in_the_history(app: TestApp) {
        two_people(&app);

        let made = remind_on(&app, day(2026, 3, 9));

        let written = app.texts("SELECT entity AS text FROM history WHERE entity = 'reminder'").len();
        assert!(written >= made.len());
    }

    fn a_city_with_days_of_its_own_is_reminded_by_them(app: TestApp) {
        let rows: &[&[&str]] = &[&["陈静", &id_number(1), "未央区民政局", "chen@example.test", "本科", "2020-01-01"]];
        let path = app.file("xian.xlsx", crate::harness::xlsx(ROSTER, rows));
        app.import_in(ImportKind::People, &path, "西安市", false).unwrap();

        let before = remind_on(&app, day(2025, 3, 3));
        let opening = remind_on(&app, day(2025, 3, 18));
        let closing = remind_on(&app, day(2025, 3, 26));

        let rules = |lines: &[ReminderLine]| lines.iter().map(|line| line.rule).collect::<Vec<_>>();
        assert!(!rules(&before).contains(&ReminderRule::SignupOpens), "{before:?}");
        assert!(rules(&opening).contains(&ReminderRule::SignupOpens), "{opening:?}");
        assert!(rules(&closing).contains(&ReminderRule::SignupCloses), "{closing:?}");
    }
}
