//! New accounts: of an office, of one person, of a whole roster.

use askama::Template;

use super::super::actions::{OfficeAccount, issue_account, issue_office_account, take_slips};
use super::super::jobs::ask_for_accounts;
use super::super::print::{NO_SLIPS, handed_out};
use super::super::rules;
use super::beside_field;
use super::manage::{grantable, show_first, typed_role};
use super::typed_unit;
use crate::db::Conn;
use crate::jobs::background::progress;
use crate::jobs::{BackgroundJob, BackgroundJobId, BackgroundState};
use crate::people::PersonId;
use crate::units::{UnitTree, names_to_type};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

/// The longest name that an office shows of itself.
const LONGEST_DISPLAY_NAME: usize = 40;

#[derive(Template)]
#[template(path = "accounts/new.html")]
struct NewPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    login_name: String,
    display_name: String,
    role: String,
    unit: String,
    roles: Vec<(&'static str, &'static str)>,
    units: Vec<String>,
}

fn new_form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<NewPage, Problem> {
    let tree = crate::units::store::load_tree(conn)?;
    let fields = request.fields();
    Ok(NewPage {
        frame: request.frame("新增岗位账号", Section::Accounts),
        problems,
        login_name: fields.text("login_name").to_owned(),
        display_name: fields.text("display_name").to_owned(),
        role: fields.text("role").to_owned(),
        unit: fields.text("unit").to_owned(),
        roles: grantable(request, &tree)?,
        units: names(request, &tree)?,
    })
}

/// The form for an office's account.
pub(super) fn new_page(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&new_form(request, conn, Vec::new())?)
}

/// Makes an office's account.
pub(super) fn create(request: &Request) -> Answer {
    let app = &request.app;
    let again = |problems| {
        let page = app.db.read(|conn| new_form(request, conn, problems))?;
        Reply::invalid(&page)
    };
    let fields = request.fields();
    let mut problems = Vec::new();
    if fields.text("display_name").chars().count() > LONGEST_DISPLAY_NAME {
        problems.push(FieldProblem {
            field: "display_name".to_owned(),
            message: format!("显示名称超过 {LONGEST_DISPLAY_NAME} 个字，请改短"),
        });
    }
    let role = match (typed_role(request)?, problems.is_empty()) {
        (Ok(role), true) => role,
        (Ok(_), false) => return again(problems),
        (Err(wrong), _) => return again([problems, wrong].concat()),
    };
    let office = OfficeAccount {
        login_name: fields.text("login_name"),
        display_name: fields.text("display_name"),
        role,
    };
    match issue_office_account(app, request.viewer()?, &office, &request.occasion()?) {
        Ok(made) => show_first(request, "账号已开通", made),
        Err(refusal) => again(beside_field(refusal)?),
    }
}

/// Makes the account of one person.
pub(super) fn for_person(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let made = issue_account(
        &request.app,
        request.viewer()?,
        person,
        &request.occasion()?,
    )?;
    show_first(request, "账号已开通", made)
}

/// How the work stands that was asked for.
struct JobLine {
    title: String,
    message: String,
    done: i64,
    total: Option<i64>,
    under_way: bool,
    failed: bool,
    unit: Option<i64>,
}

#[derive(Template)]
#[template(path = "accounts/issue.html")]
struct IssuePage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    unit: String,
    by_mail: bool,
    job: Option<JobLine>,
    units: Vec<String>,
    kept_days: i64,
    /// The address on the slips, where only this machine can open it.
    local_address: Option<String>,
}

fn issue_form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<IssuePage, Problem> {
    let viewer = request.viewer()?;
    let tree = crate::units::store::load_tree(conn)?;
    let job = match request.query("job").and_then(|id| id.parse().ok()) {
        Some(id) => progress(&request.app, conn, BackgroundJobId(id))?
            .filter(|job| job.account_id == Some(viewer.account))
            .map(job_line),
        None => None,
    };
    let typed = request.fields().optional("unit").or(request.query("unit"));
    Ok(IssuePage {
        frame: request.frame("批量开通账号", Section::Accounts),
        problems,
        unit: typed.unwrap_or_default().to_owned(),
        by_mail: request.fields().text("delivery") == "mail",
        job,
        units: names(request, &tree)?,
        kept_days: rules::SLIPS_KEPT.num_days(),
        local_address: Some(request.app.config.base_url.clone()).filter(|url| {
            ["//127.", "//localhost", "//[::1]"]
                .iter()
                .any(|own| url.contains(own))
        }),
    })
}

fn job_line(job: BackgroundJob) -> JobLine {
    JobLine {
        under_way: !job.is_over(),
        failed: job.state == BackgroundState::Failed,
        title: job.title,
        message: job.message,
        done: job.done_count,
        total: job.total_count,
        unit: job.unit_id.map(|unit| unit.0),
    }
}

/// The units that can be typed: those within reach.
fn names(request: &Request, tree: &UnitTree) -> Result<Vec<String>, Problem> {
    Ok(names_to_type(tree, &request.reach(tree)?))
}

/// The form for a whole roster, and how the work stands.
pub(super) fn roster_page(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&issue_form(request, conn, Vec::new())?)
}

/// Asks for accounts of a whole roster.
pub(super) fn roster(request: &Request) -> Answer {
    let app = &request.app;
    let again = |problems| {
        let page = app.db.read(|conn| issue_form(request, conn, problems))?;
        Reply::invalid(&page)
    };
    let unit = match typed_unit::found(request, request.fields().text("unit"))? {
        Ok(unit) => unit,
        Err(problems) => return again(problems),
    };
    let by_mail = match request.fields().text("delivery") {
        "mail" => true,
        // Slips are what is chosen already.
        "slips" | "" => false,
        _ => {
            return again(vec![FieldProblem {
                field: "delivery".to_owned(),
                message: "请选择初始密码怎样交给本人".to_owned(),
            }]);
        }
    };
    let viewer = request.viewer()?;
    let job = ask_for_accounts(app, viewer, unit, by_mail, &request.occasion()?)?;
    Ok(Reply::see_other(format!("/accounts/issue?job={job}")))
}

/// The slips of a unit as a PDF.
pub(super) fn slips(request: &Request) -> Answer {
    let app = &request.app;
    let again = |problems| {
        let page = app.db.read(|conn| issue_form(request, conn, problems))?;
        Reply::invalid(&page)
    };
    let unit = match typed_unit::found(request, request.fields().text("unit"))? {
        Ok(unit) => unit,
        Err(problems) => return again(problems),
    };
    let slips = take_slips(app, request.viewer()?, unit, &request.occasion()?)?;
    if slips.is_empty() {
        return again(vec![FieldProblem {
            field: "unit".to_owned(),
            message: NO_SLIPS.to_owned(),
        }]);
    }
    handed_out(app, slips, request.now)
}
