//! The forms that change a person: adding, editing, leaving, coming back, moving,
//! another ID number, looking at a full number.

pub(super) mod conflict;
mod forms;
mod steps;
mod undo;

use std::sync::Arc;

use crate::accounts::Right;
use crate::db::Conn;
use crate::people::{Person, PersonId, store};
use crate::units::UnitTree;
use crate::web::{Problem, Request, Route};

/// The routes of changing people.
pub fn routes() -> Vec<Route> {
    use Right::{EditPeople, Unmask};
    vec![
        Route::page("/people/new", EditPeople, forms::new),
        Route::act("/people/new", EditPeople, forms::add),
        Route::page("/people/{id}/edit", EditPeople, forms::edit),
        Route::act("/people/{id}/edit", EditPeople, forms::change),
        Route::page("/people/{id}/leave", EditPeople, steps::ask_leave),
        Route::act("/people/{id}/leave", EditPeople, steps::leave),
        Route::page("/people/{id}/leave/undo", EditPeople, undo::ask),
        Route::act("/people/{id}/leave/undo", EditPeople, undo::take_back),
        Route::page("/people/{id}/return", EditPeople, steps::ask_return),
        Route::act("/people/{id}/return", EditPeople, steps::come_back),
        Route::page("/people/{id}/move", EditPeople, steps::ask_move),
        Route::act("/people/{id}/move", EditPeople, steps::move_to),
        Route::page("/people/{id}/id-number", EditPeople, steps::ask_number),
        Route::act("/people/{id}/id-number", EditPeople, steps::correct_number),
        Route::page("/people/{id}/unmask", Unmask, steps::ask_unmask),
        Route::act("/people/{id}/unmask", Unmask, steps::unmask),
    ]
}

/// The person of the path, within reach of the route's right.
///
/// # Errors
/// [`Problem::NotFound`], also where it lies out of reach.
pub fn person_of(request: &Request, conn: &mut Conn) -> Result<(Person, Arc<UnitTree>), Problem> {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let id = PersonId(request.param("id")?);
    let person = store::find_within(conn, id, &reach)?.ok_or(Problem::NotFound)?;
    Ok((person, tree))
}

/// The version that the form was made from.
///
/// # Errors
/// [`Problem::Invalid`] where the form says none.
pub fn seen_version(request: &Request) -> Result<i64, Problem> {
    request
        .fields()
        .text("version")
        .parse()
        .map_err(|_| Problem::field("version", "页面已过期，请刷新后重新提交"))
}
