//! Adding a version of targets, exam fees, pass lines and public holidays by programs, and
//! the trial before it.

use super::adding::{PolicyVersionJson, TrialJson, add, try_it};
use super::more_bodies::{ExamFeesBody, HolidaysBody, PassLineBody, TargetPolicyBody};
use crate::accounts::Right;
use crate::policy::rules::NewVersion;
use crate::web::{Answer, Request, Route, Verb};

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    let right = Right::EditPolicies;
    let post = |path, handler| Route::api_act(Verb::Post, path, right, handler);
    vec![
        post("/api/v1/policies/targets", add_target),
        post("/api/v1/policies/targets/trial", try_target),
        post("/api/v1/policies/exam-fees", add_fees),
        post("/api/v1/policies/exam-fees/trial", try_fees),
        post("/api/v1/policies/pass-lines", add_line),
        post("/api/v1/policies/pass-lines/trial", try_line),
        post("/api/v1/policies/holidays", add_holidays),
        post("/api/v1/policies/holidays/trial", try_holidays),
    ]
}

/// Adds a dated version of a region's targets; from its first day on it holds.
#[utoipa::path(
    post,
    path = "/api/v1/policies/targets",
    tag = "政策",
    summary = "添加持证目标的新版本",
    request_body = TargetPolicyBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_target(request: &Request) -> Answer {
    let new = request.json::<TargetPolicyBody>()?.policy()?;
    add(request, NewVersion::CertifiedTarget(Box::new(new)))
}

/// Which units a version of the targets would touch; stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policies/targets/trial",
    tag = "政策",
    summary = "试算持证目标的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = TargetPolicyBody,
    responses((status = 200, description = "会影响哪些单位", body = TrialJson))
)]
pub(super) fn try_target(request: &Request) -> Answer {
    let body = request.json::<TargetPolicyBody>()?;
    let on = body.on;
    try_it(
        request,
        NewVersion::CertifiedTarget(Box::new(body.policy()?)),
        on,
    )
}

/// Adds a dated version of an area's exam fees; from its first day on it holds.
#[utoipa::path(
    post,
    path = "/api/v1/policies/exam-fees",
    tag = "政策",
    summary = "添加考试收费的新版本",
    request_body = ExamFeesBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_fees(request: &Request) -> Answer {
    let new = request.json::<ExamFeesBody>()?.fees()?;
    add(request, NewVersion::ExamFees(Box::new(new)))
}

/// Which exam entries a version of the fees would pay otherwise; stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policies/exam-fees/trial",
    tag = "政策",
    summary = "试算考试收费的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = ExamFeesBody,
    responses((status = 200, description = "会影响哪些报考", body = TrialJson))
)]
pub(super) fn try_fees(request: &Request) -> Answer {
    let body = request.json::<ExamFeesBody>()?;
    let on = body.on;
    try_it(request, NewVersion::ExamFees(Box::new(body.fees()?)), on)
}

/// Adds a pass line.
#[utoipa::path(
    post,
    path = "/api/v1/policies/pass-lines",
    tag = "政策",
    summary = "添加合格标准的新版本",
    request_body = PassLineBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_line(request: &Request) -> Answer {
    let new = request.json::<PassLineBody>()?.line()?;
    add(request, NewVersion::PassLine(Box::new(new)))
}

/// Whose outcome a pass line would change; stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policies/pass-lines/trial",
    tag = "政策",
    summary = "试算合格标准的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = PassLineBody,
    responses((status = 200, description = "会影响哪些人", body = TrialJson))
)]
pub(super) fn try_line(request: &Request) -> Answer {
    let body = request.json::<PassLineBody>()?;
    let on = body.on;
    try_it(request, NewVersion::PassLine(Box::new(body.line()?)), on)
}

/// Adds the public holidays of a year, in place of what was known of it.
#[utoipa::path(
    post,
    path = "/api/v1/policies/holidays",
    tag = "政策",
    summary = "添加放假和调休的新版本",
    request_body = HolidaysBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_holidays(request: &Request) -> Answer {
    let new = request.json::<HolidaysBody>()?.year()?;
    add(request, NewVersion::Holidays(Box::new(new)))
}

/// Which days would change; stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policies/holidays/trial",
    tag = "政策",
    summary = "试算放假和调休的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = HolidaysBody,
    responses((status = 200, description = "哪些日子改变", body = TrialJson))
)]
pub(super) fn try_holidays(request: &Request) -> Answer {
    let body = request.json::<HolidaysBody>()?;
    let on = None;
    try_it(request, NewVersion::Holidays(Box::new(body.year()?)), on)
}
