//! The form of a unit: what was typed, kept as it was, and what it means.

use super::rules::UnitInput;
use super::{Unit, UnitId, UnitKind};
use crate::web::{FieldProblem, Fields, Typed, choices};

/// What stands in the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitForm {
    pub parent: String,
    pub name: String,
    pub kind: String,
    pub region: String,
    pub contact_name: String,
    pub contact_mobile: String,
    pub contact_email: String,
    pub employee_count: String,
    pub has_social_work_office: String,
}

impl UnitForm {
    /// The form of a unit as it is.
    pub fn of(unit: &Unit) -> Self {
        let details = &unit.details;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            parent: details
                .parent_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            name: details.name.clone(),
            kind: details.kind.as_str().to_owned(),
            region: text(&details.region),
            contact_name: text(&details.contact_name),
            contact_mobile: text(&details.contact_mobile),
            contact_email: text(&details.contact_email),
            employee_count: details
                .employee_count
                .map(|count| count.to_string())
                .unwrap_or_default(),
            has_social_work_office: match details.has_social_work_office {
                None => String::new(),
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
            },
        }
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            parent: text("parent"),
            name: text("name"),
            kind: text("kind"),
            region: text("region"),
            contact_name: text("contact_name"),
            contact_mobile: text("contact_mobile"),
            contact_email: text("contact_email"),
            employee_count: text("employee_count"),
            has_social_work_office: text("has_social_work_office"),
        }
    }

    /// What it means; every field that means nothing is told.
    pub fn read(fields: &Fields) -> Result<UnitInput, Vec<FieldProblem>> {
        let mut typed = Typed::new(fields);
        let parent = typed.whole("parent", 1, i64::MAX).map(UnitId);
        let kind = typed.needed_word::<UnitKind>("kind");
        let employee_count = typed.whole("employee_count", 0, 1_000_000);
        let has_social_work_office = match typed.text("has_social_work_office").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" => None,
            _ => {
                typed.wrong("has_social_work_office", "请从列表中选择");
                None
            }
        };
        match kind {
            Some(kind) if typed.problems.is_empty() => Ok(UnitInput {
                parent,
                name: typed.text("name"),
                kind,
                region: typed.optional("region"),
                contact_name: typed.optional("contact_name"),
                contact_mobile: typed.optional("contact_mobile"),
                contact_email: typed.optional("contact_email"),
                employee_count,
                has_social_work_office,
            }),
            _ => Err(typed.problems),
        }
    }
}

impl From<&UnitInput> for UnitForm {
    fn from(input: &UnitInput) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            parent: input.parent.map(|id| id.to_string()).unwrap_or_default(),
            name: input.name.clone(),
            kind: input.kind.as_str().to_owned(),
            region: text(&input.region),
            contact_name: text(&input.contact_name),
            contact_mobile: text(&input.contact_mobile),
            contact_email: text(&input.contact_email),
            employee_count: input
                .employee_count
                .map(|count| count.to_string())
                .unwrap_or_default(),
            has_social_work_office: match input.has_social_work_office {
                None => "",
                Some(true) => "yes",
                Some(false) => "no",
            }
            .to_owned(),
        }
    }
}

/// The kinds of unit as options.
pub fn kinds() -> Vec<(String, String)> {
    choices(
        Some("请选择"),
        UnitKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), kind.label())),
    )
}

/// 是, 否, not known.
pub fn yes_or_no() -> Vec<(String, String)> {
    choices(Some("不清楚"), [("yes", "是"), ("no", "否")])
}
