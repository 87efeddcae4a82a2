//! What follows from a roster that says somebody works elsewhere, or works again.

use diesel::QueryResult;

use crate::accounts::actions::{Departure, end_roles};
use crate::audit::Occasion;
use crate::db::Conn;
use crate::people::{PersonDetails, PersonId, PersonMove, store};
use crate::units::UnitTree;

/// What follows a change of unit or a return that a roster tells of: the move is noted on
/// the day of the import, and roles do not come along. Their lines do not belong to the
/// import: taking it back gives nobody a role.
pub(super) fn follow(
    conn: &mut Conn,
    id: PersonId,
    (before, after): (&PersonDetails, &PersonDetails),
    tree: &UnitTree,
    occasion: &Occasion,
) -> QueryResult<()> {
    let now = occasion.now;
    let alone = Occasion {
        batch: None,
        ..occasion.clone()
    };
    let mut end = |departure: Departure| end_roles(conn, tree, id, departure, |_| false, &alone);
    if before.has_left(now.today) && !after.has_left(now.today) {
        end(Departure::Returns)?;
    }
    if before.unit_id == after.unit_id {
        return Ok(());
    }
    end(Departure::Moves {
        from: before.unit_id,
        to: Some(after.unit_id),
    })?;
    let noted = PersonMove {
        person_id: id,
        from_unit_id: before.unit_id,
        to_unit_id: after.unit_id,
        moved_on: now.today,
        reason: None,
    };
    store::insert_move(conn, &noted, occasion.batch, now.instant)?;
    Ok(())
}
