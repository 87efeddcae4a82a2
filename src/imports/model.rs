//! A file on its way in, and what a look at it or its import came to.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::app::App;
use crate::audit::ImportBatchId;
use crate::intake::{ImportKind, ImportReport, RowError, Sample};
use crate::units::UnitId;
use crate::{id_type, text_enum};

id_type!(
    /// One file on its way in.
    UploadId
);

text_enum!(
    /// Where a file stands on its way in.
    UploadState {
        /// Being looked at.
        Checking = "checking", "正在核对";
        /// Looked at; waits for its owner's word.
        Checked = "checked", "待确认";
        /// Being imported.
        Running = "running", "正在导入";
        /// Imported.
        Finished = "finished", "已导入";
        /// Cannot be imported; nothing is stored.
        Failed = "failed", "未导入";
    }
);

/// A file on its way in, as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::import_uploads)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The part of its address that nobody guesses.
    pub link: String,
    /// Whose it is; nobody else sees it.
    pub account_id: AccountId,
    /// In the name of which unit.
    pub unit_id: Option<UnitId>,
    /// Which spreadsheet.
    pub kind: ImportKind,
    /// The region it belongs to.
    pub region: String,
    /// Its name.
    pub file_name: String,
    /// Where it stands.
    pub state: UploadState,
    /// What came of the last look or of the import, JSON.
    pub report: Option<String>,
    /// Why it cannot be imported.
    pub sentence: Option<String>,
    /// The import, once done.
    pub batch_id: Option<ImportBatchId>,
    /// The name of the file of refused rows, once done.
    pub refused_file: Option<String>,
}

/// What a look or an import came to, as the upload keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadReport {
    /// Rows in all.
    pub rows: u64,
    /// Rows that add something.
    pub new: u64,
    /// Rows that change something.
    pub changed: u64,
    /// Rows that are known.
    pub unchanged: u64,
    /// Rows that are refused.
    pub refused: u64,
    /// The refused rows.
    pub errors: Vec<RowError>,
    /// What to know beside.
    pub notices: Vec<String>,
    /// The first things made or changed.
    pub samples: Vec<Sample>,
}

impl From<ImportReport> for UploadReport {
    fn from(report: ImportReport) -> Self {
        /// The page and the API tell so many; the refused file has them all.
        const MOST_ERRORS: usize = 1_000;
        let mut errors = report.errors;
        errors.truncate(MOST_ERRORS);
        Self {
            rows: report.rows,
            new: report.new,
            changed: report.changed,
            unchanged: report.unchanged,
            refused: report.refused,
            errors,
            notices: report.notices,
            samples: report.samples,
        }
    }
}

impl Upload {
    /// What came of the last look or of the import.
    pub fn told(&self) -> UploadReport {
        self.report
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Where its file lies.
    pub fn folder(&self, app: &App) -> PathBuf {
        Self::folders(app).join(&self.link)
    }

    /// Where the folders of all of them lie.
    pub fn folders(app: &App) -> PathBuf {
        app.config.files.folder.join("imports")
    }
}
