//! Erasing what its time of keeping is over, by programs: look, order, confirm, take back.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::actions::{self, DuePerson};
use super::pages::{order_seen, order_within, orders_seen, units_seen};
use super::{PurgeOrder, PurgeOrderId};
use crate::accounts::Right;
use crate::db::Conn;
use crate::people::PersonId;
use crate::units;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/retention/due", Right::SeeRetention, due),
        Route::api_read("/api/v1/retention/orders", Right::SeeRetention, orders),
        Route::api_read("/api/v1/retention/orders/{id}", Right::SeeRetention, order),
        Route::api_act(Verb::Post, "/api/v1/retention/orders", Right::Purge, give),
        Route::api_act(
            Verb::Post,
            "/api/v1/retention/orders/{id}/confirmation",
            Right::ConfirmPurge,
            confirm,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/retention/orders/{id}/withdrawal",
            Right::Purge,
            withdraw,
        ),
    ]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(due, orders, order, give, confirm, withdraw),
    components(schemas(OrderBody, ConfirmationBody))
)]
pub struct Api;

/// A part of somebody's data whose time is over.
#[derive(Debug, Serialize, ToSchema)]
struct DuePartJson {
    /// 联系方式和基本情况, 证件号码 …
    part: &'static str,
    /// The first day on which it may go.
    since: NaiveDate,
}

/// Somebody who has left and of whom something may go.
#[derive(Debug, Serialize, ToSchema)]
struct DueJson {
    person: i64,
    name: String,
    unit: i64,
    left_on: Option<NaiveDate>,
    parts: Vec<DuePartJson>,
}

impl DueJson {
    fn of(due: DuePerson) -> Self {
        let details = due.person.details;
        Self {
            person: due.person.id.0,
            name: details.name,
            unit: details.unit_id.0,
            left_on: details.left_on,
            parts: due
                .parts
                .iter()
                .map(|one| DuePartJson {
                    part: one.part.label(),
                    since: one.since,
                })
                .collect(),
        }
    }
}

/// An ordered erasure.
#[derive(Debug, Serialize, ToSchema)]
struct PurgeOrderJson {
    id: i64,
    /// The day it was worked out for.
    due_on: NaiveDate,
    people: i64,
    /// ordered, confirmed, done, withdrawn.
    state: &'static str,
    ordered_by: String,
    /// UTC.
    ordered_at: NaiveDateTime,
    /// The second officer; null before.
    confirmed_by: Option<String>,
    /// UTC.
    confirmed_at: Option<NaiveDateTime>,
    /// UTC.
    finished_at: Option<NaiveDateTime>,
    /// What came of it, in one sentence.
    outcome: Option<String>,
}

impl PurgeOrderJson {
    fn of(order: PurgeOrder) -> Self {
        Self {
            id: order.id.0,
            due_on: order.due_on,
            people: order.person_count,
            state: order.standing().as_str(),
            ordered_by: order.ordered_by,
            ordered_at: order.ordered_at,
            confirmed_by: order.confirmed_by,
            confirmed_at: order.confirmed_at,
            finished_at: order.finished_at,
            outcome: order.outcome,
        }
    }
}

/// Whose due data is to be erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderBody {
    /// People of the list of what is due.
    people: Vec<i64>,
    /// Must be true: the list was checked, erased data does not come back.
    understood: bool,
}

/// The second officer's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmationBody {
    /// Must be true: the list was checked, erased data does not come back.
    understood: bool,
}

/// Leavers of whom something may go today.
#[utoipa::path(
    get,
    path = "/api/v1/retention/due",
    tag = "到期清理",
    summary = "到期可以清理的人员和内容",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "到期的人员", body = Listed<DueJson>), (status = 422, description = "参数不对"))
)]
fn due(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let units = units_seen(request, &tree)?;
    let policies = &request.app.policies;
    let due = actions::preview(conn, policies, units.as_deref(), request.now)?;
    Reply::listed(request, due, DueJson::of)
}

/// The latest ordered erasures.
#[utoipa::path(
    get,
    path = "/api/v1/retention/orders",
    tag = "到期清理",
    summary = "最近的清理批次",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "清理批次，最近的在前", body = Listed<PurgeOrderJson>), (status = 422, description = "参数不对"))
)]
fn orders(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let orders = orders_seen(request, conn, &tree)?;
    Reply::listed(request, orders, PurgeOrderJson::of)
}

/// One ordered erasure.
#[utoipa::path(
    get,
    path = "/api/v1/retention/orders/{id}",
    tag = "到期清理",
    summary = "一批清理",
    params(("id" = i64, Path, description = "批次编号")),
    responses((status = 200, description = "清理批次", body = PurgeOrderJson))
)]
fn order(request: &Request, conn: &mut Conn) -> Answer {
    let id = PurgeOrderId(request.param("id")?);
    let (order, _) = order_seen(request, conn, id)?;
    Reply::json(&PurgeOrderJson::of(order))
}

fn checked(understood: bool) -> Result<(), Problem> {
    if understood {
        return Ok(());
    }
    Err(Problem::field(
        "understood",
        "清除后不能恢复：核对名单后请写 true",
    ))
}

/// Orders that what is due of these people is erased.
#[utoipa::path(
    post,
    path = "/api/v1/retention/orders",
    tag = "到期清理",
    summary = "提出清理所选人员的到期内容；另一人复核后当天夜里执行，之前可以撤回",
    request_body = OrderBody,
    responses((status = 201, description = "已提出", body = PurgeOrderJson))
)]
fn give(request: &Request) -> Answer {
    let body: OrderBody = request.json()?;
    checked(body.understood)?;
    let chosen: Vec<PersonId> = body.people.into_iter().map(PersonId).collect();
    let units = request.reach_now()?.units();
    let app = &request.app;
    let id = actions::order(app, &chosen, units.as_deref(), &request.occasion()?)?;
    let (made, _) = app.db.read(|conn| order_seen(request, conn, id))?;
    let path = format!("/api/v1/retention/orders/{id}");
    Reply::created(path, &PurgeOrderJson::of(made))
}

/// Confirms what somebody else ordered.
#[utoipa::path(
    post,
    path = "/api/v1/retention/orders/{id}/confirmation",
    tag = "到期清理",
    summary = "复核别人提出的清理；当天夜里执行，之前可以撤回",
    params(("id" = i64, Path, description = "批次编号")),
    request_body = ConfirmationBody,
    responses((status = 204, description = "已复核"))
)]
fn confirm(request: &Request) -> Answer {
    let id = PurgeOrderId(request.param("id")?);
    let body: ConfirmationBody = request.json()?;
    checked(body.understood)?;
    let viewer = request.viewer()?;
    actions::confirm(&request.app, viewer, id, &request.occasion()?)?;
    Ok(Reply::no_content())
}

/// Takes an order back before it is done.
#[utoipa::path(
    post,
    path = "/api/v1/retention/orders/{id}/withdrawal",
    tag = "到期清理",
    summary = "撤回还没有执行的清理",
    params(("id" = i64, Path, description = "批次编号")),
    responses((status = 204, description = "已撤回"))
)]
fn withdraw(request: &Request) -> Answer {
    let id = PurgeOrderId(request.param("id")?);
    request
        .app
        .db
        .read(|conn| order_within(request, conn, id))?;
    actions::withdraw(&request.app, id, &request.occasion()?)?;
    Ok(Reply::no_content())
}
