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
use crate::app::App;
use crate::audit::{self, Actor, Change, Entity, Occasion};
use crate::clock::{Now, to_local};
use crate::db::{Conn, DatabaseError};
use crate::people::{self, ID_NUMBER_COLUMN, Person, PersonId};

/// Where the hash of a name that nobody has stands.
const NAME_COLUMN: &str = "unknown_names.name_hash";

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
    let (found, locked_until) = app.db.read(|conn| {
        let found = find_meant(app, conn, &name, now)?;
        let locked_until = match &found {
            Some(meant) => meant.account.locked_until,
            None => store::find_lock(conn, &name_hash)?,
        };
        Ok::<_, SignInRefusal>((found, locked_until))
    })?;
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

/// An account and whether its person has left.
struct Meant {
    account: AccountRow,
    has_left: bool,
}

/// The account that a name means: the account name first, then the ID number, then a
/// mobile number that leads to one account only.
fn find_meant(
    app: &App,
    conn: &mut Conn,
    name: &SignInName,
    now: Now,
) -> Result<Option<Meant>, SignInRefusal> {
    if let Some(account) = store::find_by_login(conn, &name.account)? {
        let has_left = match account.person_id {
            Some(person) => people::store::get(conn, person)?
                .details
                .has_left(now.today),
            None => false,
        };
        return Ok(Some(Meant { account, has_left }));
    }
    let mut candidates: Vec<Person> = Vec::new();
    if let Some(number) = &name.id_number {
        let hash = app.keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
        candidates.extend(people::store::load_by_hash(conn, &[hash])?.into_values());
    } else if let Some(mobile) = &name.mobile {
        candidates = people::store::load_with_mobile(conn, mobile.as_str())?;
    }
    let ids: Vec<PersonId> = candidates.iter().map(|person| person.id).collect();
    let mut accounts = store::load_of_people(conn, &ids)?;
    if accounts.len() != 1 {
        return Ok(None);
    }
    Ok(accounts.pop().map(|account| {
        let has_left = candidates
            .iter()
            .any(|one| Some(one.id) == account.person_id && one.details.has_left(now.today));
        Meant { account, has_left }
    }))
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
    sign_in: &'a str,
    address: &'a str,
    user_agent: &'a str,
}

impl<'a> SignInLine<'a> {
    fn new(sign_in: &'a str, request: &SignIn<'a>) -> Self {
        Self {
            sign_in,
            address: request.address,
            user_agent: request.user_agent,
        }
    }
}

fn occasion(name: &str, now: Now) -> Occasion {
    Occasion {
        actor: Actor {
            name: name.to_owned(),
            origin: "web",
        },
        now,
        batch: None,
    }
}

fn enter(
    app: &App,
    meant: Meant,
    request: &SignIn<'_>,
    now: Now,
) -> Result<SignedIn, SignInRefusal> {
    let seen = meant.account;
    if seen.state == AccountState::Locked || meant.has_left {
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
        store::set_lock(conn, account.id, None)?;
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
        let line = SignInLine::new("done", request);
        let change = Change::created(Entity::Session, session.0, account.person_id, &line);
        audit::store::record(conn, &occasion(&account.display_name, now), &[change])?;
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
        let line = SignInLine::new(if until.is_some() { "locked" } else { "failed" }, request);
        let change = Change::created(Entity::Session, 0, meant.account.person_id, &line);
        let occasion = occasion(&meant.account.display_name, now);
        audit::store::record(conn, &occasion, &[change])?;
        Ok::<_, SignInRefusal>(until)
    });
    told(app, counted, now)
}

fn fail_unknown(app: &App, name_hash: &str, request: &SignIn<'_>, now: Now) -> SignInRefusal {
    let counted = app.db.write(|conn| {
        let until = store::note_unknown(conn, name_hash, now.instant)?;
        // The typed name may be a password in the wrong field: it is not kept.
        let line = SignInLine::new("unknown", request);
        let change = Change::created(Entity::Session, 0, None, &line);
        audit::store::record(conn, &occasion("未登录", now), &[change])?;
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
