//! Merging units and handing people over, for programs: the look first, then what was
//! looked at.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::Conn;
use crate::people::PersonId;
use crate::units::handover::{self, Confirmed, Look, Wish};
use crate::units::{UnitId, conflict, store};
use crate::web::{Answer, Problem, Reply, Request, SeenChange, parse_day};

/// Somebody who moves.
#[derive(Debug, Serialize, ToSchema)]
struct MovingPerson {
    id: i64,
    name: String,
}

/// A role at the unit.
#[derive(Debug, Serialize, ToSchema)]
struct CarriedRole {
    id: i64,
    /// Who holds it.
    name: String,
    /// The role's word.
    role: String,
    /// Whether the page would offer it to go along.
    offered: bool,
}

/// What would happen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandoverLook {
    /// The version for `If-Match`.
    version: i64,
    people: Vec<MovingPerson>,
    roles: Vec<CarriedRole>,
    /// Roles elsewhere that end with the move.
    ending_roles: Vec<String>,
    /// The units below that go along.
    units: Vec<i64>,
    /// Employees of the unit that takes over afterwards, where they are known.
    employee_count: Option<i64>,
    /// Why it may not be done; empty where it may.
    refusals: Vec<String>,
}

impl HandoverLook {
    fn of(look: &Look) -> Self {
        Self {
            version: look.unit.version,
            people: look
                .people
                .iter()
                .map(|person| MovingPerson {
                    id: person.id.0,
                    name: person.details.name.clone(),
                })
                .collect(),
            roles: look
                .roles
                .iter()
                .map(|role| CarriedRole {
                    id: role.id(),
                    name: role.holder().to_owned(),
                    role: role.role().as_str().to_owned(),
                    offered: look.roles_offered,
                })
                .collect(),
            ending_roles: look.ending.clone(),
            units: look.children.iter().map(|unit| unit.id.0).collect(),
            employee_count: look.after.employee_count,
            refusals: look.refusals.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What was looked at and is to be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandoverBody {
    /// The unit that takes over.
    to: i64,
    /// Whether the unit ends in the other; else only its people go.
    merges: bool,
    /// The first day in the other unit.
    moved_on: NaiveDate,
    reason: Option<String>,
    /// The people of the look, all of them.
    people: Vec<i64>,
    /// The roles that go along; the others at the unit end.
    carried_roles: Vec<i64>,
    /// Employees of the unit that takes over afterwards.
    employee_count: Option<i64>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandoverDone {
    people: usize,
    roles: usize,
    units: usize,
}

/// What handing a unit over would do.
#[utoipa::path(
    get,
    path = "/api/v1/units/{id}/handover",
    tag = "单位",
    summary = "预览：把人员移交给另一单位，或整个并入另一单位",
    params(
        ("id" = i64, Path, description = "单位编号"),
        ("to" = i64, Query, description = "接收的单位编号"),
        ("moved_on" = NaiveDate, Query, description = "生效日期，在新单位的第一天"),
        ("mode" = Option<String>, Query, description = "merge（默认，整个并入）或 people（只移交人员）")
    ),
    responses((status = 200, description = "会有哪些变动", body = HandoverLook))
)]
pub(super) fn look(request: &Request, conn: &mut Conn) -> Answer {
    let to = request.query("to").and_then(|text| text.parse().ok());
    let to = to.ok_or_else(|| Problem::field("to", "请填写接收的单位编号"))?;
    let moved_on = request.query("moved_on").and_then(parse_day);
    let wish = Wish {
        to: UnitId(to),
        merges: request.query("mode") != Some("people"),
        moved_on: moved_on
            .ok_or_else(|| Problem::field("moved_on", "请填写生效日期，格式为 2026-03-09"))?,
        reason: String::new(),
    };
    let tree = store::load_tree(conn)?;
    let (viewer, id) = (request.viewer()?, UnitId(request.param("id")?));
    let look = handover::look(conn, viewer, &tree, id, &wish, request.now.today)?;
    Ok(Reply::json(&HandoverLook::of(&look))?.with_etag(look.unit.version))
}

/// Hands a unit over.
#[utoipa::path(
    post,
    path = "/api/v1/units/{id}/handover",
    tag = "单位",
    summary = "把人员移交给另一单位，或整个并入另一单位（人员名单须与预览一致）",
    params(("id" = i64, Path, description = "单位编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = HandoverBody,
    responses((status = 200, description = "已办理", body = HandoverDone))
)]
pub(super) fn hand_over(request: &Request) -> Answer {
    let id = UnitId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<HandoverBody>()?;
    let wish = Wish {
        to: UnitId(body.to),
        merges: body.merges,
        moved_on: body.moved_on,
        reason: body.reason.unwrap_or_default(),
    };
    let confirmed = Confirmed {
        people: body
            .people
            .into_iter()
            .map(PersonId)
            .collect::<BTreeSet<_>>(),
        carried_roles: body.carried_roles,
        employee_count: body.employee_count,
    };
    let seen = (id, version);
    let done = handover::hand_over(&request.app, viewer, &occasion, seen, &wish, &confirmed);
    let done = conflict::told(request, id, None, done)?;
    Reply::json(&HandoverDone {
        people: done.people,
        roles: done.roles,
        units: done.units,
    })
}
