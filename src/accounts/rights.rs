//! The one table of rights: which roles may do what. Pure; deny by default.

use super::Role;

/// Something that a route allows. Every route names exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// For everyone, also without signing in.
    Public,
    /// For whoever is signed in: own password, sessions, help, rules.
    SignedIn,
    /// One's own data; for accounts that belong to a person.
    Own,
    /// Seeing the people of a unit, their training, exams and certificates.
    SeePeople,
    /// Changing people: joining, leaving, moving, correcting, merging, acting for someone.
    EditPeople,
    /// Seeing ID numbers in full, on purpose and recorded.
    Unmask,
    /// Reading submitted proofs of training and what became of them.
    SeeReviews,
    /// Recognising or returning proofs of training.
    ReviewTraining,
    /// Changing certificates and registrations.
    EditCertificates,
    /// Reading which spreadsheets came in and what became of them.
    SeeImports,
    /// Bringing in spreadsheets.
    Import,
    /// Seeing who lacks how much training.
    SeeGaps,
    /// Seeing units, targets and statistics.
    SeeDistrict,
    /// Changing units.
    EditUnits,
    /// Changing seasons.
    EditSeasons,
    /// Adding versions of policies.
    EditPolicies,
    /// Reading which registrations were extended at once.
    SeeExtensions,
    /// Extending many registrations at once.
    ExtendRegistrations,
    /// Reading what is erased, and on whose word.
    SeeRetention,
    /// Ordering that the data of leavers whose time is over is erased.
    Purge,
    /// Confirming what another officer ordered to be erased. The administrator only where
    /// no second officer could (`retention::actions::second`).
    ConfirmPurge,
    /// Reading the history.
    SeeHistory,
    /// Reading who has an account and which roles.
    SeeAccounts,
    /// Making accounts for the people of a unit, and new first passwords for them.
    IssueAccounts,
    /// Roles, locking, other people's sessions.
    ManageAccounts,
    /// Seeing whether the machine works: jobs, the outbox.
    SeeOperations,
}

impl Right {
    /// Every right.
    pub const ALL: &'static [Right] = &[
        Right::Public,
        Right::SignedIn,
        Right::Own,
        Right::SeePeople,
        Right::EditPeople,
        Right::Unmask,
        Right::SeeReviews,
        Right::ReviewTraining,
        Right::EditCertificates,
        Right::SeeImports,
        Right::Import,
        Right::SeeGaps,
        Right::SeeDistrict,
        Right::EditUnits,
        Right::EditSeasons,
        Right::EditPolicies,
        Right::SeeExtensions,
        Right::ExtendRegistrations,
        Right::SeeRetention,
        Right::Purge,
        Right::ConfirmPurge,
        Right::SeeHistory,
        Right::SeeAccounts,
        Right::IssueAccounts,
        Right::ManageAccounts,
        Right::SeeOperations,
    ];

    /// The roles that have this right at the unit where they are held and below.
    /// [`Right::Public`], [`Right::SignedIn`] and [`Right::Own`] do not depend on roles.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{Admin, Auditor, District, Hr, Registrar, TrainingOfficer};
        match self {
            Right::Public | Right::SignedIn | Right::Own => &[],
            Right::SeePeople => &[Hr, TrainingOfficer, Registrar, District, Auditor],
            Right::EditPeople => &[Hr, District],
            // Which kinds, and of whom, is decided by the right of the kind.
            Right::Import => &[Hr, District, Registrar, TrainingOfficer],
            Right::Unmask | Right::EditCertificates => &[Hr, Registrar, District],
            Right::SeeReviews => &[Hr, TrainingOfficer, District, Auditor],
            Right::ReviewTraining => &[Hr, TrainingOfficer, District],
            Right::SeeImports => &[Hr, District, Registrar, TrainingOfficer, Auditor],
            Right::SeeGaps => &[TrainingOfficer, Hr, District, Auditor],
            Right::SeeDistrict | Right::SeeHistory => &[District, Auditor],
            Right::EditUnits | Right::EditSeasons | Right::EditPolicies | Right::Purge => {
                &[District]
            }
            Right::SeeExtensions => &[District, Registrar, Auditor],
            Right::ExtendRegistrations => &[District, Registrar],
            Right::SeeRetention => &[District, Auditor, Admin],
            Right::ConfirmPurge => &[District, Admin],
            Right::SeeAccounts => &[Hr, District, Admin, Auditor],
            Right::IssueAccounts => &[Hr, District, Admin],
            Right::ManageAccounts => &[District, Admin],
            Right::SeeOperations => &[Admin, District],
        }
    }

    /// Whether a role opens anything at all; pages offer no other.
    pub fn any_of(role: Role) -> bool {
        Self::ALL.iter().any(|right| right.roles().contains(&role))
    }

    /// The word for what is allowed, as a refusal names it.
    pub const fn label(self) -> &'static str {
        match self {
            Right::Public => "公开页面",
            Right::SignedIn => "登录后的页面",
            Right::Own => "本人信息",
            Right::SeePeople => "查看人员",
            Right::EditPeople => "维护人员",
            Right::Unmask => "查看完整证件号码",
            Right::SeeReviews => "查看培训审核",
            Right::ReviewTraining => "审核培训证明",
            Right::EditCertificates => "维护证书与登记",
            Right::SeeImports => "查看导入记录",
            Right::Import => "导入表格",
            Right::SeeGaps => "查看培训缺口",
            Right::SeeDistrict => "查看全区情况",
            Right::EditUnits => "维护单位",
            Right::EditSeasons => "维护考试安排",
            Right::EditPolicies => "维护政策",
            Right::SeeExtensions => "查看登记延长",
            Right::ExtendRegistrations => "批量延长登记",
            Right::SeeRetention => "查看数据清理",
            Right::Purge => "清理到期数据",
            Right::ConfirmPurge => "复核数据清理",
            Right::SeeHistory => "查看历史记录",
            Right::SeeAccounts => "查看账号",
            Right::IssueAccounts => "开通账号",
            Right::ManageAccounts => "管理账号",
            Right::SeeOperations => "查看运行情况",
        }
    }
}
