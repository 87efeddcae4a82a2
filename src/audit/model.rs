//! What a line of the history holds.

use serde::Serialize;
use serde_json::Value;

use crate::clock::Now;
use crate::people::PersonId;
use crate::{id_type, text_enum};

id_type!(
    /// One import of one file; the history names it.
    ImportBatchId
);

text_enum!(
    /// The kind of thing a line of the history is about; the table it stands in.
    Entity {
        /// A unit.
        Unit = "unit", "单位";
        /// A person.
        Person = "person", "人员";
        /// A certificate.
        Certificate = "certificate", "证书";
        /// A registration.
        Registration = "registration", "登记";
        /// A training record.
        TrainingRecord = "training_record", "培训记录";
        /// A season.
        Season = "season", "考试季";
        /// An exam entry.
        Entry = "entry", "报考记录";
        /// An exam result.
        ExamResult = "exam_result", "考试成绩";
        /// A claim.
        Claim = "claim", "报销单";
        /// A reminder.
        Reminder = "reminder", "提醒";
        /// An import.
        ImportBatch = "import_batch", "导入";
        /// A mass extension of registrations.
        RegistrationExtension = "registration_extension", "批量延期";
        /// A version of a policy that the district added.
        PolicyVersion = "policy_version", "政策版本";
        /// An account.
        Account = "account", "账号";
        /// A role held at a unit.
        AccountRole = "account_role", "角色";
        /// A session.
        Session = "session", "登录会话";
        /// A program's token.
        ApiToken = "api_token", "接口令牌";
    }
);

text_enum!(
    /// What happened to it.
    Action {
        /// It was made.
        Created = "created", "新增";
        /// Its values changed.
        Changed = "changed", "修改";
        /// It was taken back.
        Removed = "removed", "撤销";
    }
);

/// Who acts and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, or the system user of a command.
    pub name: String,
    /// `cli`, `web`, `job` …
    pub origin: &'static str,
}

/// The circumstances of a change: who, when, and in which import.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// Who acts.
    pub actor: Actor,
    /// When.
    pub now: Now,
    /// The import it belongs to.
    pub batch: Option<ImportBatchId>,
}

/// One line to be written.
#[derive(Debug, Clone)]
pub struct Change {
    /// The person it concerns, so that one person's history can be read.
    pub person: Option<PersonId>,
    /// What kind of thing.
    pub entity: Entity,
    /// Its id.
    pub entity_id: i64,
    /// What happened.
    pub action: Action,
    /// The values before.
    pub before: Option<Value>,
    /// The values after.
    pub after: Option<Value>,
}

impl Change {
    /// A thing that was made.
    pub fn created(
        entity: Entity,
        entity_id: i64,
        person: Option<PersonId>,
        after: &impl Serialize,
    ) -> Self {
        Self {
            person,
            entity,
            entity_id,
            action: Action::Created,
            before: None,
            after: Some(value(after)),
        }
    }

    /// A thing whose values changed.
    pub fn changed(
        entity: Entity,
        entity_id: i64,
        person: Option<PersonId>,
        before: &impl Serialize,
        after: &impl Serialize,
    ) -> Self {
        Self {
            person,
            entity,
            entity_id,
            action: Action::Changed,
            before: Some(value(before)),
            after: Some(value(after)),
        }
    }

    /// A thing that was taken back.
    pub fn removed(
        entity: Entity,
        entity_id: i64,
        person: Option<PersonId>,
        before: &impl Serialize,
    ) -> Self {
        Self {
            person,
            entity,
            entity_id,
            action: Action::Removed,
            before: Some(value(before)),
            after: None,
        }
    }
}

/// Our own plain structs always serialise; a failure would show as `null` in the
/// history rather than stop the work.
fn value(details: &impl Serialize) -> Value {
    serde_json::to_value(details).unwrap_or(Value::Null)
}
