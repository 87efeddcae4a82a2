//! The demo: the same facts from the same seed, every state of everything, nothing of
//! anybody else's touched.

mod again;
mod links;
mod working;

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
