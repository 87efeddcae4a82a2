//! All people of a unit moved to another at once: a village that is merged, an office
//! that is dissolved.

use chrono::NaiveDate;

use super::{ChangeError, path_of, store_change};
use crate::accounts::Viewer;
use crate::accounts::actions::{Departure, end_roles};
use crate::accounts::store::RoleRow;
use crate::audit::Occasion;
use crate::db::Conn;
use crate::people::rules::{self, PeopleRefusal};
use crate::people::{Person, PersonDetails, PersonMove, store};
use crate::units::{UnitId, UnitTree};

/// Where people move together, since when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovingTogether<'a> {
    /// The unit they leave.
    pub from: UnitId,
    /// The new unit.
    pub to: UnitId,
    /// 调动日期: the first day there.
    pub moved_on: NaiveDate,
    /// Why, as the history keeps it.
    pub reason: &'a str,
}

/// Who works in exactly this unit on a day, by name.
///
/// # Errors
/// When the query fails.
pub fn present_in(
    conn: &mut Conn,
    unit: UnitId,
    day: NaiveDate,
) -> diesel::QueryResult<Vec<Person>> {
    let mut people = store::load_of_units(conn, Some(&[unit]))?;
    people.retain(|person| !person.details.has_left(day));
    people.sort_by(|a, b| (&a.details.pinyin_key, a.id).cmp(&(&b.details.pinyin_key, b.id)));
    Ok(people)
}

/// Who of these may not move, and why: nobody moves the own entry, and a day must lie
/// after the last move.
///
/// # Errors
/// When a query fails.
pub fn who_may_not_move(
    conn: &mut Conn,
    viewer: &Viewer,
    people: &[Person],
    (to, moved_on): (UnitId, NaiveDate),
    today: NaiveDate,
) -> diesel::QueryResult<Vec<(String, PeopleRefusal)>> {
    let mut refused = Vec::new();
    for person in people {
        let last_move = store::find_last_move(conn, person.id)?;
        let outcome = if viewer.is(person.id) {
            Err(PeopleRefusal::AboutOneself)
        } else {
            rules::may_move(&person.details, to, moved_on, last_move, today)
        };
        if let Err(refusal) = outcome {
            refused.push((person.details.name.clone(), refusal));
        }
    }
    Ok(refused)
}

/// Moves these people; whether they may is asked before. Roles at the unit they leave
/// have been dealt with; of the others those end that a single move would end, but for
/// what `keeps` says.
///
/// # Errors
/// [`ChangeError`].
pub fn move_together(
    conn: &mut Conn,
    tree: &UnitTree,
    people: &[Person],
    moving: &MovingTogether<'_>,
    keeps: impl Fn(&RoleRow) -> bool,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let told = format!(
        "{}起调入{}：{}",
        moving.moved_on,
        path_of(tree, moving.to),
        moving.reason
    );
    for person in people {
        let noted = PersonMove {
            person_id: person.id,
            from_unit_id: moving.from,
            to_unit_id: moving.to,
            moved_on: moving.moved_on,
            reason: Some(moving.reason.to_owned()),
        };
        store::insert_move(conn, &noted, None, occasion.now.instant)?;
        let departure = Departure::Moves {
            from: moving.from,
            to: Some(moving.to),
        };
        end_roles(conn, tree, person.id, departure, &keeps, occasion)?;
        let after = PersonDetails {
            unit_id: moving.to,
            ..person.details.clone()
        };
        store_change(conn, person, &after, &told, occasion)?;
    }
    Ok(())
}
