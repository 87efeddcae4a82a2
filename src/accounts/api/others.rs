//! Other people's accounts for programs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::RoleJson;
use crate::accounts::actions::{
    Listed, Search, grant_role, list_people, look_at_account, revoke_role, set_account_state,
    unlock,
};
use crate::accounts::pages::state_told;
use crate::accounts::rules::{AccountStanding, standing};
use crate::accounts::store::{AccountRow, RoleId};
use crate::accounts::{AccountId, AccountState, Role, RoleAt};
use crate::db::Conn;
use crate::units::{UnitId, UnitTree};
use crate::web::{self, Answer, Problem, Reply, Request};

/// An account, or a person without one.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountJson {
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
    /// `not_issued`, `waiting`, `working`, `locked_out` or `out_of_use`.
    standing: String,
    /// Until when failures have locked it (UTC).
    locked_until: Option<chrono::NaiveDateTime>,
    /// A second factor is in use.
    second_factor: bool,
    /// The roles.
    roles: Vec<RoleJson>,
    /// For a later `If-Match`.
    version: Option<i64>,
}

fn account_json(request: &Request, line: Listed, tree: &UnitTree) -> AccountJson {
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
        standing: standing(account.map(AccountRow::facts), request.now.instant)
            .as_str()
            .to_owned(),
        locked_until: account.and_then(|account| account.locked_until),
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
        ("q" = Option<String>, Query, description = "姓名、拼音首字母、完整手机号或名单上显示的几位"),
        ("unit" = Option<i64>, Query, description = "单位编号（连同下属）"),
        ("state" = Option<String>, Query, description = "账号状态：not_issued、waiting、working、locked_out 或 out_of_use"),
        ("limit" = Option<i64>, Query, description = "每页条数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")),
    responses((status = 200, description = "人员和账号", body = web::Listed<AccountJson>),
        (status = 422, description = "参数不对")))]
pub(super) fn accounts(request: &Request, conn: &mut Conn) -> Answer {
    // From where and how many; how many there are at all is known only afterwards.
    let span = request.span(usize::MAX)?;
    let unit = match request.query("unit") {
        None => None,
        Some(text) => {
            Some(UnitId(text.parse().map_err(|_| {
                Problem::field("unit", "unit 应为单位编号，请改正")
            })?))
        }
    };
    let wanted: Option<AccountStanding> = match request.query("state") {
        None => None,
        Some(word) => Some(
            word.parse()
                .map_err(|_| Problem::field("state", "不认识这个账号状态，请对照接口文档"))?,
        ),
    };
    let search = Search {
        unit,
        text: request.query("q"),
        standing: wanted,
        skipped: span.start,
        at_most: span.len(),
    };
    let listing = list_people(conn, request.viewer()?, request.now, &search)?;
    let next = (span.end < listing.total).then(|| span.end.to_string());
    let tree = listing.tree;
    let items = listing
        .lines
        .into_iter()
        .map(|line| account_json(request, line, &tree))
        .collect();
    Reply::json(&web::Listed { items, next })
}

/// One account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "账号", summary = "一个账号",
    params(("id" = i64, Path, description = "账号编号")),
    responses((status = 200, description = "账号；ETag 是版本", body = AccountJson)))]
pub(super) fn account(request: &Request, conn: &mut Conn) -> Answer {
    let id = AccountId(request.param("id")?);
    let (line, tree) = look_at_account(conn, request.viewer()?, id)?;
    let version = line.account.as_ref().map_or(0, |account| account.version);
    Ok(Reply::json(&account_json(request, line, &tree))?.with_etag(version))
}

/// An account's state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StateJson {
    /// `active` or `locked`.
    #[schema(value_type = String)]
    state: AccountState,
}

/// Takes an account out of use, or into it again.
#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "账号", summary = "停用或启用账号",
    params(("id" = i64, Path, description = "账号编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = StateJson,
    responses((status = 204, description = "已办")))]
pub(super) fn change_account(request: &Request) -> Answer {
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
    )
    .map_err(|refusal| state_told(request, id, wish.state, refusal))?;
    Ok(Reply::no_content())
}

/// Lifts the lock after failures.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/unlocking", tag = "账号", summary = "解除因密码输错的锁定",
    params(("id" = i64, Path, description = "账号编号")),
    responses((status = 204, description = "已解锁")))]
pub(super) fn unlock_account(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    unlock(&request.app, request.viewer()?, id, &request.occasion()?)?;
    Ok(Reply::no_content())
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleWishJson {
    /// The word of the role.
    #[schema(value_type = String)]
    role: Role,
    /// The unit's number; none for all units.
    unit: Option<i64>,
    /// The mail address on record was checked with the owner: a link for a new password
    /// goes there. Needed where there is one and the role makes more of the account.
    #[serde(default)]
    email_checked: bool,
}

/// A role that was given.
#[derive(Serialize, ToSchema)]
pub(super) struct GivenRoleJson {
    /// The role.
    #[serde(flatten)]
    role: RoleJson,
    /// The new first password, where the account may more than before: the one it had,
    /// its sessions and tokens are void. Shown this once.
    first_password: Option<String>,
}

/// Gives a role.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/roles", tag = "账号", summary = "授予角色",
    params(("id" = i64, Path, description = "账号编号")),
    request_body = RoleWishJson,
    responses((status = 201, description = "角色", body = GivenRoleJson)))]
pub(super) fn give_role(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let wish: RoleWishJson = request.json()?;
    let held = RoleAt {
        role: wish.role,
        unit: wish.unit.map(UnitId),
    };
    let viewer = request.viewer()?;
    let (checked, occasion) = (wish.email_checked, request.occasion()?);
    let given = grant_role(&request.app, viewer, id, held, checked, &occasion)?;
    Reply::created(
        format!("/api/v1/accounts/{id}/roles/{}", given.role),
        &GivenRoleJson {
            role: RoleJson {
                id: Some(given.role.0),
                role: held.role.as_str().to_owned(),
                unit: wish.unit,
            },
            first_password: given.first.map(|made| made.password),
        },
    )
}

/// Takes a role away.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/roles/{role}", tag = "账号", summary = "收回角色",
    params(("id" = i64, Path, description = "账号编号"), ("role" = i64, Path, description = "角色记录的编号"),
        ("If-Match" = String, Header, description = "读到的账号版本")),
    responses((status = 204, description = "已收回")))]
pub(super) fn take_role(request: &Request) -> Answer {
    let (account, version) = request.seen("id")?;
    let role = RoleId(request.param("role")?);
    let seen = Some((AccountId(account), version));
    revoke_role(
        &request.app,
        request.viewer()?,
        role,
        seen,
        &request.occasion()?,
    )?;
    Ok(Reply::no_content())
}
