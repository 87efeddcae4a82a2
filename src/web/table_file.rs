//! A list as an xlsx file to be kept.

use super::{Problem, Reply};
use crate::sheets::{ListCell, write_table};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Reply {
    /// A list as an xlsx file: `name` without its ending.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn table<'a>(
        name: &str,
        headings: &[&str],
        rows: impl IntoIterator<Item = Vec<ListCell<'a>>>,
    ) -> Result<Self, Problem> {
        let no_space = |error: String| Problem::NoSpace(error);
        let file = crate::files::temporary(".xlsx").map_err(|error| no_space(error.to_string()))?;
        write_table(file.path(), name, headings, rows)
            .map_err(|refusal| no_space(refusal.to_string()))?;
        // The sheet may have been put in the place of the empty file: read it anew.
        let bytes = std::fs::read(file.path()).map_err(|error| no_space(error.to_string()))?;
        Ok(Self::download(bytes, &format!("{name}.xlsx"), XLSX))
    }
}
