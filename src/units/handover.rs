//! A unit that is dissolved (撤村并居): its people go to another unit together, or the
//! whole unit is merged into another with its people, roles, contacts and units below.
//!
//! What is looked at and what is done are made from the same [`Look`].

mod doing;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::rules::handover::{
    HandoverRefusal, check_units, children, employees_together, taken_in,
};
use super::{Unit, UnitDetails, UnitId, UnitTree};
use crate::accounts::actions::{Departure, HeldAt, ending_roles, roles_at};
use crate::accounts::{Reach, Right, Viewer};
use crate::changes::ChangeError;
use crate::db::Conn;
use crate::people::actions::{present_in, who_may_not_move};
use crate::people::rules::LONGEST_REASON;
use crate::people::{Person, PersonId};

pub use doing::{Done, hand_over};

/// Why a unit was not handed over.
pub type HandoverError = ChangeError<HandoverRefusal>;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The unit that takes over.
    pub to: UnitId,
    /// Whether the unit ends in the other; else only its people go.
    pub merges: bool,
    /// 生效日期: the first day of the people in the other unit.
    pub moved_on: NaiveDate,
    /// Why; may be empty.
    pub reason: String,
}

/// What was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The people on the list that was looked at.
    pub people: BTreeSet<PersonId>,
    /// The roles that go along, by number; the others end.
    pub carried_roles: Vec<i64>,
    /// 职工人数 of the unit that takes over, from now on.
    pub employee_count: Option<i64>,
}

/// What would happen.
#[derive(Debug)]
pub struct Look {
    /// The unit.
    pub unit: Unit,
    /// The unit that takes over.
    pub to: Unit,
    /// Who moves, by name.
    pub people: Vec<Person>,
    /// The roles at the unit that go along or end.
    pub roles: Vec<HeldAt>,
    /// Whether they are offered to go along: not where the other unit lies above, for
    /// they would reach further there.
    pub roles_offered: bool,
    /// The other roles of the people that end with the move, in words.
    pub ending: Vec<String>,
    /// The units below that go along.
    pub children: Vec<Unit>,
    /// The values of the other unit afterwards, with the employees of both.
    pub after: UnitDetails,
    /// Why it may not be done.
    pub refusals: Vec<HandoverRefusal>,
}

impl Look {
    /// What the other unit gets from this one: the label and the value.
    pub fn taken(&self) -> Vec<(&'static str, String)> {
        let (before, after) = (&self.to.details, &self.after);
        let text = |label, before: &Option<String>, after: &Option<String>| {
            (before != after).then(|| (label, after.clone().unwrap_or_default()))
        };
        [
            text("联系人", &before.contact_name, &after.contact_name),
            text("联系电话", &before.contact_mobile, &after.contact_mobile),
            text("联系邮箱", &before.contact_email, &after.contact_email),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Looks at what handing a unit over would do, and why it may not be done.
///
/// # Errors
/// [`HandoverError::NotFound`] where the unit lies out of reach; a target that is not
/// there is a refusal.
pub fn look(
    conn: &mut Conn,
    viewer: &Viewer,
    tree: &UnitTree,
    id: UnitId,
    wish: &Wish,
    today: NaiveDate,
) -> Result<Look, HandoverError> {
    let reach = viewer.reach(Right::EditUnits, tree);
    let within = |id: UnitId| tree.get(id).filter(|unit| reach.contains(unit.id));
    let unit = within(id).ok_or(ChangeError::NotFound)?.clone();
    let to = within(wish.to)
        .ok_or_else(|| ChangeError::refused(HandoverRefusal::TargetUnknown))?
        .clone();
    let mut refusals = check_units(tree, &unit, &to, wish.merges);
    let length = wish.reason.trim().chars().count();
    if length > LONGEST_REASON {
        refusals.push(HandoverRefusal::ReasonTooLong(length));
    }
    let people = present_in(conn, id, today)?;
    if !wish.merges && people.is_empty() {
        refusals.push(HandoverRefusal::NobodyThere);
    }
    refusals.extend(people_beyond_reach(viewer, tree, &unit, &to));
    if unit.id != to.id {
        let where_and_when = (to.id, wish.moved_on);
        for (name, why) in who_may_not_move(conn, viewer, &people, where_and_when, today)? {
            refusals.push(HandoverRefusal::Person { name, why });
        }
    }
    let roles = roles_of(conn, &people, id, wish.merges)?;
    for beyond in roles
        .iter()
        .filter(|one| !one.may_go_to(viewer, to.id, tree))
    {
        refusals.push(HandoverRefusal::RoleBeyond {
            holder: beyond.holder().to_owned(),
            role: beyond.role().label(),
        });
    }
    let employees = employees_together(to.details.employee_count, unit.details.employee_count);
    let after = match wish.merges {
        true => taken_in(&to.details, &unit.details, employees),
        false => to.details.clone(),
    };
    Ok(Look {
        ending: ending_of(conn, viewer, tree, &people, (id, wish))?,
        children: match wish.merges {
            true => children(tree, id).into_iter().cloned().collect(),
            false => Vec::new(),
        },
        roles_offered: !tree.is_within(id, to.id),
        unit,
        to,
        people,
        roles,
        after,
        refusals,
    })
}

/// Units and their people are two rights; both are needed, at both units.
fn people_beyond_reach(
    viewer: &Viewer,
    tree: &UnitTree,
    unit: &Unit,
    to: &Unit,
) -> Option<HandoverRefusal> {
    let reach: Reach = viewer.reach(Right::EditPeople, tree);
    let beyond = [unit, to].into_iter().find(|one| !reach.contains(one.id))?;
    Some(HandoverRefusal::PeopleBeyond(beyond.details.name.clone()))
}

/// The roles at the unit: all where it ends, those of its people where it stays.
fn roles_of(
    conn: &mut Conn,
    people: &[Person],
    unit: UnitId,
    merges: bool,
) -> diesel::QueryResult<Vec<HeldAt>> {
    let mut roles = roles_at(conn, unit)?;
    roles.retain(|one| {
        let moves = |person: PersonId| people.iter().any(|moved| moved.id == person);
        merges || one.person().is_some_and(moves)
    });
    Ok(roles)
}

/// The roles elsewhere that the people lose by moving.
fn ending_of(
    conn: &mut Conn,
    viewer: &Viewer,
    tree: &UnitTree,
    people: &[Person],
    (unit, wish): (UnitId, &Wish),
) -> diesel::QueryResult<Vec<String>> {
    let departure = Departure::Moves {
        from: unit,
        to: Some(wish.to),
    };
    let mut ending = Vec::new();
    for person in people {
        for role in ending_roles(conn, viewer, tree, person.id, departure)? {
            if !stays(role.unit, unit, wish.merges, tree) {
                ending.push(format!("{}：{}", person.details.name, role.label));
            }
        }
    }
    Ok(ending)
}

/// Whether a role is not ended by the move of its holder: that at the unit itself is told
/// apart, one at a unit below goes along with the unit where that does.
fn stays(held: Option<UnitId>, unit: UnitId, merges: bool, tree: &UnitTree) -> bool {
    held.is_some_and(|held| held == unit || (merges && tree.is_within(held, unit)))
}
