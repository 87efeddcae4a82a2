//! `/me/profile`: one's own data, the ID number masked; in full on purpose, and then in
//! the history. Mobile number and mail address one changes oneself.

use askama::Template;

use crate::accounts::Right;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::db::{Conn, DatabaseError};
use crate::me::actions::{OwnDataRefusal, change_contact, own_id_number};
use crate::people::{self, Person};
use crate::web::{Answer, Conflict, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/me/profile", Right::Own, show),
        Route::act("/me/profile", Right::Own, change),
        Route::act("/me/profile/id-number", Right::Own, reveal),
    ]
}

#[derive(Template)]
#[template(path = "me/profile.html")]
struct ProfilePage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    person: Person,
    unit_path: String,
    id_number: String,
    revealed: bool,
    mobile: String,
    email: String,
    version: i64,
}

fn show(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&page(request, conn, None)?)
}

/// What the form shows: as stored, or as typed.
fn page(
    request: &Request,
    conn: &mut Conn,
    full_id_number: Option<String>,
) -> Result<ProfilePage, Problem> {
    let person = people::store::get(conn, request.own_person()?)?;
    let units = request.app.units(conn)?;
    let revealed = full_id_number.is_some();
    Ok(ProfilePage {
        frame: request.frame("个人资料", Section::MyProfile),
        problems: Vec::new(),
        unit_path: units
            .get(person.details.unit_id)
            .map(|unit| unit.details.path.replace('/', " / "))
            .unwrap_or_default(),
        id_number: match full_id_number {
            Some(number) => number,
            None => person.shown_id_number(&request.app.keys, false)?,
        },
        revealed,
        mobile: person.details.mobile.clone().unwrap_or_default(),
        email: person.details.email.clone().unwrap_or_default(),
        version: person.version,
        person,
    })
}

fn change(request: &Request) -> Answer {
    let fields = request.fields();
    let version = fields.text("version").parse().unwrap_or_default();
    let outcome = change_contact(
        &request.app,
        request.own_person()?,
        version,
        fields.text("mobile"),
        fields.text("email"),
        &request.occasion()?,
    );
    match outcome {
        Ok(()) => Ok(Reply::see_other("/me/profile").with_notice("已保存联系方式")),
        Err(OwnDataRefusal::Invalid(wrong)) => {
            let mut page = request.app.db.read(|conn| page(request, conn, None))?;
            page.mobile = fields.text("mobile").to_owned();
            page.email = fields.text("email").to_owned();
            page.version = version;
            page.problems = wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    message: wrong.message,
                })
                .collect();
            Reply::invalid(&page)
        }
        Err(OwnDataRefusal::Stale) => Err(request.app.db.read(|conn| stale(request, conn))?),
        Err(error) => Err(problem(error)),
    }
}

/// What was typed beside what HR stored meanwhile.
fn stale(request: &Request, conn: &mut Conn) -> Result<Problem, Problem> {
    let person = people::store::get(conn, request.own_person()?)?;
    let history = load_of_entity(conn, Entity::Person, person.id.0)?;
    let (fields, stored) = (request.fields(), &person.details);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Ok(Conflict::new("您的联系方式", person.version, "/me/profile")
        .changed_by(&history, request.app.config.time_zone)
        .field(
            "mobile",
            "手机号",
            fields.text("mobile"),
            text(&stored.mobile),
        )
        .field(
            "email",
            "电子邮箱",
            fields.text("email"),
            text(&stored.email),
        )
        .into())
}

fn reveal(request: &Request) -> Answer {
    let number = own_id_number(&request.app, request.own_person()?, &request.occasion()?)
        .map_err(problem)?;
    let page = request
        .app
        .db
        .read(|conn| page(request, conn, Some(number)))?;
    Reply::html(&page)
}

pub(in crate::me) fn problem(error: OwnDataRefusal) -> Problem {
    match error {
        OwnDataRefusal::Stale => Problem::Stale(error.to_string()),
        OwnDataRefusal::Invalid(_) => Problem::Refused(error.to_string()),
        OwnDataRefusal::Sealed(error) => error.into(),
        OwnDataRefusal::Database(DatabaseError::Query(error)) => error.into(),
        OwnDataRefusal::Database(error) => error.into(),
    }
}
