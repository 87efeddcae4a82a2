//! What is asked about a leaver, and what a confirmed erasure is.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::people::PersonId;
use crate::policy::RetentionClass;
use crate::{id_type, text_enum};

id_type!(
    /// One ordered erasure.
    PurgeOrderId
);

text_enum!(
    /// How an ordered erasure is stored; see [`OrderStanding`].
    PurgeState {
        /// Waits for the second officer or for the night.
        Confirmed = "confirmed", "待复核或待执行";
        /// Erased.
        Done = "done", "已清除";
        /// Taken back before it was done.
        Withdrawn = "withdrawn", "已撤回";
    }
);

text_enum!(
    /// How an erasure stands for those who see to it.
    OrderStanding {
        /// Waits for the second officer.
        Ordered = "ordered", "待另一人复核";
        /// Confirmed by the second officer, waits for the night.
        Confirmed = "confirmed", "已复核，待执行";
        /// Erased.
        Done = "done", "已清除";
        /// Taken back before it was done.
        Withdrawn = "withdrawn", "已撤回";
    }
);

/// A part of somebody's data that can be erased on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The rows of a class.
    Class(RetentionClass),
    /// The ID number.
    IdNumber,
    /// The name.
    Name,
}

impl Part {
    /// The words of an office.
    pub const fn label(self) -> &'static str {
        match self {
            Part::Class(class) => class.label(),
            Part::IdNumber => "证件号码",
            Part::Name => "姓名",
        }
    }
}

/// What the rules look at of one person who has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaverFacts {
    /// Who.
    pub person: PersonId,
    /// 离职日期.
    pub left_on: NaiveDate,
    /// Whether contact data still stands.
    pub has_contact: bool,
    /// Whether the ID number still stands.
    pub has_id_number: bool,
    /// Whether the name still stands.
    pub has_name: bool,
    /// The last day of a registration, training record or certificate, where there is any.
    pub last_training_on: Option<NaiveDate>,
    /// The last day of an exam's year, where there is an entry or a result.
    pub last_exam_on: Option<NaiveDate>,
    /// When the last application that came to nothing was filed.
    pub last_application_on: Option<NaiveDate>,
    /// When the last voucher was filed.
    pub last_voucher_on: Option<NaiveDate>,
}

/// A part of one leaver's data whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePart {
    /// Which.
    pub part: Part,
    /// The first day on which it may go.
    pub since: NaiveDate,
}

/// What may go of whom: as it is confirmed and stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonScope {
    /// Who.
    pub person: PersonId,
    /// What.
    pub parts: Vec<Part>,
}

impl PersonScope {
    /// Whether anything of the person's own row goes, and not only rows about them.
    pub fn touches_the_person(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Class(RetentionClass::Contact) | Part::IdNumber | Part::Name => true,
            Part::Class(_) => false,
        })
    }
}

/// An ordered erasure as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::purge_orders)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PurgeOrder {
    /// Its id.
    pub id: PurgeOrderId,
    /// The day it was worked out for.
    pub due_on: NaiveDate,
    /// Whose and what, JSON of [`PersonScope`]s.
    pub scope: String,
    /// How many people.
    pub person_count: i64,
    /// How it stands.
    pub state: PurgeState,
    /// Who ordered it.
    pub ordered_by: String,
    /// With which account.
    pub ordered_account_id: Option<AccountId>,
    /// When (UTC).
    pub ordered_at: NaiveDateTime,
    /// When it was done (UTC).
    pub finished_at: Option<NaiveDateTime>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Who confirmed it, as the second.
    pub confirmed_by: Option<String>,
    /// With which account.
    pub confirmed_account_id: Option<AccountId>,
    /// When (UTC).
    pub confirmed_at: Option<NaiveDateTime>,
}

impl PurgeOrder {
    /// How it stands.
    pub fn standing(&self) -> OrderStanding {
        match self.state {
            PurgeState::Confirmed if self.confirmed_by.is_none() => OrderStanding::Ordered,
            PurgeState::Confirmed => OrderStanding::Confirmed,
            PurgeState::Done => OrderStanding::Done,
            PurgeState::Withdrawn => OrderStanding::Withdrawn,
        }
    }
}
