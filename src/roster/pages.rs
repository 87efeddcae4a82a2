//! HR's pages: the unit's people, who could sit, the group message, the lists as
//! files, one person whole.

pub(super) mod candidates;
pub(super) mod list;
mod person;
pub(super) mod registrations;
pub(super) mod registrations_message;

use crate::accounts::Right;
use crate::web::{Problem, Request, Route};

use super::Question;

/// The routes of the roster.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/people", Right::SeePeople, list::list),
        Route::recorded_page("/people.xlsx", Right::SeePeople, list::download),
        Route::recorded_page("/people/message", Right::SeePeople, list::message),
        Route::page("/people/candidates", Right::SeePeople, candidates::list),
        Route::recorded_page(
            "/people/candidates.xlsx",
            Right::SeePeople,
            candidates::download,
        ),
        Route::page("/registrations", Right::SeePeople, registrations::list),
        Route::recorded_page(
            "/registrations.xlsx",
            Right::SeePeople,
            registrations::download,
        ),
        Route::recorded_page(
            "/registrations/message",
            Right::SeePeople,
            registrations_message::page,
        ),
        Route::page("/people/{id}", Right::SeePeople, person::show),
    ]
}

/// The filters of the address.
pub(super) fn question(request: &Request) -> Result<Question, Problem> {
    Question::read(|name| request.query(name))
        .map_err(|unknown| Problem::field(unknown.name, unknown.to_string()))
}
