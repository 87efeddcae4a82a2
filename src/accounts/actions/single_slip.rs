//! The slip of one account, printed beside the first password that the page shows.
//!
//! Whoever sees the page knows the password; it is sent along and held against the stored
//! one, so that no slip ever shows a password that would not open the door, and nobody
//! gets one that somebody else made.

use super::super::rules::{FIRST_PASSWORD_DAYS, Target, may_issue};
use super::super::{AccountId, AccountRefusal, Viewer};
use super::issuing::sign_in_name;
use super::meant::load_owned;
use super::roster::{PasswordSlip, TakenLine};
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::clock::to_local;
use crate::units::store as units;

/// The slip of an account whose first password was just made; the history keeps that it
/// was printed.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for an account that the viewer may not issue,
/// [`AccountRefusal::SlipOver`] where the password is no longer its first one.
pub fn single_slip(
    app: &App,
    viewer: &Viewer,
    account: AccountId,
    password: &str,
    occasion: &Occasion,
) -> Result<PasswordSlip, AccountRefusal> {
    let (owned, tree) = app.db.read(|conn| {
        let tree = units::load_tree(conn)?;
        let owned = load_owned(conn, account)?;
        let held = owned.held();
        let target = Target {
            account,
            roles: &held,
            unit: owned.unit(),
        };
        match may_issue(viewer, &target, &tree) {
            true => Ok((owned, tree)),
            false => Err(AccountRefusal::NotFound),
        }
    })?;
    let row = &owned.account;
    let made_at = row
        .password_changed_at
        .filter(|_| row.must_change_password)
        .ok_or(AccountRefusal::SlipOver)?;
    if !app.hashing.verify(password, row.password_hash.as_deref())? {
        return Err(AccountRefusal::SlipOver);
    }
    let over = made_at + chrono::TimeDelta::days(FIRST_PASSWORD_DAYS);
    let over = to_local(over, app.config.time_zone).date();
    let held_at = owned
        .unit()
        .or(owned.roles.first().and_then(|row| row.unit_id));
    let unit = held_at.and_then(|unit| tree.get(unit));
    let slip = PasswordSlip {
        unit: unit.map_or_else(String::new, |unit| unit.details.path.clone()),
        packet: String::new(),
        name: row.display_name.clone(),
        sign_in_name: sign_in_name(row.login_name.as_deref(), owned.person.as_ref()),
        password: password.to_owned(),
        good_until: over.pred_opt().unwrap_or(over),
    };
    let line = TakenLine {
        password_slips: 1,
        unit: held_at,
    };
    let printed = Change::noted(
        Action::Printed,
        Entity::Account,
        account.0,
        row.person_id,
        &line,
    );
    app.db.write(|conn| {
        audit::store::record(conn, occasion, &[printed])?;
        Ok::<_, AccountRefusal>(slip)
    })
}
