//! What an import is and what it reports.

use serde::{Deserialize, Serialize};

use crate::accounts::Right;
use crate::audit::ImportBatchId;
use crate::text_enum;

text_enum!(
    /// Which spreadsheet it is; the word is the command's.
    ImportKind {
        /// Units.
        Units = "units", "单位";
        /// People.
        People = "people", "人员";
        /// Certificates and registrations.
        Certificates = "certificates", "证书与登记";
        /// Training records.
        Training = "training", "培训台账";
        /// Exam entries.
        ExamEntries = "exam-entries", "报考名单";
        /// Exam results.
        ExamResults = "exam-results", "考试成绩";
    }
);

impl ImportKind {
    /// The right that does the same by hand; a file of this kind needs it beside
    /// [`Right::Import`].
    pub const fn right(self) -> Right {
        match self {
            Self::Units => Right::EditUnits,
            // Entries and results are kept by whoever keeps the person.
            Self::People | Self::ExamEntries | Self::ExamResults => Right::EditPeople,
            Self::Certificates => Right::EditCertificates,
            // An imported record is recognised at once.
            Self::Training => Right::ReviewTraining,
        }
    }
}

/// One row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowError {
    /// The sheet's name.
    pub sheet: String,
    /// The sheet's own row number, from 1.
    pub row: u32,
    /// The heading of the cell that is wrong; empty when it is the row as a whole.
    pub column: String,
    /// One Chinese sentence: what is wrong and what to do.
    pub message: String,
}

/// What an import did; the JSON of `import --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// `new + changed + unchanged + refused`.
    pub rows: u64,
    /// Rows that added something.
    pub new: u64,
    /// Rows that changed something known.
    pub changed: u64,
    /// Rows that were known already.
    pub unchanged: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// The refused rows, in order.
    pub errors: Vec<RowError>,
    /// What to know beside: unknown columns, units that were made, changed names.
    pub notices: Vec<String>,
    /// The id for `import-undo`; none in a dry run or when nothing was stored.
    #[serde(skip)]
    pub batch: Option<ImportBatchId>,
    /// Where the refused rows were written.
    #[serde(skip)]
    pub refused_file: Option<std::path::PathBuf>,
}
