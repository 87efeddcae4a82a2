//! Accounts as a list shows them: everybody within reach, with or without an account,
//! and the accounts of offices.

use std::collections::HashMap;

use super::super::rules::{
    AccountStanding, StandingFacts, Target, may_issue, may_manage, standing,
};
use super::super::store::{self, AccountRow, RoleRow};
use super::super::{AccountId, AccountRefusal, Reach, Right, Role, RoleAt, Viewer};
use crate::clock::Now;
use crate::db::Conn;
use crate::identity::Mobile;
use crate::people::{self, Person, PersonId};
use crate::text::{fold, pinyin_key};
use crate::units::{UnitId, UnitTree, store as units};

/// People loaded in one query.
const PEOPLE_AT_ONCE: usize = 500;

/// One line: an account, or a person who has none.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The account, if there is one.
    pub account: Option<AccountRow>,
    /// The person, unless it is an office's.
    pub person: Option<Person>,
    /// The roles.
    pub roles: Vec<RoleRow>,
    /// The viewer may make it or reset its password.
    pub may_issue: bool,
    /// The viewer may lock it and change its roles.
    pub may_manage: bool,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The lines.
    pub lines: Vec<Listed>,
    /// How many there are on all pages.
    pub total: usize,
    /// The units, for telling their paths.
    pub tree: UnitTree,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Search<'a> {
    /// At and below this unit.
    pub unit: Option<UnitId>,
    /// Part of a name, its initials, a whole mobile number or what is shown of it.
    pub text: Option<&'a str>,
    /// Only those whose account stands so.
    pub standing: Option<AccountStanding>,
    /// So many lines before.
    pub skipped: usize,
    /// So many lines at most.
    pub at_most: usize,
}

/// The people within reach who have not left, with their accounts; by pinyin.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for a unit out of reach.
pub fn list_people(
    conn: &mut Conn,
    viewer: &Viewer,
    now: Now,
    search: &Search<'_>,
) -> Result<Listing, AccountRefusal> {
    let tree = units::load_tree(conn)?;
    let reach = viewer.reach(Right::SeeAccounts, &tree);
    let reach = match search.unit {
        Some(unit) if !reach.contains(unit) => return Err(AccountRefusal::NotFound),
        Some(unit) => reach.below(unit, &tree),
        None => reach,
    };
    let within = reach.units();
    let wanted = search.text.map(|text| fold(text).to_lowercase());
    let mut briefs = people::store::load_briefs(conn, within.as_deref())?;
    briefs.retain(|one| {
        let fits = wanted.as_ref().is_none_or(|text| {
            one.name.contains(text.as_str())
                || one.pinyin_initials.starts_with(text.as_str())
                || one
                    .mobile
                    .as_deref()
                    .and_then(|mobile| Mobile::parse(mobile).ok())
                    .is_some_and(|mobile| mobile.is_found_by(text))
        });
        fits && one.left_on.is_none_or(|left| left >= now.today)
    });
    if let Some(wanted) = search.standing {
        let known: HashMap<PersonId, StandingFacts> =
            store::load_standings(conn)?.into_iter().collect();
        briefs.retain(|one| standing(known.get(&one.id).copied(), now.instant) == wanted);
    }
    briefs.sort_by(|a, b| (&a.pinyin_key, a.id).cmp(&(&b.pinyin_key, b.id)));
    let shown: Vec<PersonId> = briefs
        .iter()
        .skip(search.skipped)
        .take(search.at_most)
        .map(|one| one.id)
        .collect();
    let mut lines = Vec::with_capacity(shown.len());
    for block in shown.chunks(PEOPLE_AT_ONCE) {
        lines.extend(lines_of(conn, viewer, &tree, block)?);
    }
    Ok(Listing {
        lines,
        total: briefs.len(),
        tree,
    })
}

/// The lines of these people, in their order.
fn lines_of(
    conn: &mut Conn,
    viewer: &Viewer,
    tree: &UnitTree,
    shown: &[PersonId],
) -> diesel::QueryResult<Vec<Listed>> {
    let mut by_id: HashMap<PersonId, Person> = people::store::load_of_ids(conn, shown)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut accounts: HashMap<PersonId, AccountRow> = store::load_of_people(conn, shown)?
        .into_iter()
        .filter_map(|account| Some((account.person_id?, account)))
        .collect();
    let ids: Vec<AccountId> = accounts.values().map(|account| account.id).collect();
    let mut roles: HashMap<AccountId, Vec<RoleRow>> = HashMap::new();
    for row in store::load_of_accounts(conn, &ids)? {
        roles.entry(row.account_id).or_default().push(row);
    }
    let lines = shown.iter().filter_map(|id| {
        let person = by_id.remove(id)?;
        let account = accounts.remove(id);
        let held = account.as_ref().and_then(|account| roles.get(&account.id));
        let held = held.map(Vec::as_slice).unwrap_or_default();
        Some(listed(viewer, tree, account, Some(person), held))
    });
    Ok(lines.collect())
}

/// The accounts of offices, and of people who may more than a worker, as far as the
/// viewer may manage them or holds a right over where they lie.
///
/// # Errors
/// When a query fails.
pub fn list_offices(
    conn: &mut Conn,
    viewer: &Viewer,
    wanted: Option<AccountStanding>,
    now: Now,
) -> Result<Listing, AccountRefusal> {
    let tree = units::load_tree(conn)?;
    let accounts = store::load_offices(conn)?;
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let roles = store::load_of_accounts(conn, &ids)?;
    let people: Vec<PersonId> = accounts.iter().filter_map(|one| one.person_id).collect();
    let mut by_id: HashMap<PersonId, Person> = people::store::load_of_ids(conn, &people)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut lines: Vec<Listed> = accounts
        .into_iter()
        .filter(|account| {
            wanted.is_none_or(|wanted| standing(Some(account.facts()), now.instant) == wanted)
        })
        .map(|account| {
            let person = account.person_id.and_then(|id| by_id.remove(&id));
            listed(viewer, &tree, Some(account), person, &roles)
        })
        .filter(|line| is_visible(viewer, &tree, line))
        .collect();
    lines.sort_by_cached_key(|line| {
        let account = line.account.as_ref();
        account.map(|account| (pinyin_key(&account.display_name), account.id))
    });
    Ok(Listing {
        total: lines.len(),
        lines,
        tree,
    })
}

/// One account.
///
/// # Errors
/// [`AccountRefusal::NotFound`] where it is out of the viewer's sight.
pub fn look_at_account(
    conn: &mut Conn,
    viewer: &Viewer,
    id: AccountId,
) -> Result<(Listed, UnitTree), AccountRefusal> {
    let tree = units::load_tree(conn)?;
    let owned = super::meant::load_owned(conn, id)?;
    let line = listed(
        viewer,
        &tree,
        Some(owned.account),
        owned.person,
        &owned.roles,
    );
    if is_visible(viewer, &tree, &line) {
        Ok((line, tree))
    } else {
        Err(AccountRefusal::NotFound)
    }
}

/// Whether the viewer may know of an account: its person works within the reach of
/// seeing accounts, or one of its roles lies within that of managing or auditing.
fn is_visible(viewer: &Viewer, tree: &UnitTree, line: &Listed) -> bool {
    let seeing = viewer.reach(Right::SeeAccounts, tree);
    let offices = sees_offices(viewer, tree);
    let by_person = line
        .person
        .as_ref()
        .is_some_and(|person| seeing.contains(person.details.unit_id));
    let everywhere = offices.units().is_none();
    let by_role = line
        .roles
        .iter()
        .any(|row| row.unit_id.is_some_and(|unit| offices.contains(unit)));
    by_person || everywhere || by_role
}

/// Where the accounts of offices are the viewer's to know: whoever manages accounts
/// there, or audits.
fn sees_offices(viewer: &Viewer, tree: &UnitTree) -> Reach {
    let knowing = Viewer {
        roles: viewer
            .roles
            .iter()
            .filter(|held| {
                held.role == Role::Auditor || Right::ManageAccounts.roles().contains(&held.role)
            })
            .copied()
            .collect(),
        ..viewer.clone()
    };
    knowing.reach(Right::SeeAccounts, tree)
}

/// Whether the viewer sees the list of offices at all.
pub fn may_see_offices(viewer: &Viewer) -> bool {
    viewer.may(Right::ManageAccounts) || viewer.roles.iter().any(|held| held.role == Role::Auditor)
}

fn listed(
    viewer: &Viewer,
    tree: &UnitTree,
    account: Option<AccountRow>,
    person: Option<Person>,
    roles: &[RoleRow],
) -> Listed {
    let id = account.as_ref().map_or(AccountId(0), |account| account.id);
    let roles: Vec<RoleRow> = roles
        .iter()
        .filter(|row| row.account_id == id)
        .copied()
        .collect();
    let held: Vec<RoleAt> = roles.iter().map(RoleRow::held).collect();
    let target = Target {
        account: id,
        roles: &held,
        unit: person.as_ref().map(|person| person.details.unit_id),
    };
    Listed {
        may_issue: may_issue(viewer, &target, tree),
        may_manage: may_manage(viewer, &target, tree),
        account,
        person,
        roles,
    }
}
