//! Leaving, coming back, moving, another ID number, a full number: one small form each.

use askama::Template;

use super::{conflict, person_of, seen_version};
use crate::accounts::Right;
use crate::accounts::actions::{Departure, EndingRole, ending_roles};
use crate::db::Conn;
use crate::people::actions::{self, ChangeError, Moving};
use crate::people::answers::Wrong;
use crate::people::form::{FieldRefusal, day};
use crate::people::{Person, PersonId};
use crate::roster::view::home_unit;
use crate::units::{UnitId, UnitPicker, UnitTree};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section, Verb};

/// What every one of these forms shows.
pub(super) struct Around {
    pub(super) frame: Frame,
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) version: i64,
    pub(super) sentence: Option<String>,
    pub(super) problems: Vec<FieldProblem>,
    /// The roles that the step ends.
    pub(super) roles: Vec<EndingRole>,
}

impl Around {
    pub(super) fn new(
        request: &Request,
        title: &str,
        person: &Person,
        tree: &UnitTree,
        wrong: Wrong,
    ) -> Self {
        Self {
            frame: request.frame(title, Section::People),
            id: person.id.0,
            name: person.details.name.clone(),
            unit: tree
                .get(person.details.unit_id)
                .map(|unit| unit.details.path.clone())
                .unwrap_or_default(),
            version: request.version_of_form(person.version),
            sentence: wrong.sentence,
            problems: wrong.problems,
            roles: Vec::new(),
        }
    }

    /// The same with the roles that would end.
    pub(super) fn ending(
        mut self,
        request: &Request,
        conn: &mut Conn,
        tree: &UnitTree,
        departure: Departure,
    ) -> Result<Self, Problem> {
        let person = PersonId(self.id);
        self.roles = ending_roles(conn, request.viewer()?, tree, person, departure)?;
        Ok(self)
    }

    /// Whether the viewer may let any of them stand.
    fn may_keep(&self) -> bool {
        self.roles.iter().any(|role| role.may_keep)
    }
}

/// A day of a form that must be there.
fn needed_day(request: &Request, field: &'static str) -> Result<chrono::NaiveDate, ChangeError> {
    let mut wrong = Vec::new();
    let typed = request.fields().text(field);
    if typed.is_empty() {
        wrong.push(FieldRefusal::new(field, "请填写日期"));
    }
    match day(typed, field, &mut wrong) {
        Some(day) if wrong.is_empty() => Ok(day),
        _ => Err(wrong.into()),
    }
}

/// Today on a form that is opened; on one shown again what was typed, even nothing.
fn day_shown(request: &Request, field: &str) -> String {
    match request.route.verb {
        Verb::Get => request.now.today.to_string(),
        _ => request.fields().text(field).to_owned(),
    }
}

pub(super) fn back_to(id: PersonId, notice: &str) -> Reply {
    Reply::see_other(format!("/people/{id}")).with_notice(notice)
}

#[derive(Template)]
#[template(path = "people/leave.html")]
struct LeavePage {
    around: Around,
    frame: Frame,
    left_on: String,
    reason: String,
}

fn leave_form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<LeavePage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let around = Around::new(request, "登记离职", &person, &tree, wrong).ending(
        request,
        conn,
        &tree,
        Departure::Returns,
    )?;
    Ok(LeavePage {
        frame: around.frame.clone(),
        around,
        left_on: day_shown(request, "left_on"),
        reason: request.fields().text("reason").to_owned(),
    })
}

/// `GET /people/{id}/leave`
pub(super) fn ask_leave(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&leave_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/leave`
pub(super) fn leave(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    let reason = request.fields().text("reason");
    let done = needed_day(request, "left_on").and_then(|left_on| {
        actions::leave(&request.app, viewer, id, seen, left_on, reason, &occasion)
    });
    match done {
        Ok(()) => Ok(back_to(id, "已登记离职，培训、证书、考试记录都保留")),
        Err(error) => again(request, error, leave_form),
    }
}

/// Shows a form again with what was typed and what is wrong.
pub(super) fn again<T: Template>(
    request: &Request,
    error: ChangeError,
    form: impl FnOnce(&Request, &mut Conn, Wrong) -> Result<T, Problem>,
) -> Answer {
    if matches!(error, ChangeError::Stale) {
        return Err(request
            .app
            .db
            .read(|conn| conflict::of_step(request, conn))?);
    }
    let wrong = Wrong::from_error(error)?;
    let status = wrong.status;
    let page = request.app.db.read(|conn| form(request, conn, wrong))?;
    Reply::html_with(status, &page)
}

#[derive(Template)]
#[template(path = "people/return.html")]
struct ReturnPage {
    around: Around,
    frame: Frame,
    joined_on: String,
}

fn return_form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<ReturnPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let around = Around::new(request, "重新入职", &person, &tree, wrong).ending(
        request,
        conn,
        &tree,
        Departure::Returns,
    )?;
    Ok(ReturnPage {
        frame: around.frame.clone(),
        around,
        joined_on: request.fields().text("joined_on").to_owned(),
    })
}

/// `GET /people/{id}/return`
pub(super) fn ask_return(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&return_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/return`
pub(super) fn come_back(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    let done = needed_day(request, "joined_on").and_then(|joined_on| {
        actions::come_back(&request.app, viewer, id, seen, joined_on, &occasion)
    });
    match done {
        Ok(()) => Ok(back_to(id, "已办理重新入职")),
        Err(error) => again(request, error, return_form),
    }
}

#[derive(Template)]
#[template(path = "people/move.html")]
struct MovePage {
    around: Around,
    /// The roles that were ticked to stand.
    kept: Vec<i64>,
    frame: Frame,
    units: UnitPicker,
    to: String,
    moved_on: String,
    reason: String,
}

fn move_form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<MovePage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let reach = request.reach(&tree)?;
    let home = home_unit(request.viewer()?, Right::EditPeople);
    let departure = Departure::Moves {
        from: person.details.unit_id,
        to: request.fields().text("unit").parse().ok().map(UnitId),
    };
    let around = Around::new(request, "调动单位", &person, &tree, wrong)
        .ending(request, conn, &tree, departure)?;
    Ok(MovePage {
        kept: kept_roles(request),
        frame: around.frame.clone(),
        around,
        units: UnitPicker::new(&tree, &reach, home).or("请选择"),
        to: request.fields().text("unit").to_owned(),
        moved_on: day_shown(request, "moved_on"),
        reason: request.fields().text("reason").to_owned(),
    })
}

/// `GET /people/{id}/move`
pub(super) fn ask_move(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&move_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/move`
pub(super) fn move_to(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    let done = moving(request)
        .and_then(|moving| actions::move_to(&request.app, viewer, id, seen, &moving, &occasion));
    match done {
        Ok(()) => Ok(back_to(id, "已办理调动，各项记录随人转入新单位")),
        Err(error) => again(request, error, move_form),
    }
}

fn moving(request: &Request) -> Result<Moving, ChangeError> {
    let to = request
        .fields()
        .text("unit")
        .parse()
        .map_err(|_| ChangeError::Invalid(vec![FieldRefusal::new("unit", "请选择新单位")]))?;
    Ok(Moving {
        to: UnitId(to),
        moved_on: needed_day(request, "moved_on")?,
        reason: request.fields().text("reason").to_owned(),
        keep_roles: kept_roles(request),
    })
}

fn kept_roles(request: &Request) -> Vec<i64> {
    let ticked = request.fields().all("keep_roles").into_iter();
    ticked.filter_map(|role| role.parse().ok()).collect()
}

#[derive(Template)]
#[template(path = "people/id_number.html")]
struct NumberPage {
    around: Around,
    frame: Frame,
    masked: String,
    id_number: String,
    reason: String,
}

fn number_form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<NumberPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let around = Around::new(request, "更正证件号码", &person, &tree, wrong);
    Ok(NumberPage {
        frame: around.frame.clone(),
        around,
        masked: person.shown_id_number(&request.app.keys, false)?,
        id_number: request.fields().text("id_number").to_owned(),
        reason: request.fields().text("reason").to_owned(),
    })
}

/// `GET /people/{id}/id-number`
pub(super) fn ask_number(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&number_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/id-number`
pub(super) fn correct_number(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    let fields = request.fields();
    let done = actions::correct_id_number(
        &request.app,
        viewer,
        id,
        seen,
        fields.text("id_number"),
        fields.text("reason"),
        &occasion,
    );
    match done {
        Ok(()) => Ok(back_to(id, "证件号码已更正，原号码遮盖后记入历史")),
        Err(error) => again(request, error, number_form),
    }
}

#[derive(Template)]
#[template(path = "people/unmask.html")]
struct UnmaskPage {
    around: Around,
    frame: Frame,
    masked: String,
    reason: String,
    shown: Option<actions::Unmasked>,
}

fn unmask_form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<UnmaskPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let around = Around::new(request, "查看完整号码", &person, &tree, wrong);
    Ok(UnmaskPage {
        frame: around.frame.clone(),
        around,
        masked: person.shown_id_number(&request.app.keys, false)?,
        reason: request.fields().text("reason").to_owned(),
        shown: None,
    })
}

/// `GET /people/{id}/unmask`
pub(super) fn ask_unmask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&unmask_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/unmask`
pub(super) fn unmask(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let reason = request.fields().text("reason");
    match actions::unmask(&request.app, viewer, id, reason, &occasion) {
        Ok(shown) => {
            let mut page = request
                .app
                .db
                .read(|conn| unmask_form(request, conn, Wrong::default()))?;
            page.shown = Some(shown);
            Reply::html(&page)
        }
        Err(error) => again(request, error, unmask_form),
    }
}
