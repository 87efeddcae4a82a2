//! The demo: the same facts from the same seed, every state of everything, nothing of
//! anybody else's touched.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use shegong::app::App;
use shegong::certificates::{Level, RegistrationKind};
use shegong::claims::ClaimState;
use shegong::clock::Clock;
use shegong::config::{Config, Redacted};
use shegong::demo::{DEFAULT_SEED, Demo, DemoError, DemoRequest, prepare};
use shegong::exams::actions::{ExamQuestion, write_exam_status_json};
use shegong::exams::{EntryState, ScoreKind};
use shegong::intake::ImportKind;
use shegong::people::{Education, EmploymentKind};
use shegong::reminders::ReminderRule;
use shegong::training::actions::{StatusQuestion, training_status, write_training_status_json};
use shegong::training::{Reason, TrainingState};
use shegong::units::UnitKind;

use crate::harness::{Contents, Schema, TestApp, day, shegong, texts};

/// Enough people for every story to be told once.
const EVERY_STORY: usize = 160;

fn request(folder: &Path, people: usize, as_of: NaiveDate) -> DemoRequest {
    DemoRequest {
        folder: folder.join("demo"),
        database: None,
        people,
        as_of: Some(as_of),
        seed: DEFAULT_SEED,
    }
}

fn made(request: &DemoRequest) -> Demo {
    prepare(&Config::default(), request, |_| {}).unwrap()
}

/// What an office would read off a database: who owes what, who may sit what, who was
/// reminded of what, what was claimed.
fn facts(app: &App) -> Vec<String> {
    let today = app.now().today;
    let question = StatusQuestion {
        full_ids: true,
        ..StatusQuestion::default()
    };
    let mut training = Vec::new();
    write_training_status_json(app, &question, today, &mut training).unwrap();
    let question = ExamQuestion {
        full_ids: true,
        ..ExamQuestion::default()
    };
    let mut exams = Vec::new();
    write_exam_status_json(app, &question, today, &mut exams).unwrap();
    let mut facts = vec![
        String::from_utf8(training).unwrap(),
        String::from_utf8(exams).unwrap(),
    ];
    facts.extend(texts(app, "SELECT recipient || '|' || rule || '|' || subject || '|' || CAST(due_on AS TEXT) || '|' || channel || '|' || state AS text FROM reminders ORDER BY 1"));
    facts.extend(texts(app, "SELECT claim_number || '|' || state || '|' || basis || '|' || CAST(attachment_count AS TEXT) AS text FROM claims ORDER BY 1"));
    facts.extend(texts(app, "SELECT code || number || '|' || CAST(issued_on AS TEXT) || '|' || CAST(amount_cents AS TEXT) || check_code AS text FROM claim_receipts ORDER BY 1"));
    facts.extend(texts(app, "SELECT path || '|' || kind || '|' || COALESCE(contact_email, '') AS text FROM units ORDER BY 1"));
    facts.extend(texts(app, "SELECT name || COALESCE(mobile, '') || COALESCE(email, '') || COALESCE(major, '') AS text FROM people ORDER BY id"));
    facts
}

fn words(app: &App, table: &str, column: &str) -> BTreeSet<String> {
    let select =
        format!("SELECT DISTINCT {column} AS text FROM {table} WHERE {column} IS NOT NULL");
    texts(app, &select).into_iter().collect()
}

macro_rules! assert_every {
    ($kind:ty, $found:expr) => {
        let found = $found;
        let missing: Vec<_> = <$kind>::ALL
            .iter()
            .filter(|kind| !found.contains(kind.as_str()))
            .collect();
        assert!(missing.is_empty(), "{missing:?} never occurs");
    };
}

#[test]
fn two_demos_of_the_same_seed_people_and_day_hold_the_same_facts() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());

    let first = made(&request(one.path(), 60, day(2026, 3, 17)));
    let second = made(&request(other.path(), 60, day(2026, 3, 17)));

    assert_eq!(facts(&first.app), facts(&second.app));
    assert_eq!(first.report, second.report);
    let ciphers = |app: &App| texts(app, "SELECT id_number_cipher AS text FROM people");
    assert_ne!(ciphers(&first.app), ciphers(&second.app));
}

#[test]
fn another_seed_draws_other_people() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wanted = request(other.path(), 20, day(2026, 3, 17));

    let first = made(&request(one.path(), 20, day(2026, 3, 17)));
    let second = made(&DemoRequest { seed: 7, ..wanted });

    assert_ne!(facts(&first.app), facts(&second.app));
}

#[test]
fn on_an_autumn_day_every_state_of_everything_is_there_with_its_mails_and_forms() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = request(folder.path(), EVERY_STORY, day(2026, 11, 20));

    let demo = made(&wanted);

    let app = &demo.app;
    assert_every!(UnitKind, words(app, "units", "kind"));
    assert_every!(EmploymentKind, words(app, "people", "employment_kind"));
    assert_every!(Education, words(app, "people", "education"));
    assert_every!(Level, words(app, "certificates", "level"));
    assert_every!(RegistrationKind, words(app, "registrations", "kind"));
    assert_every!(EntryState, words(app, "entries", "state"));
    assert_every!(ScoreKind, words(app, "results", "score_kind"));
    assert_every!(ClaimState, words(app, "claims", "state"));
    let (mut states, mut reasons) = (BTreeSet::new(), BTreeSet::new());
    training_status(app, &StatusQuestion::default(), app.now().today, |status| {
        states.insert(status.state.as_str());
        reasons.extend(status.entries.iter().map(|entry| entry.reason.as_str()));
        Ok(())
    })
    .unwrap();
    assert_every!(TrainingState, &states);
    // No built-in rule of the district has a cap; nothing lies after a day that is today
    // or a period that still runs.
    let reachable: Vec<&Reason> = Reason::ALL
        .iter()
        .filter(|reason| !matches!(reason, Reason::Capped | Reason::AfterWindow))
        .collect();
    assert!(
        reachable
            .iter()
            .all(|reason| reasons.contains(reason.as_str())),
        "{reasons:?}"
    );
    for figure in ["14200", "20700", "8500", "8900"] {
        assert!(
            words(app, "entries", "CAST(paid_cents AS TEXT)").contains(figure),
            "{figure}"
        );
    }
    // Made by the demo, and so marked in the history, for every row that it wrote.
    assert_eq!(
        words(app, "history", "origin"),
        BTreeSet::from(["demo".to_owned()])
    );

    let mails = files(&demo.mails, "eml");
    assert_eq!(mails.len() as u64, demo.report.mails);
    assert!(mails.len() > 30);
    let forms = files(&demo.forms, "pdf");
    assert_eq!(forms.len() as u64, demo.report.forms);
    let statement = forms
        .iter()
        .find(|path| path.contains("继续教育情况表"))
        .unwrap();
    let text = pdf_extract::extract_text(statement).unwrap();
    assert!(text.contains("99010"), "{text}");
    let claim = forms.iter().find(|path| path.contains("草稿")).unwrap();
    assert!(
        pdf_extract::extract_text(claim)
            .unwrap()
            .contains("BX2026-")
    );
}

fn files(folder: &Path, ending: &str) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(ending))
        .collect()
}

/// The days of one year on which the doors stand differently: the end of sign-up,
/// before the exam, results, a quarter's first days.
#[test]
fn over_the_days_of_a_year_every_reminder_rule_of_the_district_is_used() {
    let mut used = BTreeSet::new();
    for day in [
        day(2026, 3, 19),
        day(2026, 5, 20),
        day(2026, 7, 24),
        day(2026, 10, 5),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let demo = made(&request(folder.path(), EVERY_STORY, day));
        used.extend(words(&demo.app, "reminders", "rule"));
    }

    // 綦江民发〔2020〕60号 sets no day by which to claim.
    let never = [ReminderRule::ClaimDeadline];
    let missing: Vec<&ReminderRule> = ReminderRule::ALL
        .iter()
        .filter(|rule| !never.contains(rule) && !used.contains(rule.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_finished_demo_is_used_again_and_another_one_replaces_it_with_its_mails_and_forms() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = request(folder.path(), 30, day(2026, 3, 17));
    let first = made(&wanted);
    let number = |app: &App| {
        texts(
            app,
            "SELECT id_number_cipher AS text FROM people WHERE id = 1",
        )
    };
    let sealed = number(&first.app);
    assert!(!first.reused);
    drop(first.app);

    let again = made(&wanted);
    assert!(again.reused);
    assert_eq!(again.report, first.report);
    assert_eq!(number(&again.app), sealed, "nothing was written again");
    drop(again.app);

    let other = made(&DemoRequest {
        people: 25,
        ..wanted.clone()
    });
    assert!(!other.reused);
    assert_eq!(other.report.people, 25);
    assert_eq!(files(&other.mails, "eml").len() as u64, other.report.mails);
    assert_eq!(files(&other.forms, "pdf").len() as u64, other.report.forms);
    drop(other.app);

    // Without its key the demo cannot be read: it is made anew, not given up.
    std::fs::remove_file(folder.path().join("demo/shegong.key")).unwrap();
    assert!(
        !made(&DemoRequest {
            people: 25,
            ..wanted
        })
        .reused
    );
}

#[test]
fn an_unfinished_demo_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = request(folder.path(), 1_200, day(2026, 3, 17));
    // The second block of people never comes: the run dies after the first.
    let broken = std::panic::catch_unwind(|| {
        prepare(&Config::default(), &wanted, |done| {
            assert!(done > 1_000, "the power fails")
        })
    });
    assert!(broken.is_err());

    let demo = made(&DemoRequest {
        people: 15,
        ..wanted
    });

    assert!(!demo.reused);
    assert_eq!(Contents::read(&demo.app).count("people"), 15);
}

#[test]
fn a_database_with_other_data_is_refused_and_stays_as_it_is() {
    for app in [Some(TestApp::sqlite()), TestApp::postgres()]
        .into_iter()
        .flatten()
    {
        app.import_rows(ImportKind::Units, &["单位名称"], &[&["石壕镇"]]);
        let before = app.contents();
        let wanted = DemoRequest {
            database: Some(app.url().to_owned()),
            ..request(&app.path("beside"), 20, day(2026, 3, 17))
        };

        let refused = prepare(&Config::default(), &wanted, |_| {}).err().unwrap();

        assert!(matches!(refused, DemoError::Foreign(_)), "{refused}");
        assert!(
            refused
                .to_string()
                .contains("请用 --database 换一个空数据库")
        );
        assert_eq!(app.contents(), before);
    }
}

#[test]
fn another_programs_file_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    std::fs::write(&path, "not a database at all, but somebody's file").unwrap();
    let wanted = DemoRequest {
        database: Some(format!("sqlite:{}", path.display())),
        ..request(folder.path(), 20, day(2026, 3, 17))
    };

    let refused = prepare(&Config::default(), &wanted, |_| {}).err().unwrap();

    assert!(!refused.to_string().is_empty());
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "not a database at all, but somebody's file"
    );
}

#[test]
fn a_demo_on_postgresql_holds_what_one_on_sqlite_holds_and_is_replaced_in_place() {
    let Some(schema) = Schema::create() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let day = day(2026, 3, 17);
    let own = made(&request(&folder.path().join("own"), 40, day));
    let wanted = DemoRequest {
        database: Some(schema.url().to_owned()),
        ..request(&folder.path().join("shared"), 40, day)
    };

    let shared = made(&wanted);
    assert_eq!(own.report, shared.report);
    drop(shared.app);
    assert!(made(&wanted).reused);

    let smaller = made(&DemoRequest {
        people: 10,
        ..wanted
    });
    assert_eq!(Contents::read(&smaller.app).count("people"), 10);
}

#[test]
fn further_commands_run_on_the_demo_by_the_settings_file_that_it_names() {
    let folder = tempfile::tempdir().unwrap();

    let demo = shegong(
        folder.path(),
        &[
            "demo",
            "--people",
            "40",
            "--as-of",
            "2026-03-17",
            "--no-serve",
        ],
        &[],
    );
    assert_eq!(demo.code, Some(0), "{demo:?}");
    assert!(
        demo.out.contains("演示数据已生成：綦江区，2026年3月17日"),
        "{}",
        demo.out
    );
    assert!(demo.out.contains("人员 40"), "{}", demo.out);
    let settings = "data/demo/shegong.toml";
    assert!(
        demo.out
            .contains(&format!("--config {settings} training-status")),
        "{}",
        demo.out
    );

    let status = shegong(
        folder.path(),
        &[
            "--config",
            settings,
            "training-status",
            "--as-of",
            "2026-03-17",
            "--json",
        ],
        &[],
    );
    assert!(!status.json().as_array().unwrap().is_empty());
    let again = shegong(
        folder.path(),
        &[
            "demo",
            "--people",
            "40",
            "--as-of",
            "2026-03-17",
            "--no-serve",
        ],
        &[],
    );
    assert!(again.out.contains("沿用已有的演示数据"), "{}", again.out);
}

#[test]
fn what_was_made_due_is_not_due_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = made(&request(folder.path(), 80, day(2026, 3, 19)));
    let occasion = demo.app.command_line_occasion(demo.app.now());

    let more = shegong::reminders::actions::remind(&demo.app, false, &occasion).unwrap();

    assert!(more.is_empty(), "{more:?}");
    let Clock::Moved { day: on, .. } = demo.app.clock else {
        panic!("the demo stands still");
    };
    assert_eq!(on, day(2026, 3, 19));
}

#[test]
fn the_mails_of_a_demo_never_leave_the_machine_whatever_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.mail.transport = shegong::mail::TransportKind::Smtp;
    config.mail.smtp.host = "mail.example.test".to_owned();
    config.database.url = Redacted("sqlite:elsewhere.db".to_owned());

    let demo = prepare(
        &config,
        &request(folder.path(), 20, day(2026, 3, 19)),
        |_| {},
    )
    .unwrap();

    assert!(!files(&demo.mails, "eml").is_empty());
    assert!(demo.mails.starts_with(folder.path()));
}

#[test]
fn a_demo_has_a_sign_in_of_each_role_that_opens_with_nothing_forced() {
    use shegong::accounts::actions::{Resumed, SignIn, resume, sign_in};

    let folder = tempfile::tempdir().unwrap();
    let demo = made(&request(folder.path(), 60, day(2026, 3, 17)));
    let names: Vec<&str> = demo
        .report
        .accounts
        .iter()
        .map(|account| account.login_name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "worker",
            "hr-town",
            "hr-community",
            "training",
            "registrar",
            "district",
            "auditor",
            "admin"
        ]
    );

    for name in names {
        let door = SignIn {
            name,
            password: shegong::demo::DEMO_PASSWORD,
            address: "",
            user_agent: "",
        };
        let inside = sign_in(&demo.app, &door, demo.app.now()).unwrap();
        let settings = &demo.app.config.security;
        let resumed = demo
            .app
            .db
            .read(|conn| {
                let now = demo.app.now();
                Ok::<_, shegong::db::DatabaseError>(resume(conn, inside.session, 1, now, settings)?)
            })
            .unwrap();
        let Resumed::Live(live) = resumed else {
            panic!("{name} is out again");
        };
        assert_eq!(live.viewer.step, None, "{name}");
        let place = live.viewer.person.is_some() || !live.viewer.roles.is_empty();
        assert!(place, "{name} may do nothing");
    }
}
