//! Primary keys handed out before the rows are inserted, so that a bulk insert
//! knows them: for the history, and for ciphertexts that are bound to their row.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::Conn;

#[derive(QueryableByName)]
struct Allocated {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Reserves `count` ids of `table`. Only inside a writing transaction: SQLite's
/// counter is safe because that transaction holds the write lock.
///
/// # Errors
/// When the counter cannot be read.
pub fn allocate(conn: &mut Conn, table: &'static str, count: usize) -> QueryResult<Vec<i64>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let wanted = i64::try_from(count).unwrap_or(i64::MAX);
    match conn {
        Conn::Sqlite(inner) => {
            let last = diesel::sql_query(
                "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = $1), 0) AS id",
            )
            .bind::<Text, _>(table)
            .get_result::<Allocated>(inner)?
            .id;
            Ok((last + 1..=last + wanted).collect())
        }
        Conn::Postgres(inner) => {
            let rows: Vec<Allocated> = diesel::sql_query(
                "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)",
            )
            .bind::<Text, _>(table)
            .bind::<BigInt, _>(wanted)
            .get_results(inner)?;
            Ok(rows.into_iter().map(|row| row.id).collect())
        }
    }
}

/// Reserves one id of `table`; see [`allocate`].
///
/// # Errors
/// When the counter cannot be read.
pub fn allocate_one(conn: &mut Conn, table: &'static str) -> QueryResult<i64> {
    allocate(conn, table, 1)?
        .pop()
        .ok_or(diesel::result::Error::NotFound)
}
