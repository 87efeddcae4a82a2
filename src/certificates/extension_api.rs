//! Mass extensions for programs: look first, then do exactly what was looked at.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extension::{self, ExtensionLine};
use super::extension_pages::too_late;
use super::rules::ExtensionInput;
use super::{ExtensionId, RegistrationExtension};
use crate::accounts::Right;
use crate::calendar::Period;
use crate::db::Conn;
use crate::units::{self, UnitId};
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    let right = Right::ExtendRegistrations;
    vec![
        Route::api_read("/api/v1/extensions", Right::SeeExtensions, list),
        Route::api_read("/api/v1/extensions/{id}", Right::SeeExtensions, one),
        Route::api_act(Verb::Post, "/api/v1/extensions/preview", right, look),
        Route::api_act(Verb::Post, "/api/v1/extensions", right, extend),
        Route::api_act(
            Verb::Post,
            "/api/v1/extensions/{id}/reversal",
            right,
            reverse,
        ),
    ]
}

/// A mass extension.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionJson {
    id: i64,
    unit: i64,
    /// worker, assistant, intermediate, senior; null = every level.
    level: Option<String>,
    last_day_from: NaiveDate,
    last_day_to: NaiveDate,
    new_last_day: NaiveDate,
    document: String,
    registration_count: i64,
    made_by: String,
    /// UTC.
    made_at: NaiveDateTime,
    reversed_by: Option<String>,
    /// UTC.
    reversed_at: Option<NaiveDateTime>,
    /// For `If-Match`.
    version: i64,
}

impl ExtensionJson {
    fn of(extension: RegistrationExtension) -> Self {
        let details = extension.details;
        Self {
            id: extension.id.0,
            unit: details.unit_id.0,
            level: details.level.map(|level| level.as_str().to_owned()),
            last_day_from: details.last_day_from,
            last_day_to: details.last_day_to,
            new_last_day: details.new_last_day,
            document: details.document,
            registration_count: details.registration_count,
            made_by: details.made_by,
            made_at: details.made_at,
            reversed_by: details.reversed_by,
            reversed_at: details.reversed_at,
            version: extension.version,
        }
    }
}

/// What is to be extended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionBody {
    unit: i64,
    level: Option<String>,
    last_day_from: NaiveDate,
    last_day_to: NaiveDate,
    new_last_day: NaiveDate,
    document: String,
    /// From the preview; needed to extend.
    fingerprint: Option<String>,
}

impl ExtensionBody {
    fn input(&self) -> Result<ExtensionInput, Problem> {
        let level = match self.level.as_deref() {
            None => None,
            Some(word) => Some(
                word.parse()
                    .map_err(|_| Problem::field("level", "不认识这个级别，请对照接口文档"))?,
            ),
        };
        Ok(ExtensionInput {
            unit: UnitId(self.unit),
            level,
            last_days: Period {
                first: self.last_day_from,
                last: self.last_day_to,
            },
            new_last_day: self.new_last_day,
            document: self.document.clone(),
        })
    }
}

/// One registration of a preview.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionLineJson {
    person: i64,
    name: String,
    unit: String,
    level: String,
    registration: i64,
    first_day: NaiveDate,
    /// The last day before the extension.
    last_day: NaiveDate,
}

impl ExtensionLineJson {
    fn of(line: ExtensionLine) -> Self {
        Self {
            person: line.person.0,
            name: line.name,
            unit: line.unit,
            level: line.level.as_str().to_owned(),
            registration: line.registration.0,
            first_day: line.first_day,
            last_day: line.last_day,
        }
    }
}

/// What an extension would touch.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewJson {
    count: usize,
    /// Hand back to extend exactly this list.
    fingerprint: String,
    items: Vec<ExtensionLineJson>,
}

/// The extensions of units within reach, the latest first.
#[utoipa::path(
    get,
    path = "/api/v1/extensions",
    tag = "登记延长",
    summary = "批量延长的记录",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "批量延长", body = Listed<ExtensionJson>))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let all = extension::load_all(conn, &reach)?;
    Reply::listed(request, all, ExtensionJson::of)
}

/// One extension.
#[utoipa::path(
    get,
    path = "/api/v1/extensions/{id}",
    tag = "登记延长",
    summary = "一次批量延长",
    params(("id" = i64, Path, description = "编号")),
    responses((status = 200, description = "批量延长", body = ExtensionJson))
)]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let found = extension::find(conn, &reach, ExtensionId(request.param("id")?))?
        .ok_or(Problem::NotFound)?;
    let version = found.version;
    Ok(Reply::json(&ExtensionJson::of(found))?.with_etag(version))
}

/// Looks without changing anything.
#[utoipa::path(
    post,
    path = "/api/v1/extensions/preview",
    tag = "登记延长",
    summary = "看一次批量延长会涉及哪些登记，不保存",
    request_body = ExtensionBody,
    responses((status = 200, description = "名单", body = PreviewJson))
)]
fn look(request: &Request) -> Answer {
    let input = request.json::<ExtensionBody>()?.input()?;
    let preview = request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = request.reach(&tree)?;
        extension::preview(conn, &tree, &reach, &input, request.now.today).map_err(Problem::from)
    })?;
    Reply::json(&PreviewJson {
        count: preview.lines.len(),
        fingerprint: preview.fingerprint,
        items: preview
            .lines
            .into_iter()
            .map(ExtensionLineJson::of)
            .collect(),
    })
}

/// Extends what the preview listed.
#[utoipa::path(
    post,
    path = "/api/v1/extensions",
    tag = "登记延长",
    summary = "批量延长预览过的名单",
    request_body = ExtensionBody,
    responses((status = 201, description = "已延长", body = ExtensionJson))
)]
fn extend(request: &Request) -> Answer {
    let body = request.json::<ExtensionBody>()?;
    let input = body.input()?;
    let seen = body
        .fingerprint
        .as_deref()
        .ok_or_else(|| Problem::field("fingerprint", "请先预览，再带上预览返回的 fingerprint"))?;
    let reach = request.reach_now()?;
    let made = extension::extend(&request.app, &request.occasion()?, &reach, &input, seen)?;
    let version = made.version;
    let path = format!("/api/v1/extensions/{}", made.id);
    Ok(Reply::created(path, &ExtensionJson::of(made))?.with_etag(version))
}

/// Takes an extension back as a whole.
#[utoipa::path(
    post,
    path = "/api/v1/extensions/{id}/reversal",
    tag = "登记延长",
    summary = "整批撤销一次延长",
    params(("id" = i64, Path, description = "编号"), ("If-Match" = String, Header, description = "读到的版本")),
    responses(
        (status = 204, description = "已撤销")
    )
)]
fn reverse(request: &Request) -> Answer {
    let (id, seen) = request.seen("id")?;
    let (reach, id) = (request.reach_now()?, ExtensionId(id));
    extension::reverse(&request.app, &request.occasion()?, &reach, id, seen)
        .map_err(|error| too_late(request, id, error))?;
    Ok(Reply::no_content())
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, look, extend, reverse))]
pub struct Api;
