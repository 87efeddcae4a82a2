//! Tokens of programs; only their keyed hash is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::{AccountId, TokenId, TokenScope};
use crate::db::schema::api_tokens;
use crate::db::{Conn, ids};

/// A token to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    /// In whose name it works.
    pub account: AccountId,
    /// What the owner calls it.
    pub label: &'a str,
    /// Keyed hash.
    pub hash: &'a str,
    /// What it may be used for.
    pub scope: TokenScope,
    /// Now (UTC).
    pub at: NaiveDateTime,
    /// Until when (UTC).
    pub expires_at: NaiveDateTime,
}

/// Makes a token.
///
/// # Errors
/// When the query fails.
pub fn insert_token(conn: &mut Conn, token: &NewToken<'_>) -> QueryResult<TokenId> {
    let id = ids::allocate_one(conn, "api_tokens")?;
    diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(id),
            api_tokens::account_id.eq(token.account),
            api_tokens::label.eq(token.label),
            api_tokens::token_hash.eq(token.hash),
            api_tokens::scope.eq(token.scope),
            api_tokens::created_at.eq(token.at),
            api_tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)?;
    Ok(TokenId(id))
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_tokens, check_for_backend(crate::db::Backend))]
pub struct OwnToken {
    /// Its id.
    pub id: TokenId,
    /// What the owner calls it.
    pub label: String,
    /// What it may be used for.
    pub scope: TokenScope,
    /// When it was made (UTC).
    pub created_at: NaiveDateTime,
    /// Until when (UTC).
    pub expires_at: NaiveDateTime,
    /// When it was last used, to the minute (UTC).
    pub last_used_at: Option<NaiveDateTime>,
    /// When it was revoked (UTC).
    pub revoked_at: Option<NaiveDateTime>,
}

/// The tokens of an account, latest first, revoked and expired ones too.
///
/// # Errors
/// When the query fails.
pub fn load_tokens(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<OwnToken>> {
    api_tokens::table
        .filter(api_tokens::account_id.eq(account))
        .order(api_tokens::id.desc())
        .select(OwnToken::as_select())
        .load(conn)
}

/// Revokes a token of this account; whether it was in use.
///
/// # Errors
/// When the query fails.
pub fn revoke(
    conn: &mut Conn,
    account: AccountId,
    id: TokenId,
    at: NaiveDateTime,
) -> QueryResult<bool> {
    let open = api_tokens::table
        .filter(api_tokens::id.eq(id))
        .filter(api_tokens::account_id.eq(account))
        .filter(api_tokens::revoked_at.is_null());
    let changed = diesel::update(open)
        .set(api_tokens::revoked_at.eq(Some(at)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes the last use.
///
/// # Errors
/// When the query fails.
pub fn touch_token(conn: &mut Conn, id: TokenId, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(api_tokens::table.filter(api_tokens::id.eq(id)))
        .set(api_tokens::last_used_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}
