//! The second factor: set up, confirmed, given with each sign-in, removed.

use serde::Serialize;

use super::super::rules::{
    RECOVERY_CODES, SecondFactorError, check_code, enrolment_url, is_locked,
    normalised_recovery_code,
};
use super::super::store::{self, AccountRow};
use super::super::{AccountId, AccountRefusal, SessionId, Viewer};
use super::meant::load_owned;
use super::passwords::{note_failure, prove};
use super::secrets::{
    CODE_COLUMN, SECOND_FACTOR_COLUMN, random_recovery_code, random_second_factor,
};
use super::tokens::revoke_all;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;

/// A second factor that waits to be confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Base32, for typing in.
    pub secret: String,
    /// For the QR code.
    pub url: String,
}

#[derive(Serialize)]
struct FactorLine {
    second_factor: &'static str,
}

fn record(
    conn: &mut Conn,
    account: &AccountRow,
    before: &'static str,
    after: &'static str,
    occasion: &Occasion,
) -> diesel::QueryResult<()> {
    let change = Change::changed(
        Entity::Account,
        account.id.0,
        account.person_id,
        &FactorLine {
            second_factor: before,
        },
        &FactorLine {
            second_factor: after,
        },
    );
    audit::store::record(conn, occasion, &[change])
}

fn own_session(viewer: &Viewer) -> Result<SessionId, AccountRefusal> {
    viewer.session.ok_or(AccountRefusal::SessionOnly)
}

/// Begins setting up, or shows again what waits to be confirmed.
///
/// # Errors
/// [`AccountRefusal::HasSecondFactor`].
pub fn begin_second_factor(
    app: &App,
    viewer: &Viewer,
    occasion: &Occasion,
) -> Result<Enrolment, AccountRefusal> {
    own_session(viewer)?;
    let fresh = random_second_factor()?;
    let (name, secret) = app.db.write(|conn| {
        let account = load_owned(conn, viewer.account)?.account;
        if account.second_factor_since.is_some() {
            return Err(AccountRefusal::HasSecondFactor);
        }
        if account.second_factor_cipher.is_some() {
            let secret = open_secret(app, &account)?;
            return Ok((account.display_name, secret));
        }
        let cipher = app.keys.seal(SECOND_FACTOR_COLUMN, account.id.0, &fresh)?;
        let at = occasion.now.instant;
        store::set_second_factor(conn, &account, Some(&cipher), None, None, at)?;
        Ok((account.display_name, fresh.clone()))
    })?;
    enrolment(app, secret, &name)
}

fn enrolment(app: &App, secret: String, name: &str) -> Result<Enrolment, AccountRefusal> {
    let url = enrolment_url(&secret, name, &app.config.security.totp_issuer)?;
    Ok(Enrolment { secret, url })
}

fn open_secret(app: &App, account: &AccountRow) -> Result<String, AccountRefusal> {
    let cipher = account
        .second_factor_cipher
        .as_deref()
        .ok_or(AccountRefusal::NoSecondFactor)?;
    Ok(app.keys.open(SECOND_FACTOR_COLUMN, account.id.0, cipher)?)
}

/// Confirms the second factor by its first code; the ten recovery codes, which are shown
/// this once.
///
/// # Errors
/// [`AccountRefusal::SecondFactor`], [`AccountRefusal::HasSecondFactor`].
pub fn confirm_second_factor(
    app: &App,
    viewer: &Viewer,
    code: &str,
    occasion: &Occasion,
) -> Result<Vec<String>, AccountRefusal> {
    let session = own_session(viewer)?;
    let (codes, hashes) = new_codes(app, viewer.account)?;
    let now = occasion.now.instant;
    app.db.write(|conn| {
        let account = load_owned(conn, viewer.account)?.account;
        if account.second_factor_since.is_some() {
            return Err(AccountRefusal::HasSecondFactor);
        }
        let secret = open_secret(app, &account)?;
        let step = check_code(&secret, code, now.and_utc().timestamp(), None)?;
        let cipher = account.second_factor_cipher.as_deref();
        store::set_second_factor(conn, &account, cipher, Some(now), Some(step), now)?;
        store::replace_codes(conn, account.id, &hashes)?;
        store::mark_second_factor(conn, session)?;
        // Whoever signed in elsewhere with the password alone does so again with both.
        store::end_all(conn, account.id, Some(session), now)?;
        revoke_all(conn, &account, occasion)?;
        record(conn, &account, "off", "on", occasion)?;
        Ok(codes)
    })
}

/// Ten codes, and what is kept of them.
fn new_codes(app: &App, account: AccountId) -> Result<(Vec<String>, Vec<String>), AccountRefusal> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        codes.push(random_recovery_code()?);
    }
    let hashes = codes
        .iter()
        .map(|code| code_hash(app, account, code))
        .collect();
    Ok((codes, hashes))
}

fn code_hash(app: &App, account: AccountId, code: &str) -> String {
    let bound = format!("{account}/{}", normalised_recovery_code(code));
    app.keys.lookup_hash(CODE_COLUMN, &bound)
}

/// Gives the second factor of this sign-in: a code of the app, or a recovery code. Five
/// failures in a row lock the account and end the session.
///
/// # Errors
/// [`AccountRefusal::SecondFactor`], [`AccountRefusal::LockedOut`].
pub fn give_second_factor(
    app: &App,
    viewer: &Viewer,
    typed: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let session = own_session(viewer)?;
    let account = app
        .db
        .read(|conn| load_owned(conn, viewer.account))?
        .account;
    if is_locked(account.locked_until, occasion.now.instant) {
        return Err(AccountRefusal::LockedOut);
    }
    match take_code(app, &account, session, typed, occasion) {
        Err(AccountRefusal::SecondFactor(error)) => {
            Err(note_failure(app, &account, occasion)?
                .unwrap_or(AccountRefusal::SecondFactor(error)))
        }
        other => other,
    }
}

fn take_code(
    app: &App,
    account: &AccountRow,
    session: SessionId,
    typed: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let now = occasion.now.instant;
    if account.second_factor_since.is_none() {
        return Err(AccountRefusal::NoSecondFactor);
    }
    let secret = open_secret(app, account)?;
    let hash = code_hash(app, account.id, typed);
    app.db.write(|conn| {
        let used_code = store::use_code(conn, account.id, &hash, now)?;
        if !used_code {
            let last = account.second_factor_last_step;
            let step = check_code(&secret, typed, now.and_utc().timestamp(), last)?;
            if !store::use_step(conn, account.id, step)? {
                return Err(SecondFactorError::Used.into());
            }
        }
        store::set_lock(conn, account.id, None)?;
        store::mark_second_factor(conn, session)?;
        let how = if used_code { "recovery_code" } else { "given" };
        record(conn, account, "asked", how, occasion)?;
        Ok(())
    })
}

/// Ten new recovery codes in the place of the old ones, shown this once. Asks for the
/// password again.
///
/// # Errors
/// [`AccountRefusal::NoSecondFactor`], [`AccountRefusal::WrongPassword`].
pub fn renew_recovery_codes(
    app: &App,
    viewer: &Viewer,
    password: &str,
    occasion: &Occasion,
) -> Result<Vec<String>, AccountRefusal> {
    let account = proved_own(app, viewer, password, occasion)?;
    let (codes, hashes) = new_codes(app, viewer.account)?;
    app.db.write(|conn| {
        store::replace_codes(conn, account.id, &hashes)?;
        record(conn, &account, "on", "codes_renewed", occasion)?;
        Ok(codes)
    })
}

/// Removes the viewer's own second factor. Asks for the password again; where a setting
/// demands a second factor, setting up a new one is the next step.
///
/// # Errors
/// [`AccountRefusal::NoSecondFactor`], [`AccountRefusal::WrongPassword`].
pub fn remove_second_factor(
    app: &App,
    viewer: &Viewer,
    password: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let account = proved_own(app, viewer, password, occasion)?;
    app.db
        .write(|conn| take_away(conn, &account, "removed", occasion))
}

fn proved_own(
    app: &App,
    viewer: &Viewer,
    password: &str,
    occasion: &Occasion,
) -> Result<AccountRow, AccountRefusal> {
    own_session(viewer)?;
    let account = app
        .db
        .read(|conn| load_owned(conn, viewer.account))?
        .account;
    if account.second_factor_since.is_none() {
        return Err(AccountRefusal::NoSecondFactor);
    }
    prove(app, &account, password, occasion)?;
    Ok(account)
}

/// Takes the second factor of an account away with its codes.
pub(super) fn take_away(
    conn: &mut Conn,
    account: &AccountRow,
    how: &'static str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    let now = occasion.now.instant;
    store::set_second_factor(conn, account, None, None, None, now)?;
    store::replace_codes(conn, account.id, &[])?;
    revoke_all(conn, account, occasion)?;
    record(conn, account, "on", how, occasion)?;
    Ok(())
}

/// How the second factor of the viewer's own account stands.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorState {
    /// Since when it is confirmed (UTC).
    pub since: Option<chrono::NaiveDateTime>,
    /// What waits to be confirmed.
    pub pending: Option<Enrolment>,
    /// Recovery codes that are left.
    pub codes_left: i64,
}

/// Looks at the viewer's own second factor.
///
/// # Errors
/// When a query fails or the secret does not open.
pub fn second_factor_state(
    app: &App,
    conn: &mut Conn,
    viewer: &Viewer,
) -> Result<SecondFactorState, AccountRefusal> {
    own_session(viewer)?;
    let account = load_owned(conn, viewer.account)?.account;
    let waits = account.second_factor_since.is_none() && account.second_factor_cipher.is_some();
    let pending = if waits {
        let secret = open_secret(app, &account)?;
        Some(enrolment(app, secret, &account.display_name)?)
    } else {
        None
    };
    Ok(SecondFactorState {
        since: account.second_factor_since,
        pending,
        codes_left: store::count_unused(conn, account.id)?,
    })
}
