//! Other people's accounts: roles, locking, a lost second factor.

use serde::Serialize;

use super::super::rules::{Target, is_locked, may_grant, may_issue, may_manage, outgrows};
use super::super::store::{self, RoleId};
use super::super::{AccountId, AccountRefusal, AccountState, Role, RoleAt, Viewer};
use super::issuing::{FirstPassword, fresh_password, sign_in_name};
use super::meant::{Owned, load_owned};
use super::passwords::{NewPassword, replace_password};
use super::second_factor::take_away;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::units::{UnitTree, store as units};

/// The role that may not die out: an administrator of the whole system.
const ADMINISTRATOR: RoleAt = RoleAt {
    role: Role::Admin,
    unit: None,
};

#[derive(Serialize)]
struct RoleLine<'a> {
    account: AccountId,
    name: &'a str,
    role: Role,
    unit: Option<&'a str>,
}

fn role_line<'a>(owned: &'a Owned, held: RoleAt, tree: &'a UnitTree) -> RoleLine<'a> {
    RoleLine {
        account: owned.account.id,
        name: &owned.account.display_name,
        role: held.role,
        unit: held
            .unit
            .and_then(|unit| tree.get(unit))
            .map(|unit| unit.details.path.as_str()),
    }
}

/// A role that was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Granted {
    /// The role.
    pub role: RoleId,
    /// The account's new first password, where it outgrew those who could have set the one
    /// it had; shown once.
    pub first: Option<FirstPassword>,
}

/// Gives a role. Where the account thereby may more than those who could set its password
/// so far, the password, sessions, tokens, links and second factor it had are void and it
/// gets a new first password; whoever gives the role has looked at the mail address.
///
/// # Errors
/// [`AccountRefusal::BeyondReach`], [`AccountRefusal::OwnAccount`],
/// [`AccountRefusal::HeldAlready`], [`AccountRefusal::EmailUnchecked`],
/// [`AccountRefusal::NotFound`].
pub fn grant_role(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    held: RoleAt,
    email_checked: bool,
    occasion: &Occasion,
) -> Result<Granted, AccountRefusal> {
    let renewed = app.db.read(|conn| {
        let (owned, tree) = load_managed(conn, viewer, account)?;
        Ok::<_, AccountRefusal>(owned.person.is_some() && outgrows(&owned.held(), held, &tree))
    })?;
    // A hash takes its time: made before the one who writes is kept waiting.
    let fresh = if renewed {
        Some(fresh_password(app)?)
    } else {
        None
    };
    app.db.write(|conn| {
        let (owned, tree) = load_managed(conn, viewer, account)?;
        if !may_grant(viewer, held, &tree) {
            return Err(AccountRefusal::BeyondReach);
        }
        let outgrows = owned.person.is_some() && outgrows(&owned.held(), held, &tree);
        if outgrows != fresh.is_some() {
            return Err(AccountRefusal::Stale);
        }
        let email = owned
            .person
            .as_ref()
            .and_then(|person| person.details.email.as_ref());
        if let Some(email) = email.filter(|_| outgrows && !email_checked) {
            return Err(AccountRefusal::EmailUnchecked(email.clone()));
        }
        let role = give(conn, &owned, held, &tree, occasion)?;
        let first = match fresh {
            Some((password, hash)) => Some(renew(conn, &owned, password, &hash, occasion)?),
            None => None,
        };
        Ok(Granted { role, first })
    })
}

/// Voids whatever opened the account so far.
fn renew(
    conn: &mut Conn,
    owned: &Owned,
    password: String,
    hash: &str,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    // Giving the role raised the version, and so does taking the second factor away.
    let account = store::get(conn, owned.account.id)?;
    if account.second_factor_since.is_some() {
        take_away(conn, &account, "removed_by_administrator", occasion)?;
    }
    let account = store::get(conn, owned.account.id)?;
    let set = NewPassword {
        hash,
        must_change: true,
        kept: None,
        how: "reset_with_role",
    };
    replace_password(conn, &account, &set, occasion)?;
    Ok(FirstPassword {
        account: account.id,
        name: account.display_name.clone(),
        sign_in_name: sign_in_name(account.login_name.as_deref(), owned.person.as_ref()),
        password,
        on_unit_slips: false,
    })
}

/// Gives a role without asking who acts: for the command line and the first account.
pub(super) fn give(
    conn: &mut Conn,
    owned: &Owned,
    held: RoleAt,
    tree: &UnitTree,
    occasion: &Occasion,
) -> Result<RoleId, AccountRefusal> {
    store::lock_all(conn)?;
    if held.unit.is_some_and(|unit| tree.get(unit).is_none()) {
        return Err(AccountRefusal::NotFound);
    }
    if owned.roles.iter().any(|row| row.held() == held) {
        return Err(AccountRefusal::HeldAlready);
    }
    let id = store::insert_role(conn, owned.account.id, held, occasion.now.instant)?;
    store::raise_version(conn, owned.account.id, occasion.now.instant)?;
    let line = role_line(owned, held, tree);
    let change = Change::created(Entity::AccountRole, id.0, owned.account.person_id, &line);
    audit::store::record(conn, occasion, &[change])?;
    Ok(id)
}

/// Takes a role away; from the account and in its version that were seen, where `seen`
/// says so.
///
/// # Errors
/// [`AccountRefusal::LastAdministrator`], [`AccountRefusal::Stale`], and as
/// [`grant_role`].
pub fn revoke_role(
    app: &App,
    viewer: &Viewer,
    role: RoleId,
    seen: Option<(AccountId, i64)>,
    occasion: &Occasion,
) -> Result<AccountId, AccountRefusal> {
    app.db.write(|conn| {
        store::lock_all(conn)?;
        let row = store::find_role(conn, role)?
            .filter(|row| seen.is_none_or(|(account, _)| account == row.account_id))
            .ok_or(AccountRefusal::NotFound)?;
        let (owned, tree) = load_managed(conn, viewer, row.account_id)?;
        if !may_grant(viewer, row.held(), &tree) {
            return Err(AccountRefusal::BeyondReach);
        }
        if seen.is_some_and(|(_, version)| version != owned.account.version) {
            return Err(AccountRefusal::Stale);
        }
        if owned.person.is_none() && owned.roles.len() <= 1 {
            return Err(AccountRefusal::LastRole);
        }
        if row.held() == ADMINISTRATOR && owned.account.state == AccountState::Active {
            keep_an_administrator(conn)?;
        }
        if !store::delete_role(conn, role)? {
            return Err(AccountRefusal::NotFound);
        }
        store::raise_version(conn, owned.account.id, occasion.now.instant)?;
        let line = role_line(&owned, row.held(), &tree);
        let change = Change::removed(Entity::AccountRole, role.0, owned.account.person_id, &line);
        audit::store::record(conn, occasion, &[change])?;
        Ok(owned.account.id)
    })
}

fn keep_an_administrator(conn: &mut Conn) -> Result<(), AccountRefusal> {
    if store::count_with_role(conn, Role::Admin)? <= 1 {
        return Err(AccountRefusal::LastAdministrator);
    }
    Ok(())
}

/// Loads an account that the viewer may manage.
pub(super) fn load_managed(
    conn: &mut Conn,
    viewer: &Viewer,
    account: AccountId,
) -> Result<(Owned, UnitTree), AccountRefusal> {
    if viewer.account == account {
        return Err(AccountRefusal::OwnAccount);
    }
    let tree = units::load_tree(conn)?;
    let owned = load_owned(conn, account)?;
    let held = owned.held();
    let target = Target {
        account,
        roles: &held,
        unit: owned.unit(),
    };
    if !may_manage(viewer, &target, &tree) {
        return Err(AccountRefusal::NotFound);
    }
    Ok((owned, tree))
}

#[derive(Serialize)]
struct StateLine {
    state: AccountState,
}

/// Takes an account out of use, or into it again; out of use, its sessions end at once.
/// `seen_version` is that of the page on which it was decided.
///
/// # Errors
/// [`AccountRefusal::Stale`], [`AccountRefusal::LastAdministrator`],
/// [`AccountRefusal::OwnAccount`], [`AccountRefusal::NotFound`].
pub fn set_account_state(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    seen_version: i64,
    state: AccountState,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    app.db.write(|conn| {
        let (owned, _) = load_managed(conn, viewer, account)?;
        if owned.account.version != seen_version {
            return Err(AccountRefusal::Stale);
        }
        switch(conn, &owned, state, occasion)
    })
}

#[derive(Serialize)]
struct LockLine {
    locked_until: Option<chrono::NaiveDateTime>,
}

/// Lifts the lock after failures: for whoever could give the account a new password, and
/// only where it holds.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for an account that the viewer may not issue,
/// [`AccountRefusal::NotLockedOut`].
pub fn unlock(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    app.db.write(|conn| {
        let tree = units::load_tree(conn)?;
        let owned = load_owned(conn, account)?;
        let held = owned.held();
        let target = Target {
            account,
            roles: &held,
            unit: owned.unit(),
        };
        if !may_issue(viewer, &target, &tree) {
            return Err(AccountRefusal::NotFound);
        }
        let locked_until = owned.account.locked_until;
        if !is_locked(locked_until, occasion.now.instant) {
            return Err(AccountRefusal::NotLockedOut);
        }
        store::set_lock(conn, account, None)?;
        let change = Change::changed(
            Entity::Account,
            account.0,
            owned.account.person_id,
            &LockLine { locked_until },
            &LockLine { locked_until: None },
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}

/// The same without asking who acts: for the command line.
pub(super) fn switch(
    conn: &mut Conn,
    owned: &Owned,
    state: AccountState,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let account = &owned.account;
    let now = occasion.now.instant;
    store::lock_all(conn)?;
    match state {
        AccountState::Locked => {
            if account.state == AccountState::Active && owned.held().contains(&ADMINISTRATOR) {
                keep_an_administrator(conn)?;
            }
            store::end_all(conn, account.id, None, now)?;
            store::void_links(conn, account.id, now)?;
        }
        // Whoever is let in again is not kept out by old failures.
        AccountState::Active => store::set_lock(conn, account.id, None)?,
    }
    store::set_state(conn, account, state, now)?;
    let change = Change::changed(
        Entity::Account,
        account.id.0,
        account.person_id,
        &StateLine {
            state: account.state,
        },
        &StateLine { state },
    );
    audit::store::record(conn, occasion, &[change])?;
    Ok(())
}

/// Removes somebody's second factor, when phone and recovery codes are lost.
///
/// # Errors
/// [`AccountRefusal::NoSecondFactor`], [`AccountRefusal::OwnAccount`],
/// [`AccountRefusal::NotFound`].
pub fn remove_lost_second_factor(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    app.db.write(|conn| {
        let (owned, _) = load_managed(conn, viewer, account)?;
        if owned.account.second_factor_since.is_none() {
            return Err(AccountRefusal::NoSecondFactor);
        }
        let now = occasion.now.instant;
        store::end_all(conn, account, None, now)?;
        take_away(conn, &owned.account, "removed_by_administrator", occasion)
    })
}
