//! The second officer: what one orders another confirms, or nothing is erased.
//!
//! Whoever ordered never confirms. Any other account of the district whose right reaches
//! everybody of the order may. Where there is none, the administrator is the second: one
//! pair of eyes is not enough for what never comes back, and a small district may have
//! no other.

use std::collections::HashSet;

use serde::Serialize;

use super::{RetentionError, in_scope, scope_of};
use crate::accounts::store::load_active_holders;
use crate::accounts::{AccountId, Right, Role, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::clock::Now;
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::retention::{OrderStanding, PurgeOrder, PurgeOrderId, store};
use crate::units::{self, UnitId, UnitTree};

/// What an order that waits for its second has to do with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// They may confirm it.
    May,
    /// They gave it: another officer confirms.
    OwnOrder,
    /// They gave it, and no other officer could confirm: the administrator does.
    OwnOrderForAdministrator,
    /// It is not theirs to confirm.
    No,
}

/// Whether somebody may confirm an order that waits for its second.
///
/// # Errors
/// When the database fails, or the order's list cannot be read.
pub fn second(
    conn: &mut Conn,
    tree: &UnitTree,
    viewer: &Viewer,
    order: &PurgeOrder,
    now: Now,
) -> Result<Second, RetentionError> {
    if order.standing() != OrderStanding::Ordered {
        return Ok(Second::No);
    }
    let places = places(conn, order)?;
    let own = order.ordered_account_id == Some(viewer.account);
    let officer = covers(viewer, Right::Purge, &places, tree);
    if officer && !own {
        return Ok(Second::May);
    }
    let administrator = covers(viewer, Right::ConfirmPurge, &places, tree);
    if !officer && !administrator {
        return Ok(Second::No);
    }
    let others = another_officer(conn, tree, order, &places, now)?;
    Ok(match (own, others) {
        (true, true) => Second::OwnOrder,
        (true, false) => Second::OwnOrderForAdministrator,
        (false, true) => Second::No,
        (false, false) => Second::May,
    })
}

/// The units of everybody of an order.
fn places(conn: &mut Conn, order: &PurgeOrder) -> Result<HashSet<UnitId>, RetentionError> {
    let mut places = HashSet::new();
    let scope = scope_of(order)?;
    for ids in in_scope(&scope) {
        for person in people::store::load_of_ids(conn, &ids)? {
            places.insert(person.details.unit_id);
        }
    }
    Ok(places)
}

fn covers(viewer: &Viewer, right: Right, places: &HashSet<UnitId>, tree: &UnitTree) -> bool {
    let reach = viewer.reach(right, tree);
    viewer.may(right) && places.iter().all(|unit| reach.contains(*unit))
}

/// Whether an account in use other than the one that ordered holds the district's office
/// over all these units, and its owner has not left.
fn another_officer(
    conn: &mut Conn,
    tree: &UnitTree,
    order: &PurgeOrder,
    places: &HashSet<UnitId>,
    now: Now,
) -> Result<bool, RetentionError> {
    let holders = load_active_holders(conn, Role::District)?;
    let owners: Vec<PersonId> = holders.iter().filter_map(|(held, _)| held.person).collect();
    let left: HashSet<PersonId> = people::store::load_of_ids(conn, &owners)?
        .into_iter()
        .filter(|person| person.details.has_left(now.today))
        .map(|person| person.id)
        .collect();
    let accounts: HashSet<AccountId> = holders
        .iter()
        .filter(|(held, _)| Some(held.account) != order.ordered_account_id)
        .filter(|(held, _)| held.person.is_none_or(|person| !left.contains(&person)))
        .map(|(held, _)| held.account)
        .collect();
    Ok(accounts.into_iter().any(|account| {
        let own = || {
            holders
                .iter()
                .filter(|(held, _)| held.account == account)
                .map(|(_, unit)| *unit)
        };
        places
            .iter()
            .all(|place| own().any(|unit| unit.is_none_or(|unit| tree.is_within(*place, unit))))
    }))
}

#[derive(Serialize)]
struct StandingLine<'a> {
    state: OrderStanding,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_by: Option<&'a str>,
}

/// Confirms what another officer ordered; the nightly job then erases it.
///
/// # Errors
/// [`RetentionError::NotWaiting`], [`RetentionError::OwnOrder`],
/// [`RetentionError::NotFound`] for whom it does not concern.
pub fn confirm(
    app: &App,
    viewer: &Viewer,
    id: PurgeOrderId,
    occasion: &Occasion,
) -> Result<(), RetentionError> {
    app.db.write(|conn| {
        let tree = units::store::load_tree(conn)?;
        let order = store::find(conn, id)?.ok_or(RetentionError::NotFound)?;
        if order.standing() != OrderStanding::Ordered {
            return Err(RetentionError::NotWaiting);
        }
        match second(conn, &tree, viewer, &order, occasion.now)? {
            Second::May => {}
            Second::OwnOrder => return Err(RetentionError::OwnOrder("另一位有清理权限的人员")),
            Second::OwnOrderForAdministrator => {
                return Err(RetentionError::OwnOrder("系统管理员"));
            }
            Second::No => return Err(RetentionError::NotFound),
        }
        let by = &occasion.actor.name;
        let at = occasion.now.instant;
        if !store::confirm(conn, id, by, viewer.account, at)? {
            return Err(RetentionError::NotWaiting);
        }
        let line = |state, confirmed_by| StandingLine {
            state,
            confirmed_by,
        };
        let change = Change::changed(
            Entity::PurgeOrder,
            id.0,
            None,
            &line(OrderStanding::Ordered, None),
            &line(OrderStanding::Confirmed, Some(by)),
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}
