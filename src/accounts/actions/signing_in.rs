//! Signing in: one answer and one amount of work for every name.
//!
//! 1. In a reading transaction: who may be meant, and whether the name is locked.
//! 2. Outside any transaction: one argon2id verification, against nobody's hash where
//!    there is no such account.
//! 3. In one writing transaction: the lock is looked at again (a hundred tries at once
//!    count as a hundred), then the failure is counted or the session made.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::super::rules::{
    FAILURES_BEFORE_LOCK, LOCK_TIME, SignInName, first_password_is_over, is_locked,
};
use super::super::store::{self, AccountRow, NewSession};
use super::super::{AccountId, AccountState, HashingError, SessionId};
use super::meant::{Meant, find_all_meant};
use crate::app::App;
use crate::audit::{self, Action, Actor, Change, Entity, Occasion};
use crate::clock::{Now, to_local};
use crate::db::DatabaseError;

/// Where the hash of a name that nobody has stands.
const NAME_COLUMN: &str = "unknown_names.name_hash";

/// So many accounts of one mobile number are tried; each costs a hash.
const MOST_TRIED: usize = 3;

/// Somebody at the door.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// Account name, mobile or ID number, as typed.
    pub name: &'a str,
    /// The password, as typed.
    pub password: &'a str,
    /// From where.
    pub address: &'a str,
    /// With which program.
    pub user_agent: &'a str,
}

/// Somebody inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session that the cookie names.
    pub session: SessionId,
    /// The generation that the cookie bears.
    pub generation: i64,
    /// Whose it is.
    pub account: AccountId,
}

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// Name or password; which one is not said.
    #[error(
        "账号或密码不对：请核对后再输，连续错 5 次会锁定 15 分钟；忘记密码可以用邮件重设，或请单位人事重置"
    )]
    Wrong,
    /// Too many failures.
    #[error("密码连续错了 5 次，已锁定到 {}：请到时再试，或请单位人事重置密码", .0.format("%H:%M"))]
    LockedUntil(
        /// Until when, in the office's zone.
        NaiveDateTime,
    ),
    /// The first password was not used in time; told only to who knows it.
    #[error("初始密码超过 30 天没有使用，已经失效：请联系单位人事重置密码")]
    FirstPasswordOver,
    /// Taken out of use, or its person has left; told only to who knows the password.
    #[error("这个账号已停用：如有疑问请联系单位人事")]
    Closed,
    /// Too many at once, or no hash could be made.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for SignInRefusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Lets somebody in, or not. The history keeps both.
///
/// # Errors
/// [`SignInRefusal`].
pub fn sign_in(app: &App, request: &SignIn<'_>, now: Now) -> Result<SignedIn, SignInRefusal> {
    let name = SignInName::parse(request.name);
    let name_hash = app.keys.lookup_hash(NAME_COLUMN, name.canonical());
    let (mut several, lock_of_name) = app.db.read(|conn| {
        let several = find_all_meant(app, conn, &name, now)?;
        let lock_of_name = store::find_lock(conn, &name_hash)?;
        Ok::<_, SignInRefusal>((several, lock_of_name))
    })?;
    let found = if several.len() > 1 {
        refuse_locked(app, lock_of_name, now)?;
        whose_password(app, several, request.password)?
    } else {
        several.pop()
    };
    let locked_until = match &found {
        Some(meant) => meant.account.locked_until,
        None => lock_of_name,
    };
    refuse_locked(app, locked_until, now)?;

    let hash = found
        .as_ref()
        .and_then(|meant| meant.account.password_hash.as_deref());
    let fits = app.hashing.verify(request.password, hash)?;

    match found {
        Some(meant) if fits => enter(app, meant, request, now),
        Some(meant) => Err(fail(app, meant, request, now)),
        None => Err(fail_unknown(app, &name_hash, request, now)),
    }
}

/// The one among the accounts of a shared mobile number whose password it is: nobody
/// keeps another one out by giving that one's number as an own.
fn whose_password(
    app: &App,
    several: Vec<Meant>,
    password: &str,
) -> Result<Option<Meant>, HashingError> {
    for meant in several.into_iter().take(MOST_TRIED) {
        let hash = meant.account.password_hash.as_deref();
        if hash.is_some() && app.hashing.verify(password, hash)? {
            return Ok(Some(meant));
        }
    }
    Ok(None)
}

fn refuse_locked(
    app: &App,
    locked_until: Option<NaiveDateTime>,
    now: Now,
) -> Result<(), SignInRefusal> {
    match locked_until {
        Some(until) if is_locked(Some(until), now.instant) => Err(SignInRefusal::LockedUntil(
            to_local(until, app.config.time_zone),
        )),
        _ => Ok(()),
    }
}

/// What the history keeps of a sign-in.
#[derive(Serialize)]
struct SignInLine<'a> {
    /// The account that was meant, where it belongs to nobody in the books.
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    sign_in: &'a str,
    user_agent: &'a str,
}

/// Who came in; a stranger at the door is nobody, whichever name was typed.
fn occasion(account: Option<&AccountRow>, request: &SignIn<'_>, now: Now) -> Occasion {
    let name = account.map_or("未登录", |account| account.display_name.as_str());
    let mut actor = Actor::new(name, "web").at(request.address);
    actor.account = account.map(|account| account.id);
    Occasion::new(actor, now)
}

fn enter(
    app: &App,
    meant: Meant,
    request: &SignIn<'_>,
    now: Now,
) -> Result<SignedIn, SignInRefusal> {
    let has_left = meant.has_left(now);
    let seen = meant.account;
    if seen.state == AccountState::Locked || has_left {
        return Err(SignInRefusal::Closed);
    }
    if seen.must_change_password && first_password_is_over(seen.password_changed_at, now.instant) {
        return Err(SignInRefusal::FirstPasswordOver);
    }
    app.db.write(|conn| {
        let account = store::get(conn, seen.id)?;
        refuse_locked(app, account.locked_until, now)?;
        // Changed while the password was being checked: what was checked holds no more.
        if account.password_hash != seen.password_hash || account.state != seen.state {
            return Err(SignInRefusal::Wrong);
        }
        // With a second factor the count goes on until that is given: else its codes
        // could be tried four at a time with a fresh sign-in in between.
        if account.second_factor_since.is_none() {
            store::set_lock(conn, account.id, None)?;
        }
        let hours = TimeDelta::hours(app.config.security.session_absolute_hours);
        let session = store::insert_session(
            conn,
            &NewSession {
                account: account.id,
                address: request.address,
                user_agent: request.user_agent,
                at: now.instant,
                expires_at: now.instant + hours,
            },
        )?;
        let line = SignInLine {
            display_name: None,
            sign_in: "成功",
            user_agent: request.user_agent,
        };
        let person = account.person_id;
        let change = Change::noted(Action::SignedIn, Entity::Session, session.0, person, &line);
        audit::store::record(conn, &occasion(Some(&account), request, now), &[change])?;
        Ok(SignedIn {
            session,
            generation: 1,
            account: account.id,
        })
    })
}

/// Counts a failure; the refusal to tell.
fn fail(app: &App, meant: Meant, request: &SignIn<'_>, now: Now) -> SignInRefusal {
    let counted = app.db.write(|conn| {
        let id = meant.account.id;
        let failures = store::note_failure(conn, id)?;
        let until = (failures >= FAILURES_BEFORE_LOCK).then(|| now.instant + LOCK_TIME);
        if until.is_some() {
            store::set_lock(conn, id, until)?;
        }
        let account = &meant.account;
        let person = account.person_id;
        let line = SignInLine {
            display_name: person.is_none().then_some(account.display_name.as_str()),
            sign_in: if until.is_some() { "locked" } else { "failed" },
            user_agent: request.user_agent,
        };
        let change = Change::noted(Action::SignInFailed, Entity::Account, id.0, person, &line);
        audit::store::record(conn, &occasion(None, request, now), &[change])?;
        Ok::<_, SignInRefusal>(until)
    });
    told(app, counted, now)
}

fn fail_unknown(app: &App, name_hash: &str, request: &SignIn<'_>, now: Now) -> SignInRefusal {
    let counted = app.db.write(|conn| {
        let until = store::note_unknown(conn, name_hash, now.instant)?;
        // The typed name may be a password in the wrong field: it is not kept.
        let line = SignInLine {
            display_name: None,
            sign_in: "unknown",
            user_agent: request.user_agent,
        };
        let change = Change::noted(Action::SignInFailed, Entity::Account, 0, None, &line);
        audit::store::record(conn, &occasion(None, request, now), &[change])?;
        Ok::<_, SignInRefusal>(until)
    });
    told(app, counted, now)
}

fn told(
    app: &App,
    counted: Result<Option<NaiveDateTime>, SignInRefusal>,
    now: Now,
) -> SignInRefusal {
    match counted {
        Ok(until) => match refuse_locked(app, until, now) {
            Ok(()) => SignInRefusal::Wrong,
            Err(refusal) => refusal,
        },
        Err(error) => error,
    }
}
