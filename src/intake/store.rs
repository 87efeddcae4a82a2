//! The SQL of import batches.

use std::path::Path;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{ImportKind, ImportReport};
use crate::audit::{ImportBatchId, Occasion};
use crate::db::schema::import_batches;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::units::UnitId;

#[derive(Insertable)]
#[diesel(table_name = import_batches, treat_none_as_default_value = false)]
struct NewBatch<'a> {
    id: ImportBatchId,
    kind: ImportKind,
    file_name: &'a str,
    file_sha256: &'a str,
    region: &'a str,
    actor: &'a str,
    imported_at: NaiveDateTime,
    row_count: i64,
    new_count: i64,
    changed_count: i64,
    unchanged_count: i64,
    refused_count: i64,
    unit_id: Option<UnitId>,
}

/// One import as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = import_batches, check_for_backend(crate::db::Backend))]
pub struct Batch {
    /// Its id.
    pub id: ImportBatchId,
    /// Which spreadsheet.
    pub kind: ImportKind,
    /// The file's name.
    pub file_name: String,
    /// The region that the file belongs to.
    pub region: String,
    /// Who imported it.
    pub actor: String,
    /// When (UTC).
    pub imported_at: NaiveDateTime,
    /// Rows in all.
    pub row_count: i64,
    /// Rows that added something.
    pub new_count: i64,
    /// Rows that changed something.
    pub changed_count: i64,
    /// Rows that were known.
    pub unchanged_count: i64,
    /// Rows that were refused.
    pub refused_count: i64,
    /// When it was taken back.
    pub undone_at: Option<NaiveDateTime>,
    /// In whose name; none where a command did it.
    pub unit_id: Option<UnitId>,
}

/// Opens the record of an import, its counts still zero. From here to the end of the
/// transaction no other import runs: two that meet the same new unit or person would
/// both make it. SQLite's write lock sees to that; on PostgreSQL the table is locked.
///
/// # Errors
/// When the query fails.
pub fn open_batch(
    conn: &mut Conn,
    kind: ImportKind,
    path: &Path,
    file_sha256: &str,
    region: &str,
    unit: Option<UnitId>,
    occasion: &Occasion,
) -> QueryResult<ImportBatchId> {
    if let Conn::Postgres(inner) = conn {
        diesel::sql_query("LOCK TABLE import_batches IN SHARE ROW EXCLUSIVE MODE")
            .execute(inner)?;
    }
    let id = ImportBatchId(ids::allocate_one(conn, "import_batches")?);
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let row = NewBatch {
        id,
        kind,
        file_name: &name,
        file_sha256,
        region,
        actor: &occasion.actor.name,
        imported_at: occasion.now.instant,
        row_count: 0,
        new_count: 0,
        changed_count: 0,
        unchanged_count: 0,
        refused_count: 0,
        unit_id: unit,
    };
    each_backend!(conn, |inner| diesel::insert_into(import_batches::table)
        .values(&row)
        .execute(inner))?;
    Ok(id)
}

/// Writes the counts.
///
/// # Errors
/// When the query fails.
pub fn close_batch(conn: &mut Conn, id: ImportBatchId, report: &ImportReport) -> QueryResult<()> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    diesel::update(import_batches::table.filter(import_batches::id.eq(id)))
        .set((
            import_batches::row_count.eq(count(report.rows)),
            import_batches::new_count.eq(count(report.new)),
            import_batches::changed_count.eq(count(report.changed)),
            import_batches::unchanged_count.eq(count(report.unchanged)),
            import_batches::refused_count.eq(count(report.refused)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The record of an import.
///
/// # Errors
/// When the query fails.
pub fn find_batch(conn: &mut Conn, id: ImportBatchId) -> QueryResult<Option<Batch>> {
    import_batches::table
        .filter(import_batches::id.eq(id))
        .select(Batch::as_select())
        .get_result(conn)
        .optional()
}

/// The latest imports before `before` (the very latest where none is given), newest
/// first, at most `limit`.
///
/// # Errors
/// When the query fails.
pub fn load_latest(
    conn: &mut Conn,
    before: Option<ImportBatchId>,
    limit: i64,
) -> QueryResult<Vec<Batch>> {
    let query = import_batches::table
        .order(import_batches::id.desc())
        .limit(limit)
        .select(Batch::as_select());
    match before {
        None => query.load(conn),
        Some(before) => query.filter(import_batches::id.lt(before)).load(conn),
    }
}

/// Marks an import as taken back; false when somebody was faster.
///
/// # Errors
/// When the query fails.
pub fn mark_undone(conn: &mut Conn, id: ImportBatchId, at: NaiveDateTime) -> QueryResult<bool> {
    let open = import_batches::table.filter(
        import_batches::id
            .eq(id)
            .and(import_batches::undone_at.is_null()),
    );
    let changed = diesel::update(open)
        .set(import_batches::undone_at.eq(at))
        .execute(conn)?;
    Ok(changed == 1)
}
