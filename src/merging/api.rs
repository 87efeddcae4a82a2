//! Merging two entries of one person by programs.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::actions::{Grounds, Pair, merge};
use crate::accounts::Right;
use crate::people::PersonId;
use crate::web::{Answer, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::api_act(
        Verb::Post,
        "/api/v1/people/{id}/merge",
        Right::EditPeople,
        act,
    )]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(paths(act), components(schemas(MergeBody)))]
pub struct Api;

/// The entry that goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeBody {
    /// Its id.
    other: i64,
    /// The version of it that was looked at.
    other_version: i64,
    /// Why both are one person.
    reason: String,
    /// The documents were looked at and both are one person: needed where name, birthday
    /// or sex differ.
    #[serde(default)]
    confirmed: bool,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
struct MergedJson {
    /// The entry that stays.
    person: i64,
    /// Which of its gaps were filled.
    filled: Vec<&'static str>,
    certificates: usize,
    training_records: usize,
    exam_entries: usize,
    exam_results: usize,
    claims: usize,
    /// Things both entries had; those of the entry that stays were kept.
    conflicts: usize,
}

/// Merges another entry of the same person into this one.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/merge",
    tag = "人员",
    summary = "把同一个人的另一个档案并入这个档案",
    params(("id" = i64, Path, description = "保留的人员编号"), ("If-Match" = String, Header, description = "保留的档案读到的版本")),
    request_body = MergeBody,
    responses((status = 200, description = "已合并", body = MergedJson))
)]
fn act(request: &Request) -> Answer {
    let (kept, kept_version) = request.seen("id")?;
    let body: MergeBody = request.json()?;
    let pair = Pair {
        kept: PersonId(kept),
        kept_version,
        other: PersonId(body.other),
        other_version: body.other_version,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let grounds = Grounds {
        reason: &body.reason,
        confirmed: body.confirmed,
    };
    let plan = merge(&request.app, viewer, pair, grounds, &occasion)?.plan;
    Reply::json(&MergedJson {
        person: kept,
        certificates: plan.certificates.len(),
        training_records: plan.records.len(),
        exam_entries: plan.entries.len(),
        exam_results: plan.results.len(),
        claims: plan.claims,
        conflicts: plan.conflicts.len(),
        filled: plan.filled,
    })
}
