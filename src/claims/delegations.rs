//! Deciding in another's place (委托审批): from a first to a last day, both inclusive.
//! A delegation hands on what its giver may decide, and never a claim of the giver's own.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::AccountId;
use crate::calendar::{chinese_day, plus_days};
use crate::id_type;

/// A delegation lasts at most this many days; who stays away longer gives up the role.
pub const LONGEST_DAYS: i64 = 92;

id_type!(
    /// One delegation.
    DelegationId
);

/// The values of a delegation; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claim_delegations, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct DelegationDetails {
    /// Who gives it.
    pub from_account_id: AccountId,
    /// Who decides in that one's place.
    pub to_account_id: AccountId,
    /// First day.
    pub first_on: NaiveDate,
    /// Last day, inclusive.
    pub last_on: NaiveDate,
    /// Why: 出差, 休假.
    pub reason: String,
    /// When it was made (UTC).
    pub made_at: NaiveDateTime,
    /// When it was taken back (UTC), where it was.
    pub ended_at: Option<NaiveDateTime>,
}

/// A delegation as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::claim_delegations)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// Its values.
    #[diesel(embed)]
    pub details: DelegationDetails,
    /// Raised by each change.
    pub version: i64,
}

impl DelegationDetails {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.ended_at.is_none() && self.first_on <= day && day <= self.last_on
    }
}

/// Why a delegation is not made: one sentence each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationRefusal {
    /// To oneself.
    #[error("不能委托给自己，请选择其他人")]
    ToOneself,
    /// The last day lies before the first.
    #[error("委托的最后一天早于第一天，请核对日期")]
    EndsBeforeItBegins,
    /// The first day is over.
    #[error("委托从{}开始，已经过去，请从今天或以后的日子开始", chinese_day(*.0))]
    BeginsInThePast(NaiveDate),
    /// Longer than [`LONGEST_DAYS`].
    #[error("委托最长{LONGEST_DAYS}天，请缩短；长期不在岗的，请调整岗位角色")]
    TooLong,
    /// Another delegation of the same giver covers one of the days.
    #[error("{}至{}已有委托，同一天只能委托一人，请先结束原来的委托", chinese_day(*.0), chinese_day(*.1))]
    Overlaps(NaiveDate, NaiveDate),
}

/// Whether a delegation may be made on `today`, beside the giver's others.
///
/// # Errors
/// [`DelegationRefusal`].
pub fn check_delegation(
    wanted: &DelegationDetails,
    others: &[DelegationDetails],
    today: NaiveDate,
) -> Result<(), DelegationRefusal> {
    if wanted.from_account_id == wanted.to_account_id {
        return Err(DelegationRefusal::ToOneself);
    }
    if wanted.last_on < wanted.first_on {
        return Err(DelegationRefusal::EndsBeforeItBegins);
    }
    if wanted.first_on < today {
        return Err(DelegationRefusal::BeginsInThePast(wanted.first_on));
    }
    if wanted.last_on > plus_days(wanted.first_on, LONGEST_DAYS - 1) {
        return Err(DelegationRefusal::TooLong);
    }
    let overlapping = others.iter().find(|other| {
        other.ended_at.is_none()
            && other.first_on <= wanted.last_on
            && wanted.first_on <= other.last_on
    });
    match overlapping {
        Some(other) => Err(DelegationRefusal::Overlaps(other.first_on, other.last_on)),
        None => Ok(()),
    }
}
