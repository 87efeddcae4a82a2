//! What may be done with the entry of a person on a day. Pure.
//!
//! No source speaks of these; they are decided: the history stays with the person
//! wherever it works, a day of leaving or moving is one that happened or soon will,
//! and an ID number belongs to one person only.

use chrono::NaiveDate;

use super::PersonDetails;
use crate::calendar::chinese_day;
use crate::units::UnitId;

/// How many days ahead a leaving or moving may be entered.
pub const MOST_DAYS_AHEAD: i64 = 62;
/// The longest reason that is kept.
pub const LONGEST_REASON: usize = 200;

/// Why somebody's mobile number and mail address stay as they are: a link for a new
/// password goes there.
pub const CONTACT_KEPT: &str =
    "该人员的账号权限高于您的账号，手机号和邮箱请由本人在“我的资料”里修改，或请区县管理员修改";

/// Why a change of a person is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleRefusal {
    /// The account of the person may more than whoever asks.
    #[error("该人员的账号权限高于您的账号，不能由您{0}，请区县管理员办理。")]
    BeyondYou(&'static str),
    /// The person left before.
    #[error("该人员已于{}离职，无需再次登记；日期有误请在“编辑资料”中更正。", chinese_day(*.0))]
    LeftAlready(NaiveDate),
    /// The person never left.
    #[error("该人员在职，无需办理重新入职；换单位请用“调动单位”。")]
    HasNotLeft,
    /// There is no leaving to take back.
    #[error("该人员没有登记离职，没有要撤销的内容。")]
    NoLeaving,
    /// Why is not said.
    #[error("请填写{0}的原因，以便日后查对。")]
    ReasonNeeded(&'static str),
    /// The reason is a story.
    #[error("原因共{0}字，最多{LONGEST_REASON}字，请精简后再提交。")]
    ReasonTooLong(usize),
    /// Left before joining.
    #[error("离职日期{}早于入职日期{}，请核对。", chinese_day(*left_on), chinese_day(*joined_on))]
    LeavesBeforeJoining {
        /// The last day in the unit.
        left_on: NaiveDate,
        /// The first one.
        joined_on: NaiveDate,
    },
    /// Joined again before having left.
    #[error("重新入职日期{}不晚于离职日期{}，请核对。", chinese_day(*joined_on), chinese_day(*left_on))]
    ReturnsBeforeLeaving {
        /// The last day in the unit.
        left_on: NaiveDate,
        /// The new first day.
        joined_on: NaiveDate,
    },
    /// A day far ahead.
    #[error("{what}{}太远，最多可以提前{MOST_DAYS_AHEAD}天登记，请到时再办理。", chinese_day(*day))]
    TooFarAhead {
        /// Which day.
        what: &'static str,
        /// The day.
        day: NaiveDate,
    },
    /// A move that has not happened.
    #[error("调动日期{}还没有到，请在调动当天或之后办理。", chinese_day(*.0))]
    MovesLater(NaiveDate),
    /// To where the person is.
    #[error("该人员已在这个单位，请选择另一个单位。")]
    SameUnit,
    /// Someone who left does not move.
    #[error("该人员已于{}离职，请先办理重新入职再调动。", chinese_day(*.0))]
    MovesAfterLeaving(NaiveDate),
    /// Before the last move or the first day.
    #[error("调动日期{}早于上一次入职或调动日期{}，请核对。", chinese_day(*moved_on), chinese_day(*earlier))]
    MovesBeforeEarlierDay {
        /// The day typed.
        moved_on: NaiveDate,
        /// The day it must not lie before.
        earlier: NaiveDate,
    },
    /// The own entry.
    #[error(
        "不能办理本人的档案：手机号和邮箱请在“我的资料”里修改，其他内容请由本单位其他经办人或上级单位办理。"
    )]
    AboutOneself,
    /// The number was erased by law.
    #[error("该人员的证件号码已依法清除，不能再查看或更正。")]
    Erased,
    /// The same number.
    #[error("新号码与现有号码相同，没有需要更正的内容。")]
    SameNumber,
    /// Somebody else's number.
    #[error(
        "证件号码{masked}已登记在“{place}”{owner}名下，不能再用；如是同一个人，请用“合并重复档案”。"
    )]
    NumberTaken {
        /// The number, masked.
        masked: String,
        /// Where its owner works.
        place: String,
        /// The owner's name, where the viewer may know it; else empty.
        owner: String,
    },
}

impl PeopleRefusal {
    /// The field it stands beside, where only what was typed is wrong; none where the
    /// person's own state forbids it.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::ReasonNeeded(_) | Self::ReasonTooLong(_) => Some("reason"),
            Self::MovesLater(_) | Self::MovesBeforeEarlierDay { .. } => Some("moved_on"),
            Self::LeavesBeforeJoining { .. } => Some("left_on"),
            Self::ReturnsBeforeLeaving { .. } => Some("joined_on"),
            Self::SameUnit => Some("unit"),
            Self::SameNumber | Self::NumberTaken { .. } => Some("id_number"),
            _ => None,
        }
    }
}

/// A reason that says something: trimmed, within [`LONGEST_REASON`].
///
/// # Errors
/// [`PeopleRefusal::ReasonNeeded`] and [`PeopleRefusal::ReasonTooLong`].
pub fn reason(typed: &str, of_what: &'static str) -> Result<String, PeopleRefusal> {
    let reason = typed.trim();
    let length = reason.chars().count();
    match length {
        0 => Err(PeopleRefusal::ReasonNeeded(of_what)),
        1..=LONGEST_REASON => Ok(reason.to_owned()),
        more => Err(PeopleRefusal::ReasonTooLong(more)),
    }
}

/// Whether a person may be noted as leaving with `left_on` as the last day.
///
/// # Errors
/// The [`PeopleRefusal`] that says why not.
pub fn may_leave(
    person: &PersonDetails,
    left_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), PeopleRefusal> {
    if let Some(left) = person.left_on {
        return Err(PeopleRefusal::LeftAlready(left));
    }
    if let Some(joined_on) = person.joined_on.filter(|joined| left_on < *joined) {
        return Err(PeopleRefusal::LeavesBeforeJoining { left_on, joined_on });
    }
    not_too_far(left_on, today, "离职日期")
}

/// Whether a person who left may be noted as working again from `joined_on`.
///
/// # Errors
/// The [`PeopleRefusal`] that says why not.
pub fn may_return(
    person: &PersonDetails,
    joined_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), PeopleRefusal> {
    let left_on = person.left_on.ok_or(PeopleRefusal::HasNotLeft)?;
    if joined_on <= left_on {
        return Err(PeopleRefusal::ReturnsBeforeLeaving { left_on, joined_on });
    }
    not_too_far(joined_on, today, "入职日期")
}

/// Whether the leaving of a person may be taken back: one that was entered for the wrong
/// person, or that the person withdrew. The first day in the unit stays (decided).
///
/// # Errors
/// [`PeopleRefusal::NoLeaving`].
pub fn may_take_back_leaving(person: &PersonDetails) -> Result<PersonDetails, PeopleRefusal> {
    match person.left_on {
        None => Err(PeopleRefusal::NoLeaving),
        Some(_) => Ok(PersonDetails {
            left_on: None,
            ..person.clone()
        }),
    }
}

/// Whether a person may move to another unit on a day: it takes effect at once, so
/// the day must have come (decided).
///
/// # Errors
/// The [`PeopleRefusal`] that says why not.
pub fn may_move(
    person: &PersonDetails,
    to: UnitId,
    moved_on: NaiveDate,
    last_move: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), PeopleRefusal> {
    if to == person.unit_id {
        return Err(PeopleRefusal::SameUnit);
    }
    if let Some(left) = person.left_on.filter(|left| *left < moved_on) {
        return Err(PeopleRefusal::MovesAfterLeaving(left));
    }
    if moved_on > today {
        return Err(PeopleRefusal::MovesLater(moved_on));
    }
    match person.joined_on.max(last_move) {
        Some(earlier) if moved_on < earlier => {
            Err(PeopleRefusal::MovesBeforeEarlierDay { moved_on, earlier })
        }
        _ => Ok(()),
    }
}

/// Whether the days of an edited entry are in order.
///
/// # Errors
/// [`PeopleRefusal::LeavesBeforeJoining`].
pub fn days_in_order(person: &PersonDetails) -> Result<(), PeopleRefusal> {
    match (person.joined_on, person.left_on) {
        (Some(joined_on), Some(left_on)) if left_on < joined_on => {
            Err(PeopleRefusal::LeavesBeforeJoining { left_on, joined_on })
        }
        _ => Ok(()),
    }
}

fn not_too_far(day: NaiveDate, today: NaiveDate, what: &'static str) -> Result<(), PeopleRefusal> {
    if (day - today).num_days() > MOST_DAYS_AHEAD {
        Err(PeopleRefusal::TooFarAhead { what, day })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
