//! Accounts for everybody of a unit in one go, and their slips.
//!
//! 1. Who has no account is looked up once; the list is ids, small for any district.
//! 2. Fifty at a time: their passwords are hashed outside any transaction, one after
//!    the other, so that sign-ins find a place at the gate beside it.
//! 3. One short transaction stores the fifty; whoever got an account meanwhile is passed
//!    over. First passwords are kept sealed until they are changed, a week at the most.
//!
//! Stopped anywhere, what was stored is whole and can be printed; run again, it goes on
//! with whoever is left.

use std::collections::HashMap;
use std::ops::ControlFlow;

use chrono::NaiveDateTime;

use super::super::rules::{INVITATION_TIME, SLIPS_KEPT};
use super::super::store::{self, AccountRow, NewLink};
use super::super::{AccountRefusal, Right, Viewer};
use super::issuing::{fresh_password, insert_personal, sign_in_name};
use super::secrets::{LINK_ADDRESS_COLUMN, LINK_COLUMN, SLIP_COLUMN, random_link};
use crate::accounts::mails::{LinkMail, LinkRecipient, queue_letter, write_letter};
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::clock::{Now, to_local};
use crate::db::Conn;
use crate::people::{self, Person, PersonId};
use crate::units::{UnitId, UnitTree, overview, store as units, whom_to_ask};

/// People whose accounts are stored in one transaction.
const ACCOUNTS_AT_ONCE: usize = 50;
/// People looked at in one query.
const PEOPLE_AT_ONCE: i64 = 500;

/// How first passwords reach their owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// On slips, for everybody.
    Slips,
    /// By a link in a mail where there is an address, on slips for the others.
    MailWherePossible,
}

/// What a run made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued {
    /// Accounts made.
    pub made: usize,
    /// Of these, those whose owners got a mail.
    pub mailed: usize,
    /// It was stopped before everybody had one.
    pub stopped: bool,
}

/// Makes accounts for everybody at and below `unit`, within the viewer's reach, who has
/// none and has not left. `progress` is told how many of how many are done and may stop
/// the run between two blocks.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for a unit out of reach; what was made before a later
/// error stays.
pub fn issue_for_unit(
    app: &App,
    viewer: &Viewer,
    unit: UnitId,
    delivery: Delivery,
    occasion: &Occasion,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Issued, AccountRefusal> {
    let waiting = app.db.read(|conn| {
        let (units, _) = units_in_reach(conn, viewer, unit)?;
        without_account(conn, &units, occasion.now)
    })?;
    let mut issued = Issued::default();
    let mut done = 0;
    for block in waiting.chunks(ACCOUNTS_AT_ONCE) {
        if progress(done, waiting.len()).is_break() {
            issued.stopped = true;
            return Ok(issued);
        }
        issue_block(app, block, delivery, occasion, &mut issued)?;
        done += block.len();
    }
    let _ = progress(done, waiting.len());
    Ok(issued)
}

/// The units at and below `unit` that the viewer may issue accounts for.
fn units_in_reach(
    conn: &mut Conn,
    viewer: &Viewer,
    unit: UnitId,
) -> Result<(Vec<UnitId>, UnitTree), AccountRefusal> {
    let tree = units::load_tree(conn)?;
    let reach = viewer.reach(Right::IssueAccounts, &tree);
    if tree.get(unit).is_none() || !reach.contains(unit) {
        return Err(AccountRefusal::NotFound);
    }
    let units = reach.below(unit, &tree).units().unwrap_or_default();
    Ok((units, tree))
}

/// Those of the units who have not left and have no account.
fn without_account(
    conn: &mut Conn,
    units: &[UnitId],
    now: Now,
) -> Result<Vec<PersonId>, AccountRefusal> {
    let mut waiting = Vec::new();
    for_each_block(conn, units, |conn, people| {
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let with = accounts_by_person(conn, &ids)?;
        waiting.extend(
            people
                .iter()
                .filter(|person| !person.details.has_left(now.today))
                .map(|person| person.id)
                .filter(|id| !with.contains_key(id)),
        );
        Ok(())
    })?;
    Ok(waiting)
}

fn accounts_by_person(
    conn: &mut Conn,
    people: &[PersonId],
) -> Result<HashMap<PersonId, AccountRow>, AccountRefusal> {
    Ok(store::load_of_people(conn, people)?
        .into_iter()
        .filter_map(|account| Some((account.person_id?, account)))
        .collect())
}

fn for_each_block(
    conn: &mut Conn,
    units: &[UnitId],
    mut visit: impl FnMut(&mut Conn, &[Person]) -> Result<(), AccountRefusal>,
) -> Result<(), AccountRefusal> {
    let mut after = PersonId(0);
    loop {
        let people = people::store::load_page(conn, Some(units), after, PEOPLE_AT_ONCE)?;
        let Some(last) = people.last() else {
            return Ok(());
        };
        after = last.id;
        visit(conn, &people)?;
    }
}

fn issue_block(
    app: &App,
    block: &[PersonId],
    delivery: Delivery,
    occasion: &Occasion,
    issued: &mut Issued,
) -> Result<(), AccountRefusal> {
    let people = app
        .db
        .read(|conn| Ok::<_, AccountRefusal>(people::store::load_of_ids(conn, block)?))?;
    let mut ready = Vec::with_capacity(people.len());
    for person in people {
        let by_mail = delivery == Delivery::MailWherePossible && person.details.email.is_some();
        let first = if by_mail {
            None
        } else {
            Some(fresh_password(app)?)
        };
        ready.push((person, first));
    }
    let (made, mailed) = app.db.write(|conn| {
        let tree = units::load_tree(conn)?;
        store_block(app, conn, &ready, &tree, occasion)
    })?;
    issued.made += made;
    issued.mailed += mailed;
    Ok(())
}

fn store_block(
    app: &App,
    conn: &mut Conn,
    ready: &[(Person, Option<(String, String)>)],
    tree: &UnitTree,
    occasion: &Occasion,
) -> Result<(usize, usize), AccountRefusal> {
    let (mut made, mut mailed) = (0, 0);
    for (person, first) in ready {
        let first_pair = first
            .as_ref()
            .map(|(password, hash)| (password.as_str(), hash.as_str()));
        let account = match insert_personal(app, conn, person, first_pair, occasion) {
            Ok(account) => account,
            // Got one, or left, between the list and now.
            Err(AccountRefusal::HasAccount(_) | AccountRefusal::HasLeft(_)) => continue,
            Err(error) => return Err(error),
        };
        made += 1;
        if let (None, Some(email)) = (first, person.details.email.as_deref()) {
            let link = random_link()?;
            let hash = app.keys.lookup_hash(LINK_COLUMN, &link);
            let now = occasion.now;
            let good_until = now.instant + INVITATION_TIME;
            store::insert_link(
                conn,
                &NewLink {
                    account,
                    hash: &hash,
                    address_hash: &app.keys.lookup_hash(LINK_ADDRESS_COLUMN, email),
                    at: now.instant,
                    expires_at: good_until,
                },
            )?;
            let to = LinkRecipient {
                person: person.id,
                name: &person.details.name,
                address: email,
                ask: whom_to_ask(tree, person.details.unit_id),
                unit: tree
                    .get(person.details.unit_id)
                    .map_or("单位", |unit| unit.details.name.as_str()),
            };
            let letter = write_letter(app, LinkMail::AccountReady, &to, &link, good_until)?;
            queue_letter(app, conn, &to, letter, now)?;
            mailed += 1;
        }
    }
    Ok((made, mailed))
}

/// A slip with a first password.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordSlip {
    /// The path of the unit.
    pub unit: String,
    /// What is handed over together: the township, or the district's own units.
    pub packet: String,
    /// The owner's name.
    pub name: String,
    /// What to sign in with.
    pub sign_in_name: String,
    /// The password.
    pub password: String,
    /// Good until this day, inclusive.
    pub good_until: chrono::NaiveDate,
}

/// The slips of everybody at and below `unit`, within the viewer's reach, whose first
/// password waits to be handed out; in the order of the tree of units, then by pinyin. Slips older than a week are
/// forgotten. The history keeps that they were taken.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for a unit out of reach.
pub fn take_slips(
    app: &App,
    viewer: &Viewer,
    unit: UnitId,
    occasion: &Occasion,
) -> Result<Vec<PasswordSlip>, AccountRefusal> {
    let kept_since = occasion.now.instant - SLIPS_KEPT;
    // Gathered and opened on a reading connection: a district may have thousands.
    let mut slips = app.db.read(|conn| {
        let (units, tree) = units_in_reach(conn, viewer, unit)?;
        let places = overview::places(&tree);
        let mut slips: Vec<(SlipKey, PasswordSlip)> = Vec::new();
        for_each_block(conn, &units, |conn, people| {
            slips.extend(slips_of(app, conn, people, (&tree, &places), kept_since)?);
            Ok(())
        })?;
        Ok::<_, AccountRefusal>(slips)
    })?;
    slips.sort_by(|(one, _), (other, _)| one.cmp(other));
    let slips: Vec<PasswordSlip> = slips.into_iter().map(|(_, slip)| slip).collect();
    app.db.write(|conn| {
        store::delete_slips_before(conn, kept_since)?;
        record_taken(conn, unit, slips.len(), occasion)
    })?;
    Ok(slips)
}

#[derive(serde::Serialize)]
pub(super) struct TakenLine {
    pub(super) password_slips: usize,
    pub(super) unit: Option<UnitId>,
}

/// Where a slip lies in the pile: by place of the unit in the tree, then by pinyin.
type SlipKey = (usize, String, PersonId);

fn record_taken(
    conn: &mut Conn,
    unit: UnitId,
    count: usize,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    if count == 0 {
        return Ok(());
    }
    let line = TakenLine {
        password_slips: count,
        unit: Some(unit),
    };
    let change = Change::noted(Action::Printed, Entity::Account, 0, None, &line);
    audit::store::record(conn, occasion, &[change])?;
    Ok(())
}

/// The slips of a block of people, each with the key it is sorted by. Accounts that may
/// more than a worker's are left out: their slip is shown once to whoever reset them.
fn slips_of(
    app: &App,
    conn: &mut Conn,
    people: &[Person],
    (tree, places): (&UnitTree, &HashMap<UnitId, usize>),
    kept_since: NaiveDateTime,
) -> Result<Vec<(SlipKey, PasswordSlip)>, AccountRefusal> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let accounts = accounts_by_person(conn, &ids)?;
    let account_ids: Vec<_> = accounts.values().map(|account| account.id).collect();
    let rows: HashMap<_, _> = store::load_slips(conn, &account_ids)?
        .into_iter()
        .filter(|row| row.made_at >= kept_since)
        .map(|row| (row.account_id, row))
        .collect();
    let with_roles: Vec<_> = store::load_of_accounts(conn, &account_ids)?
        .into_iter()
        .filter(|row| row.role != super::super::Role::Worker)
        .map(|row| row.account_id)
        .collect();
    let mut slips = Vec::new();
    for person in people {
        let Some(account) = accounts.get(&person.id) else {
            continue;
        };
        let Some(row) = rows
            .get(&account.id)
            .filter(|_| !with_roles.contains(&account.id))
        else {
            continue;
        };
        let days = chrono::TimeDelta::days(super::super::rules::FIRST_PASSWORD_DAYS);
        let over = to_local(row.made_at + days, app.config.time_zone).date();
        let unit = tree.get(person.details.unit_id);
        let township = tree.township_of(person.details.unit_id);
        let slip = PasswordSlip {
            unit: unit.map_or_else(String::new, |unit| unit.details.path.clone()),
            packet: township.map_or_else(String::new, |above| above.details.name.clone()),
            name: person.details.name.clone(),
            sign_in_name: sign_in_name(account.login_name.as_deref(), Some(person)),
            password: app
                .keys
                .open(SLIP_COLUMN, account.id.0, &row.password_cipher)?,
            good_until: over.pred_opt().unwrap_or(over),
        };
        let place = places.get(&person.details.unit_id).copied();
        let key = (
            place.unwrap_or(usize::MAX),
            person.details.pinyin_key.clone(),
            person.id,
        );
        slips.push((key, slip));
    }
    Ok(slips)
}
