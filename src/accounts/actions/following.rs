//! Roles follow the person: whoever moves to another unit gives up what they held at the
//! old one, and whoever comes back after leaving begins without roles. A role is given at
//! a unit by those who answer for it; nobody carries it along unasked.

use serde::Serialize;

use super::super::rules::may_grant;
use super::super::store::{self, RoleId, RoleRow};
use super::super::{Role, RoleAt, Viewer};
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::people::PersonId;
use crate::units::{UnitId, UnitTree};

/// What a person does that roles do not survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// Moves from one unit to another.
    Moves {
        /// The old unit.
        from: UnitId,
        /// The new unit; none while it is still asked for.
        to: Option<UnitId>,
    },
    /// Works again after having left.
    Returns,
}

impl Departure {
    /// The word of the history.
    const fn label(self) -> &'static str {
        match self {
            Departure::Moves { .. } => "随调动收回",
            Departure::Returns => "重新入职，原角色不恢复",
        }
    }

    /// Whether a role ends. On a move those end that lie above, at or below the old unit
    /// and not above, at or below the new one: a role for the whole district stays with
    /// whoever moves inside it, one for the whole system always does.
    fn ends(self, held: RoleAt, tree: &UnitTree) -> bool {
        match (self, held.unit) {
            (Departure::Returns, _) => true,
            (Departure::Moves { .. }, None) => false,
            (Departure::Moves { from, to }, Some(unit)) => {
                let belongs = |at: UnitId| tree.is_within(at, unit) || tree.is_within(unit, at);
                belongs(from) && !to.is_some_and(belongs)
            }
        }
    }
}

/// A role that would end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingRole {
    /// Its number.
    pub id: RoleId,
    /// Where it is held; none: everywhere.
    pub unit: Option<UnitId>,
    /// 单位人事（綦江区/石壕镇）.
    pub label: String,
    /// Whether the viewer may let it stand: whoever could give it.
    pub may_keep: bool,
}

/// The roles that would end, for the page that asks.
///
/// # Errors
/// When a query fails.
pub fn ending_roles(
    conn: &mut Conn,
    viewer: &Viewer,
    tree: &UnitTree,
    person: PersonId,
    departure: Departure,
) -> diesel::QueryResult<Vec<EndingRole>> {
    Ok(roles_of(conn, person)?
        .into_iter()
        .filter(|row| departure.ends(row.held(), tree))
        .map(|row| EndingRole {
            id: row.id,
            unit: row.unit_id,
            label: format!("{}（{}）", row.role.label(), place(row.unit_id, tree)),
            may_keep: departure != Departure::Returns && may_grant(viewer, row.held(), tree),
        })
        .collect())
}

#[derive(Serialize)]
struct EndedLine<'a> {
    name: &'a str,
    role: Role,
    unit: &'a str,
    why: &'static str,
}

/// Ends the roles that do not survive, each with its line in the history; `keeps` says
/// which stand. The last administrator of the system stays one.
///
/// # Errors
/// When a query fails.
pub fn end_roles(
    conn: &mut Conn,
    tree: &UnitTree,
    person: PersonId,
    departure: Departure,
    keeps: impl Fn(&RoleRow) -> bool,
    occasion: &Occasion,
) -> diesel::QueryResult<usize> {
    let ending: Vec<RoleRow> = roles_of(conn, person)?
        .into_iter()
        .filter(|row| departure.ends(row.held(), tree) && !keeps(row))
        .collect();
    if ending.is_empty() {
        return Ok(0);
    }
    store::lock_all(conn)?;
    let name = match store::find_by_person(conn, person)? {
        Some(account) => account.display_name,
        None => return Ok(0),
    };
    let mut ended = 0;
    for row in ending {
        let administers = row.role == Role::Admin && row.unit_id.is_none();
        if administers && store::count_with_role(conn, Role::Admin)? <= 1 {
            continue;
        }
        if !store::delete_role(conn, row.id)? {
            continue;
        }
        let line = EndedLine {
            name: &name,
            role: row.role,
            unit: &place(row.unit_id, tree),
            why: departure.label(),
        };
        let change = Change::removed(Entity::AccountRole, row.id.0, Some(person), &line);
        audit::store::record(conn, occasion, &[change])?;
        ended += 1;
    }
    Ok(ended)
}

/// The roles that the viewer ticked to stand, as far as the viewer could give them.
pub fn kept_by<'a>(
    viewer: &'a Viewer,
    tree: &'a UnitTree,
    ticked: &'a [i64],
) -> impl Fn(&RoleRow) -> bool + 'a {
    move |row| ticked.contains(&row.id.0) && may_grant(viewer, row.held(), tree)
}

fn roles_of(conn: &mut Conn, person: PersonId) -> diesel::QueryResult<Vec<RoleRow>> {
    match store::find_by_person(conn, person)? {
        Some(account) => store::load_of_accounts(conn, &[account.id]),
        None => Ok(Vec::new()),
    }
}

/// Where a role is held, in words.
pub(super) fn place(unit: Option<UnitId>, tree: &UnitTree) -> String {
    match unit {
        None => "全部单位".to_owned(),
        Some(unit) => tree
            .get(unit)
            .map(|unit| unit.details.path.clone())
            .unwrap_or_default(),
    }
}
