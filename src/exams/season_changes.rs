//! The district enters or changes the days of a season: of an exam area, or of a
//! district with days of its own. Moved days reach the reminders by themselves: the
//! next `remind` judges what is unsent by the book of seasons.

use std::collections::BTreeSet;

use super::rules::{SeasonInput, SeasonRefusal, check_season};
use super::season_book::SeasonBook;
use super::store::seasons;
use super::{Season, SeasonDetails, SeasonState};
use crate::accounts::Reach;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::{ChangeError, guarded};
use crate::clock::to_utc;
use crate::policy::Policies;
use crate::policy::actions::may_change;
use crate::units::{self, UnitTree};

/// Why a season was not changed.
pub type SeasonChangeError = ChangeError<SeasonRefusal>;

/// Enters a season: replaces what policy data says of it. `seen_version` is that of
/// the stored row the viewer saw; none where there was none.
///
/// # Errors
/// [`SeasonChangeError`]; stale when another row or version is there by now.
pub fn enter(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    input: &SeasonInput,
    seen_version: Option<i64>,
) -> Result<Season, SeasonChangeError> {
    app.db.write(|conn| {
        let tree = units::store::load_tree(conn)?;
        let place = places(&app.policies, &tree, reach)
            .into_iter()
            .find(|place| is_place(&app.policies, place, &input.place))
            .ok_or_else(|| {
                ChangeError::refused(SeasonRefusal::Place(input.place.trim().to_owned()))
            })?;
        let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
        let stored = book.stored(input.year, &place);
        if stored.map(|season| season.version) != seen_version {
            return Err(ChangeError::stale("考试安排"));
        }
        let from = book
            .days(input.year, &place)
            .map_or(SeasonState::Expected, |days| days.state);
        check_season(input, from).map_err(ChangeError::Refused)?;
        let details = details_of(app, input, &place);
        let season = match stored {
            None => {
                let season = seasons::insert(conn, details, occasion.now.instant)?;
                let made = Change::created(Entity::Season, season.id.0, None, &season.details);
                audit::store::record(conn, occasion, &[made])?;
                season
            }
            Some(season) if season.details == details => season.clone(),
            Some(season) => {
                let at = occasion.now.instant;
                guarded::<_, SeasonRefusal>(
                    seasons::update(conn, season.id, season.version, &details, at),
                    "考试安排",
                )?;
                let change =
                    Change::changed(Entity::Season, season.id.0, None, &season.details, &details);
                audit::store::record(conn, occasion, &[change])?;
                Season {
                    id: season.id,
                    details,
                    version: season.version + 1,
                }
            }
        };
        Ok(season)
    })
}

/// The places whose seasons a viewer may enter: the regions of the units within
/// reach, and the exam areas they lie in where nobody else's units lie there too; areas
/// first.
pub fn places(policies: &Policies, tree: &UnitTree, reach: &Reach) -> Vec<String> {
    let regions: BTreeSet<String> = tree
        .iter()
        .filter(|unit| unit.closed_on.is_none() && reach.contains(unit.id))
        .filter_map(|unit| tree.region_of(unit.id))
        .filter_map(|region| policies.region(region))
        .map(|region| region.name.clone())
        .collect();
    let areas: BTreeSet<String> = regions
        .iter()
        .filter_map(|region| policies.area_of(region))
        .filter(|area| may_change(policies, tree, reach, area))
        .map(str::to_owned)
        .collect();
    let own = regions.difference(&areas).cloned();
    areas.iter().cloned().chain(own).collect()
}

fn is_place(policies: &Policies, place: &str, typed: &str) -> bool {
    let typed = typed.trim();
    place == typed
        || policies
            .region(typed)
            .is_some_and(|region| region.name == place)
}

fn details_of(app: &App, input: &SeasonInput, place: &str) -> SeasonDetails {
    let zone = app.config.time_zone;
    let utc = |local: Option<chrono::NaiveDateTime>| local.map(|local| to_utc(local, zone));
    let area = app.policies.area_of(place).unwrap_or(place).to_owned();
    SeasonDetails {
        year: i64::from(input.year),
        district: if area == place {
            String::new()
        } else {
            place.to_owned()
        },
        area,
        state: input.state,
        signup_opens_at: utc(input.signup_opens),
        signup_closes_at: utc(input.signup_closes),
        payment_closes_at: utc(input.payment_closes),
        ticket_first_day: input.ticket_first,
        ticket_last_day: input.ticket_last.or(input.ticket_first),
        exam_first_day: input.exam_first,
        exam_last_day: input.exam_last.or(input.exam_first),
        results_at: utc(input.results),
        results_day_only: input.results.is_none() || input.results_day_only,
        service_cutoff_on: input.service_cutoff,
        source_document: input.source_document.trim().to_owned(),
        source_trust: input.source_trust,
        from_policy: false,
    }
}
