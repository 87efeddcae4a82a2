//! Everything a database holds, as texts, so that before and after can be compared.

use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use shegong::app::App;
use shegong::db::{Conn, DatabaseError};
use shegong::each_backend;

/// Columns that say when and how often, not what.
const BESIDE_THE_MATTER: [&str; 3] = ["version", "created_at", "updated_at"];

/// The tables that tell what happened, not what is.
const RECORDS_OF_WORK: [&str; 2] = ["history", "import_batches"];

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// The rows of every table, each as one text, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Vec<String>>);

impl Contents {
    /// Reads all tables but the list of migrations and the revisions.
    pub fn read(app: &App) -> Contents {
        Contents::without(app, &BESIDE_THE_MATTER)
    }

    /// The same with how often each row was changed and when.
    pub fn exact(app: &App) -> Contents {
        Contents::without(app, &[])
    }

    /// One statement for all tables: on PostgreSQL most of the time goes into asking.
    fn without(app: &App, left_out: &[&str]) -> Contents {
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for found in texts(app, columns_select(app)) {
            let (table, column) = found.split_once('.').unwrap();
            let columns = columns.entry(table.to_owned()).or_default();
            if !left_out.contains(&column) {
                columns.push(format!("COALESCE(CAST({column} AS TEXT), '∅')"));
            }
        }
        columns.remove("__diesel_schema_migrations");
        // Numbers that only tell that something was changed.
        columns.remove("revisions");
        let rows: Vec<String> = columns
            .iter()
            .map(|(table, columns)| {
                let row = columns.join(" || '|' || ");
                format!("SELECT '{table}.' || {row} AS text FROM {table}")
            })
            .collect();
        let mut tables: BTreeMap<String, Vec<String>> = columns
            .into_keys()
            .map(|table| (table, Vec::new()))
            .collect();
        for found in texts(app, &rows.join(" UNION ALL ")) {
            let (table, row) = found.split_once('.').unwrap();
            tables.get_mut(table).unwrap().push(row.to_owned());
        }
        tables.values_mut().for_each(|rows| rows.sort());
        Contents(tables)
    }

    /// The same without the history and the list of imports: what stands in the books.
    pub fn of_the_books(mut self) -> Contents {
        self.0
            .retain(|table, _| !RECORDS_OF_WORK.contains(&table.as_str()));
        self
    }

    /// The rows that are here and were not in `before`, or the other way round, with their tables.
    pub fn difference(&self, before: &Contents) -> Vec<String> {
        let lines = |contents: &Contents| -> BTreeSet<String> {
            let rows = |(table, rows): (&String, &Vec<String>)| {
                rows.iter()
                    .map(|row| format!("{table}: {row}"))
                    .collect::<Vec<_>>()
            };
            contents.0.iter().flat_map(rows).collect()
        };
        lines(self)
            .symmetric_difference(&lines(before))
            .cloned()
            .collect()
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> usize {
        self.rows(table).len()
    }

    /// The rows of a table.
    pub fn rows(&self, table: &str) -> &[String] {
        self.0
            .get(table)
            .unwrap_or_else(|| panic!("there is no table {table}"))
    }

    /// Whether no table but the system's own settings has a row.
    pub fn is_empty(&self) -> bool {
        self.0
            .iter()
            .all(|(table, rows)| table == "system_settings" || rows.is_empty())
    }
}

/// A statement for every column of every table, as `table.column`, in order.
fn columns_select(app: &App) -> &'static str {
    if postgres(app) {
        "SELECT CAST(pg_class.relname || '.' || attname AS TEXT) AS text FROM pg_attribute \
         JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE nspname = current_schema() AND relkind = 'r' AND attnum > 0 AND NOT attisdropped \
         ORDER BY relname, attnum"
    } else {
        "SELECT sqlite_master.name || '.' || columns.name AS text \
         FROM sqlite_master, pragma_table_info(sqlite_master.name) AS columns \
         WHERE sqlite_master.type = 'table' AND sqlite_master.name NOT LIKE 'sqlite_%' ORDER BY sqlite_master.name, cid"
    }
}

fn postgres(app: &App) -> bool {
    matches!(app.db.url(), shegong::db::DatabaseUrl::Postgres(_))
}

/// The rows of a `SELECT` of one text, its column named `text`.
pub fn texts(app: &App, select: &str) -> Vec<String> {
    app.db
        .read(|conn| texts_of(conn, select).map_err(DatabaseError::Query))
        .unwrap()
}

fn texts_of(conn: &mut Conn, select: &str) -> diesel::QueryResult<Vec<String>> {
    let rows: Vec<Row> = each_backend!(conn, |inner| diesel::sql_query(select).load(inner))?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}
