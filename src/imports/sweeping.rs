//! Spreadsheets that came through the browser do not stay: they hold ID numbers in clear,
//! and what was to be kept of them stands in the database, sealed.

use chrono::TimeDelta;

use super::store;
use crate::app::App;
use crate::db::DatabaseError;

/// So long a file waits to be imported, and its refused rows to be mended.
pub const KEPT: TimeDelta = TimeDelta::days(3);

/// Told of a file that nobody imported in time.
const WAITED_TOO_LONG: &str = "这个文件三天内没有导入，已经删除，请重新上传";

/// Removes files that were left lying, and what their reports hold of people; how many.
///
/// # Errors
/// When the database fails.
pub fn sweep(app: &App) -> Result<usize, DatabaseError> {
    let now = app.now().instant;
    let left = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::load_left(conn, now - KEPT)?))?;
    for upload in &left {
        match std::fs::remove_dir_all(upload.folder(app)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(%error, "a spreadsheet that was left lying could not be removed");
                continue;
            }
        }
        app.db.write(|conn| {
            Ok::<_, DatabaseError>(store::forget(conn, upload.id, WAITED_TOO_LONG, now)?)
        })?;
    }
    Ok(left.len())
}
