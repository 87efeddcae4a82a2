//! One's own password: proved, changed.

use serde::Serialize;

use super::super::rules::{
    FAILURES_BEFORE_LOCK, KEPT_PASSWORDS, LOCK_TIME, PasswordRefusal, check_password, is_locked,
};
use super::super::store::{self, AccountRow};
use super::super::{AccountRefusal, SessionId, Viewer};
use super::meant::{load_owned, password_owner};
use super::tokens::revoke_all;
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::db::Conn;
use crate::people::Person;

/// A password to be changed, as typed.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The present one.
    pub current: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The new one once more.
    pub repeated: &'a str,
}

/// Changes the viewer's own password; every other session of the account ends.
///
/// # Errors
/// [`AccountRefusal`]: a wrong present password counts as a failed sign-in.
pub fn change_password(
    app: &App,
    viewer: &Viewer,
    change: &PasswordChange<'_>,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let session = viewer.session.ok_or(AccountRefusal::SessionOnly)?;
    let owned = app.db.read(|conn| load_owned(conn, viewer.account))?;
    prove(app, &owned.account, change.current, occasion)?;
    let hash = hash_of_new(
        app,
        &owned.account,
        owned.person.as_ref(),
        change.new,
        change.repeated,
    )?;
    app.db.write(|conn| {
        let set = NewPassword {
            hash: &hash,
            must_change: false,
            kept: Some(session),
            how: "changed",
        };
        replace_password(conn, &owned.account, &set, occasion)
    })
}

/// Checks the present password of an account that is signed in. Five failures in a row
/// lock it and end every session: whoever found an open browser cannot guess on.
///
/// # Errors
/// [`AccountRefusal::WrongPassword`], [`AccountRefusal::LockedOut`].
pub(super) fn prove(
    app: &App,
    account: &AccountRow,
    password: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    if is_locked(account.locked_until, occasion.now.instant) {
        return Err(AccountRefusal::LockedOut);
    }
    if app
        .hashing
        .verify(password, account.password_hash.as_deref())?
    {
        return Ok(());
    }
    Err(note_failure(app, account, occasion)?.unwrap_or(AccountRefusal::WrongPassword))
}

/// Counts a failure of somebody signed in; [`AccountRefusal::LockedOut`] where it was
/// one too many.
pub(super) fn note_failure(
    app: &App,
    account: &AccountRow,
    occasion: &Occasion,
) -> Result<Option<AccountRefusal>, AccountRefusal> {
    app.db.write(|conn| {
        let failures = store::note_failure(conn, account.id)?;
        let locked = failures >= FAILURES_BEFORE_LOCK;
        if locked {
            let now = occasion.now.instant;
            store::set_lock(conn, account.id, Some(now + LOCK_TIME))?;
            store::end_all(conn, account.id, None, now)?;
        }
        let line = PasswordLine {
            password: if locked { "locked" } else { "failed" },
        };
        let change = Change::noted(
            Action::SignInFailed,
            Entity::Account,
            account.id.0,
            account.person_id,
            &line,
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(locked.then_some(AccountRefusal::LockedOut))
    })
}

/// The hash of a new password that keeps every rule.
///
/// # Errors
/// [`AccountRefusal::Password`], [`AccountRefusal::NotRepeated`].
pub(super) fn hash_of_new(
    app: &App,
    account: &AccountRow,
    person: Option<&Person>,
    new: &str,
    repeated: &str,
) -> Result<String, AccountRefusal> {
    check_password(new, &password_owner(app, account, person)?)?;
    if new != repeated {
        return Err(AccountRefusal::NotRepeated);
    }
    let earlier = app.db.read(|conn| {
        let most = i64::try_from(KEPT_PASSWORDS - 1).unwrap_or(i64::MAX);
        Ok::<_, AccountRefusal>(store::load_earlier_passwords(conn, account.id, most)?)
    })?;
    for hash in account.password_hash.iter().chain(&earlier) {
        if app.hashing.verify(new, Some(hash))? {
            return Err(PasswordRefusal::UsedBefore.into());
        }
    }
    Ok(app.hashing.hash(new)?)
}

/// How a password is replaced.
pub(super) struct NewPassword<'a> {
    pub(super) hash: &'a str,
    pub(super) must_change: bool,
    /// The session that goes on.
    pub(super) kept: Option<SessionId>,
    /// A word for the history.
    pub(super) how: &'static str,
}

#[derive(Serialize)]
struct PasswordLine {
    password: &'static str,
}

/// Sets a password in the place of the one that was seen: the old one is remembered,
/// other sessions end, open links, tokens of programs and the slip are worth nothing any
/// more.
///
/// # Errors
/// [`AccountRefusal::Stale`] when the account was changed meanwhile.
pub(super) fn replace_password(
    conn: &mut Conn,
    seen: &AccountRow,
    new: &NewPassword<'_>,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let now = occasion.now.instant;
    store::set_password(conn, seen, new.hash, new.must_change, now)?;
    if let Some(old) = &seen.password_hash {
        store::add_earlier_password(conn, seen.id, old, now)?;
        let kept = i64::try_from(KEPT_PASSWORDS - 1).unwrap_or(i64::MAX);
        store::delete_earlier_beyond(conn, seen.id, kept)?;
    }
    store::end_all(conn, seen.id, new.kept, now)?;
    store::void_links(conn, seen.id, now)?;
    store::delete_slip(conn, seen.id)?;
    revoke_all(conn, seen, occasion)?;
    let line = PasswordLine { password: new.how };
    let change = Change::changed(
        Entity::Account,
        seen.id.0,
        seen.person_id,
        &PasswordLine { password: "set" },
        &line,
    );
    audit::store::record(conn, occasion, &[change])?;
    Ok(())
}
