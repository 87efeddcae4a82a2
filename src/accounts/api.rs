//! Accounts for programs: who am I, one's own sessions and tokens, the accounts within
//! reach, their roles and first passwords.

mod issuing;
mod others;

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::actions::{self, TokenWish, create_token, own_sessions, own_tokens, revoke_token};
use super::{Right, SessionId, TokenId, TokenScope};
use crate::db::Conn;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes of this room's API.
pub fn routes() -> Vec<Route> {
    use Right::{IssueAccounts, ManageAccounts, SeeAccounts, SignedIn};
    use Verb::{Delete, Patch, Post};
    vec![
        Route::api_read("/api/v1/session", SignedIn, session),
        Route::api_read("/api/v1/sessions", SignedIn, sessions),
        Route::api_act(Delete, "/api/v1/sessions/{id}", SignedIn, end_session),
        Route::api_read("/api/v1/tokens", SignedIn, tokens),
        Route::api_act(Post, "/api/v1/tokens", SignedIn, make_token),
        Route::api_act(Delete, "/api/v1/tokens/{id}", SignedIn, drop_token),
        Route::api_read("/api/v1/accounts", SeeAccounts, others::accounts),
        Route::api_read("/api/v1/accounts/{id}", SeeAccounts, others::account),
        Route::api_act(
            Patch,
            "/api/v1/accounts/{id}",
            ManageAccounts,
            others::change_account,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/{id}/roles",
            ManageAccounts,
            others::give_role,
        ),
        Route::api_act(
            Delete,
            "/api/v1/accounts/{id}/roles/{role}",
            ManageAccounts,
            others::take_role,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts",
            ManageAccounts,
            issuing::add_office,
        ),
        Route::api_act(
            Post,
            "/api/v1/people/{id}/account",
            IssueAccounts,
            issuing::issue,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/{id}/password-reset",
            IssueAccounts,
            issuing::reset,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/{id}/unlocking",
            IssueAccounts,
            others::unlock_account,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/issuing",
            IssueAccounts,
            issuing::issue_roster,
        ),
        Route::api_act(
            Post,
            "/api/v1/accounts/slips",
            IssueAccounts,
            issuing::slips,
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
        others::accounts,
        others::account,
        others::change_account,
        others::unlock_account,
        others::give_role,
        others::take_role,
        issuing::add_office,
        issuing::issue,
        issuing::reset,
        issuing::issue_roster,
        issuing::slips
    ),
    components(schemas(
        SessionJson,
        RoleJson,
        OwnSessionJson,
        TokenJson,
        TokenWishJson,
        MadeTokenJson,
        others::AccountJson,
        others::StateJson,
        others::RoleWishJson,
        issuing::FirstPasswordJson,
        issuing::OfficeJson,
        issuing::RosterJson,
        issuing::SlipsJson
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
    params(("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")),
    responses((status = 200, description = "登录，最近的在前", body = Listed<OwnSessionJson>), (status = 422, description = "参数不对")))]
fn sessions(request: &Request, conn: &mut Conn) -> Answer {
    let security = &request.app.config.security;
    let all = own_sessions(conn, request.viewer()?, request.now, security)?;
    Reply::listed(request, all, |session| OwnSessionJson {
        id: session.id.0,
        address: session.address,
        user_agent: session.user_agent,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        expires_at: session.expires_at,
    })
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
    params(("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")),
    responses((status = 200, description = "令牌（不含密文），最近的在前", body = Listed<TokenJson>), (status = 422, description = "参数不对")))]
fn tokens(request: &Request, conn: &mut Conn) -> Answer {
    let all = own_tokens(conn, request.viewer()?)?;
    Reply::listed(request, all, |token| TokenJson {
        id: token.id.0,
        label: token.label,
        scope: token.scope.as_str().to_owned(),
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
        revoked_at: token.revoked_at,
    })
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
