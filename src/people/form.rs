//! What somebody typed about a person, checked field by field: every wrong field is
//! told at once, and what was typed is kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Education, EmploymentKind, PersonDetails};
use crate::identity::{IdNumber, Mobile, email};
use crate::sheets::parse;
use crate::sheets::{Cell, Epoch};
use crate::text::{person_name, tidy};
use crate::units::UnitId;

/// The longest name of a major.
const LONGEST_MAJOR: usize = 60;

/// One field that is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusal {
    /// The field's name in the form and the JSON.
    pub field: &'static str,
    /// One Chinese sentence.
    pub message: String,
}

impl FieldRefusal {
    /// A refusal of a field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// A person as typed: every field a text, an empty one is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TypedPerson {
    /// 姓名.
    pub name: String,
    /// 证件号码; only read when a person is added.
    pub id_number: String,
    /// The unit's id; only read when a person is added.
    pub unit: String,
    /// 手机号.
    pub mobile: String,
    /// 电子邮箱.
    pub email: String,
    /// 学历: `junior_college`, `bachelor` …
    pub education: String,
    /// 所学专业.
    pub major: String,
    /// 毕业时间: 2015-07 or 2015-07-01.
    pub graduated_on: String,
    /// 从事社会工作时间: 2015-07 or 2015-07-01.
    pub social_work_since: String,
    /// 人员类别: `community_worker` …
    pub employment_kind: String,
    /// 入职日期.
    pub joined_on: String,
    /// 离职日期; only read when an entry is edited.
    pub left_on: String,
    /// Somebody of the same name and birthday is somebody else; only read when a person
    /// is added.
    pub confirmed: bool,
}

/// What was typed about a new person, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The number.
    pub id_number: IdNumber,
    /// The values.
    pub details: PersonDetails,
}

impl TypedPerson {
    /// Checks the fields of a new person.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn new_person(&self) -> Result<NewPerson, Vec<FieldRefusal>> {
        let mut wrong = Vec::new();
        let id_number = kept(IdNumber::parse(&self.id_number), "id_number", &mut wrong);
        let unit = self.unit.trim().parse::<i64>().ok().map(UnitId);
        if unit.is_none() {
            wrong.push(FieldRefusal::new("unit", "请选择单位"));
        }
        let details = self.checked(unit.unwrap_or(UnitId(0)), &mut wrong);
        match (id_number, details) {
            (Some(id_number), Some(details)) if wrong.is_empty() => {
                Ok(NewPerson { id_number, details })
            }
            _ => Err(wrong),
        }
    }

    /// Checks the fields of a known person; unit and ID number stay what they are.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn changed_person(
        &self,
        before: &PersonDetails,
    ) -> Result<PersonDetails, Vec<FieldRefusal>> {
        let mut wrong = Vec::new();
        let left_on = day(&self.left_on, "left_on", &mut wrong);
        if before.left_on.is_none() && left_on.is_some() {
            wrong.push(FieldRefusal::new(
                "left_on",
                "离职请用“登记离职”办理，这里只更正已登记的离职日期",
            ));
        }
        if before.left_on.is_some() && self.left_on.trim().is_empty() {
            wrong.push(FieldRefusal::new(
                "left_on",
                "登记错了请用“撤销离职”，又回来工作请用“重新入职”，这里只更正离职日期",
            ));
        }
        let details = self.checked(before.unit_id, &mut wrong);
        match details {
            Some(details) if wrong.is_empty() => Ok(PersonDetails { left_on, ..details }),
            _ => Err(wrong),
        }
    }

    fn checked(&self, unit: UnitId, wrong: &mut Vec<FieldRefusal>) -> Option<PersonDetails> {
        let name = kept(person_name(&self.name), "name", wrong);
        let mobile = optional(&self.mobile, |typed| {
            Mobile::parse(typed).map(|mobile| mobile.as_str().to_owned())
        });
        let details = PersonDetails {
            name: name.clone().unwrap_or_default(),
            pinyin_key: String::new(),
            pinyin_initials: String::new(),
            unit_id: unit,
            mobile: kept(mobile, "mobile", wrong).flatten(),
            email: kept(optional(&self.email, email), "email", wrong).flatten(),
            education: word(&self.education, "education", "学历", wrong),
            major: self.major(wrong),
            graduated_on: month(&self.graduated_on, "graduated_on", wrong),
            social_work_since: month(&self.social_work_since, "social_work_since", wrong),
            employment_kind: word(&self.employment_kind, "employment_kind", "人员类别", wrong),
            joined_on: day(&self.joined_on, "joined_on", wrong),
            left_on: None,
        };
        name.map(|_| details.with_name_keys())
    }

    fn major(&self, wrong: &mut Vec<FieldRefusal>) -> Option<String> {
        let major = tidy(&self.major).trim().to_owned();
        let length = major.chars().count();
        if length > LONGEST_MAJOR {
            wrong.push(FieldRefusal::new(
                "major",
                format!("专业共{length}字，最多{LONGEST_MAJOR}字，请填写毕业证上的专业名称"),
            ));
        }
        (length > 0).then_some(major)
    }
}

impl From<&PersonDetails> for TypedPerson {
    fn from(details: &PersonDetails) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            name: details.name.clone(),
            id_number: String::new(),
            unit: details.unit_id.to_string(),
            mobile: details.mobile.clone().unwrap_or_default(),
            email: details.email.clone().unwrap_or_default(),
            education: details
                .education
                .map(|word| word.as_str().to_owned())
                .unwrap_or_default(),
            major: details.major.clone().unwrap_or_default(),
            graduated_on: day(details.graduated_on),
            social_work_since: day(details.social_work_since),
            employment_kind: details
                .employment_kind
                .map(|word| word.as_str().to_owned())
                .unwrap_or_default(),
            joined_on: day(details.joined_on),
            left_on: day(details.left_on),
            confirmed: false,
        }
    }
}

/// A value that is right, or a line in the list of what is wrong.
fn kept<T, E: std::fmt::Display>(
    checked: Result<T, E>,
    field: &'static str,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<T> {
    match checked {
        Ok(value) => Some(value),
        Err(refusal) => {
            wrong.push(FieldRefusal::new(field, refusal.to_string()));
            None
        }
    }
}

fn optional<T, E>(typed: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    match typed.trim() {
        "" => Ok(None),
        typed => read(typed).map(Some),
    }
}

fn word<T: std::str::FromStr>(
    typed: &str,
    field: &'static str,
    what: &str,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<T> {
    match typed.trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(value) => Some(value),
            Err(_) => {
                wrong.push(FieldRefusal::new(field, format!("请从列表中选择{what}")));
                None
            }
        },
    }
}

/// A day typed into a form, in any style that spreadsheets have; a line in `wrong`
/// where it is none.
pub fn day(typed: &str, field: &'static str, wrong: &mut Vec<FieldRefusal>) -> Option<NaiveDate> {
    let read = optional(typed, |typed| {
        parse::day(&Cell::Text(typed.into()), Epoch::default())
    });
    dated(read, typed, field, wrong)
}

/// The same where the month is enough: its first day.
fn month(typed: &str, field: &'static str, wrong: &mut Vec<FieldRefusal>) -> Option<NaiveDate> {
    let read = optional(typed, |typed| {
        parse::month(&Cell::Text(typed.into()), Epoch::default()).map(|month| month.first_day)
    });
    dated(read, typed, field, wrong)
}

fn dated<E: std::fmt::Display>(
    read: Result<Option<NaiveDate>, E>,
    typed: &str,
    field: &'static str,
    wrong: &mut Vec<FieldRefusal>,
) -> Option<NaiveDate> {
    match read {
        Ok(day) => day,
        Err(refusal) => {
            let shown: String = typed.trim().chars().take(20).collect();
            wrong.push(FieldRefusal::new(field, format!("“{shown}”{refusal}")));
            None
        }
    }
}

impl Education {
    /// Whether this is the one typed; for the list of a form.
    pub fn is(self, typed: &str) -> bool {
        self.as_str() == typed
    }
}

impl EmploymentKind {
    /// Whether this is the one typed; for the list of a form.
    pub fn is(self, typed: &str) -> bool {
        self.as_str() == typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::check_digit;

    /// A well-formed number that nobody has.
    fn number() -> String {
        let first = "99000019900101001";
        let check = check_digit(first.as_bytes()).expect("17 digits");
        format!("{first}{}", char::from(check))
    }

    fn typed() -> TypedPerson {
        TypedPerson {
            name: "王　伟".to_owned(),
            id_number: number(),
            unit: "3".to_owned(),
            ..TypedPerson::default()
        }
    }

    #[test]
    fn a_name_a_number_and_a_unit_are_enough() {
        let person = typed().new_person().expect("right");

        assert_eq!(person.details.name, "王伟");
        assert_eq!(person.details.pinyin_initials, "ww");
        assert_eq!(person.details.unit_id, UnitId(3));
        assert_eq!(person.id_number.as_str(), number());
    }

    #[test]
    fn every_wrong_field_is_told_at_once_with_its_sentence() {
        let person = TypedPerson {
            name: " ".to_owned(),
            id_number: "123".to_owned(),
            unit: "x".to_owned(),
            mobile: "12".to_owned(),
            email: "nobody".to_owned(),
            education: "doctorate".to_owned(),
            major: "长".repeat(61),
            graduated_on: "下个月".to_owned(),
            social_work_since: "2019-13".to_owned(),
            employment_kind: "king".to_owned(),
            joined_on: "2025-02-30".to_owned(),
            left_on: String::new(),
            confirmed: false,
        };

        let wrong = person.new_person().expect_err("all wrong");

        let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field).collect();
        assert_eq!(
            fields,
            [
                "id_number",
                "unit",
                "name",
                "mobile",
                "email",
                "education",
                "major",
                "graduated_on",
                "social_work_since",
                "employment_kind",
                "joined_on"
            ]
        );
        assert_eq!(wrong[10].message, "“2025-02-30”这一天不存在，请核对后改正");
        assert_eq!(wrong[5].message, "请从列表中选择学历");
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was_typed() {
        let mut person = typed();
        person.graduated_on = "2015年7月".to_owned();
        person.mobile = "138 0000 1234".to_owned();
        let mut wrong = Vec::new();
        let details = person.checked(UnitId(3), &mut wrong).expect("right");

        let shown = TypedPerson::from(&details);

        assert_eq!(shown.name, "王伟");
        assert_eq!(shown.graduated_on, "2015-07-01");
        assert_eq!(shown.mobile, "13800001234");
        assert_eq!(shown.changed_person(&details), Ok(details));
    }

    #[test]
    fn leaving_is_not_typed_into_the_entry_itself() {
        let mut wrong = Vec::new();
        let here = typed().checked(UnitId(3), &mut wrong).expect("right");
        let gone = PersonDetails {
            left_on: "2025-12-31".parse().ok(),
            ..here.clone()
        };
        let with = |left_on: &str| TypedPerson {
            left_on: left_on.to_owned(),
            ..typed()
        };

        assert_eq!(
            with("2025-12-31").changed_person(&here).expect_err("no")[0].field,
            "left_on"
        );
        assert_eq!(
            with("").changed_person(&gone).expect_err("no")[0].field,
            "left_on"
        );
        let corrected = with("2025-12-30").changed_person(&gone).expect("yes");
        assert_eq!(corrected.left_on, "2025-12-30".parse().ok());
    }
}
