//! What a line of the history holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::AccountId;
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
        /// An uploaded file.
        Evidence = "evidence", "证明文件";
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
        /// A list that left the system: its filters stand in the payload, its id is 0.
        List = "list", "名单";
        /// Personal data that was erased by law.
        PurgeOrder = "purge_order", "到期数据清理";
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
        /// Somebody signed in.
        SignedIn = "signed_in", "登录";
        /// Somebody tried to sign in and failed.
        SignInFailed = "sign_in_failed", "登录失败";
        /// Somebody signed out, or was signed out.
        SignedOut = "signed_out", "退出";
        /// An ID number or bank account was shown in full.
        Viewed = "viewed", "查看完整号码";
        /// Personal data left the system as a file.
        Exported = "exported", "导出";
        /// A form was printed.
        Printed = "printed", "打印";
        /// Personal data was erased by law; the payload says of whom.
        Erased = "erased", "依法清除";
    }
);

impl Action {
    /// Whether it tells of a change of the books, and not of a look or a sign-in.
    pub const fn changes_the_books(self) -> bool {
        match self {
            Action::Created | Action::Changed | Action::Removed | Action::Erased => true,
            Action::SignedIn
            | Action::SignInFailed
            | Action::SignedOut
            | Action::Viewed
            | Action::Exported
            | Action::Printed => false,
        }
    }
}

/// Who acts and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account's name, or the system user of a command.
    pub name: String,
    /// `cli`, `web`, `api`, `job` …
    pub origin: &'static str,
    /// The account; names are not unique. None for commands and jobs.
    pub account: Option<AccountId>,
    /// The network address it came from.
    pub address: Option<String>,
}

impl Actor {
    /// An actor without an account: a command, a job, a stranger who tries to sign in.
    pub fn new(name: impl Into<String>, origin: &'static str) -> Self {
        Self {
            name: name.into(),
            origin,
            account: None,
            address: None,
        }
    }

    /// The same with its account.
    #[must_use]
    pub fn with_account(self, account: AccountId) -> Self {
        Self {
            account: Some(account),
            ..self
        }
    }

    /// The same with the network address.
    #[must_use]
    pub fn at(self, address: impl Into<String>) -> Self {
        Self {
            address: Some(address.into()),
            ..self
        }
    }
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
    /// 代填: the person in whose place the actor acts.
    pub on_behalf_of: Option<PersonId>,
    /// The web request; also in the log, so that both can be read side by side.
    pub request_id: Option<String>,
}

impl Occasion {
    /// Somebody acts for themselves, outside any import.
    pub fn new(actor: Actor, now: Now) -> Self {
        Self {
            actor,
            now,
            batch: None,
            on_behalf_of: None,
            request_id: None,
        }
    }

    /// The same in the place of `person` (代填).
    #[must_use]
    pub fn on_behalf_of(self, person: PersonId) -> Self {
        Self {
            on_behalf_of: Some(person),
            ..self
        }
    }

    /// The same within a web request.
    #[must_use]
    pub fn in_request(self, request_id: impl Into<String>) -> Self {
        Self {
            request_id: Some(request_id.into()),
            ..self
        }
    }
}

/// What the line of an erasure holds: whose data went, on what ground, how much. The
/// check of the chain reads it; names stand nowhere in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonsErased {
    /// Whose data was erased.
    pub people: Vec<PersonId>,
    /// The documents that ask for it.
    pub grounds: Vec<String>,
    /// How many rows of each kind went.
    pub rows: BTreeMap<String, u64>,
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

    /// Something that happened to a thing without changing it: a look, an export, a
    /// sign-in. `about` tells what exactly, without personal data.
    pub fn noted(
        action: Action,
        entity: Entity,
        entity_id: i64,
        person: Option<PersonId>,
        about: &impl Serialize,
    ) -> Self {
        Self {
            person,
            entity,
            entity_id,
            action,
            before: None,
            after: Some(value(about)),
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
