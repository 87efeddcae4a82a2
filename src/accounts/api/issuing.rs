//! Making accounts and first passwords, for programs. A first password is told once, in
//! the answer; slips leave as the same PDF that the page prints.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::actions::{
    FirstPassword, OfficeAccount, issue_account, issue_office_account, reset_password, take_slips,
};
use crate::accounts::jobs::ask_for_accounts;
use crate::accounts::print::{NO_SLIPS, handed_out};
use crate::accounts::rules::FIRST_PASSWORD_DAYS;
use crate::accounts::{AccountId, Role, RoleAt};
use crate::operations::LongWork;
use crate::people::PersonId;
use crate::units::UnitId;
use crate::web::{Answer, Problem, Reply, Request};

/// A first password, told this once.
#[derive(Serialize, ToSchema)]
pub(super) struct FirstPasswordJson {
    /// The account's number.
    account: i64,
    /// The name shown.
    name: String,
    /// What to sign in with.
    sign_in_name: String,
    /// To be changed at the first sign-in.
    password: String,
    /// Worth nothing after so many days without a sign-in.
    good_days: i64,
}

impl FirstPasswordJson {
    fn of(made: FirstPassword) -> Self {
        Self {
            account: made.account.0,
            name: made.name,
            sign_in_name: made.sign_in_name,
            password: made.password,
            good_days: FIRST_PASSWORD_DAYS,
        }
    }
}

fn made(first: FirstPassword) -> Answer {
    let path = format!("/api/v1/accounts/{}", first.account);
    Reply::created(path, &FirstPasswordJson::of(first))
}

/// An account of an office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeJson {
    /// The account name.
    login_name: String,
    /// The name shown; the account name where it is left out.
    #[serde(default)]
    display_name: String,
    /// The word of its first role.
    #[schema(value_type = String)]
    role: Role,
    /// The unit's number; none for all units.
    unit: Option<i64>,
}

/// Makes an account of an office.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "账号", summary = "新增岗位账号",
    request_body = OfficeJson,
    responses((status = 201, description = "账号和初始密码，只显示这一次", body = FirstPasswordJson)))]
pub(super) fn add_office(request: &Request) -> Answer {
    let wish: OfficeJson = request.json()?;
    let office = OfficeAccount {
        login_name: &wish.login_name,
        display_name: &wish.display_name,
        role: RoleAt {
            role: wish.role,
            unit: wish.unit.map(UnitId),
        },
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let first = issue_office_account(&request.app, viewer, &office, &occasion)
        .map_err(super::super::pages::told_beside_field)?;
    made(first)
}

/// Makes the account of one person.
#[utoipa::path(post, path = "/api/v1/people/{id}/account", tag = "账号", summary = "为一个人开通账号",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 201, description = "账号和初始密码，只显示这一次", body = FirstPasswordJson)))]
pub(super) fn issue(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    made(issue_account(&request.app, viewer, person, &occasion)?)
}

/// Gives an account a new first password.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password-reset", tag = "账号", summary = "重置密码，已登录的退出",
    params(("id" = i64, Path, description = "账号编号")),
    responses((status = 200, description = "新的初始密码，只显示这一次", body = FirstPasswordJson)))]
pub(super) fn reset(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let first = reset_password(&request.app, request.viewer()?, id, &request.occasion()?)?;
    Reply::json(&FirstPasswordJson::of(first))
}

/// Accounts for everybody of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RosterJson {
    /// The unit's number, with all below it.
    unit: i64,
    /// Links by mail where there is an address, slips for the others.
    #[serde(default)]
    by_mail: bool,
}

/// Asks for accounts of a whole roster.
#[utoipa::path(post, path = "/api/v1/accounts/issuing", tag = "账号",
    summary = "为一个单位的全部人员开通账号；进度看返回的任务",
    request_body = RosterJson,
    responses((status = 201, description = "已排入后台", body = LongWork)))]
pub(super) fn issue_roster(request: &Request) -> Answer {
    let wish: RosterJson = request.json()?;
    let app = &request.app;
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let id = ask_for_accounts(app, viewer, UnitId(wish.unit), wish.by_mail, &occasion)?;
    LongWork::begun(request, id)
}

/// Whose slips.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlipsJson {
    /// The unit's number, with all below it.
    unit: i64,
}

/// The slips with first passwords of a unit as a PDF; the history keeps that they left.
#[utoipa::path(post, path = "/api/v1/accounts/slips", tag = "账号", summary = "下载一个单位待发的密码条（PDF）",
    request_body = SlipsJson,
    responses((status = 200, description = "密码条", content_type = "application/pdf", body = [u8])))]
pub(super) fn slips(request: &Request) -> Answer {
    let wish: SlipsJson = request.json()?;
    let app = &request.app;
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let slips = take_slips(app, viewer, UnitId(wish.unit), &occasion)?;
    if slips.is_empty() {
        return Err(Problem::Refused(NO_SLIPS.to_owned()));
    }
    handed_out(app, slips, request.now)
}
