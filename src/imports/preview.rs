//! What an import would change, row by row, in the words of an office: kept beside the
//! uploaded file until somebody decides, rows that change something before new ones.

mod file;
mod words;

use serde::{Deserialize, Serialize};

pub use file::{PreviewWriter, bytes, read_all, read_page};
pub use words::headings;

/// A value of a thing before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ValueChange {
    /// The column: 学历.
    pub label: String,
    /// Before; empty for a new thing.
    pub before: String,
    /// After.
    pub after: String,
}

impl ValueChange {
    /// As one cell: 本科 → 硕士研究生.
    pub fn in_words(&self) -> String {
        match (self.before.as_str(), self.after.as_str()) {
            ("", after) => after.to_owned(),
            (before, "") => format!("{before} → （空）"),
            (before, after) => format!("{before} → {after}"),
        }
    }
}

/// One thing that a row would make or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewThing {
    /// 将新增培训记录, 将修改人员.
    pub what: String,
    /// Whether it is known and would change.
    pub changes: bool,
    /// Its values.
    pub values: Vec<ValueChange>,
}

/// One row of the spreadsheet and what it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PreviewRow {
    /// The sheet's name; empty for what the file as a whole needs.
    pub sheet: String,
    /// The sheet's own row number, from 1.
    pub row: u32,
    /// Whose record it is; of a unit its name.
    pub name: String,
    /// The ID number, masked.
    pub id_number: String,
    /// Where the person works.
    pub unit: String,
    /// What it would make and change.
    pub things: Vec<PreviewThing>,
}
