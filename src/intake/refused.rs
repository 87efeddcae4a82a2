//! The file of refused rows: read once more from the source, so that an import keeps
//! nothing of the rows it has passed.

use std::path::{Path, PathBuf};

use super::driver::ImportError;
use super::model::RowError;
use crate::sheets::{RefusedRows, Workbook, refused_path};

/// Writes the refused rows beside `source`, each with its sentence.
pub(super) fn write(
    source: &Path,
    workbook: &mut Workbook,
    errors: &[RowError],
) -> Result<Option<PathBuf>, ImportError> {
    let mut refused = RefusedRows::new(refused_path(source));
    let mut waiting = errors.iter().peekable();
    workbook.for_each_row(|row| {
        // Both stand in the order of the file.
        if waiting
            .peek()
            .is_some_and(|error| error.sheet == row.sheet() && error.row == row.number())
            && let Some(error) = waiting.next()
        {
            let sentence = match error.column.as_str() {
                "" => error.message.clone(),
                column => format!("{column}：{}", error.message),
            };
            refused.add(row, &sentence)?;
        }
        Ok::<_, ImportError>(())
    })?;
    Ok(refused.save()?)
}
