//! Policies for programs.

mod adding;
mod adding_more;
mod bodies;
mod more_bodies;
mod withdrawing;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::is_told;
use super::overview::PolicyEntry;
use super::store;
use super::versions::PolicyVersion;
use crate::accounts::Right;
use crate::db::Conn;
use crate::units;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::api_read("/api/v1/policies", Right::SeeDistrict, list),
        Route::api_read("/api/v1/policies/{key}", Right::SeeDistrict, one),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/training-rules",
            Right::EditPolicies,
            adding::add_training_rule,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/training-rules/trial",
            Right::EditPolicies,
            adding::try_training_rule,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/reimbursements",
            Right::EditPolicies,
            adding::add_reimbursement,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/reimbursements/trial",
            Right::EditPolicies,
            adding::try_reimbursement,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/{key}/withdrawal",
            Right::EditPolicies,
            withdrawing::withdraw,
        ),
    ];
    routes.extend(adding_more::routes());
    routes
}

/// Where an entry comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySourceJson {
    document: String,
    clause: Option<String>,
    /// CONF-A, CONF-B, CONF-C, SEED, DERIVED, RECALLED, DECIDED.
    trust: String,
    note: Option<String>,
}

/// One thing that an entry says.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyFactJson {
    name: String,
    value: String,
}

/// One entry of the rule data, in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyJson {
    key: String,
    /// training_rule, reimbursement, certified_target, exam_fees, season, exam_paper, eligibility, pass_line, holidays, retention.
    section: String,
    /// Shared by the versions of one thing; empty where entries have none.
    id: String,
    title: String,
    region: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    facts: Vec<PolicyFactJson>,
    source: PolicySourceJson,
    /// For `If-Match` of a withdrawal; null = from the policy files.
    version: Option<i64>,
}

impl PolicyJson {
    fn of(entry: PolicyEntry, added: &[PolicyVersion]) -> Self {
        Self {
            version: PolicyVersion::behind(added, &entry).map(|version| version.id.0),
            key: entry.key,
            section: entry.section.as_str().to_owned(),
            id: entry.id,
            title: entry.title,
            region: entry.region,
            from: entry.from,
            to: entry.to,
            facts: entry
                .facts
                .into_iter()
                .map(|(name, value)| PolicyFactJson { name, value })
                .collect(),
            source: PolicySourceJson {
                document: entry.source.document,
                clause: entry.source.clause,
                trust: entry.source.trust.as_str().to_owned(),
                note: entry.source.note,
            },
        }
    }
}

/// The rule data that holds for the units within reach.
#[utoipa::path(
    get,
    path = "/api/v1/policies",
    tag = "政策",
    summary = "各项政策及其依据",
    params(
        ("section" = Option<String>, Query, description = "只列一类，如 training_rule、reimbursement"),
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "政策", body = Listed<PolicyJson>))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let mut entries = policies.overview();
    let section = request.query("section");
    entries.retain(|entry| {
        section.is_none_or(|word| entry.section.as_str() == word)
            && is_told(policies, &tree, &reach, &entry.region)
    });
    let added = store::load_valid(conn)?;
    Reply::listed(request, entries, |entry| PolicyJson::of(entry, &added))
}

/// One entry of the rule data.
#[utoipa::path(
    get,
    path = "/api/v1/policies/{key}",
    tag = "政策",
    summary = "一项政策及其依据",
    params(("key" = String, Path, description = "列表里的 key")),
    responses((status = 200, description = "政策", body = PolicyJson))
)]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let key: String = request.param("key")?;
    let mut entries = policies.overview().into_iter();
    let entry = entries
        .find(|entry| entry.key == key)
        .filter(|entry| is_told(policies, &tree, &reach, &entry.region))
        .ok_or(Problem::NotFound)?;
    let json = PolicyJson::of(entry, &store::load_valid(conn)?);
    let reply = Reply::json(&json)?;
    Ok(match json.version {
        Some(version) => reply.with_etag(version),
        None => reply,
    })
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list,
    one,
    adding::add_training_rule,
    adding::try_training_rule,
    adding::add_reimbursement,
    adding::try_reimbursement,
    adding_more::add_target,
    adding_more::try_target,
    adding_more::add_fees,
    adding_more::try_fees,
    adding_more::add_line,
    adding_more::try_line,
    adding_more::add_holidays,
    adding_more::try_holidays,
    withdrawing::withdraw
))]
pub struct Api;
