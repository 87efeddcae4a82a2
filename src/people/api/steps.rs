//! Coming back, another ID number, the full numbers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::changed;
use crate::people::{PersonId, actions};
use crate::roster::api::PersonAnswer;
use crate::web::{Answer, Reply, Request, SeenChange};

/// Coming back after leaving.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ComingBack {
    /// The first day back.
    joined_on: NaiveDate,
}

/// Taking back a leaving that was a mistake.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LeavingTakenBack {
    /// Why; stands in the history.
    reason: String,
}

/// Another ID number.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectedNumber {
    /// 证件号码, in full.
    id_number: String,
    /// Why the old one was wrong.
    reason: String,
}

/// Why somebody needs the full numbers.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unmasking {
    /// Stands in the history.
    reason: String,
}

/// The full numbers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FullNumbers {
    /// 证件号码.
    id_number: String,
    /// 手机号.
    mobile: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/people/{id}/return", tag = "人员", summary = "离职人员重新入职",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = ComingBack,
    responses((status = 200, description = "办理后的资料", body = PersonAnswer)))]
pub(super) fn come_back(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<ComingBack>()?;
    actions::come_back(&request.app, viewer, id, version, body.joined_on, &occasion)?;
    changed(request, id)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/leave/undo", tag = "人员",
    summary = "撤销登记错的或本人撤回的离职；入职日期不变",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = LeavingTakenBack,
    responses((status = 200, description = "撤销后的资料", body = PersonAnswer)))]
pub(super) fn take_back_leaving(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<LeavingTakenBack>()?;
    actions::take_back_leaving(&request.app, viewer, id, version, &body.reason, &occasion)?;
    changed(request, id)
}

#[utoipa::path(put, path = "/api/v1/people/{id}/id-number", tag = "人员", summary = "更正证件号码",
    params(("id" = i64, Path, description = "人员编号"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body = CorrectedNumber,
    responses((status = 200, description = "更正后的资料，号码遮盖", body = PersonAnswer)))]
pub(super) fn correct_number(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<CorrectedNumber>()?;
    actions::correct_id_number(
        &request.app,
        viewer,
        id,
        version,
        &body.id_number,
        &body.reason,
        &occasion,
    )?;
    changed(request, id)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/unmasking", tag = "人员",
    summary = "查看完整号码；记入历史",
    params(("id" = i64, Path, description = "人员编号")),
    request_body = Unmasking,
    responses((status = 200, description = "完整号码", body = FullNumbers)))]
pub(super) fn unmask(request: &Request) -> Answer {
    let id = PersonId(request.param("id")?);
    let body: Unmasking = request.json()?;
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let shown = actions::unmask(&request.app, viewer, id, &body.reason, &occasion)?;
    Reply::json(&FullNumbers {
        id_number: shown.id_number,
        mobile: shown.mobile,
    })
}
