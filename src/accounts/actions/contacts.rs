//! Whose contact leads to an account that may more than the viewer.

use std::collections::{HashMap, HashSet};

use super::super::rules::{Target, may_reach_owner};
use super::super::{AccountId, RoleAt, Viewer, store};
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::units::{UnitId, UnitTree};

/// The people whose mobile number, mail address, ID number and entry the viewer leaves
/// as they are, because they lead to an account that may more than the viewer could
/// give away. Everybody else is not in it.
///
/// # Errors
/// When a query fails.
pub fn people_beyond(
    conn: &mut Conn,
    viewer: &Viewer,
    tree: &UnitTree,
) -> diesel::QueryResult<HashSet<PersonId>> {
    // Few: offices, and people with a role beyond a worker's.
    let accounts: Vec<(AccountId, PersonId)> = store::load_offices(conn)?
        .into_iter()
        .filter_map(|account| Some((account.id, account.person_id?)))
        .collect();
    let ids: Vec<AccountId> = accounts.iter().map(|(account, _)| *account).collect();
    let owners: Vec<PersonId> = accounts.iter().map(|(_, person)| *person).collect();
    let mut roles: HashMap<AccountId, Vec<RoleAt>> = HashMap::new();
    for row in store::load_of_accounts(conn, &ids)? {
        roles.entry(row.account_id).or_default().push(row.held());
    }
    let units: HashMap<PersonId, UnitId> = people::store::load_of_ids(conn, &owners)?
        .into_iter()
        .map(|person| (person.id, person.details.unit_id))
        .collect();
    let beyond = |(account, person): &(AccountId, PersonId)| {
        let target = Target {
            account: *account,
            roles: roles.get(account).map_or(&[], Vec::as_slice),
            unit: units.get(person).copied(),
        };
        !may_reach_owner(viewer, &target, tree)
    };
    Ok(accounts
        .into_iter()
        .filter(beyond)
        .map(|(_, person)| person)
        .collect())
}
