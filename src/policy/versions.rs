//! Versions of policies that the district adds in the browser.
//!
//! A version is the text of one entry, as a policy file would have it. It is checked
//! together with everything else before it is stored, and read by the same reader.
//! A version whose first day lies still ahead can be withdrawn; one that held never.
//! Each added row raises the revision of policies ([`crate::db::revisions`]): every
//! process compares it with the one it read last ([`PolicyShelf`]) and reads anew where
//! it differs.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::overview::PolicyEntry;
use super::{Policies, PolicyProblems, store};
use crate::db::revisions::Kept;
use crate::db::{Conn, DatabaseError};
use crate::{id_type, text_enum};

id_type!(
    /// One version that was added in the browser.
    PolicyVersionId
);

id_type!(
    /// The withdrawal of a version that was not yet in force.
    PolicyWithdrawalId
);

text_enum!(
    /// What kind of policy can be added in the browser; the section of a policy file.
    PolicyKind {
        /// 继续教育要求.
        TrainingRule = "training_rule", "继续教育要求";
        /// 报销政策.
        Reimbursement = "reimbursement", "报销政策";
        /// 持证目标.
        CertifiedTarget = "certified_target", "持证目标";
        /// 考试收费.
        ExamFees = "exam_fees", "考试收费";
        /// 合格标准.
        PassLine = "pass_line", "合格标准";
        /// 放假和调休.
        Holidays = "holidays", "放假和调休";
    }
);

/// The text of an added version with the name that mistakes in it are told by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedText {
    /// 政策版本 第3号.
    pub name: String,
    /// One entry of a policy file.
    pub text: String,
}

/// The values of an added version; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::policy_versions, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PolicyVersionDetails {
    /// Which section of a policy file it is.
    pub kind: PolicyKind,
    /// The policy it is a version of.
    pub rule_id: String,
    /// The region's official name.
    pub region: String,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// The entry as a policy file would have it.
    pub body: String,
    /// Its document.
    pub source_document: String,
    /// Who added it.
    pub added_by: String,
    /// When (UTC).
    pub added_at: NaiveDateTime,
}

/// An added version with its id.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::policy_versions)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PolicyVersion {
    /// Its id; also the order of adding.
    pub id: PolicyVersionId,
    /// Its values.
    #[diesel(embed)]
    pub details: PolicyVersionDetails,
}

impl PolicyVersion {
    /// Whether an entry of the overview is what this version says.
    pub fn is_read_on(&self, entry: &PolicyEntry) -> bool {
        let details = &self.details;
        details.kind.as_str() == entry.section.as_str()
            && details.rule_id == entry.id
            && details.region == entry.region
            && Some(details.valid_from) == entry.from
    }

    /// The added version that an entry of the overview says: of several of one first
    /// day the one added last. None where it stands in a policy file.
    pub fn behind<'v>(versions: &'v [Self], entry: &PolicyEntry) -> Option<&'v Self> {
        versions
            .iter()
            .rev()
            .find(|version| version.is_read_on(entry))
    }

    /// The text to be read.
    pub fn text(&self) -> AddedText {
        AddedText {
            name: format!("政策版本 第{}号", self.id),
            text: self.details.body.clone(),
        }
    }
}

/// That a version was withdrawn before it held.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::policy_withdrawals, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PolicyWithdrawal {
    /// The version.
    pub version_id: PolicyVersionId,
    /// Why, as it was typed.
    pub reason: String,
    /// Who withdrew it.
    pub withdrawn_by: String,
    /// When (UTC).
    pub withdrawn_at: NaiveDateTime,
}

/// Why the rule data could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The rule data is wrong; added versions are checked before they are stored, so
    /// the files were changed.
    #[error("政策数据有问题：\n{0}")]
    Policy(#[from] PolicyProblems),
}

impl From<diesel::result::Error> for RefreshError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// The rule data of a process: what it read last, kept under the revision of the added
/// versions. Cloning shares it.
#[derive(Debug, Clone)]
pub struct PolicyShelf {
    folder: Option<PathBuf>,
    latest: Kept<i64, Policies>,
}

impl PolicyShelf {
    /// Files of `folder` beside the added versions; nothing is read yet.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            latest: Kept::default(),
        }
    }

    /// The rule data as this transaction sees it. Files are read at start only; a
    /// version that was added meanwhile, by any process, makes everything be read anew.
    ///
    /// # Errors
    /// [`RefreshError`].
    pub fn at(&self, conn: &mut Conn, revision: i64) -> Result<Arc<Policies>, RefreshError> {
        self.latest
            .get(conn, revision, |conn| read(conn, &self.folder))
    }
}

fn read(conn: &mut Conn, folder: &Option<PathBuf>) -> Result<Policies, RefreshError> {
    let added: Vec<AddedText> = store::load_valid(conn)?
        .iter()
        .map(PolicyVersion::text)
        .collect();
    Ok(Policies::load_with(folder.as_deref(), &added)?)
}
