//! Whether a unit may hand its people over to another, or be merged into it. Pure.
//!
//! No source speaks of these; they are decided: people keep everything they have, units
//! below go along with a merging, and a district never ends in another.

use crate::changes::Refusal;
use crate::people::rules::{LONGEST_REASON, PeopleRefusal};
use crate::units::{Unit, UnitDetails, UnitId, UnitTree};

/// Why a unit is not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandoverRefusal {
    /// No unit chosen.
    #[error("请选择接收的单位")]
    TargetMissing,
    /// The unit is not there for the viewer.
    #[error("接收的单位不存在或不在您的管理范围内，请重新选择")]
    TargetUnknown,
    /// Into itself.
    #[error("接收的单位就是这个单位本身，请另选一个单位")]
    TargetIsItself,
    /// A closed unit takes nobody in.
    #[error("“{0}”已撤销，请选择正在使用的单位")]
    TargetClosed(String),
    /// Into one of the units that would go along.
    #[error("“{0}”是本单位的下级，会随本单位一起并入，请另选一个单位")]
    TargetBelow(String),
    /// No day.
    #[error("请填写生效日期，格式为 2026-03-09")]
    DayMissing,
    /// The reason is a story.
    #[error("原因共{0}字，最多{LONGEST_REASON}字，请精简后再提交")]
    ReasonTooLong(usize),
    /// Only part of a number.
    #[error("职工人数应是0到1000000之间的整数")]
    EmployeesOutOfRange,
    /// It is closed already.
    #[error("单位已经撤销，不能再移交或并入")]
    Closed,
    /// A district stands alone.
    #[error("区县不能并入别的单位，只能移交人员")]
    District,
    /// Nobody is there.
    #[error("单位没有在职人员，没有要移交的；要停用单位请在“修改”里撤销")]
    NobodyThere,
    /// A unit below would stand beside one of the same name.
    #[error("“{to}”下已有“{child}”，请先给其中一个改名，或先把这两个单位合并")]
    ChildNameTaken {
        /// The unit that takes them in.
        to: String,
        /// The unit below that has a namesake there.
        child: String,
    },
    /// The people are the business of somebody else.
    #[error("您没有调动“{0}”人员的权限，请由两个单位共同的上级办理")]
    PeopleBeyond(String),
    /// One of the people may not move.
    #[error("{name}：{why}")]
    Person {
        /// Who.
        name: String,
        /// Why not.
        why: PeopleRefusal,
    },
    /// A role that the viewer may not take or give.
    #[error("{holder}在本单位的“{role}”角色超出您的授权范围，请区县管理员先收回或改授再办理")]
    RoleBeyond {
        /// Who holds it.
        holder: String,
        /// The role.
        role: &'static str,
    },
    /// Somebody came or left since the list was looked at.
    #[error("核对之后人员有变动（核对时{seen}人，现在{now}人），请看过新名单再确认")]
    PeopleChanged {
        /// How many were shown.
        seen: usize,
        /// How many there are.
        now: usize,
    },
}

impl Refusal for HandoverRefusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TargetMissing
            | Self::TargetUnknown
            | Self::TargetIsItself
            | Self::TargetClosed(_)
            | Self::TargetBelow(_) => Some("to"),
            Self::DayMissing
            | Self::Person {
                why: PeopleRefusal::MovesLater(_),
                ..
            } => Some("moved_on"),
            Self::ReasonTooLong(_) => Some("reason"),
            Self::EmployeesOutOfRange => Some("employee_count"),
            _ => None,
        }
    }
}

/// Whether `unit` may be handed over to `to`, as far as the tree tells.
pub fn check_units(tree: &UnitTree, unit: &Unit, to: &Unit, merges: bool) -> Vec<HandoverRefusal> {
    let mut refusals = Vec::new();
    if unit.closed_on.is_some() {
        refusals.push(HandoverRefusal::Closed);
    }
    if to.id == unit.id {
        refusals.push(HandoverRefusal::TargetIsItself);
        return refusals;
    }
    if to.closed_on.is_some() {
        refusals.push(HandoverRefusal::TargetClosed(to.details.name.clone()));
    }
    if !merges {
        return refusals;
    }
    if unit.details.parent_id.is_none() {
        refusals.push(HandoverRefusal::District);
    }
    if tree.is_within(to.id, unit.id) {
        refusals.push(HandoverRefusal::TargetBelow(to.details.name.clone()));
        return refusals;
    }
    for child in children(tree, unit.id) {
        let path = format!("{}/{}", to.details.path, child.details.name);
        if tree.by_path(&path).is_some() {
            refusals.push(HandoverRefusal::ChildNameTaken {
                to: to.details.name.clone(),
                child: child.details.name.clone(),
            });
        }
    }
    refusals
}

/// The units right below one, by id.
pub fn children(tree: &UnitTree, unit: UnitId) -> Vec<&Unit> {
    let mut children: Vec<&Unit> = tree
        .iter()
        .filter(|one| one.details.parent_id == Some(unit))
        .collect();
    children.sort_by_key(|one| one.id);
    children
}

/// The values of a unit that has taken another in: what it lacks comes from the other,
/// its own stays; how many work there now is said by whoever merges them.
pub fn taken_in(to: &UnitDetails, from: &UnitDetails, employees: Option<i64>) -> UnitDetails {
    let own = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
    // A name with somebody else's number would be a wrong contact.
    let alone = to.contact_name.is_none() && to.contact_mobile.is_none();
    UnitDetails {
        contact_name: if alone {
            from.contact_name.clone()
        } else {
            to.contact_name.clone()
        },
        contact_mobile: if alone {
            from.contact_mobile.clone()
        } else {
            to.contact_mobile.clone()
        },
        contact_email: own(&to.contact_email, &from.contact_email),
        employee_count: employees,
        has_social_work_office: to.has_social_work_office.or(from.has_social_work_office),
        ..to.clone()
    }
}

/// How many work there afterwards, as far as it is known: both together, else what the
/// unit itself had said.
pub fn employees_together(to: Option<i64>, from: Option<i64>) -> Option<i64> {
    match (to, from) {
        (Some(to), Some(from)) => Some(to + from),
        (to, _) => to,
    }
}
