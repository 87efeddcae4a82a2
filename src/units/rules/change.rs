//! What the office may write about a unit, and where a unit may stand.

use crate::changes::Refusal;
use crate::identity;
use crate::policy::Policies;
use crate::text::{compare_key, quoted, tidy};
use crate::units::{Unit, UnitDetails, UnitId, UnitKind, UnitTree};

/// The longest unit name that is taken, in characters.
pub const LONGEST_UNIT_NAME: usize = 60;
/// The longest name or number of a contact, in characters.
const LONGEST_CONTACT: usize = 40;
/// More employees than any unit of a district has.
const MOST_EMPLOYEES: i64 = 1_000_000;

/// The values of a unit as an office fills them in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitInput {
    /// The unit above; none = a district of its own.
    pub parent: Option<UnitId>,
    /// 单位名称.
    pub name: String,
    /// The kind; what is written here counts as confirmed.
    pub kind: UnitKind,
    /// The region a district stands for, by any name it goes by.
    pub region: Option<String>,
    /// 联系人.
    pub contact_name: Option<String>,
    /// 联系电话, mobile or landline.
    pub contact_mobile: Option<String>,
    /// 联系邮箱.
    pub contact_email: Option<String>,
    /// 职工人数.
    pub employee_count: Option<i64>,
    /// 是否设社会工作室; none = not known.
    pub has_social_work_office: Option<bool>,
}

/// Why a unit cannot be written so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitRefusal {
    /// No name.
    #[error("请填写单位名称")]
    NameMissing,
    /// Too long.
    #[error("单位名称超过{LONGEST_UNIT_NAME}个字，请改短")]
    NameTooLong,
    /// A slash would break the path.
    #[error("单位名称里不能有“/”，请只写这一级单位自己的名称")]
    NameWithSlash,
    /// Another unit stands there.
    #[error("“{0}”下已有同名单位，请改名称或改上级单位")]
    NameTaken(String),
    /// A closed unit stands there.
    #[error("“{0}”下有已撤销的同名单位，请到该单位页面恢复使用")]
    NameTakenByClosed(String),
    /// Only a district stands alone.
    #[error("请选择上级单位；只有区县可以没有上级")]
    ParentMissing,
    /// The unit above is not there for the viewer.
    #[error("上级单位不存在或不在您的管理范围内，请重新选择")]
    ParentUnknown,
    /// The unit above is closed.
    #[error("上级单位“{0}”已撤销，请选择正在使用的单位")]
    ParentClosed(String),
    /// The unit would lie below itself.
    #[error("不能把单位移到它自己或它的下级“{0}”之下，请选择别的上级")]
    Circle(String),
    /// The region is not listed.
    #[error("“{0}”不在行政区划表中，请写区县的正式名称，如綦江区")]
    RegionUnknown(String),
    /// Another unit stands for the region.
    #[error("“{0}”已经代表这个区县，一个区县只能有一个单位")]
    RegionTaken(String),
    /// A contact that is too long.
    #[error("联系人超过{LONGEST_CONTACT}个字，请改短")]
    ContactTooLong,
    /// No telephone number.
    #[error("“{0}”不是电话号码，请填写手机号或带区号的座机号")]
    NotTelephone(String),
    /// No mail address.
    #[error("{0}")]
    NotEmail(String),
    /// An impossible number of employees.
    #[error("职工人数应是0到{MOST_EMPLOYEES}之间的整数")]
    EmployeesOutOfRange,
    /// People still work there.
    #[error("单位还有{0}名在职人员，请先把他们调到别的单位或登记离职")]
    HasPeople(i64),
    /// Units lie below it.
    #[error("单位还有{0}个下级单位，请先移走或撤销它们")]
    HasUnits(usize),
    /// It is closed already, or is not.
    #[error("单位已经撤销，请先恢复再修改")]
    Closed,
    /// It is in use already.
    #[error("单位正在使用，不需要恢复")]
    NotClosed,
}

impl Refusal for UnitRefusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameMissing
            | Self::NameTooLong
            | Self::NameWithSlash
            | Self::NameTaken(_)
            | Self::NameTakenByClosed(_) => Some("name"),
            Self::ParentMissing | Self::ParentUnknown | Self::ParentClosed(_) | Self::Circle(_) => {
                Some("parent")
            }
            Self::RegionUnknown(_) | Self::RegionTaken(_) => Some("region"),
            Self::ContactTooLong => Some("contact_name"),
            Self::NotTelephone(_) => Some("contact_mobile"),
            Self::NotEmail(_) => Some("contact_email"),
            Self::EmployeesOutOfRange => Some("employee_count"),
            Self::HasPeople(_) | Self::HasUnits(_) | Self::Closed | Self::NotClosed => None,
        }
    }
}

/// Checks what an office wrote about a unit (`current`, or a new one) and gives the
/// values to be stored. `reaches` tells which units the viewer may put it under; one
/// that may use every unit may also make a district of its own (`everywhere`).
///
/// # Errors
/// Every [`UnitRefusal`] at once.
pub fn check_unit(
    tree: &UnitTree,
    policies: &Policies,
    current: Option<&Unit>,
    input: &UnitInput,
    reaches: impl Fn(UnitId) -> bool,
) -> Result<UnitDetails, Vec<UnitRefusal>> {
    let mut refusals = Vec::new();
    let name = tidy(&input.name).trim().to_owned();
    if name.is_empty() {
        refusals.push(UnitRefusal::NameMissing);
    } else if name.chars().count() > LONGEST_UNIT_NAME {
        refusals.push(UnitRefusal::NameTooLong);
    } else if name.contains(['/', '／']) {
        refusals.push(UnitRefusal::NameWithSlash);
    }
    let above = parent(tree, current, input, reaches, &mut refusals);
    let path = above.map_or_else(
        || name.clone(),
        |above| format!("{}/{name}", above.details.path),
    );
    if let Some(taken) = tree
        .by_path(&path)
        .filter(|other| current.is_none_or(|current| current.id != other.id))
    {
        let place = above
            .map_or("全国", |above| above.details.name.as_str())
            .to_owned();
        refusals.push(if taken.closed_on.is_some() {
            UnitRefusal::NameTakenByClosed(place)
        } else {
            UnitRefusal::NameTaken(place)
        });
    }
    let region = region(tree, policies, current, input, &mut refusals);
    let contacts = contacts(input, &mut refusals);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(UnitDetails {
        parent_id: input.parent,
        name_key: compare_key(&name),
        name,
        path,
        kind: input.kind,
        kind_guessed: false,
        region,
        contact_name: contacts.name,
        contact_mobile: contacts.telephone,
        contact_email: contacts.email,
        employee_count: input.employee_count,
        has_social_work_office: input.has_social_work_office,
    })
}

/// The unit above, where one is asked for and may be.
fn parent<'t>(
    tree: &'t UnitTree,
    current: Option<&Unit>,
    input: &UnitInput,
    reaches: impl Fn(UnitId) -> bool,
    refusals: &mut Vec<UnitRefusal>,
) -> Option<&'t Unit> {
    let stays = current.is_some_and(|current| current.details.parent_id == input.parent);
    let Some(parent) = input.parent else {
        if input.kind != UnitKind::District {
            refusals.push(UnitRefusal::ParentMissing);
        }
        return None;
    };
    let Some(above) = tree.get(parent).filter(|above| stays || reaches(above.id)) else {
        refusals.push(UnitRefusal::ParentUnknown);
        return None;
    };
    if above.closed_on.is_some() && !stays {
        refusals.push(UnitRefusal::ParentClosed(above.details.name.clone()));
    }
    if current.is_some_and(|current| tree.is_within(parent, current.id)) {
        refusals.push(UnitRefusal::Circle(above.details.name.clone()));
    }
    Some(above)
}

fn region(
    tree: &UnitTree,
    policies: &Policies,
    current: Option<&Unit>,
    input: &UnitInput,
    refusals: &mut Vec<UnitRefusal>,
) -> Option<String> {
    let typed = input.region.as_deref()?;
    let unchanged = current.is_some_and(|unit| unit.details.region.as_deref() == Some(typed));
    let name = match policies.region(typed) {
        Some(known) => known.name.clone(),
        // An import may have made a district whose region nobody lists.
        None if unchanged => typed.to_owned(),
        None => {
            refusals.push(UnitRefusal::RegionUnknown(quoted(typed)));
            return None;
        }
    };
    let taken = tree
        .district_of_region(&name)
        .filter(|other| current.is_none_or(|current| current.id != other.id));
    if let Some(other) = taken {
        refusals.push(UnitRefusal::RegionTaken(other.details.name.clone()));
    }
    Some(name)
}

struct Contacts {
    name: Option<String>,
    telephone: Option<String>,
    email: Option<String>,
}

fn contacts(input: &UnitInput, refusals: &mut Vec<UnitRefusal>) -> Contacts {
    let name = input
        .contact_name
        .as_deref()
        .map(|name| tidy(name).trim().to_owned())
        .filter(|name| !name.is_empty());
    if name
        .as_ref()
        .is_some_and(|name| name.chars().count() > LONGEST_CONTACT)
    {
        refusals.push(UnitRefusal::ContactTooLong);
    }
    let telephone = input
        .contact_mobile
        .as_deref()
        .map(|number| crate::text::fold(number).trim().to_owned())
        .filter(|number| !number.is_empty());
    if let Some(number) = telephone.as_ref().filter(|number| !is_telephone(number)) {
        refusals.push(UnitRefusal::NotTelephone(quoted(number)));
    }
    let email = input
        .contact_email
        .as_deref()
        .filter(|email| !email.trim().is_empty())
        .and_then(|typed| match identity::email(typed) {
            Ok(email) => Some(email),
            Err(refusal) => {
                refusals.push(UnitRefusal::NotEmail(refusal.to_string()));
                None
            }
        });
    if input
        .employee_count
        .is_some_and(|count| !(0..=MOST_EMPLOYEES).contains(&count))
    {
        refusals.push(UnitRefusal::EmployeesOutOfRange);
    }
    Contacts {
        name,
        telephone,
        email,
    }
}

/// A mobile or a landline with an area code, extension and brackets allowed.
fn is_telephone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let usual = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '转');
    (7..=20).contains(&digits)
        && number.chars().count() <= LONGEST_CONTACT
        && number.chars().all(usual)
}

#[cfg(test)]
mod tests;
