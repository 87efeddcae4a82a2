//! One account of somebody else.

use askama::Template;

use super::super::actions::{
    FirstPassword, Granted, Listed, grant_role, look_at_account, remove_lost_second_factor,
    reset_password, revoke_role, set_account_state, single_slip, unlock,
};
use super::super::print::handed_out;
use super::super::rules::AccountStanding;
use super::super::store::RoleId;
use super::super::{AccountId, AccountRefusal, AccountState, Right, Role, RoleAt, rules};
use super::beside_field;
use super::list::{Line, shown};
use super::typed_unit;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::calendar::chinese_day;
use crate::clock::to_local;
use crate::db::Conn;
use crate::units::{UnitTree, names_to_type};
use crate::web::{Answer, Conflict, FieldProblem, Frame, Problem, Reply, Request, Section};

struct RoleLine {
    id: i64,
    label: String,
    may_revoke: bool,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    id: i64,
    version: i64,
    line: Line,
    locked: bool,
    /// Failures keep it locked for now.
    locked_out: bool,
    may_manage: bool,
    roles: Vec<RoleLine>,
    grantable: Vec<(&'static str, &'static str)>,
    role: String,
    unit: String,
    units: Vec<String>,
    password_set: Option<String>,
    second_factor: Option<String>,
    own: bool,
    /// Where a link for a new password would go: to be looked at before a role is given.
    email: Option<String>,
    email_checked: bool,
}

fn form(
    request: &Request,
    conn: &mut Conn,
    id: AccountId,
    problems: Vec<FieldProblem>,
) -> Result<AccountPage, Problem> {
    let viewer = request.viewer()?;
    let (listed, tree) = look_at_account(conn, viewer, id)?;
    let account = listed.account.clone().ok_or(Problem::NotFound)?;
    let day = |at: Option<chrono::NaiveDateTime>| {
        at.map(|at| chinese_day(to_local(at, request.app.config.time_zone).date()))
    };
    let line = shown(request, &tree, &listed);
    Ok(AccountPage {
        frame: request.frame(&line.name, Section::Accounts),
        problems,
        id: id.0,
        version: account.version,
        locked: account.state == AccountState::Locked,
        locked_out: line.standing == AccountStanding::LockedOut,
        may_manage: listed.may_manage,
        roles: role_lines(request, &tree, &listed, &line)?,
        grantable: grantable(request, &tree)?,
        units: if listed.may_manage {
            names_to_type(
                &tree,
                &request.viewer()?.reach(Right::ManageAccounts, &tree),
            )
        } else {
            Vec::new()
        },
        role: request.fields().text("role").to_owned(),
        // A role is mostly held where its person works; nothing typed would be everywhere.
        unit: request
            .fields()
            .optional("unit")
            .unwrap_or(&line.unit)
            .to_owned(),
        password_set: day(account
            .password_changed_at
            .filter(|_| account.password_hash.is_some())),
        second_factor: day(account.second_factor_since),
        own: viewer.account == id,
        email: listed
            .person
            .as_ref()
            .filter(|_| listed.may_manage)
            .and_then(|person| person.details.email.clone()),
        email_checked: request.fields().checked("email_checked"),
        line,
    })
}

fn role_lines(
    request: &Request,
    tree: &UnitTree,
    listed: &Listed,
    line: &Line,
) -> Result<Vec<RoleLine>, Problem> {
    let viewer = request.viewer()?;
    Ok(listed
        .roles
        .iter()
        .zip(&line.roles)
        .map(|(row, label)| RoleLine {
            id: row.id.0,
            label: label.clone(),
            may_revoke: listed.may_manage && rules::may_grant(viewer, row.held(), tree),
        })
        .collect())
}

/// The roles that the viewer could give somewhere.
pub(super) fn grantable(
    request: &Request,
    tree: &UnitTree,
) -> Result<Vec<(&'static str, &'static str)>, Problem> {
    let viewer = request.viewer()?;
    let reach = viewer.reach(Right::ManageAccounts, tree);
    let somewhere = match reach.units() {
        None => None,
        Some(units) => units.first().copied(),
    };
    Ok(Role::ALL
        .iter()
        .filter(|role| {
            // One's own data needs no role; a role whose work is not there yet would lead
            // to an empty page.
            Right::any_of(**role)
                && rules::may_grant(
                    viewer,
                    RoleAt {
                        role: **role,
                        unit: somewhere,
                    },
                    tree,
                )
        })
        .map(|role| (role.as_str(), role.label()))
        .collect())
}

/// The account.
pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    let id = AccountId(request.param("id")?);
    Reply::html(&form(request, conn, id, Vec::new())?)
}

#[derive(Template)]
#[template(path = "accounts/first_password.html")]
struct FirstPasswordPage {
    frame: Frame,
    heading: &'static str,
    name: String,
    sign_in_name: String,
    password: String,
    days: i64,
    back: String,
    account: i64,
    /// Who has no role gets it on a slip of the unit as well, for so many days.
    slips_of_unit: Option<i64>,
}

/// Shows a first password, this once.
pub(super) fn show_first(request: &Request, heading: &'static str, made: FirstPassword) -> Answer {
    Reply::html(&FirstPasswordPage {
        frame: request.frame(heading, Section::Accounts),
        heading,
        back: format!("/accounts/{}", made.account),
        account: made.account.0,
        slips_of_unit: made.on_unit_slips.then(|| rules::SLIPS_KEPT.num_days()),
        name: made.name,
        sign_in_name: made.sign_in_name,
        password: made.password,
        days: rules::FIRST_PASSWORD_DAYS,
    })
}

/// Gives it a new first password.
pub(super) fn reset(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let made = reset_password(&request.app, request.viewer()?, id, &request.occasion()?)?;
    show_first(request, "密码已重置", made)
}

/// The first password that the page before showed, as a slip.
pub(super) fn slip(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let password = request.fields().raw("password");
    let slip = single_slip(&request.app, viewer, id, password, &occasion)?;
    handed_out(&request.app, vec![slip], request.now)
}

/// Lifts the lock after failures.
pub(super) fn unlocked(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    unlock(&request.app, request.viewer()?, id, &request.occasion()?)?;
    Ok(Reply::see_other(format!("/accounts/{id}"))
        .with_notice("已解锁，本人现在可以用原来的密码登录"))
}

/// Takes it out of use, or into it again.
pub(super) fn set_state(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let fields = request.fields();
    let state = match fields.text("state") {
        "active" => AccountState::Active,
        "locked" => AccountState::Locked,
        _ => {
            return Err(Problem::field(
                "state",
                "状态应为启用或停用，请从页面上的按钮操作",
            ));
        }
    };
    let version = fields.text("version").parse().unwrap_or(0);
    let occasion = request.occasion()?;
    set_account_state(
        &request.app,
        request.viewer()?,
        id,
        version,
        state,
        &occasion,
    )
    .map_err(|refusal| state_told(request, id, state, refusal))?;
    let notice = match state {
        AccountState::Active => "账号已启用",
        AccountState::Locked => "账号已停用，已登录的立即退出",
    };
    Ok(Reply::see_other(format!("/accounts/{id}")).with_notice(notice))
}

/// A refused change of state, told; a stale one with both states.
pub(in crate::accounts) fn state_told(
    request: &Request,
    id: AccountId,
    state: AccountState,
    refusal: AccountRefusal,
) -> Problem {
    if !matches!(refusal, AccountRefusal::Stale) {
        return refusal.into();
    }
    let told = request.app.db.read(|conn| {
        let (listed, tree) = look_at_account(conn, request.viewer()?, id)?;
        let account = listed.account.clone().ok_or(Problem::NotFound)?;
        let history = load_of_entity(conn, Entity::Account, id.0)?;
        let name = shown(request, &tree, &listed).name;
        let told = Conflict::new(
            format!("{name}的账号"),
            account.version,
            format!("/accounts/{id}"),
        )
        .changed_by(&history, request.app.config.time_zone)
        .field("state", "状态", state.label(), account.state.label());
        Ok::<_, Problem>(told.into())
    });
    told.unwrap_or_else(|problem| problem)
}

/// The role that a form names, at a unit within reach.
pub(super) fn typed_role(request: &Request) -> Result<Result<RoleAt, Vec<FieldProblem>>, Problem> {
    let fields = request.fields();
    let Ok(role) = fields.text("role").parse::<Role>() else {
        return Ok(Err(vec![FieldProblem {
            field: "role".to_owned(),
            message: "请选择一个角色".to_owned(),
        }]));
    };
    let Some(typed) = fields.optional("unit") else {
        return Ok(Ok(RoleAt { role, unit: None }));
    };
    Ok(typed_unit::found(request, typed)?.map(|unit| RoleAt {
        role,
        unit: Some(unit),
    }))
}

/// Gives a role.
pub(super) fn grant(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let again = |problems| {
        let page = request
            .app
            .db
            .read(|conn| form(request, conn, id, problems))?;
        Reply::invalid(&page)
    };
    let held = match typed_role(request)? {
        Ok(held) => held,
        Err(problems) => return again(problems),
    };
    let viewer = request.viewer()?;
    let checked = request.fields().checked("email_checked");
    let occasion = request.occasion()?;
    match grant_role(&request.app, viewer, id, held, checked, &occasion) {
        Ok(Granted {
            first: Some(made), ..
        }) => show_first(request, "已授予角色，请交付新的初始密码", made),
        Ok(_) => Ok(Reply::see_other(format!("/accounts/{id}"))
            .with_notice(format!("已授予{}角色", held.role.label()))),
        Err(refusal) => again(beside_field(refusal)?),
    }
}

/// Takes a role.
pub(super) fn revoke(request: &Request) -> Answer {
    let role = RoleId(request.param("role")?);
    let viewer = request.viewer()?;
    let account = revoke_role(&request.app, viewer, role, None, &request.occasion()?)?;
    Ok(Reply::see_other(format!("/accounts/{account}")).with_notice("角色已收回"))
}

/// Removes a lost second factor.
pub(super) fn remove_second_factor(request: &Request) -> Answer {
    let id = AccountId(request.param("id")?);
    let viewer = request.viewer()?;
    remove_lost_second_factor(&request.app, viewer, id, &request.occasion()?)?;
    Ok(Reply::see_other(format!("/accounts/{id}")).with_notice("动态验证码已解除，本人可重新启用"))
}
