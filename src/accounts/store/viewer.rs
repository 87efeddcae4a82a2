//! The look-up of every request: a session or a token with its account and roles.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::super::{AccountId, AccountState, Role, RoleAt, SessionId, TokenId, TokenScope};
use crate::db::Conn;
use crate::db::days::{Moment, OptionalMoment};
use crate::db::schema::{account_roles, accounts, api_tokens, sessions};
use crate::each_backend;
use crate::people::{self, PersonId};
use crate::units::UnitId;

/// The account behind a session or token, as every request needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct AccountBehind {
    /// Its id.
    pub id: AccountId,
    /// The name shown.
    pub display_name: String,
    /// In use or locked.
    pub state: AccountState,
    /// Whose account it is.
    #[diesel(column_name = person_id)]
    pub person: Option<PersonId>,
    /// The password must be changed before anything else.
    pub must_change_password: bool,
    /// When the password was last changed.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub password_changed_at: Option<NaiveDateTime>,
    /// Since when there is a second factor.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub second_factor_since: Option<NaiveDateTime>,
    /// The notice that was read last.
    pub notice_version: Option<String>,
}

/// A session with its account.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Raised by each rotation of the cookie.
    pub generation: i64,
    /// The newest generation whose cookie came back.
    pub seen_generation: i64,
    /// Whether the second factor was given.
    pub second_factor_given: bool,
    /// When it was last used, to the minute.
    pub last_seen_at: NaiveDateTime,
    /// When the cookie was last rotated.
    pub rotated_at: NaiveDateTime,
    /// Until when it may be used at the most.
    pub expires_at: NaiveDateTime,
    /// When it was ended.
    pub ended_at: Option<NaiveDateTime>,
    /// The account.
    pub account: AccountBehind,
    /// Its person's unit.
    pub unit: Option<UnitId>,
    /// The last day of its person in that unit.
    pub left_on: Option<NaiveDate>,
    /// Its roles.
    pub roles: Vec<RoleAt>,
}

/// The session with this id, ended ones too.
///
/// # Errors
/// When a query fails.
pub fn load_session(conn: &mut Conn, id: SessionId) -> QueryResult<Option<SessionRow>> {
    type Columns = (
        (i64, i64, bool, Moment, Moment, Moment, OptionalMoment),
        AccountBehind,
    );
    let found: Option<Columns> = each_backend!(conn, |inner| sessions::table
        .inner_join(accounts::table)
        .filter(sessions::id.eq(id))
        .select((
            (
                sessions::generation,
                sessions::seen_generation,
                sessions::second_factor_given,
                sessions::last_seen_at,
                sessions::rotated_at,
                sessions::expires_at,
                sessions::ended_at,
            ),
            AccountBehind::as_select(),
        ))
        .get_result(inner))
    .optional()?;
    let Some((session, account)) = found else {
        return Ok(None);
    };
    let roles = load_roles(conn, account.id)?;
    let (unit, left_on) = load_place(conn, account.person)?;
    let (
        generation,
        seen_generation,
        second_factor_given,
        last_seen_at,
        rotated_at,
        expires_at,
        ended_at,
    ) = session;
    Ok(Some(SessionRow {
        id,
        generation,
        seen_generation,
        second_factor_given,
        last_seen_at: last_seen_at.into(),
        rotated_at: rotated_at.into(),
        expires_at: expires_at.into(),
        ended_at: ended_at.into(),
        account,
        unit,
        left_on,
        roles,
    }))
}

/// A token in use with its account.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// Its id.
    pub id: TokenId,
    /// What it may be used for.
    pub scope: TokenScope,
    /// Until when.
    pub expires_at: NaiveDateTime,
    /// When it was revoked.
    pub revoked_at: Option<NaiveDateTime>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<NaiveDateTime>,
    /// The account.
    pub account: AccountBehind,
    /// Its person's unit.
    pub unit: Option<UnitId>,
    /// The last day of its person in that unit.
    pub left_on: Option<NaiveDate>,
    /// Its roles.
    pub roles: Vec<RoleAt>,
}

/// The token with this keyed hash, revoked ones too.
///
/// # Errors
/// When a query fails.
pub fn load_token(conn: &mut Conn, hash: &str) -> QueryResult<Option<TokenRow>> {
    type Columns = (
        (
            TokenId,
            TokenScope,
            NaiveDateTime,
            Option<NaiveDateTime>,
            Option<NaiveDateTime>,
        ),
        AccountBehind,
    );
    let found: Option<Columns> = each_backend!(conn, |inner| api_tokens::table
        .inner_join(accounts::table)
        .filter(api_tokens::token_hash.eq(hash))
        .select((
            (
                api_tokens::id,
                api_tokens::scope,
                api_tokens::expires_at,
                api_tokens::revoked_at,
                api_tokens::last_used_at,
            ),
            AccountBehind::as_select(),
        ))
        .get_result(inner))
    .optional()?;
    let Some((token, account)) = found else {
        return Ok(None);
    };
    let roles = load_roles(conn, account.id)?;
    let (unit, left_on) = load_place(conn, account.person)?;
    let (id, scope, expires_at, revoked_at, last_used_at) = token;
    Ok(Some(TokenRow {
        id,
        scope,
        expires_at,
        revoked_at,
        last_used_at,
        account,
        unit,
        left_on,
        roles,
    }))
}

/// Where the account's person works, and until when.
fn load_place(
    conn: &mut Conn,
    person: Option<PersonId>,
) -> QueryResult<(Option<UnitId>, Option<NaiveDate>)> {
    let Some(person) = person else {
        return Ok((None, None));
    };
    let place = people::store::find_place(conn, person)?;
    Ok(place.map_or((None, None), |(unit, left_on)| (Some(unit), left_on)))
}

fn load_roles(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<RoleAt>> {
    let rows: Vec<(Role, Option<UnitId>)> = each_backend!(conn, |inner| account_roles::table
        .filter(account_roles::account_id.eq(account))
        .order(account_roles::id)
        .select((account_roles::role, account_roles::unit_id))
        .load(inner))?;
    Ok(rows
        .into_iter()
        .map(|(role, unit)| RoleAt { role, unit })
        .collect())
}
