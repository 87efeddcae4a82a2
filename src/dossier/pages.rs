//! The personal record as files: of the people of a unit, and one's own.

use super::actions::{self, DossierError};
use super::gather::GatherError;
use crate::accounts::Right;
use crate::people::rules::reason;
use crate::people::{PersonId, store};
use crate::units;
use crate::web::{Answer, Problem, Reply, Request, Route};

/// The routes of the personal record.
pub fn routes() -> Vec<Route> {
    vec![
        Route::recorded_page("/people/{id}/record.pdf", Right::EditPeople, pdf),
        Route::recorded_page("/people/{id}/record.json", Right::EditPeople, json),
        Route::recorded_page("/me/record.pdf", Right::Own, own_pdf),
        Route::recorded_page("/me/record.json", Right::Own, own_json),
    ]
}

impl From<DossierError> for Problem {
    fn from(error: DossierError) -> Self {
        match error {
            DossierError::Gather(GatherError::Database(error)) => error.into(),
            DossierError::Gather(GatherError::Sealed(error)) => error.into(),
            DossierError::Print(error) => Problem::Refused(error.to_string()),
        }
    }
}

/// The person of the path, within reach, and why the ID number is asked for in full, by
/// somebody who may see it; none where it is to stay masked.
pub(super) fn person_asked(request: &Request) -> Result<(PersonId, Option<String>), Problem> {
    let id = PersonId(request.param("id")?);
    let full = request.query("full") == Some("1");
    request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = request.reach(&tree)?;
        let person = store::find_within(conn, id, &reach)?.ok_or(Problem::NotFound)?;
        let unmask = request.viewer()?.reach(Right::Unmask, &tree);
        if full && !unmask.contains(person.details.unit_id) {
            return Err(Problem::Forbidden(Right::Unmask));
        }
        if !full {
            return Ok((person.id, None));
        }
        // As for unmasking on the page: never without a reason.
        let typed = request.query("reason").unwrap_or_default();
        let why = reason(typed, "查看完整号码")
            .map_err(|refusal| Problem::field("reason", refusal.to_string()))?;
        Ok((person.id, Some(why)))
    })
}

fn pdf(request: &Request) -> Answer {
    let (person, full) = person_asked(request)?;
    print(request, person, full)
}

fn own_pdf(request: &Request) -> Answer {
    print(request, request.own_person()?, None)
}

fn print(request: &Request, person: PersonId, full: Option<String>) -> Answer {
    let (bytes, name) = actions::print(&request.app, person, full, &request.occasion()?)?;
    Ok(Reply::download(
        bytes,
        &format!("个人档案 {name}.pdf"),
        "application/pdf",
    ))
}

fn json(request: &Request) -> Answer {
    let (person, full) = person_asked(request)?;
    data(request, person, full)
}

fn own_json(request: &Request) -> Answer {
    data(request, request.own_person()?, None)
}

fn data(request: &Request, person: PersonId, full: Option<String>) -> Answer {
    let dossier = actions::export(&request.app, person, full, &request.occasion()?)?;
    let bytes = serde_json::to_vec_pretty(&dossier)
        .map_err(|error| Problem::internal(format!("json: {error}")))?;
    Ok(Reply::download(
        bytes,
        &format!("个人档案 {}.json", dossier.person.name),
        "application/json",
    ))
}
