//! `/api/v1/people`: changing people by programs. Each change says in `If-Match` which
//! version it has seen.

mod steps;

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::OpenApi;

use super::actions::{self, ChangeError, Moving};
use super::form::TypedPerson;
use super::pages::conflict;
use super::{PersonId, store};
use crate::accounts::Right;
use crate::db::Conn;
use crate::roster::api::PersonAnswer;
use crate::units::{self, UnitId};
use crate::web::{Answer, Problem, Reply, Request, Route, SeenChange, Verb};

/// The routes of changing people for programs.
pub fn routes() -> Vec<Route> {
    use Right::{EditPeople, Unmask};
    vec![
        Route::api_act(Verb::Post, "/api/v1/people", EditPeople, create),
        Route::api_act(Verb::Patch, "/api/v1/people/{id}", EditPeople, change),
        Route::api_act(Verb::Post, "/api/v1/people/{id}/leave", EditPeople, leave),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/leave/undo",
            EditPeople,
            steps::take_back_leaving,
        ),
        Route::api_act(Verb::Post, "/api/v1/people/{id}/move", EditPeople, move_to),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/return",
            EditPeople,
            steps::come_back,
        ),
        Route::api_act(
            Verb::Put,
            "/api/v1/people/{id}/id-number",
            EditPeople,
            steps::correct_number,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/unmasking",
            Unmask,
            steps::unmask,
        ),
    ]
}

/// The descriptions of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(
        create,
        change,
        leave,
        move_to,
        steps::take_back_leaving,
        steps::come_back,
        steps::correct_number,
        steps::unmask
    ),
    components(schemas(TypedPerson, ChangedPerson, Leaving, MovingBody))
)]
pub struct Described;

/// The fields to change; absent ones stay as they are, empty ones are erased.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedPerson {
    /// 姓名.
    name: Option<String>,
    /// 手机号.
    mobile: Option<String>,
    /// 电子邮箱.
    email: Option<String>,
    /// 学历.
    education: Option<String>,
    /// 专业.
    major: Option<String>,
    /// 毕业时间.
    graduated_on: Option<String>,
    /// 从事社会工作时间.
    social_work_since: Option<String>,
    /// 人员类别.
    employment_kind: Option<String>,
    /// 入职日期.
    joined_on: Option<String>,
    /// 离职日期; only corrected here.
    left_on: Option<String>,
}

/// Leaving.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Leaving {
    /// The last day in the unit.
    left_on: NaiveDate,
    /// Why.
    reason: String,
}

/// Moving to another unit.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct MovingBody {
    /// The new unit's id.
    unit: i64,
    /// The first day there.
    moved_on: NaiveDate,
    /// Why; may be left out.
    #[serde(default)]
    reason: String,
    /// Roles at the old unit that are to stand, by number; whoever could give them may.
    #[serde(default)]
    keep_roles: Vec<i64>,
}

/// The person as it stands after a change.
fn answer(request: &Request, id: PersonId) -> Result<(PersonAnswer, i64), Problem> {
    request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let person = store::get(conn, id)?;
        let answer = PersonAnswer::new(request, &person, &tree)?;
        Ok((answer, person.version))
    })
}

/// A step that came too late is told with how the person stands now.
fn stood(request: &Request, error: ChangeError) -> Problem {
    match error {
        ChangeError::Stale => request
            .app
            .db
            .read(|conn| conflict::of_step(request, conn))
            .unwrap_or_else(|problem| problem),
        other => other.into(),
    }
}

/// The person of the path and the version that was seen.
fn seen(request: &Request) -> Result<(PersonId, i64), Problem> {
    let (id, version) = request.seen("id")?;
    Ok((PersonId(id), version))
}

fn changed(request: &Request, id: PersonId) -> Answer {
    let (answer, version) = answer(request, id)?;
    Ok(Reply::json(&answer)?.with_etag(version))
}

#[utoipa::path(post, path = "/api/v1/people", tag = "人员", summary = "新增人员",
    request_body = TypedPerson,
    responses((status = 201, description = "新增的人员", body = PersonAnswer)))]
fn create(request: &Request) -> Answer {
    let typed: TypedPerson = request.json()?;
    let occasion = request.occasion()?;
    let id = actions::add(&request.app, request.viewer()?, &typed, &occasion)?;
    let (answer, version) = answer(request, id)?;
    Ok(Reply::created(format!("/api/v1/people/{id}"), &answer)?.with_etag(version))
}

#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "人员", summary = "修改资料",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = ChangedPerson,
    responses((status = 200, description = "修改后的资料", body = PersonAnswer)))]
fn change(request: &Request) -> Answer {
    let (id, seen) = seen(request)?;
    let body: ChangedPerson = request.json()?;
    let known = request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = request.reach(&tree)?;
        store::find_within(conn, id, &reach)?.ok_or(Problem::NotFound)
    })?;
    let mut typed = TypedPerson::from(&known.details);
    let pairs = [
        (&mut typed.name, body.name),
        (&mut typed.mobile, body.mobile),
        (&mut typed.email, body.email),
        (&mut typed.education, body.education),
        (&mut typed.major, body.major),
        (&mut typed.graduated_on, body.graduated_on),
        (&mut typed.social_work_since, body.social_work_since),
        (&mut typed.employment_kind, body.employment_kind),
        (&mut typed.joined_on, body.joined_on),
        (&mut typed.left_on, body.left_on),
    ];
    for (field, sent) in pairs {
        if let Some(sent) = sent {
            *field = sent;
        }
    }
    let occasion = request.occasion()?;
    match actions::edit(&request.app, request.viewer()?, id, seen, &typed, &occasion) {
        Err(ChangeError::Stale) => {
            let told = |conn: &mut Conn| conflict::of_values(request, conn, &typed);
            return Err(request.app.db.read(told)?);
        }
        done => done?,
    };
    changed(request, id)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/leave", tag = "人员", summary = "登记离职",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = Leaving,
    responses((status = 200, description = "登记后的资料", body = PersonAnswer)))]
fn leave(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<Leaving>()?;
    actions::leave(
        &request.app,
        viewer,
        id,
        version,
        body.left_on,
        &body.reason,
        &occasion,
    )
    .map_err(|error| stood(request, error))?;
    changed(request, id)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/move", tag = "人员", summary = "调动单位；原单位的角色随之收回",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = MovingBody,
    responses((status = 200, description = "调动后的资料", body = PersonAnswer)))]
fn move_to(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<MovingBody>()?;
    let moving = Moving {
        to: UnitId(body.unit),
        moved_on: body.moved_on,
        reason: body.reason,
        keep_roles: body.keep_roles,
    };
    actions::move_to(&request.app, viewer, id, version, &moving, &occasion)
        .map_err(|error| stood(request, error))?;
    changed(request, id)
}
