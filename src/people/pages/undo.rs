//! Taking back a leaving that was entered by mistake.

use askama::Template;

use super::steps::{Around, again, back_to};
use super::{person_of, seen_version};
use crate::accounts::actions::Departure;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::people::answers::Wrong;
use crate::people::{PersonId, actions};
use crate::web::{Answer, Frame, Problem, Reply, Request};

#[derive(Template)]
#[template(path = "people/leave_undo.html")]
struct UndoPage {
    around: Around,
    frame: Frame,
    /// The last day that was entered; none where the person never left.
    left_on: Option<String>,
    reason: String,
}

fn form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<UndoPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let mut around = Around::new(request, "撤销离职", &person, &tree, wrong);
    // Roles end with a leaving that has come true; before that they stand.
    if person.details.has_left(request.now.today) {
        around = around.ending(request, conn, &tree, Departure::Returns)?;
    }
    Ok(UndoPage {
        frame: around.frame.clone(),
        around,
        left_on: person.details.left_on.map(chinese_day),
        reason: request.fields().text("reason").to_owned(),
    })
}

/// `GET /people/{id}/leave/undo`
pub(super) fn ask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/leave/undo`
pub(super) fn take_back(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    let reason = request.fields().text("reason");
    match actions::take_back_leaving(&request.app, viewer, id, seen, reason, &occasion) {
        Ok(()) => Ok(back_to(id, "已撤销离职，入职日期不变")),
        Err(error) => again(request, error, form),
    }
}
