//! Sessions and tokens: taken up with every request, replaced, ended.

use chrono::TimeDelta;
use diesel::QueryResult;
use serde::Serialize;

use super::super::rules::{
    SessionClock, SessionEnd, SessionVerdict, Standing, Upkeep, judge_session, must_note, next_step,
};
use super::super::store::{self, AccountBehind, OwnSession, SessionRow, TokenRow};
use super::super::{AccountId, AccountRefusal, AccountState, SessionId, TokenId, Viewer};
use super::meant::load_owned;
use super::secrets::token_hash;
use crate::audit::{self, Action, Change, Entity, Occasion};
use crate::clock::Now;
use crate::config::SecuritySettings;
use crate::db::Conn;
use crate::secrecy::Keys;

/// What a cookie leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resumed {
    /// A session that lives.
    Live(Box<LiveSession>),
    /// None; the sign-in page may say why.
    Over(SessionEnd),
}

/// A session that lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// Who looks or acts.
    pub viewer: Viewer,
    /// What is to be done after the answer: [`rotate`], [`touch`], or the cookie of
    /// `generation` sent again.
    pub upkeep: Upkeep,
    /// The present generation.
    pub generation: i64,
}

/// Takes up the session that a cookie names. Only reads; a cookie whose own ten
/// minutes are over is still good for this, the row decides.
///
/// # Errors
/// When a query fails.
pub fn resume(
    conn: &mut Conn,
    id: SessionId,
    generation: i64,
    now: Now,
    settings: &SecuritySettings,
) -> QueryResult<Resumed> {
    let Some(row) = store::load_session(conn, id)? else {
        return Ok(Resumed::Over(SessionEnd::Unknown));
    };
    let clock = SessionClock {
        generation: row.generation,
        seen_generation: row.seen_generation,
        last_seen_at: row.last_seen_at,
        rotated_at: row.rotated_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
    };
    let idle = TimeDelta::minutes(settings.session_idle_minutes);
    let upkeep = match judge_session(&clock, generation, now.instant, idle) {
        SessionVerdict::Over(end) => return Ok(Resumed::Over(end)),
        SessionVerdict::Live(upkeep) => upkeep,
    };
    let left = row.left_on.is_some_and(|left| left < now.today);
    if row.account.state == AccountState::Locked || left {
        return Ok(Resumed::Over(SessionEnd::AccountClosed));
    }
    Ok(Resumed::Live(Box::new(LiveSession {
        generation: row.generation,
        viewer: session_viewer(row, now, settings),
        upkeep,
    })))
}

fn session_viewer(row: SessionRow, now: Now, settings: &SecuritySettings) -> Viewer {
    let given = row.second_factor_given;
    let standing = standing(&row.account, &row.roles, given);
    Viewer {
        step: next_step(&standing, now.instant, settings),
        account: row.account.id,
        name: row.account.display_name,
        person: row.account.person,
        unit: row.unit,
        roles: row.roles,
        session: Some(row.id),
        token: None,
    }
}

fn standing<'a>(
    account: &'a AccountBehind,
    roles: &'a [super::super::RoleAt],
    second_factor_given: bool,
) -> Standing<'a> {
    Standing {
        has_second_factor: account.second_factor_since.is_some(),
        second_factor_given,
        must_change_password: account.must_change_password,
        password_changed_at: account.password_changed_at,
        notice_version: account.notice_version.as_deref(),
        roles,
    }
}

/// A token that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveToken {
    /// In whose name the program works.
    pub viewer: Viewer,
    /// The last use is to be noted: call [`touch_token`].
    pub note_used: bool,
}

/// Takes up the token that a program bears; none where it is unknown, over, revoked,
/// or its account is closed. A token was made by someone who gave the second factor, so
/// only a pending change of the password or notice stops it (as a step).
///
/// # Errors
/// When a query fails.
pub fn resume_token(
    conn: &mut Conn,
    keys: &Keys,
    bearer: &str,
    now: Now,
    settings: &SecuritySettings,
) -> QueryResult<Option<LiveToken>> {
    let hash = token_hash(keys, bearer);
    let Some(row) = store::load_token(conn, &hash)? else {
        return Ok(None);
    };
    let over = row.revoked_at.is_some() || now.instant >= row.expires_at;
    let left = row.left_on.is_some_and(|left| left < now.today);
    if over || left || row.account.state == AccountState::Locked {
        return Ok(None);
    }
    let note_used = must_note(row.last_used_at, now.instant);
    Ok(Some(LiveToken {
        viewer: token_viewer(row, now, settings),
        note_used,
    }))
}

fn token_viewer(row: TokenRow, now: Now, settings: &SecuritySettings) -> Viewer {
    let standing = standing(&row.account, &row.roles, true);
    Viewer {
        step: next_step(&standing, now.instant, settings),
        account: row.account.id,
        name: row.account.display_name,
        person: row.account.person,
        unit: row.unit,
        roles: row.roles,
        session: None,
        token: Some((row.id, row.scope)),
    }
}

/// An account as a viewer without a session: for work that it asked for and that goes
/// on after its request.
///
/// # Errors
/// [`AccountRefusal::NotFound`] where it was taken out of use or its person left.
pub fn load_viewer(conn: &mut Conn, id: AccountId) -> Result<Viewer, AccountRefusal> {
    let owned = load_owned(conn, id)?;
    if owned.account.state == AccountState::Locked {
        return Err(AccountRefusal::NotFound);
    }
    Ok(Viewer {
        account: id,
        unit: owned.unit(),
        roles: owned.held(),
        name: owned.account.display_name,
        person: owned.account.person_id,
        session: None,
        token: None,
        step: None,
    })
}

/// Replaces the cookie: the new generation, which the new cookie must bear. None where
/// another request of the same browser did so first; then its cookie is on the way.
///
/// # Errors
/// When the query fails.
pub fn rotate(
    conn: &mut Conn,
    id: SessionId,
    seen_generation: i64,
    now: Now,
) -> QueryResult<Option<i64>> {
    store::rotate(conn, id, seen_generation, now.instant)
}

/// Notes the last use of a session, by the cookie of this generation.
///
/// # Errors
/// When the query fails.
pub fn touch(conn: &mut Conn, id: SessionId, generation: i64, now: Now) -> QueryResult<()> {
    store::touch(conn, id, generation, now.instant)
}

/// Notes the last use of a token.
///
/// # Errors
/// When the query fails.
pub fn touch_token(conn: &mut Conn, id: TokenId, now: Now) -> QueryResult<()> {
    store::touch_token(conn, id, now.instant)
}

#[derive(Serialize)]
struct Ending {
    account: AccountId,
    sessions: &'static str,
}

/// Ends the viewer's own session.
///
/// # Errors
/// When a query fails.
pub fn sign_out(conn: &mut Conn, viewer: &Viewer, occasion: &Occasion) -> QueryResult<()> {
    match viewer.session {
        Some(session) => end_session(conn, viewer, session, occasion).map(|_| ()),
        None => Ok(()),
    }
}

/// Ends one session of the viewer's own account; false where there is none such.
///
/// # Errors
/// When a query fails.
pub fn end_session(
    conn: &mut Conn,
    viewer: &Viewer,
    session: SessionId,
    occasion: &Occasion,
) -> QueryResult<bool> {
    if !store::end(conn, viewer.account, session, occasion.now.instant)? {
        return Ok(false);
    }
    let ended = Ending {
        account: viewer.account,
        sessions: "one",
    };
    let change = Change::noted(
        Action::SignedOut,
        Entity::Session,
        session.0,
        viewer.person,
        &ended,
    );
    audit::store::record(conn, occasion, &[change])?;
    Ok(true)
}

/// Ends every other session of the viewer's account; how many.
///
/// # Errors
/// When a query fails.
pub fn sign_out_everywhere(
    conn: &mut Conn,
    viewer: &Viewer,
    occasion: &Occasion,
) -> QueryResult<usize> {
    let ended = store::end_all(conn, viewer.account, viewer.session, occasion.now.instant)?;
    if ended > 0 {
        let own = viewer.session.map_or(0, |session| session.0);
        let others = Ending {
            account: viewer.account,
            sessions: "others",
        };
        let change = Change::noted(
            Action::SignedOut,
            Entity::Session,
            own,
            viewer.person,
            &others,
        );
        audit::store::record(conn, occasion, &[change])?;
    }
    Ok(ended)
}

/// The sessions of the viewer's account that are in use, latest first.
///
/// # Errors
/// When the query fails.
pub fn own_sessions(
    conn: &mut Conn,
    viewer: &Viewer,
    now: Now,
    settings: &SecuritySettings,
) -> QueryResult<Vec<OwnSession>> {
    let seen_after = now.instant - TimeDelta::minutes(settings.session_idle_minutes);
    store::load_own(conn, viewer.account, now.instant, seen_after)
}
