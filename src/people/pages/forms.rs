//! Adding and editing.

use askama::Template;

use super::{conflict, person_of, seen_version};
use crate::accounts::Right;
use crate::db::Conn;
use crate::people::actions::{self, ChangeError};
use crate::people::answers::Wrong;
use crate::people::form::TypedPerson;
use crate::people::{Education, EmploymentKind, PersonId};
use crate::roster::view::home_unit;
use crate::units::{self, UnitPicker};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "people/form.html")]
struct FormPage {
    frame: Frame,
    heading: &'static str,
    action: String,
    back: String,
    is_new: bool,
    version: i64,
    typed: TypedPerson,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
    units: UnitPicker,
    educations: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    shows_left_on: bool,
    /// Somebody of the same name and birthday is known.
    asks_again: bool,
}

fn typed(request: &Request) -> TypedPerson {
    let text = |name: &str| request.fields().text(name).to_owned();
    TypedPerson {
        name: text("name"),
        id_number: text("id_number"),
        unit: text("unit"),
        mobile: text("mobile"),
        email: text("email"),
        education: text("education"),
        major: text("major"),
        graduated_on: text("graduated_on"),
        social_work_since: text("social_work_since"),
        employment_kind: text("employment_kind"),
        joined_on: text("joined_on"),
        left_on: text("left_on"),
        confirmed: request.fields().optional("confirmed").is_some(),
    }
}

fn form(request: &Request, conn: &mut Conn, typed: TypedPerson) -> Result<FormPage, Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let home = home_unit(request.viewer()?, Right::EditPeople);
    let not_chosen = |label: &'static str| ("", label);
    Ok(FormPage {
        frame: request.frame("新增人员", Section::People),
        heading: "新增人员",
        action: "/people/new".to_owned(),
        back: "/people".to_owned(),
        is_new: true,
        version: 0,
        shows_left_on: false,
        asks_again: false,
        sentence: None,
        problems: Vec::new(),
        units: UnitPicker::new(&tree, &reach, home).or("请选择"),
        educations: std::iter::once(not_chosen("未填"))
            .chain(Education::ALL.iter().map(|one| (one.as_str(), one.label())))
            .collect(),
        kinds: std::iter::once(not_chosen("未填"))
            .chain(
                EmploymentKind::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label())),
            )
            .collect(),
        typed,
    })
}

/// `GET /people/new`
pub(super) fn new(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, TypedPerson::default())?)
}

/// `POST /people/new`
pub(super) fn add(request: &Request) -> Answer {
    let typed = typed(request);
    match actions::add(
        &request.app,
        request.viewer()?,
        &typed,
        &request.occasion()?,
    ) {
        Ok(id) => {
            Ok(Reply::see_other(format!("/people/{id}"))
                .with_notice(format!("已新增{}", typed.name)))
        }
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let mut page = request.app.db.read(|conn| form(request, conn, typed))?;
            page.asks_again =
                page.typed.confirmed || wrong.problems.iter().any(|one| one.field == "confirmed");
            page.sentence = wrong.sentence;
            page.problems = wrong.problems;
            Reply::html_with(wrong.status, &page)
        }
    }
}

fn edit_form(
    request: &Request,
    conn: &mut Conn,
    typed: Option<TypedPerson>,
) -> Result<FormPage, Problem> {
    let (person, _) = person_of(request, conn)?;
    let kept = typed.unwrap_or_else(|| TypedPerson::from(&person.details));
    Ok(FormPage {
        frame: request.frame(
            &format!("编辑{}的资料", person.details.name),
            Section::People,
        ),
        heading: "编辑资料",
        action: format!("/people/{}/edit", person.id),
        back: format!("/people/{}", person.id),
        is_new: false,
        version: request.version_of_form(person.version),
        shows_left_on: person.details.left_on.is_some(),
        ..form(request, conn, kept)?
    })
}

/// `GET /people/{id}/edit`
pub(super) fn edit(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&edit_form(request, conn, None)?)
}

/// `POST /people/{id}/edit`
pub(super) fn change(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    match actions::edit(&request.app, viewer, id, seen, &typed, &occasion) {
        Ok(changed) => Ok(
            Reply::see_other(format!("/people/{id}")).with_notice(if changed {
                "资料已保存"
            } else {
                "资料没有变化"
            }),
        ),
        Err(ChangeError::Stale) => Err(request
            .app
            .db
            .read(|conn| conflict::of_values(request, conn, &typed))?),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let mut page = request
                .app
                .db
                .read(|conn| edit_form(request, conn, Some(typed)))?;
            page.sentence = wrong.sentence;
            page.problems = wrong.problems;
            Reply::html_with(wrong.status, &page)
        }
    }
}
