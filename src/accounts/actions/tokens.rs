//! Tokens of programs: made, listed, revoked.

use chrono::TimeDelta;
use serde::Serialize;

use super::super::rules::LONGEST_TOKEN_DAYS;
use super::super::store::{self, AccountRow, NewToken, OwnToken};
use super::super::{AccountRefusal, TokenId, TokenScope, Viewer};
use super::secrets::{random_token, token_hash};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;

/// The longest name of a token, in characters.
const LONGEST_LABEL: usize = 60;

/// A token as it is wished for.
#[derive(Debug, Clone, Copy)]
pub struct TokenWish<'a> {
    /// Which program it is for.
    pub label: &'a str,
    /// What it may be used for.
    pub scope: TokenScope,
    /// For so many days, at most 366.
    pub days: i64,
}

/// A token that was made; the secret is shown this once.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeToken {
    /// Its id.
    pub id: TokenId,
    /// What the program bears.
    pub secret: String,
}

#[derive(Serialize)]
struct TokenLine<'a> {
    label: &'a str,
    scope: TokenScope,
    expires_at: chrono::NaiveDateTime,
}

/// Makes a token in the viewer's own name.
///
/// # Errors
/// [`AccountRefusal::SessionOnly`]: a token makes no tokens; a bad label or time.
pub fn create_token(
    app: &App,
    viewer: &Viewer,
    wish: &TokenWish<'_>,
    occasion: &Occasion,
) -> Result<MadeToken, AccountRefusal> {
    if viewer.session.is_none() {
        return Err(AccountRefusal::SessionOnly);
    }
    let label = wish.label.trim();
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(AccountRefusal::TokenLabel);
    }
    if !(1..=LONGEST_TOKEN_DAYS).contains(&wish.days) {
        return Err(AccountRefusal::TokenDays);
    }
    let secret = random_token()?;
    let hash = token_hash(&app.keys, &secret);
    let at = occasion.now.instant;
    let token = NewToken {
        account: viewer.account,
        label,
        hash: &hash,
        scope: wish.scope,
        at,
        expires_at: at + TimeDelta::days(wish.days),
    };
    app.db.write(|conn| {
        let id = store::insert_token(conn, &token)?;
        let line = TokenLine {
            label,
            scope: wish.scope,
            expires_at: token.expires_at,
        };
        let change = Change::created(Entity::ApiToken, id.0, viewer.person, &line);
        audit::store::record(conn, occasion, &[change])?;
        Ok(MadeToken { id, secret })
    })
}

/// Revokes a token of the viewer's own.
///
/// # Errors
/// [`AccountRefusal::NotFound`] where there is none such in use.
pub fn revoke_token(
    app: &App,
    viewer: &Viewer,
    token: TokenId,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    app.db.write(|conn| {
        let own = store::load_tokens(conn, viewer.account)?;
        let Some(found) = own.iter().find(|one| one.id == token) else {
            return Err(AccountRefusal::NotFound);
        };
        if !store::revoke(conn, viewer.account, token, occasion.now.instant)? {
            return Err(AccountRefusal::NotFound);
        }
        let line = TokenLine {
            label: &found.label,
            scope: found.scope,
            expires_at: found.expires_at,
        };
        let change = Change::removed(Entity::ApiToken, token.0, viewer.person, &line);
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}

/// Revokes every token of an account: whoever knew the old password, or came in without
/// the second factor, may have made one.
pub(super) fn revoke_all(
    conn: &mut Conn,
    account: &AccountRow,
    occasion: &Occasion,
) -> diesel::QueryResult<()> {
    let mut changes = Vec::new();
    for token in store::load_tokens(conn, account.id)? {
        if token.revoked_at.is_some()
            || !store::revoke(conn, account.id, token.id, occasion.now.instant)?
        {
            continue;
        }
        let line = TokenLine {
            label: &token.label,
            scope: token.scope,
            expires_at: token.expires_at,
        };
        let of = account.person_id;
        changes.push(Change::removed(Entity::ApiToken, token.id.0, of, &line));
    }
    audit::store::record(conn, occasion, &changes)
}

/// The viewer's own tokens, latest first.
///
/// # Errors
/// When the query fails.
pub fn own_tokens(conn: &mut Conn, viewer: &Viewer) -> diesel::QueryResult<Vec<OwnToken>> {
    store::load_tokens(conn, viewer.account)
}
