//! Accounts made for others, and new first passwords: shown once, printed on slips, or
//! set by the owner through a link in a mail.

use serde::Serialize;

use super::super::rules::{Target, login_name, may_grant, may_issue};
use super::super::store::{self, AccountRow, NewAccount};
use super::super::{AccountId, AccountRefusal, Role, RoleAt, Viewer};
use super::managing::give;
use super::meant::{Owned, load_owned};
use super::passwords::{NewPassword, replace_password};
use super::secrets::{SLIP_COLUMN, random_first_password};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::people::{self, Person, PersonId};
use crate::units::{UnitTree, store as units};

/// A first password, to be shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword {
    /// Whose it is.
    pub account: AccountId,
    /// The name shown.
    pub name: String,
    /// What to sign in with.
    pub sign_in_name: String,
    /// The password.
    pub password: String,
    /// It is on the unit's slips too for some days: an account without roles.
    pub on_unit_slips: bool,
}

/// What to sign in with, told without the numbers themselves.
pub(super) fn sign_in_name(login: Option<&str>, person: Option<&Person>) -> String {
    match (login, person.and_then(|one| one.details.mobile.as_deref())) {
        (Some(login), _) => login.to_owned(),
        (None, Some(_)) => "本人手机号或身份证号".to_owned(),
        (None, None) => "本人身份证号".to_owned(),
    }
}

#[derive(Serialize)]
pub(super) struct AccountLine<'a> {
    pub(super) login_name: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) issued: &'static str,
}

/// Makes the account of one person; the first password is shown once and can be
/// printed for a week.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for a person out of reach, [`AccountRefusal::HasAccount`],
/// [`AccountRefusal::HasLeft`].
pub fn issue_account(
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let (password, hash) = fresh_password(app)?;
    app.db.write(|conn| {
        let tree = units::load_tree(conn)?;
        let person = find_person(conn, person)?;
        let target = Target {
            account: AccountId(0),
            roles: &[],
            unit: Some(person.details.unit_id),
        };
        if !may_issue(viewer, &target, &tree) {
            return Err(AccountRefusal::NotFound);
        }
        let id = insert_personal(app, conn, &person, Some((&password, &hash)), occasion)?;
        Ok(FirstPassword {
            account: id,
            name: person.details.name.clone(),
            sign_in_name: sign_in_name(None, Some(&person)),
            password,
            on_unit_slips: true,
        })
    })
}

/// A first password and its hash; worked out before the transaction begins.
pub(super) fn fresh_password(app: &App) -> Result<(String, String), AccountRefusal> {
    let password = random_first_password()?;
    let hash = app.hashing.hash(&password)?;
    Ok((password, hash))
}

fn find_person(conn: &mut Conn, id: PersonId) -> Result<Person, AccountRefusal> {
    people::store::find_listed(conn, id)?.ok_or(AccountRefusal::NotFound)
}

/// Makes a person's account, with its first password and hash or without any.
pub(super) fn insert_personal(
    app: &App,
    conn: &mut Conn,
    person: &Person,
    first: Option<(&str, &str)>,
    occasion: &Occasion,
) -> Result<AccountId, AccountRefusal> {
    let name = &person.details.name;
    if person.details.has_left(occasion.now.today) {
        return Err(AccountRefusal::HasLeft(name.clone()));
    }
    if store::find_by_person(conn, person.id)?.is_some() {
        return Err(AccountRefusal::HasAccount(name.clone()));
    }
    let id = store::insert(
        conn,
        &NewAccount {
            login_name: None,
            person: Some(person.id),
            display_name: name,
            password_hash: first.map(|(_, hash)| hash),
            must_change_password: first.is_some(),
            at: occasion.now.instant,
        },
    )?;
    if let Some((password, _)) = first {
        keep_slip(app, conn, id, password, occasion)?;
    }
    let line = AccountLine {
        login_name: None,
        name,
        issued: if first.is_some() { "password" } else { "link" },
    };
    let change = Change::created(Entity::Account, id.0, Some(person.id), &line);
    audit::store::record(conn, occasion, &[change])?;
    Ok(id)
}

fn keep_slip(
    app: &App,
    conn: &mut Conn,
    account: AccountId,
    password: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let cipher = app.keys.seal(SLIP_COLUMN, account.0, password)?;
    store::put_slip(conn, account, &cipher, occasion.now.instant)?;
    Ok(())
}

/// An account of an office, without a person.
#[derive(Debug, Clone, Copy)]
pub struct OfficeAccount<'a> {
    /// The account name.
    pub login_name: &'a str,
    /// The name shown, such as 石壕镇社会事务办; the account name where it is empty.
    pub display_name: &'a str,
    /// Its first role.
    pub role: RoleAt,
}

/// Makes an account of an office.
///
/// # Errors
/// [`AccountRefusal::BeyondReach`] for a role that the viewer could not give,
/// [`AccountRefusal::LoginName`], [`AccountRefusal::NameTaken`].
pub fn issue_office_account(
    app: &App,
    viewer: &Viewer,
    office: &OfficeAccount<'_>,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let tree = app
        .db
        .read(|conn| Ok::<_, AccountRefusal>(units::load_tree(conn)?))?;
    if !may_grant(viewer, office.role, &tree) {
        return Err(AccountRefusal::BeyondReach);
    }
    add_office_account(app, office, &tree, occasion)
}

/// The same without asking who acts: for the command line and the first account.
pub(super) fn add_office_account(
    app: &App,
    office: &OfficeAccount<'_>,
    tree: &UnitTree,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let login = login_name(office.login_name)?;
    let (password, hash) = fresh_password(app)?;
    app.db.write(|conn| {
        let account = insert_office(conn, &login, office, &hash, tree, occasion)?;
        Ok(FirstPassword {
            account: account.id,
            name: account.display_name,
            sign_in_name: login.clone(),
            password,
            on_unit_slips: false,
        })
    })
}

/// Makes an office's account with its role inside a transaction.
pub(super) fn insert_office(
    conn: &mut Conn,
    login: &str,
    office: &OfficeAccount<'_>,
    hash: &str,
    tree: &UnitTree,
    occasion: &Occasion,
) -> Result<AccountRow, AccountRefusal> {
    if store::find_by_login(conn, login)?.is_some() {
        return Err(AccountRefusal::NameTaken(login.to_owned()));
    }
    let shown = match office.display_name.trim() {
        "" => login,
        name => name,
    };
    let id = store::insert(
        conn,
        &NewAccount {
            login_name: Some(login),
            person: None,
            display_name: shown,
            password_hash: Some(hash),
            must_change_password: true,
            at: occasion.now.instant,
        },
    )?;
    let line = AccountLine {
        login_name: Some(login),
        name: shown,
        issued: "初始密码",
    };
    let change = Change::created(Entity::Account, id.0, None, &line);
    audit::store::record(conn, occasion, &[change])?;
    let owned = load_owned(conn, id)?;
    give(conn, &owned, office.role, tree, occasion)?;
    Ok(owned.account)
}

/// Gives an account a new first password; its sessions end. A second factor stays, so
/// whoever resets cannot sign in as the owner.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for an account that the viewer may not issue,
/// [`AccountRefusal::Stale`].
pub fn reset_password(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let owned = app.db.read(|conn| {
        let tree = units::load_tree(conn)?;
        let owned = load_owned(conn, account)?;
        let held = owned.held();
        let target = Target {
            account,
            roles: &held,
            unit: owned.unit(),
        };
        if may_issue(viewer, &target, &tree) {
            Ok(owned)
        } else {
            Err(AccountRefusal::NotFound)
        }
    })?;
    reset(app, &owned, occasion)
}

/// The same without asking who acts: for the command line.
pub(super) fn reset(
    app: &App,
    owned: &Owned,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let (password, hash) = fresh_password(app)?;
    let account = &owned.account;
    app.db.write(|conn| {
        // A role given since it was read must not be taken over.
        if store::load_of_accounts(conn, &[account.id])? != owned.roles {
            return Err(AccountRefusal::Stale);
        }
        let set = NewPassword {
            hash: &hash,
            must_change: true,
            kept: None,
            how: "reset_by_office",
        };
        replace_password(conn, account, &set, occasion)?;
        keep_slip(app, conn, account.id, &password, occasion)?;
        Ok(FirstPassword {
            account: account.id,
            name: account.display_name.clone(),
            sign_in_name: sign_in_name(account.login_name.as_deref(), owned.person.as_ref()),
            password,
            on_unit_slips: owned.person.is_some()
                && owned.roles.iter().all(|row| row.role == Role::Worker),
        })
    })
}
