//! One row of the roster: what it says, and what it does to a person's values.

use chrono::NaiveDate;

use crate::calendar::{plus_days, plus_months};
use crate::identity::IdNumber;
use crate::intake::{Block, Overlay, Place, overlay};
use crate::people::{Education, EmploymentKind, PersonDetails};
use crate::sheets::{CellRefusal, Field, Row, words};
use crate::text::same_name;
use crate::units::UnitId;
use crate::units::import::LONGEST_UNIT_NAME;

/// One row of the roster.
#[derive(Debug)]
pub struct PersonRow {
    pub(super) id_number: IdNumber,
    pub(super) name: String,
    pub(super) unit: Option<String>,
    pub(super) mobile: Option<String>,
    pub(super) email: Option<String>,
    pub(super) education: Option<Education>,
    pub(super) major: Option<String>,
    pub(super) graduated_on: Option<NaiveDate>,
    pub(super) social_work_since: Option<NaiveDate>,
    pub(super) employment_kind: Option<EmploymentKind>,
    pub(super) joined_on: Option<NaiveDate>,
    pub(super) left_on: Option<NaiveDate>,
    pub(super) unit_heading: String,
    pub(super) id_heading: String,
    pub(super) mobile_heading: String,
    pub(super) email_heading: String,
}

impl PersonRow {
    /// Reads and checks a row as far as it can be checked alone.
    pub(super) fn read(row: &Row<'_>) -> Result<Self, CellRefusal> {
        let id_number = row.id_number(Field::IdNumber)?;
        let read = PersonRow {
            id_number,
            name: row.required(Field::Name, row.person_name(Field::Name))?,
            unit: row.text(Field::Unit, LONGEST_UNIT_NAME * 3)?,
            mobile: row
                .mobile(Field::Mobile)?
                .map(|mobile| mobile.as_str().to_owned()),
            email: row.email(Field::Email)?,
            education: row.word(
                Field::Education,
                words::education,
                words::EDUCATIONS_EXPECTED,
            )?,
            major: row.text(Field::Major, 60)?,
            graduated_on: row.month(Field::GraduatedOn)?.map(|month| month.first_day),
            social_work_since: row
                .month(Field::SocialWorkSince)?
                .map(|month| month.first_day),
            employment_kind: row.word(
                Field::EmploymentKind,
                words::employment_kind,
                words::EMPLOYMENT_KINDS_EXPECTED,
            )?,
            joined_on: row.month(Field::JoinedOn)?.map(|month| month.first_day),
            // Of a month without a day, its last day was the last in the unit.
            left_on: row.month(Field::LeftOn)?.map(|month| match month.exact {
                true => month.first_day,
                false => plus_days(plus_months(month.first_day, 1), -1),
            }),
            unit_heading: row.heading(Field::Unit).to_owned(),
            id_heading: row.heading(Field::IdNumber).to_owned(),
            mobile_heading: row.heading(Field::Mobile).to_owned(),
            email_heading: row.heading(Field::Email).to_owned(),
        };
        match (read.joined_on, read.left_on) {
            (Some(joined), Some(left)) if left < joined => Err(row.refuse(
                Field::LeftOn,
                format!("离职日期{left}早于入职日期{joined}，请核对"),
            )),
            _ => Ok(read),
        }
    }
}

/// Lays a row over a person's values; whether anything changed.
pub(super) fn lay_over(details: &mut PersonDetails, row: &PersonRow, unit: Option<UnitId>) -> bool {
    let mut laid = vec![
        overlay(&mut details.mobile, row.mobile.clone()),
        overlay(&mut details.email, row.email.clone()),
        overlay(&mut details.education, row.education),
        overlay(&mut details.major, row.major.clone()),
        overlay(&mut details.graduated_on, row.graduated_on),
        overlay(&mut details.social_work_since, row.social_work_since),
        overlay(&mut details.employment_kind, row.employment_kind),
        overlay(&mut details.joined_on, row.joined_on),
        overlay(&mut details.left_on, row.left_on),
    ];
    if let Some(unit) = unit.filter(|unit| *unit != details.unit_id) {
        details.unit_id = unit;
        laid.push(Overlay::Other);
    }
    if !same_name(&details.name, &row.name) {
        details.name.clone_from(&row.name);
        laid.push(Overlay::Other);
    }
    laid.contains(&Overlay::Other)
}

pub(super) fn newcomer(row: &PersonRow, unit: UnitId) -> PersonDetails {
    PersonDetails {
        name: row.name.clone(),
        pinyin_key: String::new(),
        pinyin_initials: String::new(),
        unit_id: unit,
        mobile: row.mobile.clone(),
        email: row.email.clone(),
        education: row.education,
        major: row.major.clone(),
        graduated_on: row.graduated_on,
        social_work_since: row.social_work_since,
        employment_kind: row.employment_kind,
        joined_on: row.joined_on,
        left_on: row.left_on,
    }
    .with_name_keys()
}

pub(super) fn note_later_days(
    row: &PersonRow,
    place: &Place,
    today: NaiveDate,
    block: &mut Block<'_>,
) {
    let days = [row.graduated_on, row.social_work_since, row.joined_on];
    if let Some(day) = days.into_iter().flatten().find(|day| *day > today) {
        block
            .notices
            .push(format!("{}：日期{day}晚于今天，请核对", place.words()));
    }
}
