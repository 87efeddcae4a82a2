//! Two people changed one person's entry: both versions, for the forms of people and
//! for programs.

use std::sync::Arc;

use super::person_of;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::identity::Mobile;
use crate::people::form::TypedPerson;
use crate::people::{Education, EmploymentKind, Person};
use crate::units::UnitTree;
use crate::web::{Conflict, Problem, Request};

/// The stored entry within reach, and how its conflict begins.
fn begun(request: &Request, conn: &mut Conn) -> Result<(Conflict, Person, Arc<UnitTree>), Problem> {
    let (person, tree) = person_of(request, conn)?;
    let history = load_of_entity(conn, Entity::Person, person.id.0)?;
    let conflict = Conflict::new(
        format!("{}的档案", person.details.name),
        person.version,
        format!("/people/{}", person.id),
    )
    .form_at(&request.path)
    .changed_by(&history, request.app.config.time_zone);
    Ok((conflict, person, tree))
}

/// A mobile number as lists show it; what is none is told as it is.
fn masked_mobile(text: &str) -> String {
    Mobile::parse(text).map_or_else(|_| text.to_owned(), |mobile| mobile.masked())
}

/// What was typed about a person beside what is stored now.
pub(in crate::people) fn of_values(
    request: &Request,
    conn: &mut Conn,
    typed: &TypedPerson,
) -> Result<Problem, Problem> {
    let (conflict, person, _) = begun(request, conn)?;
    let stored = TypedPerson::from(&person.details);
    // Compared as it would be stored: 138 0000 1234 is 13800001234.
    let yours = match typed.changed_person(&person.details) {
        Ok(details) => TypedPerson::from(&details),
        Err(_) => typed.clone(),
    };
    let kinds: Vec<(&str, &str)> = EmploymentKind::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let educations: Vec<(&str, &str)> = Education::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let (kind, education) = (&yours.employment_kind, &yours.education);
    let told = conflict
        .field("name", "姓名", yours.name, stored.name)
        .field("mobile", "手机号", yours.mobile, stored.mobile)
        .field("email", "电子邮箱", yours.email, stored.email)
        .choice(
            "employment_kind",
            "人员类别",
            &kinds,
            kind,
            &stored.employment_kind,
        )
        .choice(
            "education",
            "学历",
            &educations,
            education,
            &stored.education,
        )
        .field("major", "所学专业", yours.major, stored.major)
        .field(
            "graduated_on",
            "毕业时间",
            yours.graduated_on,
            stored.graduated_on,
        )
        .field(
            "social_work_since",
            "从事社会工作时间",
            yours.social_work_since,
            stored.social_work_since,
        )
        .field("joined_on", "入职日期", yours.joined_on, stored.joined_on)
        .field("left_on", "离职日期", yours.left_on, stored.left_on);
    // A program reads numbers masked wherever it reads them.
    Ok(match request.route.api {
        true => told.masked("mobile", masked_mobile).into(),
        false => told.into(),
    })
}

/// A step (leaving, moving …) decided on an older version of the entry: what it would
/// change, beside how the person stands now.
pub(in crate::people) fn of_step(request: &Request, conn: &mut Conn) -> Result<Problem, Problem> {
    let (mut conflict, person, tree) = begun(request, conn)?;
    let day = |day: Option<chrono::NaiveDate>| day.map(chinese_day).unwrap_or_default();
    let unit = |id| {
        tree.get(id)
            .map(|unit| unit.details.path.clone())
            .unwrap_or_default()
    };
    let details = &person.details;
    // A day is shown in the same words on both sides.
    let typed = |field: &str| {
        let text = request.fields().text(field);
        text.parse().map_or_else(|_| text.to_owned(), chinese_day)
    };
    let sent = |field: &str| request.fields().optional(field).is_some();
    let to = request
        .fields()
        .text("unit")
        .parse()
        .map(crate::units::UnitId);
    let to = to.map_or_else(|_| unit(details.unit_id), unit);
    conflict = conflict.field("unit", "单位", to, unit(details.unit_id));
    if sent("joined_on") {
        conflict = conflict.field(
            "joined_on",
            "入职日期",
            typed("joined_on"),
            day(details.joined_on),
        );
    }
    if sent("left_on") || details.left_on.is_some() {
        conflict = conflict.field(
            "left_on",
            "离职日期",
            typed("left_on"),
            day(details.left_on),
        );
    }
    if sent("id_number") {
        let masked = person.shown_id_number(&request.app.keys, false)?;
        conflict = conflict.field("id_number", "证件号码", typed("id_number"), masked);
    }
    Ok(conflict.into())
}
