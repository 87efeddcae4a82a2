//! A file on its way in, and what a look at it or its import came to.

use std::path::PathBuf;

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::app::App;
use crate::audit::ImportBatchId;
use crate::intake::{ImportKind, ImportReport, RowError};
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
    /// When it came (UTC).
    pub created_at: NaiveDateTime,
    /// Since when it stands where it stands (UTC).
    pub updated_at: NaiveDateTime,
    /// Which process works on it.
    pub lease_owner: Option<String>,
    /// Until when that process is believed to live (UTC).
    pub leased_until: Option<NaiveDateTime>,
    /// Bytes that it takes on the disk.
    pub kept_bytes: i64,
}

/// What is told of a look or an import whose process ended.
pub const BROKEN_OFF: &str = "处理中断了，什么都没有保存，请重新上传";
/// The file of refused rows is kept for so many days, then it goes.
pub const REFUSED_KEPT_DAYS: i64 = 7;
/// A file that nobody imported is kept for so many days, then it goes.
pub const WAITING_KEPT_DAYS: i64 = 3;
/// What is told of it afterwards.
pub(super) const WAITED_TOO_LONG: &str = "这个文件三天内没有导入，已经删除，请重新上传";
/// The row that tells so goes after so many further days.
pub(super) const TOLD_DAYS: i64 = 30;

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
    /// Rows on the list of what would be made and changed; 0 once it is imported.
    #[serde(default)]
    pub listed: u64,
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
            listed: 0,
        }
    }
}

impl UploadState {
    /// Whether somebody works on it.
    pub fn is_under_way(self) -> bool {
        match self {
            Self::Checking | Self::Running => true,
            Self::Checked | Self::Finished | Self::Failed => false,
        }
    }
}

impl Upload {
    /// The same as it is to be told: work whose process ended is no work any more.
    #[must_use]
    pub fn as_it_stands(mut self, app: &App, now: NaiveDateTime) -> Self {
        let here = app.imports.how_far(&self.link).is_some();
        let leased = self.leased_until.is_some_and(|until| until >= now);
        if self.state.is_under_way() && !here && !leased {
            self.state = UploadState::Failed;
            self.sentence = Some(BROKEN_OFF.to_owned());
        }
        self
    }

    /// The instant from which its files and what its report tells of people go (UTC);
    /// the row itself goes `TOLD_DAYS` later.
    pub fn kept_until(&self) -> NaiveDateTime {
        let days = match self.state {
            UploadState::Finished => REFUSED_KEPT_DAYS,
            UploadState::Checking
            | UploadState::Checked
            | UploadState::Running
            | UploadState::Failed => WAITING_KEPT_DAYS,
        };
        self.updated_at + TimeDelta::days(days)
    }

    /// Whether anything is kept of what the file said.
    pub fn holds_anything(&self) -> bool {
        self.report.is_some() || self.refused_file.is_some() || self.state == UploadState::Checked
    }

    /// What came of the last look or of the import.
    pub fn told(&self) -> UploadReport {
        self.report
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Where its file lies.
    pub fn folder(&self, app: &App) -> PathBuf {
        all_folders(app).join(&self.link)
    }
}

/// Where the files of all uploads lie, a folder each.
pub(super) fn all_folders(app: &App) -> PathBuf {
    app.config.files.folder.join("imports")
}
