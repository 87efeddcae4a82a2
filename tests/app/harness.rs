//! The harness: the real application per test, on a database of its own.
//!
//! [`on_both_databases!`] runs one test body on a temporary SQLite file and on
//! PostgreSQL, there in a schema of its own that is dropped afterwards. The clock
//! stands still at ten in the morning of 9 March 2026; keys and files lie in a
//! temporary folder. PostgreSQL is found by `SHEGONG_TEST_POSTGRES` (a URL of an
//! existing database where the user may create schemas).

mod binary;
pub mod browser;
mod contents;
pub mod forms;
mod kept_site;
mod letters;
mod office;
mod postgres;
pub mod proofs;
pub mod served;
mod site;
mod spreadsheets;

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use shegong::app::{App, OpenError};
use shegong::audit::{ImportBatchId, Occasion};
use shegong::clock::Clock;
use shegong::config::{Config, Redacted};
use shegong::db::DatabaseError;
use shegong::imports::undo::{UndoRefusal, Undone, undo};
use shegong::imports::{ImportRequest, import, import_within};
use shegong::intake::{ImportError, ImportKind, ImportReport, Within};

pub use binary::{Finished, command, finish, shegong};
pub use contents::{Contents, texts};
pub use letters::link_in;
pub use office::viewer;
pub use postgres::Schema;
pub use site::{Seen, Visitor, multipart};
pub use spreadsheets::{csv, id_number, masked, workbook, xlsx};

/// The district of the tests.
pub const REGION: &str = "綦江区";

/// The real application on a database of its own, with what belongs to it.
pub struct TestApp {
    /// The application; its connections close before the schema is dropped.
    pub app: App,
    url: String,
    folder: tempfile::TempDir,
    _schema: Option<Schema>,
}

impl TestApp {
    /// On a temporary SQLite file.
    pub fn sqlite() -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shegong.db").display());
        TestApp::open(folder, url, None)
    }

    /// On PostgreSQL in a schema of its own. None where there is no server.
    pub fn postgres() -> Option<TestApp> {
        let schema = Schema::create()?;
        let url = schema.url().to_owned();
        Some(TestApp::open(
            tempfile::tempdir().unwrap(),
            url,
            Some(schema),
        ))
    }

    /// On a SQLite file that lies somewhere else; keys and files in a temporary folder.
    pub fn sqlite_at(path: &Path) -> TestApp {
        let url = format!("sqlite:{}", path.display());
        TestApp::open(tempfile::tempdir().unwrap(), url, None)
    }

    /// The same database opened once more, with other settings.
    pub fn opened_again(&self, url: &str, change: impl FnOnce(&mut Config)) -> App {
        open_app_with(url, &self.path("shegong.key"), change).unwrap()
    }

    fn open(folder: tempfile::TempDir, url: String, schema: Option<Schema>) -> TestApp {
        TestApp {
            app: open_app(&url, &folder.path().join("shegong.key")).unwrap(),
            url,
            folder,
            _schema: schema,
        }
    }

    /// The database's address, for a child process.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// A path in the test's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the test's folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Who acts in the tests, and when.
    pub fn occasion(&self) -> Occasion {
        Occasion::new(shegong::audit::Actor::new("测试", "cli"), self.app.now())
    }

    /// Imports a file of the district.
    pub fn try_import(&self, kind: ImportKind, path: &Path) -> Result<ImportReport, ImportError> {
        self.import_in(kind, path, REGION, false)
    }

    /// Imports a file of the district that can be read.
    pub fn import(&self, kind: ImportKind, path: &Path) -> ImportReport {
        self.try_import(kind, path).unwrap()
    }

    /// Imports a sheet of texts made on the spot.
    pub fn import_rows(
        &self,
        kind: ImportKind,
        headings: &[&str],
        rows: &[&[&str]],
    ) -> ImportReport {
        let path = self.file("rows.xlsx", xlsx(headings, rows));
        self.import(kind, &path)
    }

    /// Imports a sheet of texts in the name of an office.
    pub fn import_rows_within(
        &self,
        kind: ImportKind,
        within: &Within,
        headings: &[&str],
        rows: &[&[&str]],
    ) -> ImportReport {
        let path = self.file("rows.xlsx", xlsx(headings, rows));
        let request = ImportRequest {
            kind,
            path: &path,
            region: REGION,
            dry_run: false,
            progress: None,
        };
        import_within(&self.app, request, within, &self.occasion()).unwrap()
    }

    /// Looks at a file of the district without storing anything.
    pub fn dry_run(&self, kind: ImportKind, path: &Path) -> ImportReport {
        self.import_in(kind, path, REGION, true).unwrap()
    }

    /// Imports a file of any region.
    pub fn import_in(
        &self,
        kind: ImportKind,
        path: &Path,
        region: &str,
        dry_run: bool,
    ) -> Result<ImportReport, ImportError> {
        let request = ImportRequest {
            kind,
            path,
            region,
            dry_run,
            progress: None,
        };
        import(&self.app, request, &self.occasion())
    }

    /// Takes an import back.
    pub fn undo(&self, report: &ImportReport) -> Result<Undone, UndoRefusal> {
        self.undo_batch(report.batch.expect("the import stored something"))
    }

    /// Takes an import back by its number.
    pub fn undo_batch(&self, batch: ImportBatchId) -> Result<Undone, UndoRefusal> {
        undo(&self.app, batch, &self.occasion())
    }

    /// Everything that the database holds.
    pub fn contents(&self) -> Contents {
        Contents::read(&self.app)
    }

    /// The rows of a `SELECT` of one text.
    pub fn texts(&self, select: &str) -> Vec<String> {
        contents::texts(&self.app, select)
    }

    /// Runs statements as somebody with a database tool.
    pub fn run(&self, statements: &str) {
        self.app
            .db
            .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
            .unwrap();
    }

    /// The real program on this database.
    pub fn shegong(&self, arguments: &[&str]) -> Finished {
        let key = self.path("shegong.key");
        shegong(
            self.folder.path(),
            arguments,
            &[
                ("SHEGONG_DATABASE_URL", &self.url),
                ("SHEGONG_SECURITY_KEY_FILE", key.to_str().unwrap()),
            ],
        )
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        kept_site::forget();
    }
}

/// The moment of the tests (UTC).
pub fn test_instant() -> NaiveDateTime {
    day(2026, 3, 9).and_hms_opt(2, 0, 0).unwrap()
}

/// A day.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The application with its settings as a test has them.
pub fn open_app(url: &str, key_file: &Path) -> Result<App, OpenError> {
    open_app_with(url, key_file, |_| {})
}

/// The same with other settings.
pub fn open_app_with(
    url: &str,
    key_file: &Path,
    change: impl FnOnce(&mut Config),
) -> Result<App, OpenError> {
    let mut config = Config::default();
    config.database.url = Redacted(url.to_owned());
    config.database.connections = 2;
    config.security.key_file = key_file.to_owned();
    config.files.folder = key_file.with_file_name("files");
    config.region = REGION.to_owned();
    change(&mut config);
    let mut app = App::open(config, Clock::Fixed(test_instant()))?;
    // The tests are another program than the one that is handed work apart.
    app.program = Path::new(env!("CARGO_BIN_EXE_shegong")).into();
    Ok(app)
}

/// A file of `tests/data`.
pub fn test_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// Makes of each body two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $name:ident($app:ident: TestApp) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                fn body($app: TestApp) $body

                #[test]
                fn sqlite() {
                    body(crate::harness::TestApp::sqlite());
                }

                #[test]
                fn postgres() {
                    if let Some(app) = crate::harness::TestApp::postgres() {
                        body(app);
                    }
                }
            }
        )*
    };
}
