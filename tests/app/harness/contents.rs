//! Everything a database holds, as texts, so that before and after can be compared.

use std::collections::BTreeMap;

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
    /// Reads all tables but the list of migrations.
    pub fn read(app: &App) -> Contents {
        let tables = tables(app)
            .into_iter()
            .map(|table| {
                let columns: Vec<String> = columns(app, &table)
                    .into_iter()
                    .filter(|column| !BESIDE_THE_MATTER.contains(&column.as_str()))
                    .map(|column| format!("COALESCE(CAST({column} AS TEXT), '∅')"))
                    .collect();
                let mut rows = texts(
                    app,
                    &format!(
                        "SELECT {} AS text FROM {table}",
                        columns.join(" || '|' || ")
                    ),
                );
                rows.sort();
                (table, rows)
            })
            .collect();
        Contents(tables)
    }

    /// The same without the history and the list of imports: what stands in the books.
    pub fn of_the_books(mut self) -> Contents {
        self.0
            .retain(|table, _| !RECORDS_OF_WORK.contains(&table.as_str()));
        self
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

/// The names of the tables but the list of migrations.
pub fn tables(app: &App) -> Vec<String> {
    let select = if postgres(app) {
        "SELECT CAST(table_name AS TEXT) AS text FROM information_schema.tables \
         WHERE table_schema = current_schema() ORDER BY 1"
    } else {
        "SELECT name AS text FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    texts(app, select)
        .into_iter()
        .filter(|table| table != "__diesel_schema_migrations")
        .collect()
}

fn columns(app: &App, table: &str) -> Vec<String> {
    if postgres(app) {
        texts(
            app,
            &format!(
                "SELECT CAST(column_name AS TEXT) AS text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        )
    } else {
        texts(
            app,
            &format!("SELECT name AS text FROM pragma_table_info('{table}')"),
        )
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
