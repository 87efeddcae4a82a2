//! `/me/training`: one's own records, and the form that hands one in. The same form
//! serves the office that files for somebody who never signs in: `/people/{id}/training`.

mod form;
mod record;

pub(in crate::me) use form::{filer, handing, person_within, problem as filing_problem};
pub(crate) use record::{TrailView, trail};

use askama::Template;

use super::picture;
use crate::accounts::Right;
use crate::db::Conn;
use crate::me::views::{self, RecordView, RuleView};
use crate::web::{Answer, Frame, Reply, Request, Route, Section};

/// Five proofs of a usual size, or one of the greatest.
pub(in crate::me) const MOST_FORM_BYTES: u64 = 60 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/me/training", Right::Own, list),
        Route::page("/me/training/new", Right::Own, form::new),
        Route::upload("/me/training", Right::Own, form::submit).at_most(MOST_FORM_BYTES),
        Route::page("/me/training/{id}", Right::Own, record::show),
        Route::page("/me/training/{id}/edit", Right::Own, form::edit),
        Route::upload("/me/training/{id}", Right::Own, form::mend).at_most(MOST_FORM_BYTES),
        Route::act("/me/training/{id}/withdraw", Right::Own, record::withdraw),
        Route::page(
            "/people/{id}/training/new",
            Right::EditPeople,
            form::new_for,
        ),
        Route::upload("/people/{id}/training", Right::EditPeople, form::submit_for)
            .at_most(MOST_FORM_BYTES),
    ]
}

#[derive(Template)]
#[template(path = "me/training.html")]
struct TrainingPage {
    frame: Frame,
    rules: Vec<RuleView>,
    records: Vec<RecordView>,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let picture = picture(request, conn)?;
    Reply::html(&TrainingPage {
        frame: request.frame("我的培训", Section::MyTraining),
        rules: views::rules(&picture),
        records: views::records(&picture),
    })
}
