//! What the district does with a unit: adds it, corrects it, moves it under another
//! with everything below, closes it when nobody is left, opens it again.

use serde_json::json;

use super::rules::{UnitInput, UnitRefusal, check_unit};
use super::{Unit, UnitDetails, UnitId, UnitTree, store};
use crate::accounts::Reach;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::{ChangeError, guarded};
use crate::db::Conn;
use crate::people;

/// Why a unit was not changed.
pub type UnitChangeError = ChangeError<UnitRefusal>;

/// Adds a unit below one that the viewer reaches.
///
/// # Errors
/// [`UnitChangeError`].
pub fn add(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    input: &UnitInput,
) -> Result<Unit, UnitChangeError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        if input.parent.is_none() && *reach != Reach::Everywhere {
            return Err(ChangeError::refused(UnitRefusal::ParentMissing));
        }
        let details = check_unit(&tree, &app.policies, None, input, |id| reach.contains(id))
            .map_err(ChangeError::Refused)?;
        let unit = store::insert(conn, &details, occasion.now.instant)?;
        let made = Change::created(Entity::Unit, unit.id.0, None, &unit.details);
        audit::store::record(conn, occasion, &[made])?;
        Ok(unit)
    })
}

/// Changes a unit; under a new name or a new parent the paths of all below it change
/// with it.
///
/// # Errors
/// [`UnitChangeError`]; stale when the unit is no longer at `seen_version`.
pub fn change(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    id: UnitId,
    seen_version: i64,
    input: &UnitInput,
) -> Result<Unit, UnitChangeError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        let unit = seen(&tree, reach, id, seen_version)?;
        if unit.closed_on.is_some() {
            return Err(ChangeError::refused(UnitRefusal::Closed));
        }
        let mut details = check_unit(&tree, &app.policies, Some(unit), input, |id| {
            reach.contains(id)
        })
        .map_err(ChangeError::Refused)?;
        let is_same = UnitDetails {
            kind_guessed: unit.details.kind_guessed,
            ..details.clone()
        } == unit.details;
        if is_same && !unit.details.kind_guessed {
            return Ok(unit.clone());
        }
        details.kind_guessed = false;
        let stored = guarded(
            store::update(conn, unit, &details, occasion.now.instant),
            "单位",
        )?;
        let mut changes = vec![Change::changed(
            Entity::Unit,
            id.0,
            None,
            &unit.details,
            &details,
        )];
        if details.path != unit.details.path {
            let until = (occasion.now.today, occasion.now.instant);
            store::keep_name(conn, unit, id, until)?;
            move_all_below(conn, &tree, unit, &details.path, occasion, &mut changes)?;
        }
        audit::store::record(conn, occasion, &changes)?;
        Ok(stored)
    })
}

/// Confirms that the kinds guessed from the names of these units are right, all of them
/// or none; how many there were.
///
/// # Errors
/// [`UnitChangeError`]; stale when one of them is no longer at the version that was seen.
pub fn confirm_kinds(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    chosen: &[(UnitId, i64)],
) -> Result<usize, UnitChangeError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        let mut changes = Vec::new();
        for (id, seen_version) in chosen {
            let unit = seen(&tree, reach, *id, *seen_version)?;
            if !unit.details.kind_guessed || unit.closed_on.is_some() {
                continue;
            }
            let details = UnitDetails {
                kind_guessed: false,
                ..unit.details.clone()
            };
            guarded::<_, UnitRefusal>(
                store::update(conn, unit, &details, occasion.now.instant),
                "单位",
            )?;
            changes.push(Change::changed(
                Entity::Unit,
                id.0,
                None,
                &unit.details,
                &details,
            ));
        }
        audit::store::record(conn, occasion, &changes)?;
        Ok(changes.len())
    })
}

/// Everything below a unit follows it: only the beginning of the path is another.
pub(super) fn move_all_below<R: crate::changes::Refusal + std::fmt::Debug>(
    conn: &mut Conn,
    tree: &UnitTree,
    unit: &Unit,
    new_path: &str,
    occasion: &Occasion,
    changes: &mut Vec<Change>,
) -> Result<(), ChangeError<R>> {
    let below = tree.below(unit.id);
    for inner in below.iter().skip(1).filter_map(|id| tree.get(*id)) {
        let Some(rest) = inner.details.path.strip_prefix(&unit.details.path) else {
            continue;
        };
        let details = UnitDetails {
            path: format!("{new_path}{rest}"),
            ..inner.details.clone()
        };
        guarded(
            store::update(conn, inner, &details, occasion.now.instant),
            "下级单位",
        )?;
        changes.push(Change::changed(
            Entity::Unit,
            inner.id.0,
            None,
            &inner.details,
            &details,
        ));
    }
    Ok(())
}

/// Closes a unit where nobody works any more and nothing lies below.
///
/// # Errors
/// [`UnitChangeError`].
pub fn close(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    id: UnitId,
    seen_version: i64,
) -> Result<(), UnitChangeError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        let unit = seen(&tree, reach, id, seen_version)?;
        if unit.closed_on.is_some() {
            return Err(ChangeError::refused(UnitRefusal::Closed));
        }
        let mut refusals = Vec::new();
        let people = people::store::count_present_by_unit(conn, occasion.now.today)?;
        if let Some(count) = people.get(&id) {
            refusals.push(UnitRefusal::HasPeople(*count));
        }
        let open_below = tree
            .below(id)
            .into_iter()
            .skip(1)
            .filter_map(|inner| tree.get(inner))
            .filter(|inner| inner.closed_on.is_none())
            .count();
        if open_below > 0 {
            refusals.push(UnitRefusal::HasUnits(open_below));
        }
        if !refusals.is_empty() {
            return Err(ChangeError::Refused(refusals));
        }
        set_closed(conn, occasion, unit, true)
    })
}

/// Opens a closed unit again.
///
/// # Errors
/// [`UnitChangeError`].
pub fn reopen(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    id: UnitId,
    seen_version: i64,
) -> Result<(), UnitChangeError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        let unit = seen(&tree, reach, id, seen_version)?;
        if unit.closed_on.is_none() {
            return Err(ChangeError::refused(UnitRefusal::NotClosed));
        }
        let above = unit.details.parent_id.and_then(|parent| tree.get(parent));
        if let Some(above) = above.filter(|above| above.closed_on.is_some()) {
            return Err(ChangeError::refused(UnitRefusal::ParentClosed(
                above.details.name.clone(),
            )));
        }
        store::forget_merging(conn, id)?;
        set_closed(conn, occasion, unit, false)
    })
}

fn set_closed(
    conn: &mut Conn,
    occasion: &Occasion,
    unit: &Unit,
    closed: bool,
) -> Result<(), UnitChangeError> {
    let closed_on = closed.then_some(occasion.now.today);
    guarded::<_, UnitRefusal>(
        store::set_closed(conn, unit, closed_on, occasion.now.instant),
        "单位",
    )?;
    let change = Change::changed(
        Entity::Unit,
        unit.id.0,
        None,
        &json!({ "closed_on": unit.closed_on }),
        &json!({ "closed_on": closed_on }),
    );
    audit::store::record(conn, occasion, &[change])?;
    Ok(())
}

/// The unit as the viewer saw it, if it lies within reach.
fn seen<'t>(
    tree: &'t UnitTree,
    reach: &Reach,
    id: UnitId,
    seen_version: i64,
) -> Result<&'t Unit, UnitChangeError> {
    let unit = tree
        .get(id)
        .filter(|unit| reach.contains(unit.id))
        .ok_or(ChangeError::NotFound)?;
    if unit.version != seen_version {
        return Err(ChangeError::stale("单位"));
    }
    Ok(unit)
}
