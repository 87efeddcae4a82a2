//! Two people entered one season: both versions, for pages and programs.

use super::SeasonState;
use super::rules::SeasonInput;
use super::season_book::SeasonBook;
use super::season_changes::SeasonChangeError;
use super::season_form::SeasonForm;
use super::season_pages::path_part;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::changes::ChangeError;
use crate::db::Conn;
use crate::policy::Trust;
use crate::web::{Conflict, Problem, Request};

/// What was sent about a season beside what is stored now.
fn of_season(request: &Request, conn: &mut Conn, input: &SeasonInput) -> Result<Problem, Problem> {
    let app = &request.app;
    let place = input.place.trim();
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let (Some(days), Some(season)) = (book.days(input.year, place), book.stored(input.year, place))
    else {
        // Seasons are never removed: the version belongs to another one.
        return Ok(Problem::StalePage);
    };
    let history = load_of_entity(conn, Entity::Season, season.id.0)?;
    let (yours, stored) = (SeasonForm::from(input), SeasonForm::of(&days, place));
    let states: Vec<_> = SeasonState::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let trusts: Vec<_> = Trust::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let year = input.year;
    let mut told = Conflict::new(
        format!("{year}年度{place}考试安排"),
        season.version,
        format!("/seasons/{year}/{}", path_part(place)),
    )
    .form_at(format!(
        "/seasons/edit?year={year}&place={}",
        path_part(place)
    ))
    .changed_by(&history, app.config.time_zone)
    .choice("state", "状态", &states, &yours.state, &stored.state);
    for (field, label, yours, stored) in yours.beside(&stored) {
        // 2026-03-09T09:00 is what the browser's field wants; people read a blank.
        told = told.field(
            field,
            label,
            yours.replace('T', " "),
            stored.replace('T', " "),
        );
    }
    let (yours, stored) = (&yours.source_trust, &stored.source_trust);
    Ok(told
        .choice("source_trust", "依据的可信程度", &trusts, yours, stored)
        .into())
}

/// A refused entry, told; a stale one with both versions.
pub(super) fn told(request: &Request, input: &SeasonInput, error: SeasonChangeError) -> Problem {
    match error {
        ChangeError::Stale(_) => request
            .app
            .db
            .read(|conn| of_season(request, conn, input))
            .unwrap_or_else(|problem| problem),
        other => other.into(),
    }
}
