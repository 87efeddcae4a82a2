//! Levels, certificates and their registrations, as stored and as the rules see them.

use chrono::NaiveDate;

use crate::people::PersonId;
use crate::{id_type, text_enum};

id_type!(
    /// A certificate (证书) of one person at one level.
    CertificateId
);
id_type!(
    /// One registration (登记) of a certificate; renewals, extensions and
    /// corrections are rows of their own.
    RegistrationId
);

text_enum!(
    /// The level of a social worker, lowest first. `worker` is a local grade.
    Level {
        /// 社会工作员, a local grade.
        Worker = "worker", "社会工作员";
        /// 助理社会工作师, 初级.
        Assistant = "assistant", "助理社会工作师";
        /// 社会工作师, 中级.
        Intermediate = "intermediate", "社会工作师";
        /// 高级社会工作师, 副高.
        Senior = "senior", "高级社会工作师";
    }
);

text_enum!(
    /// Where a certificate is valid (facts §2.6).
    CertificateScope {
        /// Everywhere.
        National = "national", "全国有效";
        /// Gained on a lower regional pass line: only there.
        Local = "local", "区域有效";
    }
);

text_enum!(
    /// What kind of row a registration is.
    RegistrationKind {
        /// 首次登记.
        First = "first", "首次登记";
        /// 再登记, a new period after the earlier one.
        Renewal = "renewal", "再登记";
        /// A mass extension by policy; replaces the row it follows.
        Extension = "extension", "延期";
        /// A corrected last day; replaces the row it follows.
        Correction = "correction", "更正";
    }
);

/// One registration as the rules see it: already without those that an
/// extension or correction replaced ("in use").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationInUse {
    /// The level of the certificate that is registered.
    pub level: Level,
    /// First day of the registration period.
    pub first_day: NaiveDate,
    /// Last day, inclusive.
    pub last_day: NaiveDate,
}

/// A certificate held by a person, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldCertificate {
    /// The certificate's level.
    pub level: Level,
    /// 批准日期; a certificate without one counts as held (decided).
    pub approved_on: Option<NaiveDate>,
}

/// One stored registration row: a certificate's registration as it was entered.
/// An extension or a correction carries the whole period it makes (its first
/// day is that of the row it replaces).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationRow {
    /// The row's id.
    pub id: RegistrationId,
    /// The row it follows; none for a first registration.
    pub follows: Option<RegistrationId>,
    /// First, renewal, extension or correction.
    pub kind: RegistrationKind,
    /// The level of the certificate that is registered.
    pub level: Level,
    /// 登记日期: first day of the period.
    pub first_day: NaiveDate,
    /// 有效期至 as printed, inclusive; stands where it differs from the computed one.
    pub printed_last_day: Option<NaiveDate>,
}

text_enum!(
    /// Where an application for registration stands, as the national system has it.
    ApplicationState {
        /// 未申请: the person may still edit.
        NotApplied = "not_applied", "未申请";
        /// 待审核: handed in, the person may still edit.
        Submitted = "submitted", "待审核";
        /// 初审通过.
        FirstPassed = "first_passed", "初审通过";
        /// 初审未通过; a new application starts over.
        FirstFailed = "first_failed", "初审未通过";
        /// 终审通过.
        FinalPassed = "final_passed", "终审通过";
        /// 终审未通过; a new application starts over.
        FinalFailed = "final_failed", "终审未通过";
        /// 登记已完成.
        Registered = "registered", "登记已完成";
        /// 已出证.
        CertificateOut = "certificate_out", "已出证";
    }
);

/// The values of a certificate; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::certificates, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct CertificateDetails {
    /// Whose it is.
    pub person_id: PersonId,
    /// The level.
    pub level: Level,
    /// 证书管理号; opaque text.
    pub number: Option<String>,
    /// 批准日期.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub approved_on: Option<NaiveDate>,
    /// Where it is valid.
    pub scope: CertificateScope,
    /// The region of a local certificate.
    pub scope_region: Option<String>,
}

/// A certificate as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::certificates)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Its values.
    #[diesel(embed)]
    pub details: CertificateDetails,
    /// Raised by each change.
    pub version: i64,
}

/// The values of one registration row; also what the history keeps. Rows are only
/// ever added: a correction is a row that follows the one it replaces.
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
#[diesel(table_name = crate::db::schema::registrations, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct RegistrationDetails {
    /// The certificate that is registered.
    pub certificate_id: CertificateId,
    /// The row it follows.
    pub follows_id: Option<RegistrationId>,
    /// What kind of row it is.
    pub kind: RegistrationKind,
    /// 登记日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub first_day: NaiveDate,
    /// 有效期至, inclusive: as printed, else three years from the first day.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub last_day: NaiveDate,
    /// Whether the last day stood on the paper.
    pub last_day_printed: bool,
    /// The document of an extension.
    pub document: Option<String>,
}

/// A registration as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::registrations)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Registration {
    /// Its id.
    pub id: RegistrationId,
    /// Its values.
    #[diesel(embed)]
    pub details: RegistrationDetails,
}

impl Registration {
    /// The row as the rules read it.
    pub fn row(&self, level: Level) -> RegistrationRow {
        RegistrationRow {
            id: self.id,
            follows: self.details.follows_id,
            kind: self.details.kind,
            level,
            first_day: self.details.first_day,
            printed_last_day: Some(self.details.last_day),
        }
    }
}
