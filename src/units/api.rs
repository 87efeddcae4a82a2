//! Units for programs.

mod handover;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::UnitForm;
use super::rules::UnitInput;
use super::{Unit, UnitId, UnitKind, changes, conflict, overview};
use crate::accounts::Right;
use crate::db::Conn;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/units", Right::SeeDistrict, list),
        Route::api_read("/api/v1/units/{id}", Right::SeeDistrict, one),
        Route::api_act(Verb::Post, "/api/v1/units", Right::EditUnits, add),
        Route::api_act(Verb::Put, "/api/v1/units/{id}", Right::EditUnits, replace),
        Route::api_act(
            Verb::Post,
            "/api/v1/units/{id}/closing",
            Right::EditUnits,
            close,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/units/{id}/opening",
            Right::EditUnits,
            reopen,
        ),
        Route::api_read(
            "/api/v1/units/{id}/handover",
            Right::EditUnits,
            handover::look,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/units/{id}/handover",
            Right::EditUnits,
            handover::hand_over,
        ),
    ]
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitJson {
    id: i64,
    /// The unit above; null for a district.
    parent: Option<i64>,
    name: String,
    /// The names from the district down, joined by `/`.
    path: String,
    /// district, township, urban_community, village, organ, institution, school, hospital, agency, association, enterprise.
    kind: String,
    /// Whether the kind was guessed from the name.
    kind_guessed: bool,
    region: Option<String>,
    contact_name: Option<String>,
    contact_mobile: Option<String>,
    contact_email: Option<String>,
    employee_count: Option<i64>,
    has_social_work_office: Option<bool>,
    closed_on: Option<chrono::NaiveDate>,
    /// People who work in the unit itself; only in lists.
    people: Option<i64>,
    /// For `If-Match`.
    version: i64,
}

impl UnitJson {
    fn of(unit: &Unit, people: Option<i64>) -> Self {
        let details = unit.details.clone();
        Self {
            id: unit.id.0,
            parent: details.parent_id.map(|id| id.0),
            name: details.name,
            path: details.path,
            kind: details.kind.as_str().to_owned(),
            kind_guessed: details.kind_guessed,
            region: details.region,
            contact_name: details.contact_name,
            contact_mobile: details.contact_mobile,
            contact_email: details.contact_email,
            employee_count: details.employee_count,
            has_social_work_office: details.has_social_work_office,
            closed_on: unit.closed_on,
            people,
            version: unit.version,
        }
    }
}

/// The values of a unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitBody {
    parent: Option<i64>,
    name: String,
    /// One of the words of `kind`.
    kind: String,
    region: Option<String>,
    contact_name: Option<String>,
    contact_mobile: Option<String>,
    contact_email: Option<String>,
    employee_count: Option<i64>,
    has_social_work_office: Option<bool>,
}

impl UnitBody {
    fn input(self) -> Result<UnitInput, Problem> {
        let kind: UnitKind = self
            .kind
            .parse()
            .map_err(|_| Problem::field("kind", "不认识这个单位类别，请对照接口文档"))?;
        Ok(UnitInput {
            parent: self.parent.map(UnitId),
            name: self.name,
            kind,
            region: self.region,
            contact_name: self.contact_name,
            contact_mobile: self.contact_mobile,
            contact_email: self.contact_email,
            employee_count: self.employee_count,
            has_social_work_office: self.has_social_work_office,
        })
    }
}

/// The units within reach, each before those below it.
#[utoipa::path(
    get,
    path = "/api/v1/units",
    tag = "单位",
    summary = "单位列表（树形次序）",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "单位", body = Listed<UnitJson>))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let lines = overview::load(conn, &tree, &reach, request.now.today)?;
    Reply::listed(request, lines, |line| {
        UnitJson::of(&line.unit, Some(line.people))
    })
}

/// One unit.
#[utoipa::path(
    get,
    path = "/api/v1/units/{id}",
    tag = "单位",
    summary = "一个单位",
    params(("id" = i64, Path, description = "单位编号")),
    responses((status = 200, description = "单位", body = UnitJson))
)]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let unit = tree
        .get(UnitId(request.param("id")?))
        .filter(|unit| reach.contains(unit.id))
        .ok_or(Problem::NotFound)?;
    Ok(Reply::json(&UnitJson::of(unit, None))?.with_etag(unit.version))
}

/// A new unit.
#[utoipa::path(
    post,
    path = "/api/v1/units",
    tag = "单位",
    summary = "新增单位",
    request_body = UnitBody,
    responses((status = 201, description = "已新增", body = UnitJson))
)]
fn add(request: &Request) -> Answer {
    let input = request.json::<UnitBody>()?.input()?;
    let reach = request.reach_now()?;
    let unit = changes::add(&request.app, &request.occasion()?, &reach, &input)?;
    let path = format!("/api/v1/units/{}", unit.id);
    Ok(Reply::created(path, &UnitJson::of(&unit, None))?.with_etag(unit.version))
}

/// Other values for a unit.
#[utoipa::path(
    put,
    path = "/api/v1/units/{id}",
    tag = "单位",
    summary = "修改单位；改名称或上级时下级的路径一起改",
    params(("id" = i64, Path, description = "单位编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = UnitBody,
    responses(
        (status = 200, description = "已修改", body = UnitJson)
    )
)]
fn replace(request: &Request) -> Answer {
    let (id, seen) = request.seen("id")?;
    let input = request.json::<UnitBody>()?.input()?;
    let (id, reach) = (UnitId(id), request.reach_now()?);
    let done = changes::change(&request.app, &request.occasion()?, &reach, id, seen, &input);
    let unit = conflict::told(request, id, Some(&UnitForm::from(&input)), done)?;
    Ok(Reply::json(&UnitJson::of(&unit, None))?.with_etag(unit.version))
}

/// Closes a unit.
#[utoipa::path(
    post,
    path = "/api/v1/units/{id}/closing",
    tag = "单位",
    summary = "撤销没有人员和下级的单位",
    params(("id" = i64, Path, description = "单位编号"), ("If-Match" = String, Header, description = "读到的版本")),
    responses(
        (status = 204, description = "已撤销")
    )
)]
fn close(request: &Request) -> Answer {
    let (id, seen) = request.seen("id")?;
    let (id, reach) = (UnitId(id), request.reach_now()?);
    let done = changes::close(&request.app, &request.occasion()?, &reach, id, seen);
    conflict::told(request, id, None, done)?;
    Ok(Reply::no_content())
}

/// Opens a unit again.
#[utoipa::path(
    post,
    path = "/api/v1/units/{id}/opening",
    tag = "单位",
    summary = "恢复使用已撤销的单位",
    params(("id" = i64, Path, description = "单位编号"), ("If-Match" = String, Header, description = "读到的版本")),
    responses(
        (status = 204, description = "已恢复")
    )
)]
fn reopen(request: &Request) -> Answer {
    let (id, seen) = request.seen("id")?;
    let (id, reach) = (UnitId(id), request.reach_now()?);
    let done = changes::reopen(&request.app, &request.occasion()?, &reach, id, seen);
    conflict::told(request, id, None, done)?;
    Ok(Reply::no_content())
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list,
    one,
    add,
    replace,
    close,
    reopen,
    handover::look,
    handover::hand_over
))]
pub struct Api;
