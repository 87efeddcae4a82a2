//! The house's rules (the map in src/lib.rs) as tests: who may import whom, where SQL
//! and the clock live, how long a file may be, that the words of the database are the
//! words of the program, and that nothing points outside the repository.

mod files;
mod layers;

use std::path::{Path, PathBuf};

use shegong::accounts::{AccountState, Role, TokenScope};
use shegong::audit::Action;
use shegong::certificates::{CertificateScope, Level, RegistrationKind};
use shegong::claims::ClaimState;
use shegong::claims::attachments::AttachmentPurpose;
use shegong::claims::rules::ClaimAction;
use shegong::evidence::MediaType;
use shegong::exams::{EntryState, ScoreKind, SeasonState, Subject};
use shegong::intake::ImportKind;
use shegong::people::{Education, EmploymentKind};
use shegong::policy::ClaimKind;
use shegong::policy::versions::PolicyKind;
use shegong::print::Paper;
use shegong::reminders::Channel;
use shegong::training::submission::{Standing, Step};
use shegong::training::{RecordSource, RecordState, TrainingKind, TrainingMode};
use shegong::units::UnitKind;

/// A file of the repository: its path with slashes and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    /// The lines of code: comments, and tests at the end of the file, left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.text.split("#[cfg(test)]\nmod ").next().unwrap_or("");
        (1..)
            .zip(code.lines())
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.ends_with("tests.rs")
            || self.path.ends_with("properties.rs")
            || self.path.ends_with("builders.rs")
    }

    fn is_rules(&self) -> bool {
        self.name() == "rules.rs" || self.path.contains("/rules/")
    }

    fn is_store(&self) -> bool {
        self.name() == "store.rs" || self.path.contains("/store/")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The text files below some folders of the repository.
fn files(folders: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&root().join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            let path = path.strip_prefix(root()).unwrap().to_str()?.to_owned();
            Some(File { path, text })
        })
        .collect()
}

fn sources() -> Vec<File> {
    let sources: Vec<File> = files(&["src"])
        .into_iter()
        .filter(|file| file.name().ends_with(".rs"))
        .collect();
    assert!(sources.len() > 100, "the sources are found");
    sources
}

/// Fails naming each line of code of `files` that holds one of `words`.
fn no_line_has<'f>(files: impl Iterator<Item = &'f File>, words: &[&str]) {
    let found: Vec<String> = files
        .flat_map(|file| {
            file.code()
                .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
                .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "{words:?}\n{}", found.join("\n"));
}

#[test]
fn a_room_never_uses_the_tables_of_another() {
    let tables = [
        ("units", &["units", "unit_former_names"][..]),
        ("people", &["people", "person_moves", "service_periods"]),
        (
            "certificates",
            &[
                "certificates",
                "registrations",
                "registration_extensions",
                "extended_registrations",
            ],
        ),
        ("policy", &["policy_versions", "policy_withdrawals"]),
        (
            "training",
            &[
                "training_records",
                "training_proofs",
                "training_submissions",
                "training_review_steps",
            ],
        ),
        ("evidence", &["evidence_files"]),
        (
            "exams",
            &["seasons", "entries", "entry_subjects", "results"],
        ),
        (
            "claims",
            &[
                "claims",
                "claim_lines",
                "claim_receipts",
                "claim_travel_legs",
                "receipt_identities",
                "claim_attachments",
                "claim_steps",
                "claim_delegations",
                "bank_accounts",
                "claim_settings",
            ],
        ),
        ("mail", &["outbox"]),
        ("reminders", &["reminders"]),
        ("audit", &["history", "history_seals"]),
        ("jobs", &["job_runs", "background_jobs"]),
        ("retention", &["purge_orders", "erased_people"]),
        (
            "accounts",
            &[
                "accounts",
                "account_roles",
                "earlier_passwords",
                "sessions",
                "api_tokens",
                "reset_links",
                "recovery_codes",
                "notice_receipts",
                "unknown_names",
                "password_slips",
            ],
        ),
        ("settings", &["system_settings"]),
        ("intake", &["import_batches"]),
        ("imports", &["import_uploads"]),
    ];
    let files = sources();
    let mut found = Vec::new();
    for file in files
        .iter()
        .filter(|file| !file.path.starts_with("src/db/"))
    {
        for used in schema_tables(&file.text) {
            let (room, _) = tables
                .iter()
                .find(|(_, tables)| tables.contains(&used.as_str()))
                .unwrap_or_else(|| panic!("whose table is {used}?"));
            if !file.path.starts_with(&format!("src/{room}/")) {
                found.push(format!("{} uses {used} of {room}", file.path));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The tables that a file imports from the schema.
fn schema_tables(text: &str) -> Vec<String> {
    text.split("db::schema::")
        .skip(1)
        .flat_map(|after| {
            match after.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap().to_owned(),
                None => after
                    .split([';', ':', '}', ',', ')'])
                    .next()
                    .unwrap()
                    .to_owned(),
            }
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
        })
        .collect()
}

/// The words that a column's CHECK allows, by the latest migration that speaks of it.
fn checked_words(database: &str, table: &str, column: &str) -> Vec<String> {
    let mut words = Vec::new();
    for file in files(&["migrations"]) {
        if !file.path.starts_with(&format!("migrations/{database}/")) || file.name() != "up.sql" {
            continue;
        }
        // PostgreSQL changes a CHECK in place, SQLite builds the table anew.
        let statements = [
            format!("CREATE TABLE {table} ("),
            format!("ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_check"),
        ];
        let Some(list) = statements.iter().find_map(|statement| {
            let (_, after) = file.text.split_once(statement)?;
            let body = after.split(";").next()?;
            Some(body.split_once(&format!("CHECK ({column} IN ("))?.1)
        }) else {
            continue;
        };
        words = list
            .split(')')
            .next()
            .unwrap()
            .split(',')
            .map(|word| word.trim().trim_matches('\'').to_owned())
            .collect();
    }
    words
}

/// `table.column` and the words of its enum.
macro_rules! words_of {
    ($($table:literal . $column:literal = $kind:ty),+ $(,)?) => {
        vec![$(($table, $column, <$kind>::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())),+]
    };
}

#[test]
fn the_words_that_the_database_allows_are_the_words_of_the_program() {
    let columns = words_of![
        "certificates"."level" = Level,
        "entries"."level" = Level,
        "results"."level" = Level,
        "certificates"."scope" = CertificateScope,
        "registrations"."kind" = RegistrationKind,
        "registration_extensions"."level" = Level,
        "policy_versions"."kind" = PolicyKind,
        "units"."kind" = UnitKind,
        "people"."education" = Education,
        "people"."employment_kind" = EmploymentKind,
        "training_records"."mode" = TrainingMode,
        "training_records"."kind" = TrainingKind,
        "training_records"."state" = RecordState,
        "training_records"."source" = RecordSource,
        "training_submissions"."standing" = Standing,
        "training_review_steps"."step" = Step,
        "evidence_files"."media_type" = MediaType,
        "seasons"."state" = SeasonState,
        "entries"."state" = EntryState,
        "entry_subjects"."subject" = Subject,
        "results"."subject" = Subject,
        "results"."score_kind" = ScoreKind,
        "claims"."state" = ClaimState,
        "claim_lines"."kind" = ClaimKind,
        "claim_steps"."action" = ClaimAction,
        "claim_attachments"."purpose" = AttachmentPurpose,
        "claim_settings"."paper" = Paper,
        "reminders"."channel" = Channel,
        "import_batches"."kind" = ImportKind,
        "import_uploads"."kind" = ImportKind,
        "history"."action" = Action,
        "accounts"."state" = AccountState,
        "account_roles"."role" = Role,
        "api_tokens"."scope" = TokenScope,
    ];
    for database in ["sqlite", "postgres"] {
        for (table, column, words) in &columns {
            assert_eq!(
                &checked_words(database, table, column),
                words,
                "{database} {table}.{column}"
            );
        }
    }
}
