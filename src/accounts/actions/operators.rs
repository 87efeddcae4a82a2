//! What an operator does at the machine itself: the first administrator, and the
//! command `user`. Whoever has the machine has everything, so nobody is asked.

use super::super::rules::SignInName;
use super::super::{AccountRefusal, AccountState, Role, RoleAt, store};
use super::issuing::{
    FirstPassword, OfficeAccount, add_office_account, fresh_password, insert_office, reset,
};
use super::managing::switch;
use super::meant::{Owned, find_meant, load_owned};
use crate::app::App;
use crate::audit::Occasion;
use crate::settings;
use crate::units::{UnitTree, store as units};

/// The name of the first account.
pub const FIRST_LOGIN_NAME: &str = "admin";

/// On a database without accounts makes the administrator `admin` and tells the one-time
/// password; none where there are accounts. Two processes that start at once make one.
///
/// # Errors
/// When something fails; then nothing is stored.
pub fn first_administrator(
    app: &App,
    occasion: &Occasion,
) -> Result<Option<String>, AccountRefusal> {
    let accounts = app
        .db
        .read(|conn| Ok::<_, AccountRefusal>(store::count(conn)?))?;
    if accounts > 0 {
        return Ok(None);
    }
    let (password, hash) = fresh_password(app)?;
    let office = OfficeAccount {
        login_name: FIRST_LOGIN_NAME,
        display_name: "系统管理员",
        role: RoleAt {
            role: Role::Admin,
            unit: None,
        },
    };
    app.db.write(|conn| {
        settings::lock(conn)?;
        if store::count(conn)? > 0 {
            return Ok(None);
        }
        let none = UnitTree::default();
        insert_office(conn, FIRST_LOGIN_NAME, &office, &hash, &none, occasion)?;
        Ok(Some(password))
    })
}

/// Makes an account of an office.
///
/// # Errors
/// As [`super::issue_office_account`], but for reach.
pub fn operator_adds(
    app: &App,
    office: &OfficeAccount<'_>,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let tree = app
        .db
        .read(|conn| Ok::<_, AccountRefusal>(units::load_tree(conn)?))?;
    add_office_account(app, office, &tree, occasion)
}

/// Takes an account out of use, or into it again.
///
/// # Errors
/// [`AccountRefusal::NotFound`], [`AccountRefusal::LastAdministrator`].
pub fn operator_switches(
    app: &App,
    typed: &str,
    state: AccountState,
    occasion: &Occasion,
) -> Result<String, AccountRefusal> {
    app.db.write(|conn| {
        let owned = find_owned(app, conn, typed)?;
        switch(conn, &owned, state, occasion)?;
        Ok(owned.account.display_name)
    })
}

/// Gives an account a new first password, and lifts a lock after failures.
///
/// # Errors
/// [`AccountRefusal::NotFound`].
pub fn operator_resets(
    app: &App,
    typed: &str,
    occasion: &Occasion,
) -> Result<FirstPassword, AccountRefusal> {
    let owned = app.db.read(|conn| find_owned(app, conn, typed))?;
    reset(app, &owned, occasion)
}

fn find_owned(app: &App, conn: &mut crate::db::Conn, typed: &str) -> Result<Owned, AccountRefusal> {
    let meant = find_meant(app, conn, &SignInName::parse(typed), app.now())?
        .ok_or(AccountRefusal::NotFound)?;
    load_owned(conn, meant.account.id)
}
