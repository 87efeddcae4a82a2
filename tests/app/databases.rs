//! Both databases are one: the same migrations, tables and columns, which the
//! program's own schema repeats; up, down and up again; never a newer schema.

use std::collections::BTreeMap;
use std::path::Path;

use diesel::connection::SimpleConnection;
use shegong::db::DatabaseError;

use crate::harness::{Schema, TestApp, open_app};

/// The folders of one database's migrations.
fn migrations(database: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(database);
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_migrations_each_up_and_down() {
    assert_eq!(migrations("sqlite"), migrations("postgres"));
    assert!(!migrations("sqlite").is_empty());
    for database in ["sqlite", "postgres"] {
        for name in migrations(database) {
            for direction in ["up.sql", "down.sql"] {
                let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join(format!("migrations/{database}/{name}/{direction}"));
                assert!(path.is_file(), "{}", path.display());
            }
        }
    }
}

/// Columns of every table in order: name, type class, whether it may be empty.
type Tables = BTreeMap<String, Vec<(String, String, bool)>>;

fn tables_of(lines: Vec<String>) -> Tables {
    let mut tables = Tables::new();
    for line in lines {
        let parts: Vec<&str> = line.split(' ').collect();
        let [table, _, column, class, nullable] = parts.as_slice() else {
            panic!("{line}");
        };
        tables.entry((*table).to_owned()).or_default().push((
            (*column).to_owned(),
            (*class).to_owned(),
            *nullable == "null",
        ));
    }
    tables
}

fn sqlite_tables(app: &TestApp) -> Tables {
    tables_of(app.texts(
        "SELECT m.name || ' ' || printf('%03d', c.cid) || ' ' || c.name || ' ' \
         || CASE c.type WHEN 'TEXT' THEN 'text' WHEN 'INTEGER' THEN 'integer' ELSE c.type END || ' ' \
         || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'full' ELSE 'null' END AS text \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '__diesel_schema_migrations' \
         ORDER BY 1",
    ))
}

/// The types of PostgreSQL that SQLite keeps as text and as integer.
fn postgres_tables(app: &TestApp) -> Tables {
    tables_of(app.texts(
        "SELECT table_name || ' ' || to_char(ordinal_position, 'FM000') || ' ' || column_name || ' ' \
         || CASE data_type WHEN 'text' THEN 'text' WHEN 'date' THEN 'text' \
            WHEN 'timestamp without time zone' THEN 'text' WHEN 'bigint' THEN 'integer' \
            WHEN 'boolean' THEN 'integer' ELSE replace(data_type, ' ', '_') END || ' ' \
         || CASE is_nullable WHEN 'NO' THEN 'full' ELSE 'null' END AS text \
         FROM information_schema.columns WHERE table_schema = current_schema() \
         AND table_name <> '__diesel_schema_migrations' ORDER BY 1",
    ))
}

#[test]
fn every_table_has_the_same_columns_in_the_same_order_on_both() {
    let Some(postgres) = TestApp::postgres() else {
        return;
    };

    let (sqlite, postgres) = (
        sqlite_tables(&TestApp::sqlite()),
        postgres_tables(&postgres),
    );

    assert!(sqlite.len() > 15);
    assert_eq!(
        sqlite.keys().collect::<Vec<_>>(),
        postgres.keys().collect::<Vec<_>>()
    );
    for (table, columns) in &sqlite {
        assert_eq!(columns, &postgres[table], "{table}");
    }
}

/// What `src/db/schema.rs` and the files beside it say, read as text.
fn declared_tables() -> BTreeMap<String, Vec<(String, String, bool)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db");
    let mut text = std::fs::read_to_string(folder.join("schema.rs")).unwrap();
    for entry in std::fs::read_dir(folder.join("schema")).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let mut tables = BTreeMap::new();
    for block in text.split("diesel::table! {").skip(1) {
        let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
        let table = lines.next().unwrap().split(' ').next().unwrap().to_owned();
        let columns = lines
            .take_while(|line| *line != "}")
            .map(|line| {
                let (name, kind) = line.trim_end_matches(',').split_once(" -> ").unwrap();
                let inner = kind.strip_prefix("Nullable<");
                let kind = inner.map_or(kind, |inner| inner.trim_end_matches('>'));
                (name.to_owned(), kind.to_owned(), line.contains("Nullable<"))
            })
            .collect();
        tables.insert(table, columns);
    }
    tables
}

#[test]
fn the_programs_schema_is_that_of_postgres_column_by_column() {
    let Some(app) = TestApp::postgres() else {
        return;
    };
    let exact = tables_of(app.texts(
        "SELECT table_name || ' ' || to_char(ordinal_position, 'FM000') || ' ' || column_name || ' ' \
         || CASE data_type WHEN 'text' THEN 'Text' WHEN 'date' THEN 'Date' \
            WHEN 'timestamp without time zone' THEN 'Timestamp' WHEN 'bigint' THEN 'BigInt' \
            WHEN 'boolean' THEN 'Bool' ELSE replace(data_type, ' ', '_') END || ' ' \
         || CASE is_nullable WHEN 'NO' THEN 'full' ELSE 'null' END AS text \
         FROM information_schema.columns WHERE table_schema = current_schema() \
         AND table_name <> '__diesel_schema_migrations' ORDER BY 1",
    ));

    assert_eq!(declared_tables(), exact);
}

#[test]
fn the_programs_schema_has_the_columns_of_sqlite() {
    let class = |kind: &str| match kind {
        "Text" | "Date" | "Timestamp" => "text".to_owned(),
        "BigInt" | "Bool" => "integer".to_owned(),
        other => panic!("{other} is not portable"),
    };
    let declared: Tables = declared_tables()
        .into_iter()
        .map(|(table, columns)| {
            let columns = columns
                .into_iter()
                .map(|(name, kind, nullable)| (name, class(&kind), nullable))
                .collect();
            (table, columns)
        })
        .collect();

    assert_eq!(declared, sqlite_tables(&TestApp::sqlite()));
}

#[test]
fn every_table_of_sqlite_is_strict_and_counts_its_ids_on() {
    let app = TestApp::sqlite();
    let statements = app.texts(
        "SELECT sql AS text FROM sqlite_master WHERE type = 'table' \
         AND name NOT LIKE 'sqlite_%' AND name <> '__diesel_schema_migrations'",
    );
    assert!(statements.len() > 15);
    for statement in statements {
        assert!(statement.trim_end().ends_with("STRICT"), "{statement}");
        if statement.contains("id INTEGER PRIMARY KEY") {
            assert!(
                statement.contains("PRIMARY KEY AUTOINCREMENT"),
                "{statement}"
            );
        }
    }
}

/// Loads one row of every table through the program's own schema.
macro_rules! select_all {
    ($conn:expr, $($table:ident),+ $(,)?) => {{
        use diesel::prelude::*;
        use shegong::db::schema;
        let mut selected = Vec::new();
        $(
            let count: i64 = schema::$table::table.count().get_result($conn)?;
            let statement = schema::$table::table.select(schema::$table::all_columns);
            shegong::each_backend!(&mut *$conn, |inner| {
                statement.execute(inner).map(drop)
            })?;
            selected.push((stringify!($table), count));
        )+
        selected
    }};
}

on_both_databases! {
    fn every_column_of_the_schema_can_be_selected(app: TestApp) {
        let selected = app.app.db.read(|conn| {
            let selected = (|| -> diesel::QueryResult<Vec<(&str, i64)>> {
                Ok(select_all!(
                    conn, system_settings, import_batches, units, people, certificates, registrations,
                    training_records, seasons, entries, entry_subjects, results, claims, claim_lines,
                    claim_receipts, claim_travel_legs, receipt_identities, claim_attachments, claim_steps,
                    claim_delegations, bank_accounts, claim_settings, outbox, reminders, history, evidence_files, training_proofs,
                    training_submissions, training_review_steps,
                    history_seals, job_runs,
                    background_jobs, purge_orders, erased_people,
                    person_moves, service_periods, unit_former_names,
                ))
            })();
            selected.map_err(DatabaseError::Query)
        }).unwrap();

        for (table, count) in selected {
            assert_eq!(count, i64::from(table == "system_settings"), "{table}");
        }
    }

    fn migrations_go_up_down_and_up_again(app: TestApp) {
        app.app.db.check_schema().unwrap();

        app.app.db.revert_all().unwrap();
        assert!(app.app.db.check_schema().is_err());
        let left = if app.is_postgres() {
            app.texts("SELECT CAST(table_name AS TEXT) AS text FROM information_schema.tables \
                WHERE table_schema = current_schema() AND table_name <> '__diesel_schema_migrations'")
        } else {
            app.texts("SELECT name AS text FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' \
                AND name <> '__diesel_schema_migrations' AND tbl_name <> '__diesel_schema_migrations'")
        };
        assert!(left.is_empty(), "{left:?}");

        assert_eq!(app.app.db.migrate().unwrap().len(), migrations("sqlite").len());
        app.app.db.check_schema().unwrap();
        assert!(app.app.db.migrate().unwrap().is_empty());
    }

    fn a_database_newer_than_the_program_is_refused_and_left_alone(app: TestApp) {
        app.app.db.write(|conn| {
            let insert = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('9999', '2030-01-01 00:00:00')";
            conn.batch_execute(insert).map_err(DatabaseError::Query)
        }).unwrap();
        let before = app.contents();

        for arguments in [vec!["migrate"], vec!["training-status"], vec!["import", "people", "x.xlsx"]] {
            let finished = app.shegong(&arguments);
            assert!(finished.failed().contains("9999"), "{finished:?}");
            assert!(finished.err.contains("请"), "{finished:?}");
        }
        assert!(app.contents() == before);
    }

    fn words_that_the_program_does_not_know_are_refused_by_the_database(app: TestApp) {
        let insert = "INSERT INTO units (name, path, name_key, kind, kind_guessed, version, created_at, updated_at) \
            VALUES ('a', 'a', 'a', 'spaceship', ";
        let guessed = if app.is_postgres() { "FALSE" } else { "0" };
        let insert = format!("{insert}{guessed}, 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')");

        let refused = app.app.db.write(|conn| conn.batch_execute(&insert).map_err(DatabaseError::Query));

        assert!(refused.is_err());
        assert_eq!(app.contents().count("units"), 0);
    }

    fn what_is_read_cannot_be_written(app: TestApp) {
        let refused = app.app.db.read(|conn| {
            conn.batch_execute("DELETE FROM system_settings").map_err(DatabaseError::Query)
        });

        assert!(refused.is_err());
        assert_eq!(app.contents().count("system_settings"), 1);
    }

    fn a_failed_write_leaves_nothing(app: TestApp) {
        let refused: Result<(), DatabaseError> = app.app.db.write(|conn| {
            conn.batch_execute("INSERT INTO system_settings (key, value) VALUES ('a', 'b')")?;
            conn.batch_execute("INSERT INTO system_settings (key, value) VALUES ('a', 'c')")?;
            Ok(())
        });

        assert!(refused.is_err());
        assert_eq!(app.contents().count("system_settings"), 1);
    }
}

#[test]
fn many_threads_that_read_and_then_write_all_get_through() {
    let apps = [Some(TestApp::sqlite()), TestApp::postgres()];
    for app in apps.into_iter().flatten() {
        app.app
            .db
            .write(|conn| {
                let insert = "INSERT INTO system_settings (key, value) VALUES ('counter', '0')";
                conn.batch_execute(insert).map_err(DatabaseError::Query)
            })
            .unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let update = "UPDATE system_settings SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'counter'";
                        app.app
                            .db
                            .write(|conn| {
                                shegong::settings::find(conn, "counter")?;
                                conn.batch_execute(update).map_err(DatabaseError::Query)
                            })
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(
            app.texts("SELECT value AS text FROM system_settings WHERE key = 'counter'"),
            ["100"]
        );
    }
}

#[test]
fn two_schemas_on_one_server_know_nothing_of_each_other() {
    let (Some(first), Some(second)) = (Schema::create(), Schema::create()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();

    let one = open_app(first.url(), &folder.path().join("one.key")).unwrap();
    let other = open_app(second.url(), &folder.path().join("other.key")).unwrap();

    assert_ne!(one.keys.fingerprint(), other.keys.fingerprint());
}
