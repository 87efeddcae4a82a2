//! Handing the personal record out, as PDF or as data; each time a line of the history.
//!
//! Gathered and printed on a reading connection; the line of the history is one short
//! write before anything is handed out, and without it nothing is.

use serde::Serialize;

use super::form::form;
use super::gather::{GatherError, gather};
use super::model::Dossier;
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::claims::print::{press, setup};
use crate::people::PersonId;
use crate::print::PrintError;

/// Why a record was not handed out.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// It could not be gathered.
    #[error(transparent)]
    Gather(#[from] GatherError),
    /// It could not be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl From<crate::db::DatabaseError> for DossierError {
    fn from(error: crate::db::DatabaseError) -> Self {
        Self::Gather(error.into())
    }
}

impl From<diesel::result::Error> for DossierError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Gather(error.into())
    }
}

/// What the history keeps of it.
#[derive(Serialize)]
struct HandedOut {
    exported: &'static str,
    full_ids: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The whole record as data. ID number and mobile in full only on purpose, with the
/// reason as `full_id`; either way the history says who took it.
///
/// # Errors
/// [`DossierError`].
pub fn export(
    app: &App,
    person: PersonId,
    full_id: Option<String>,
    occasion: &Occasion,
) -> Result<Dossier, DossierError> {
    let dossier = gathered(app, person, full_id.is_some(), occasion)?;
    note(app, person, "个人档案（数据）", full_id, occasion)?;
    Ok(dossier)
}

fn gathered(
    app: &App,
    person: PersonId,
    full: bool,
    occasion: &Occasion,
) -> Result<Dossier, DossierError> {
    app.db
        .read(|conn| Ok(gather(app, conn, person, occasion.now.today, full)?))
}

/// The whole record as a PDF.
///
/// # Errors
/// [`DossierError`].
pub fn print(
    app: &App,
    person: PersonId,
    full_id: Option<String>,
    occasion: &Occasion,
) -> Result<(Vec<u8>, String), DossierError> {
    let dossier = gathered(app, person, full_id.is_some(), occasion)?;
    let pdf = press(app)?.personal_record(&form(&dossier), &setup(app, occasion.now))?;
    note(app, person, "个人档案（PDF）", full_id, occasion)?;
    Ok((pdf, dossier.person.name))
}

fn note(
    app: &App,
    person: PersonId,
    exported: &'static str,
    reason: Option<String>,
    occasion: &Occasion,
) -> Result<(), DossierError> {
    let change = Change::noted(
        Action::Exported,
        Entity::Person,
        person.0,
        Some(person),
        &HandedOut {
            exported,
            full_ids: reason.is_some(),
            reason,
        },
    );
    app.db.write(|conn| {
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}
