//! What an account, a session and a token are.

use crate::units::UnitId;
use crate::{id_type, text_enum};

id_type!(
    /// One account.
    AccountId
);
id_type!(
    /// One session of one account: a row that can be ended at once.
    SessionId
);
id_type!(
    /// One token of a program that works in an account's name.
    TokenId
);

text_enum!(
    /// What somebody is at a unit; the role reaches down the unit's tree.
    Role {
        /// One's own data.
        Worker = "worker", "社会工作者";
        /// 单位人事: the people of a unit.
        Hr = "hr", "单位人事";
        /// Second level of approving claims.
        Approver = "approver", "复核人";
        /// Marks claims as paid.
        Finance = "finance", "财务";
        /// Plans training, takes attendance.
        TrainingOfficer = "training_officer", "培训管理员";
        /// Gives a course.
        Trainer = "trainer", "授课教师";
        /// Reviews registrations.
        Registrar = "registrar", "登记审核人";
        /// Policies, seasons, units.
        District = "district", "区县主管";
        /// Accounts and settings, no business data.
        Admin = "admin", "系统管理员";
        /// Reads everything, changes nothing.
        Auditor = "auditor", "审计";
    }
);

text_enum!(
    /// What a token may be used for.
    TokenScope {
        /// Reading.
        Read = "read", "读取";
        /// Reading and changing.
        Write = "write", "读取和修改";
    }
);

text_enum!(
    /// Whether an account may be used.
    AccountState {
        /// In use.
        Active = "active", "启用";
        /// Locked by an administrator; a lock after failures is a time, not a state.
        Locked = "locked", "停用";
    }
);

/// A role at a unit. Without a unit it reaches everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoleAt {
    /// The role.
    pub role: Role,
    /// Where it is held; none for the whole system.
    pub unit: Option<UnitId>,
}

impl Role {
    /// Who decides about money, or about who else may, and so needs a second factor
    /// where the setting asks for it.
    pub const fn decides_about_money(self) -> bool {
        match self {
            Role::Hr | Role::Approver | Role::Finance | Role::District | Role::Admin => true,
            Role::Worker
            | Role::TrainingOfficer
            | Role::Trainer
            | Role::Registrar
            | Role::Auditor => false,
        }
    }
}
