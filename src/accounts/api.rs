//! Accounts for programs: who am I, one's own sessions and tokens, the accounts within
//! reach and their roles. First passwords are shown on pages only.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::actions::{
    self, Listed, Search, TokenWish, create_token, grant_role, list_people, look_at_account,
    own_sessions, own_tokens, revoke_role, revoke_token, set_account_state,
};
use super::store::RoleId;
use super::{AccountId, AccountState, Right, Role, RoleAt, SessionId, TokenId, TokenScope};
use crate::db::Conn;
use crate::units::{UnitId, UnitTree};
use crate::web::{Answer, Problem, Reply, Request, Route, Verb};

/// Lines of a page where nobody says, and at the most.
const LIMITS: (usize, usize) = (20, 200);

/// The routes of this room's API.
pub fn routes() -> Vec<Route> {
    use Right::{IssueAccounts, ManageAccounts, SignedIn};
    use Verb::{Delete, Patch, Post};
    vec![
        Route::api_read("/api/v1/session", SignedIn, session),
        Route::api_read("/api/v1/sessions", SignedIn, sessions),
        Route::api_act(Delete, "/api/v1/sessions/{id}", SignedIn, end_session),
        Route::api_read("/api/v1/tokens", SignedIn, tokens),
        Route::api_act(Post, "/api/v1/tokens", SignedIn, make_token),
        Route::api_act(Delete, "/api/v1/tokens/{id}", SignedIn, drop_token),
        Route::api_read("/api/v1/accounts", IssueAccounts, accounts),
        Route::api_read("/api/v1/accounts/{id}", IssueAccounts, account),
        Route::api_act(
            Patch,
            "/api/v1/accounts/{id}",
            ManageAccounts,
            change_account,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/{id}/roles",
            ManageAccounts,
            give_role,
        ),
        Route::api_act(
            Delete,
            "/api/v1/accounts/{id}/roles/{role}",
            ManageAccounts,
            take_role,
        ),
    ]
}

/// What this room tells of its operations.
#[derive(OpenApi)]
#[openapi(
    paths(
        session,
        sessions,
        end_session,
        tokens,
        make_token,
        drop_token,
        accounts,
        account,
        change_account,
        give_role,
        take_role
    ),
    components(schemas(
        SessionJson,
        RoleJson,
        SessionsJson,
        OwnSessionJson,
        TokensJson,
        TokenJson,
        TokenWishJson,
        MadeTokenJson,
        AccountsJson,
        AccountJson,
        StateJson,
        RoleWishJson
    ))
)]
pub struct Api;

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct SessionJson {
    /// The account's number.
    account: i64,
    /// The name shown.
    name: String,
    /// The person's number; none for an office's account.
    person: Option<i64>,
    /// The roles held.
    roles: Vec<RoleJson>,
    /// What a token may be used for; none for a session of a browser.
    scope: Option<String>,
}

/// A role at a unit.
#[derive(Serialize, ToSchema)]
struct RoleJson {
    /// Its number, for taking it away; none where only the own roles are told.
    id: Option<i64>,
    /// The word.
    role: String,
    /// The unit's number; none for all units.
    unit: Option<i64>,
}

/// Who am I.
#[utoipa::path(get, path = "/api/v1/session", tag = "账号", summary = "当前登录的账号和角色",
    responses((status = 200, description = "账号", body = SessionJson)))]
fn session(request: &Request, _conn: &mut Conn) -> Answer {
    let viewer = request.viewer()?;
    Reply::json(&SessionJson {
        account: viewer.account.0,
        name: viewer.name.clone(),
        person: viewer.person.map(|person| person.0),
        roles: viewer
            .roles
            .iter()
            .map(|held| RoleJson {
                id: None,
                role: held.role.as_str().to_owned(),
                unit: held.unit.map(|unit| unit.0),
            })
            .collect(),
        scope: viewer.token.map(|(_, scope)| scope.as_str().to_owned()),
    })
}

/// One's own sessions.
#[derive(Serialize, ToSchema)]
struct SessionsJson {
    /// Latest first.
    items: Vec<OwnSessionJson>,
    /// Always none: there are never more than a page.
    next: Option<String>,
}

/// One session.
#[derive(Serialize, ToSchema)]
struct OwnSessionJson {
    /// Its number.
    id: i64,
    /// From where.
    address: String,
    /// With which program.
    user_agent: String,
    /// When it was begun (UTC).
    created_at: chrono::NaiveDateTime,
    /// When it was last used, to the minute (UTC).
    last_seen_at: chrono::NaiveDateTime,
    /// Until when at the most (UTC).
    expires_at: chrono::NaiveDateTime,
}

/// Lists one's own sessions.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "账号", summary = "本账号正在使用的登录",
    responses((status = 200, description = "登录", body = SessionsJson)))]
fn sessions(request: &Request, conn: &mut Conn) -> Answer {
    let security = &request.app.config.security;
    let items = own_sessions(conn, request.viewer()?, request.now, security)?
        .into_iter()
        .map(|session| OwnSessionJson {
            id: session.id.0,
            address: session.address,
            user_agent: session.user_agent,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        })
        .collect();
    Reply::json(&SessionsJson { items, next: None })
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "账号", summary = "退出本账号的一处登录",
    params(("id" = i64, Path, description = "登录编号")),
    responses((status = 204, description = "已退出")))]
fn end_session(request: &Request) -> Answer {
    let id = SessionId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let ended = request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(actions::end_session(conn, viewer, id, &occasion)?))?;
    if ended {
        Ok(Reply::no_content())
    } else {
        Err(Problem::NotFound)
    }
}

/// One's own tokens.
#[derive(Serialize, ToSchema)]
struct TokensJson {
    /// Latest first.
    items: Vec<TokenJson>,
    /// Always none: there are never more than a page.
    next: Option<String>,
}

/// One token, without its secret.
#[derive(Serialize, ToSchema)]
struct TokenJson {
    /// Its number.
    id: i64,
    /// What it is called.
    label: String,
    /// `read` or `write`.
    scope: String,
    /// Until when (UTC).
    expires_at: chrono::NaiveDateTime,
    /// When it was last used (UTC).
    last_used_at: Option<chrono::NaiveDateTime>,
    /// When it was revoked (UTC).
    revoked_at: Option<chrono::NaiveDateTime>,
}

/// Lists one's own tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "账号", summary = "本账号的接口令牌",
    responses((status = 200, description = "令牌（不含密文）", body = TokensJson)))]
fn tokens(request: &Request, conn: &mut Conn) -> Answer {
    let items = own_tokens(conn, request.viewer()?)?
        .into_iter()
        .map(|token| TokenJson {
            id: token.id.0,
            label: token.label,
            scope: token.scope.as_str().to_owned(),
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        })
        .collect();
    Reply::json(&TokensJson { items, next: None })
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWishJson {
    /// Which program it is for, at most 60 characters.
    label: String,
    /// `read` or `write`.
    #[schema(value_type = String)]
    scope: TokenScope,
    /// 1 to 366.
    days: i64,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
struct MadeTokenJson {
    /// Its number.
    id: i64,
    /// What the program bears; told this once.
    secret: String,
}

/// Makes a token; only for a session, a token makes no tokens.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "账号", summary = "新建接口令牌（须在浏览器登录后）",
    request_body = TokenWishJson,
    responses((status = 201, description = "令牌，只显示这一次", body = MadeTokenJson)))]
fn make_token(request: &Request) -> Answer {
    let wish: TokenWishJson = request.json()?;
    let wish = TokenWish {
        label: &wish.label,
        scope: wish.scope,
        days: wish.days,
    };
    let made = create_token(&request.app, request.viewer()?, &wish, &request.occasion()?)?;
    let path = format!("/api/v1/tokens/{}", made.id);
    Reply::created(
        path,
        &MadeTokenJson {
            id: made.id.0,
            secret: made.secret,
        },
    )
}

/// Revokes one of one's own tokens.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "账号", summary = "撤销接口令牌",
    params(("id" = i64, Path, description = "令牌编号")),
    responses((status = 204, description = "已撤销")))]
fn drop_token(request: &Request) -> Answer {
    let id = TokenId(request.param("id")?);
    revoke_token(&request.app, request.viewer()?, id, &request.occasion()?)?;
    Ok(Reply::no_content())
}

/// People within reach, with their accounts.
#[derive(Serialize, ToSchema)]
struct AccountsJson {
    /// By initials of the name.
    items: Vec<AccountJson>,
    /// The cursor of the next page.
    next: Option<String>,
}

/// An account, or a person without one.
#[derive(Serialize, ToSchema)]
struct AccountJson {
    /// The account's number; none where there is none yet.
    id: Option<i64>,
    /// The person's number; none for an office's account.
    person: Option<i64>,
    /// The name.
    name: String,
    /// The unit's path.
    unit: Option<String>,
    /// The account name, if it has one.
    login_name: Option<String>,
    /// `active` or `locked`.
    state: Option<String>,
    /// A second factor is in use.
    second_factor: bool,
    /// The roles.
    roles: Vec<RoleJson>,
    /// For a later `If-Match`.
    version: Option<i64>,
}

fn account_json(line: Listed, tree: &UnitTree) -> AccountJson {
    let details = line.person.as_ref().map(|person| &person.details);
    let account = line.account.as_ref();
    AccountJson {
        id: account.map(|account| account.id.0),
        person: line.person.as_ref().map(|person| person.id.0),
        name: details
            .map(|details| details.name.clone())
            .or_else(|| account.map(|account| account.display_name.clone()))
            .unwrap_or_default(),
        unit: details
            .and_then(|details| tree.get(details.unit_id))
            .map(|unit| unit.details.path.clone()),
        login_name: account.and_then(|account| account.login_name.clone()),
        state: account.map(|account| account.state.as_str().to_owned()),
        second_factor: account.is_some_and(|account| account.second_factor_since.is_some()),
        version: account.map(|account| account.version),
        roles: line
            .roles
            .iter()
            .map(|row| RoleJson {
                id: Some(row.id.0),
                role: row.role.as_str().to_owned(),
                unit: row.unit_id.map(|unit| unit.0),
            })
            .collect(),
    }
}

/// Lists the people within reach and their accounts.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "账号", summary = "管理范围内的人员和账号",
    params(
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号开头"),
        ("unit" = Option<i64>, Query, description = "单位编号（连同下属）"),
        ("limit" = Option<i64>, Query, description = "每页条数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")),
    responses((status = 200, description = "人员和账号", body = AccountsJson),
        (status = 422, description = "参数不对")))]
fn accounts(request: &Request, conn: &mut Conn) -> Answer {
    let limit = match request.query("limit") {
        None => LIMITS.0,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=LIMITS.1).contains(limit))
            .ok_or_else(|| Problem::field("limit", "limit 应为 1 到 200 的整数，请改正"))?,
    };
    let skipped = match request.query("cursor") {
        None => 0,
        Some(text) => usize::from_str_radix(text, 16)
            .map_err(|_| Problem::field("cursor", "cursor 不对，请原样使用上一页给出的 next"))?,
    };
    let unit = match request.query("unit") {
        None => None,
        Some(text) => {
            Some(UnitId(text.parse().map_err(|_| {
                Problem::field("unit", "unit 应为单位编号，请改正")
            })?))
        }
    };
    let search = Search {
        unit,
        text: request.query("q"),
        skipped,
        at_most: limit,
    };
    let listing = list_people(conn, request.viewer()?, request.now.today, &search)?;
    let after = skipped.saturating_add(limit);
    let next = (after < listing.total).then(|| format!("{after:x}"));
    let tree = listing.tree;
    let items = listing
        .lines
        .into_iter()
        .map(|line| account_json(line, &tree))
        .collect();
    Reply::json(&AccountsJson { items, next })
}

/// One account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "账号", summary = "一个账号",
    params(("id" = i64, Path, description = "账号编号")),
    responses((status = 200, description = "账号；ETag 是版本", body = AccountJson)))]
fn account(request: &Request, conn: &mut Conn) -> Answer {
    let id = AccountId(request.param("id")?);
    let (line, tree) = look_at_account(conn, request.viewer()?, id)?;
    let version = line.account.as_ref().map_or(0, |account| account.version);
    Ok(Reply::json(&account_json(line, &tree))?.with_etag(version))
}

/// An account's state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StateJson {
    /// `active` or `locked`.
    #[schema(value_type = String)]
    state: AccountState,
}

/// Takes an account out of use, or into it again.
#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "账号", summary = "停用或启用账号",
    params(("id" = i64, Path, description = "账号编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = StateJson,
    responses((status = 204, description = "已办"), (status = 412, description = "已被别人改过"), (status = 428, description = "没有写 If-Match")))]
fn change_account(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let version = request.if_match()?;
    let wish: StateJson = request.json()?;
    set_account_state(
        &request.app,
        request.viewer()?,
        id,
        version,
        wish.state,
        &request.occasion()?,
    )?;
    Ok(Reply::no_content())
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleWishJson {
    /// The word of the role.
    #[schema(value_type = String)]
    role: Role,
    /// The unit's number; none for all units.
    unit: Option<i64>,
}

/// Gives a role.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/roles", tag = "账号", summary = "授予角色",
    params(("id" = i64, Path, description = "账号编号")),
    request_body = RoleWishJson,
    responses((status = 201, description = "角色", body = RoleJson)))]
fn give_role(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let wish: RoleWishJson = request.json()?;
    let held = RoleAt {
        role: wish.role,
        unit: wish.unit.map(UnitId),
    };
    let viewer = request.viewer()?;
    let given = grant_role(&request.app, viewer, id, held, &request.occasion()?)?;
    Reply::created(
        format!("/api/v1/accounts/{id}/roles/{given}"),
        &RoleJson {
            id: Some(given.0),
            role: held.role.as_str().to_owned(),
            unit: wish.unit,
        },
    )
}

/// Takes a role away.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/roles/{role}", tag = "账号", summary = "收回角色",
    params(("id" = i64, Path, description = "账号编号"), ("role" = i64, Path, description = "角色记录的编号")),
    responses((status = 204, description = "已收回")))]
fn take_role(request: &Request) -> Answer {
    let role = RoleId(request.param("role")?);
    let viewer = request.viewer()?;
    revoke_role(&request.app, viewer, role, &request.occasion()?)?;
    Ok(Reply::no_content())
}
