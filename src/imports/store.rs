//! The SQL of files on their way in.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Upload, UploadId, UploadState};
use crate::accounts::AccountId;
use crate::audit::ImportBatchId;
use crate::db::schema::import_uploads;
use crate::db::{Conn, ids};

/// Where somebody works on a file.
const UNDER_WAY: [UploadState; 2] = [UploadState::Checking, UploadState::Running];

/// Which process works on a file, and until when it is believed to live.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The process.
    pub owner: &'a str,
    /// Until when (UTC).
    pub until: NaiveDateTime,
}

/// Notes a file that has come.
///
/// # Errors
/// When the account has another under way, or the query fails.
pub fn insert(conn: &mut Conn, upload: &Upload) -> QueryResult<UploadId> {
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
            import_uploads::created_at.eq(upload.created_at),
            import_uploads::updated_at.eq(upload.updated_at),
            import_uploads::lease_owner.eq(&upload.lease_owner),
            import_uploads::leased_until.eq(upload.leased_until),
            import_uploads::kept_bytes.eq(upload.kept_bytes),
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
        .first(conn)
        .optional()
}

/// The file that an import came from, while it is known.
///
/// # Errors
/// When the query fails.
pub fn find_of_batch(conn: &mut Conn, batch: ImportBatchId) -> QueryResult<Option<Upload>> {
    import_uploads::table
        .filter(import_uploads::batch_id.eq(batch))
        .select(Upload::as_select())
        .first(conn)
        .optional()
}

/// The files of an account that led to no import yet, newest first, at most `limit`.
///
/// # Errors
/// When the query fails.
pub fn load_open(conn: &mut Conn, account: AccountId, limit: i64) -> QueryResult<Vec<Upload>> {
    import_uploads::table
        .filter(import_uploads::account_id.eq(account))
        .filter(import_uploads::batch_id.is_null())
        .order(import_uploads::id.desc())
        .limit(limit)
        .select(Upload::as_select())
        .load(conn)
}

/// The name of the file of an account that somebody works on.
///
/// # Errors
/// When the query fails.
pub fn find_under_way(conn: &mut Conn, account: AccountId) -> QueryResult<Option<String>> {
    import_uploads::table
        .filter(import_uploads::account_id.eq(account))
        .filter(import_uploads::state.eq_any(UNDER_WAY))
        .select(import_uploads::file_name)
        .first(conn)
        .optional()
}

/// How many files of an account wait for a word, and how many bytes all its files take.
///
/// # Errors
/// When a query fails.
pub fn load_kept(conn: &mut Conn, account: AccountId) -> QueryResult<(i64, i64)> {
    let own = import_uploads::table.filter(import_uploads::account_id.eq(account));
    let waiting = own
        .filter(import_uploads::state.eq(UploadState::Checked))
        .count()
        .get_result(conn)?;
    let sizes: Vec<i64> = own.select(import_uploads::kept_bytes).load(conn)?;
    Ok((waiting, sizes.into_iter().sum()))
}

/// Takes a file that was looked at for the import; false when somebody was faster.
///
/// # Errors
/// When the account has another under way, or the query fails.
pub fn begin_running(
    conn: &mut Conn,
    id: UploadId,
    lease: Lease<'_>,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let waiting = import_uploads::table.filter(
        import_uploads::id
            .eq(id)
            .and(import_uploads::state.eq(UploadState::Checked)),
    );
    let changed = diesel::update(waiting)
        .set((
            import_uploads::state.eq(UploadState::Running),
            import_uploads::lease_owner.eq(Some(lease.owner)),
            import_uploads::leased_until.eq(Some(lease.until)),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Keeps the lease of work under way; false when it was lost.
///
/// # Errors
/// When the query fails.
pub fn keep_lease(conn: &mut Conn, id: UploadId, lease: Lease<'_>) -> QueryResult<bool> {
    let mine = import_uploads::table.filter(
        import_uploads::id
            .eq(id)
            .and(import_uploads::lease_owner.eq(lease.owner))
            .and(import_uploads::state.eq_any(UNDER_WAY)),
    );
    let changed = diesel::update(mine)
        .set(import_uploads::leased_until.eq(Some(lease.until)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes what came of a look or an import of the process `owner`; false when it was
/// stopped or given up meanwhile.
///
/// # Errors
/// When the query fails.
pub fn finish(
    conn: &mut Conn,
    owner: &str,
    after: &Upload,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let mine = import_uploads::table.filter(
        import_uploads::id
            .eq(after.id)
            .and(import_uploads::lease_owner.eq(owner))
            .and(import_uploads::state.eq_any(UNDER_WAY)),
    );
    let changed = diesel::update(mine)
        .set((
            import_uploads::state.eq(after.state),
            import_uploads::report.eq(&after.report),
            import_uploads::sentence.eq(&after.sentence),
            import_uploads::batch_id.eq(after.batch_id),
            import_uploads::refused_file.eq(&after.refused_file),
            import_uploads::kept_bytes.eq(after.kept_bytes),
            import_uploads::lease_owner.eq(None::<String>),
            import_uploads::leased_until.eq(None::<NaiveDateTime>),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ends work under way from outside, with its sentence; false when it is over already.
///
/// # Errors
/// When the query fails.
pub fn give_up(
    conn: &mut Conn,
    id: UploadId,
    sentence: &str,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let open = import_uploads::table.filter(
        import_uploads::id
            .eq(id)
            .and(import_uploads::state.eq_any(UNDER_WAY)),
    );
    let changed = diesel::update(open)
        .set((
            import_uploads::state.eq(UploadState::Failed),
            import_uploads::sentence.eq(Some(sentence)),
            import_uploads::kept_bytes.eq(0),
            import_uploads::lease_owner.eq(None::<String>),
            import_uploads::leased_until.eq(None::<NaiveDateTime>),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The files that somebody works on.
///
/// # Errors
/// When the query fails.
pub fn load_under_way(conn: &mut Conn) -> QueryResult<Vec<Upload>> {
    import_uploads::table
        .filter(import_uploads::state.eq_any(UNDER_WAY))
        .order(import_uploads::id)
        .select(Upload::as_select())
        .load(conn)
}

/// Every file there is; at most a handful for each account.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<Vec<Upload>> {
    import_uploads::table
        .order(import_uploads::id)
        .select(Upload::as_select())
        .load(conn)
}

/// Forgets what files said that nobody works on; how many. One that still waited for a
/// word is ended with `sentence`.
///
/// # Errors
/// When a query fails.
pub fn forget(
    conn: &mut Conn,
    uploads: &[UploadId],
    sentence: &str,
    at: NaiveDateTime,
) -> QueryResult<usize> {
    let these = || import_uploads::table.filter(import_uploads::id.eq_any(uploads));
    diesel::update(these().filter(import_uploads::state.eq(UploadState::Checked)))
        .set((
            import_uploads::state.eq(UploadState::Failed),
            import_uploads::sentence.eq(Some(sentence)),
            import_uploads::updated_at.eq(at),
        ))
        .execute(conn)?;
    diesel::update(these().filter(import_uploads::state.ne_all(UNDER_WAY)))
        .set((
            import_uploads::report.eq(None::<String>),
            import_uploads::refused_file.eq(None::<String>),
            import_uploads::kept_bytes.eq(0),
        ))
        .execute(conn)
}

/// Takes files out that nobody works on; how many.
///
/// # Errors
/// When the query fails.
pub fn delete(conn: &mut Conn, uploads: &[UploadId]) -> QueryResult<usize> {
    diesel::delete(
        import_uploads::table
            .filter(import_uploads::id.eq_any(uploads))
            .filter(import_uploads::state.ne_all(UNDER_WAY)),
    )
    .execute(conn)
}

/// Empties what is kept of the refused rows of finished imports: people were erased by law.
///
/// # Errors
/// When the query fails.
pub fn empty_reports(conn: &mut Conn) -> QueryResult<usize> {
    diesel::update(import_uploads::table.filter(import_uploads::state.ne_all(UNDER_WAY)))
        .set(import_uploads::report.eq(None::<String>))
        .execute(conn)
}
