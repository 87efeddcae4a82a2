//! Invariants as queries: each finds the rows that break one. A room lists its own in
//! `store/checks.rs`; `doctor` runs them all.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::Conn;
use crate::each_backend;

/// Something that always holds, and the query that finds where it does not.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// A short English name, for programs and tests.
    pub name: &'static str,
    /// What is wrong with the rows found, one Chinese sentence without its ids.
    pub finding: &'static str,
    /// A `SELECT` of one column `id`, in the SQL that both databases speak.
    pub select: &'static str,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

impl Check {
    /// The ids of the rows that break it, in order.
    ///
    /// # Errors
    /// When the query fails.
    pub fn broken(&self, conn: &mut Conn) -> QueryResult<Vec<i64>> {
        let rows: Vec<Found> =
            each_backend!(conn, |inner| { diesel::sql_query(self.select).load(inner) })?;
        let mut ids: Vec<i64> = rows.into_iter().map(|found| found.id).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}
