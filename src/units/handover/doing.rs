//! Handing a unit over, in one transaction.

use serde::Serialize;

use super::{Confirmed, HandoverError, Look, Wish, look, stays};
use crate::accounts::Viewer;
use crate::accounts::actions::carry_roles;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::{ChangeError, guarded};
use crate::db::Conn;
use crate::people;
use crate::people::actions::{MovingTogether, move_together};
use crate::units::rules::handover::HandoverRefusal;
use crate::units::{UnitDetails, UnitId, UnitTree, changes, store};

/// The most employees that a unit is said to have.
const MOST_EMPLOYEES: i64 = 1_000_000;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many people moved.
    pub people: usize,
    /// How many roles went along.
    pub roles: usize,
    /// How many units below went along.
    pub units: usize,
}

/// Hands a unit over as it was looked at: all of it or nothing.
///
/// # Errors
/// [`HandoverError`]; stale when the unit is no longer at `seen_version`; refused when
/// somebody came or left since the list was looked at.
pub fn hand_over(
    app: &App,
    viewer: &Viewer,
    occasion: &Occasion,
    (id, seen_version): (UnitId, i64),
    wish: &Wish,
    confirmed: &Confirmed,
) -> Result<Done, HandoverError> {
    app.db.write(|conn| {
        let tree = store::load_tree(conn)?;
        let look = look(conn, viewer, &tree, id, wish, occasion.now.today)?;
        if look.unit.version != seen_version {
            return Err(ChangeError::stale("单位"));
        }
        let mut refusals = look.refusals.clone();
        refusals.extend(as_confirmed(&look, confirmed));
        if !refusals.is_empty() {
            return Err(ChangeError::Refused(refusals));
        }
        let reason = match (wish.reason.trim(), wish.merges) {
            ("", true) => format!("{}并入{}", look.unit.details.name, look.to.details.name),
            ("", false) => format!("{}人员整体移交", look.unit.details.name),
            (typed, _) => typed.to_owned(),
        };
        let roles = carry_roles(
            conn,
            &tree,
            &look.roles,
            look.to.id,
            |role| confirmed.carried_roles.contains(&role.id()),
            occasion,
        )?;
        let moving = MovingTogether {
            from: id,
            to: look.to.id,
            moved_on: wish.moved_on,
            reason: &reason,
        };
        let keeps =
            |row: &crate::accounts::store::RoleRow| stays(row.unit_id, id, wish.merges, &tree);
        move_together(conn, &tree, &look.people, &moving, keeps, occasion).map_err(untold)?;
        if wish.merges {
            merge(conn, &tree, &look, wish, confirmed, &reason, occasion)?;
        }
        Ok(Done {
            people: look.people.len(),
            roles,
            units: look.children.len(),
        })
    })
}

/// Whether what was confirmed is what there is.
fn as_confirmed(look: &Look, confirmed: &Confirmed) -> Vec<HandoverRefusal> {
    let mut refusals = Vec::new();
    let now = look.people.iter().map(|person| person.id).collect();
    if confirmed.people != now {
        refusals.push(HandoverRefusal::PeopleChanged {
            seen: confirmed.people.len(),
            now: now.len(),
        });
    }
    if confirmed
        .employee_count
        .is_some_and(|count| !(0..=MOST_EMPLOYEES).contains(&count))
    {
        refusals.push(HandoverRefusal::EmployeesOutOfRange);
    }
    refusals
}

/// What moving a person met with that was not asked before.
fn untold(error: people::actions::ChangeError) -> HandoverError {
    use people::actions::ChangeError as PersonError;
    match error {
        PersonError::Database(error) => ChangeError::Database(error),
        PersonError::NotFound => ChangeError::NotFound,
        _ => ChangeError::stale("人员名单"),
    }
}

#[derive(Serialize)]
struct Closed<'a> {
    closed_on: chrono::NaiveDate,
    merged_unit: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct TookOver<'a> {
    #[serde(flatten)]
    details: &'a UnitDetails,
    taken_unit: &'a str,
}

/// The unit ends in the other one: units below go along, the other gets what it lacked,
/// the name of then leads there.
fn merge(
    conn: &mut Conn,
    tree: &UnitTree,
    look: &Look,
    wish: &Wish,
    confirmed: &Confirmed,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), HandoverError> {
    let (unit, to, now) = (&look.unit, &look.to, occasion.now);
    let mut told = Vec::new();
    for child in &look.children {
        let details = UnitDetails {
            parent_id: Some(to.id),
            path: format!("{}/{}", to.details.path, child.details.name),
            ..child.details.clone()
        };
        store::keep_name(conn, child, child.id, (wish.moved_on, now.instant))?;
        guarded(
            store::update(conn, child, &details, now.instant),
            "下级单位",
        )?;
        told.push(Change::changed(
            Entity::Unit,
            child.id.0,
            None,
            &child.details,
            &details,
        ));
        changes::move_all_below(conn, tree, child, &details.path, occasion, &mut told)?;
    }
    let after = UnitDetails {
        employee_count: confirmed.employee_count,
        ..look.after.clone()
    };
    guarded(store::update(conn, to, &after, now.instant), "接收单位")?;
    let took = TookOver {
        details: &after,
        taken_unit: &unit.details.path,
    };
    told.push(Change::changed(
        Entity::Unit,
        to.id.0,
        None,
        &to.details,
        &took,
    ));
    let closing = store::set_closed(conn, unit, Some(wish.moved_on), now.instant);
    guarded(closing, "单位")?;
    store::keep_name(conn, unit, to.id, (wish.moved_on, now.instant))?;
    let closed = Closed {
        closed_on: wish.moved_on,
        merged_unit: &to.details.path,
        reason,
    };
    let open = serde_json::json!({ "closed_on": null });
    told.push(Change::changed(
        Entity::Unit,
        unit.id.0,
        None,
        &open,
        &closed,
    ));
    audit::store::record(conn, occasion, &told)?;
    Ok(())
}
