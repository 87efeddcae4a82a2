//! The SQL of files on their way in.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Upload, UploadId, UploadState};
use crate::accounts::AccountId;
use crate::db::schema::import_uploads;
use crate::db::{Conn, ids};

/// Notes a file that has come.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, upload: &Upload, at: NaiveDateTime) -> QueryResult<UploadId> {
    let id = UploadId(ids::allocate_one(conn, "import_uploads")?);
    diesel::insert_into(import_uploads::table)
        .values((
            import_uploads::id.eq(id),
            import_uploads::link.eq(&upload.link),
            import_uploads::account_id.eq(upload.account_id),
            import_uploads::unit_id.eq(upload.unit_id),
            import_uploads::kind.eq(upload.kind),
            import_uploads::region.eq(&upload.region),
            import_uploads::file_name.eq(&upload.file_name),
            import_uploads::state.eq(upload.state),
            import_uploads::created_at.eq(at),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(id)
}

/// The file of this link.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, link: &str) -> QueryResult<Option<Upload>> {
    import_uploads::table
        .filter(import_uploads::link.eq(link))
        .select(Upload::as_select())
        .get_result(conn)
        .optional()
}

/// The files of an account that are not done, newest first, at most `limit`.
///
/// # Errors
/// When the query fails.
pub fn load_open(conn: &mut Conn, account: AccountId, limit: i64) -> QueryResult<Vec<Upload>> {
    import_uploads::table
        .filter(import_uploads::account_id.eq(account))
        .filter(import_uploads::state.ne(UploadState::Finished))
        .order(import_uploads::id.desc())
        .limit(limit)
        .select(Upload::as_select())
        .load(conn)
}

/// Takes a file that was looked at for the import; false when somebody was faster.
///
/// # Errors
/// When the query fails.
pub fn begin_running(conn: &mut Conn, id: UploadId, at: NaiveDateTime) -> QueryResult<bool> {
    let waiting = import_uploads::table.filter(
        import_uploads::id
            .eq(id)
            .and(import_uploads::state.eq(UploadState::Checked)),
    );
    let changed = diesel::update(waiting)
        .set((
            import_uploads::state.eq(UploadState::Running),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Forgets what was told of the rows of files that nobody touched since `before` and
/// that are over.
///
/// # Errors
/// When the query fails.
pub fn forget_reports(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let over = [UploadState::Finished, UploadState::Failed];
    let outdated = import_uploads::table
        .filter(import_uploads::updated_at.lt(before))
        .filter(import_uploads::report.is_not_null())
        .filter(import_uploads::state.eq_any(over));
    diesel::update(outdated)
        .set(import_uploads::report.eq(None::<String>))
        .execute(conn)
}

/// Notes what came of a look or an import.
///
/// # Errors
/// When the query fails.
pub fn finish(
    conn: &mut Conn,
    link: &str,
    after: &Upload,
    at: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(import_uploads::table.filter(import_uploads::link.eq(link)))
        .set((
            import_uploads::state.eq(after.state),
            import_uploads::report.eq(&after.report),
            import_uploads::sentence.eq(&after.sentence),
            import_uploads::batch_id.eq(after.batch_id),
            import_uploads::refused_file.eq(&after.refused_file),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)
}

/// Those that have been looked at or imported since before `began` (UTC) and are not done.
///
/// # Errors
/// When the query fails.
pub fn load_under_way(conn: &mut Conn, began: NaiveDateTime) -> QueryResult<Vec<Upload>> {
    import_uploads::table
        .filter(import_uploads::state.eq_any([UploadState::Checking, UploadState::Running]))
        .filter(import_uploads::updated_at.le(began))
        .order(import_uploads::id)
        .select(Upload::as_select())
        .load(conn)
}

/// The file of this link with the instant it was last touched (UTC).
///
/// # Errors
/// When the query fails.
pub fn find_touched(conn: &mut Conn, link: &str) -> QueryResult<Option<(Upload, NaiveDateTime)>> {
    import_uploads::table
        .filter(import_uploads::link.eq(link))
        .select((Upload::as_select(), import_uploads::updated_at))
        .first(conn)
        .optional()
}

/// Ends one that stands as it was seen, with the sentence for its owner; false where it
/// has gone on meanwhile.
///
/// # Errors
/// When the query fails.
pub fn fail(
    conn: &mut Conn,
    seen: &Upload,
    sentence: &str,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let as_seen = import_uploads::table.filter(
        import_uploads::id
            .eq(seen.id)
            .and(import_uploads::state.eq(seen.state)),
    );
    let changed = diesel::update(as_seen)
        .set((
            import_uploads::state.eq(UploadState::Failed),
            import_uploads::sentence.eq(Some(sentence)),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that the file and the file of refused rows are gone.
///
/// # Errors
/// When the query fails.
pub fn forget_files(conn: &mut Conn, id: UploadId) -> QueryResult<usize> {
    diesel::update(import_uploads::table.filter(import_uploads::id.eq(id)))
        .set(import_uploads::refused_file.eq(None::<String>))
        .execute(conn)
}
