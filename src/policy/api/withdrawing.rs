//! Withdrawing a version that does not hold yet by programs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::policy::actions::{self, PolicyChangeError, is_told};
use crate::policy::rules::PolicyRefusal;
use crate::policy::store;
use crate::policy::versions::{PolicyVersion, PolicyVersionId};
use crate::units;
use crate::web::{Answer, Problem, Reply, Request, SeenChange};

/// Why a version is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawalBody {
    reason: String,
}

/// What was withdrawn.
#[derive(Debug, Serialize, ToSchema)]
struct WithdrawalJson {
    id: i64,
    rule_id: String,
    region: String,
    valid_from: chrono::NaiveDate,
    reason: String,
}

/// Withdraws a version whose first day lies still ahead; what it would have ended goes on.
#[utoipa::path(
    post,
    path = "/api/v1/policies/{key}/withdrawal",
    tag = "政策",
    summary = "撤回还没有开始执行的版本",
    params(
        ("key" = String, Path, description = "列表里的 key"),
        ("If-Match" = String, Header, description = "读到的版本编号")
    ),
    request_body = WithdrawalBody,
    responses((status = 200, description = "已撤回", body = WithdrawalJson))
)]
pub(super) fn withdraw(request: &Request) -> Answer {
    let key: String = request.param("key")?;
    let SeenChange {
        version: seen,
        body,
        occasion,
        ..
    } = request.change::<WithdrawalBody>()?;
    let reach = request.reach_now()?;
    let policies = &request.app.policies;
    let added = request.app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let entry = policies
            .overview()
            .into_iter()
            .find(|entry| entry.key == key)
            .filter(|entry| is_told(policies, &tree, &reach, &entry.region))
            .ok_or(Problem::NotFound)?;
        let versions = store::load_valid(conn)?;
        Ok::<_, Problem>(PolicyVersion::behind(&versions, &entry).map(|version| version.id))
    })?;
    match added {
        None => return Err(PolicyChangeError::refused(PolicyRefusal::NotAddedHere).into()),
        Some(id) if id.0 != seen => return Err(PolicyChangeError::stale("这一版").into()),
        Some(_) => {}
    }
    let id = PolicyVersionId(seen);
    let version = actions::withdraw(&request.app, &occasion, &reach, id, &body.reason)?;
    Reply::json(&WithdrawalJson {
        id: version.id.0,
        rule_id: version.details.rule_id,
        region: version.details.region,
        valid_from: version.details.valid_from,
        reason: body.reason.trim().to_owned(),
    })
}
