//! Leaving, coming back, moving to another unit.

use chrono::NaiveDate;

use super::{ChangeError, hold, mobile_taken, path_of, store_change};
use crate::accounts::actions::{Departure, end_roles, kept_by};
use crate::accounts::{Right, Viewer};
use crate::app::App;
use crate::audit::Occasion;
use crate::people::service::ServicePeriod;
use crate::people::{PersonDetails, PersonId, PersonMove, rules, store};
use crate::units::UnitId;

/// A leaver's number belongs to somebody else now.
const NUMBER_GIVEN_AWAY: &str = "登记的手机号现在是另一人的，请先在“修改资料”里更正或清空手机号";

/// Notes that a person leaves, with the last day in the unit and why; everything else
/// of the person stays.
///
/// # Errors
/// [`ChangeError`].
pub fn leave(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    left_on: NaiveDate,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        rules::may_leave(&held.person.details, left_on, occasion.now.today)?;
        let reason = rules::reason(reason, "离职")?;
        let after = PersonDetails {
            left_on: Some(left_on),
            ..held.person.details.clone()
        };
        store_change(conn, &held.person, &after, &reason, occasion)
    })
}

/// Notes that a person who left works again, from `joined_on`. The period before is kept,
/// and no role of then comes back.
///
/// # Errors
/// [`ChangeError`].
pub fn come_back(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    joined_on: NaiveDate,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        let before = &held.person.details;
        rules::may_return(before, joined_on, occasion.now.today)?;
        // Somebody else may have got the number meanwhile, and signs in with it.
        let numbers = (None, before.mobile.as_deref());
        if mobile_taken(conn, Some(id), numbers, occasion.now.today)?.is_some() {
            return Err(ChangeError::Refused(NUMBER_GIVEN_AWAY.to_owned()));
        }
        if let Some(left_on) = before.left_on {
            let period = ServicePeriod {
                person_id: id,
                joined_on: before.joined_on,
                left_on,
            };
            store::insert_period(conn, &period, occasion.now.instant)?;
        }
        let after = PersonDetails {
            joined_on: Some(joined_on),
            left_on: None,
            ..before.clone()
        };
        store_change(conn, &held.person, &after, "", occasion)
    })
}

/// Takes back a leaving that was entered by mistake or withdrawn: the person works on as
/// if it had never been entered. Roles that the leaving ended do not come back.
///
/// # Errors
/// [`ChangeError`].
pub fn take_back_leaving(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        let before = &held.person.details;
        let after = rules::may_take_back_leaving(before)?;
        let reason = rules::reason(reason, "撤销离职")?;
        let numbers = (None, before.mobile.as_deref());
        let today = occasion.now.today;
        if before.has_left(today) && mobile_taken(conn, Some(id), numbers, today)?.is_some() {
            return Err(ChangeError::Refused(NUMBER_GIVEN_AWAY.to_owned()));
        }
        let told = format!("撤销离职：{reason}");
        store_change(conn, &held.person, &after, &told, occasion)
    })
}

/// Where somebody moves, since when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// The new unit.
    pub to: UnitId,
    /// 调动日期: the first day there.
    pub moved_on: NaiveDate,
    /// Why; may be empty.
    pub reason: String,
    /// Roles at the old unit that are to stand, by number; only those count that the
    /// viewer could give.
    pub keep_roles: Vec<i64>,
}

/// Moves a person to another unit within reach; what belongs to the person goes along,
/// the roles held at the old unit do not.
///
/// # Errors
/// [`ChangeError`]; a unit out of reach does not exist.
pub fn move_to(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    moving: &Moving,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        if held.tree.get(moving.to).is_none() || !held.reach.contains(moving.to) {
            return Err(ChangeError::NotFound);
        }
        let last_move = store::find_last_move(conn, id)?;
        let today = occasion.now.today;
        let before = &held.person.details;
        rules::may_move(before, moving.to, moving.moved_on, last_move, today)?;
        let reason = match moving.reason.trim() {
            "" => None,
            typed => Some(rules::reason(typed, "调动")?),
        };
        let noted = PersonMove {
            person_id: id,
            from_unit_id: before.unit_id,
            to_unit_id: moving.to,
            moved_on: moving.moved_on,
            reason: reason.clone(),
        };
        store::insert_move(conn, &noted, None, occasion.now.instant)?;
        let departure = Departure::Moves {
            from: before.unit_id,
            to: Some(moving.to),
        };
        let keeps = kept_by(viewer, &held.tree, &moving.keep_roles);
        end_roles(conn, &held.tree, id, departure, keeps, occasion)?;
        let after = PersonDetails {
            unit_id: moving.to,
            ..before.clone()
        };
        let told = format!(
            "{}起调入{}{}",
            moving.moved_on,
            path_of(&held.tree, moving.to),
            reason
                .map(|reason| format!("：{reason}"))
                .unwrap_or_default()
        );
        store_change(conn, &held.person, &after, &told, occasion)
    })
}
