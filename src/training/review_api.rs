//! `/api/v1/reviews` and the decision about one record, for programs.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::queue::{self, Case};
use super::review::{Correction, ReviewRefusal, Seen, decide};
use super::review_pages::{Asked, decision, message, problem, reviewer, scope};
use super::store::submissions::QueuePlace;
use super::submission::Standing;
use super::{TrainingRecordId, conflict, plain_figure};
use crate::accounts::Right;
use crate::db::Conn;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/reviews", Right::SeeReviews, list),
        Route::api_recorded(
            "/api/v1/reviews/message",
            Right::ReviewTraining,
            message::for_programs,
        ),
        Route::api_read("/api/v1/reviews/{id}", Right::SeeReviews, one),
        Route::api_act(
            Verb::Post,
            "/api/v1/training-records/{id}/review",
            Right::ReviewTraining,
            review,
        ),
    ]
}

/// What the OpenAPI description says of them.
#[derive(OpenApi)]
#[openapi(
    paths(list, message::for_programs, one, review),
    components(schemas(ReviewCase, ReviewBody))
)]
pub struct Api;

/// One submitted record.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewCase {
    /// The record's id.
    id: i64,
    /// Its version, for `If-Match`.
    version: i64,
    /// Whose it is.
    person: i64,
    /// 姓名.
    name: String,
    /// 培训名称.
    title: String,
    /// 主办单位.
    organiser: Option<String>,
    /// 开始日期.
    #[schema(format = Date)]
    first_day: String,
    /// 结束日期.
    #[schema(format = Date)]
    last_day: String,
    /// Days on the proof, as a decimal.
    days: Option<String>,
    /// Hours on the proof, as a decimal.
    hours: Option<String>,
    /// waiting, recognised, returned, rejected or withdrawn.
    standing: &'static str,
    /// Filed by somebody else for the person (代填): their name.
    filed_by: Option<String>,
    /// Addresses of the proofs.
    proofs: Vec<String>,
    /// What to look at first, a sentence each.
    exceptions: Vec<String>,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewBody {
    /// recognise, return or reject.
    decision: String,
    /// Needed for return and reject.
    #[serde(default)]
    reason: String,
    /// Days as the proof has them, where they were typed differently.
    #[serde(default)]
    days: String,
    /// Hours as the proof has them; with `days` both are replaced.
    #[serde(default)]
    hours: String,
}

fn case(case: Case) -> ReviewCase {
    let details = &case.record.details;
    ReviewCase {
        id: case.record.id.0,
        version: case.record.version,
        person: case.person.id.0,
        title: details.title.clone(),
        organiser: details.organiser.clone(),
        first_day: details.first_day.to_string(),
        last_day: details.last_day.to_string(),
        days: details.days_hundredths.map(plain_figure),
        hours: details.hours_hundredths.map(plain_figure),
        standing: case.submission.standing.as_str(),
        filed_by: case
            .submission
            .on_behalf
            .then(|| case.submission.filed_by_name.clone()),
        proofs: case
            .proofs
            .iter()
            .map(|file| format!("/api/v1/evidence/{}", file.id))
            .collect(),
        exceptions: case
            .exceptions
            .iter()
            .map(|exception| exception.sentence(|_| None))
            .collect(),
        name: case.person.details.name,
    }
}

/// The submitted records within reach.
#[utoipa::path(
    get,
    path = "/api/v1/reviews",
    tag = "培训审核",
    summary = "待审核的培训证明",
    params(
        ("state" = Option<String>, Query, description = "waiting（默认）、recognised、returned、rejected、withdrawn"),
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("kind" = Option<String>, Query, description = "只列一种培训：training、pre_exam、degree、supervision、conference、paper、other"),
        ("limit" = Option<i64>, Query, description = "1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")
    ),
    responses((status = 200, description = "一页记录", body = Listed<ReviewCase>), (status = 422, description = "参数有误", body = crate::web::ProblemJson, content_type = "application/problem+json"))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let wanted = Asked::read(request)?.wanted(conn, &tree, &reach)?;
    let limit = i64::try_from(request.limit()?).unwrap_or(i64::MAX);
    let place = match request.query("cursor") {
        None => QueuePlace::Skip(0),
        Some(cursor) => read_cursor(cursor)
            .ok_or_else(|| Problem::field("cursor", "cursor 请用上一页返回的 next"))?,
    };
    let cases = queue::load(conn, &wanted, place, limit)?;
    let full = i64::try_from(cases.len()).is_ok_and(|count| count == limit);
    let last = cases
        .iter()
        .map(|case| (case.submission.handed_in_at, case.record.id))
        .max();
    let next = last
        .filter(|_| full)
        .map(|(at, record)| hex::encode(format!("{}.{record}", at.and_utc().timestamp())));
    Reply::json(&Listed {
        items: cases.into_iter().map(case).collect(),
        next,
    })
}

/// One submitted record within reach.
#[utoipa::path(
    get,
    path = "/api/v1/reviews/{id}",
    tag = "培训审核",
    summary = "一条提交的培训记录",
    params(("id" = i64, Path, description = "培训记录")),
    responses((status = 200, description = "记录，ETag 是版本", body = ReviewCase))
)]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    let (_, reach) = scope(request, conn)?;
    let id = TrainingRecordId(request.param("id")?);
    let found = queue::find(conn, &reach, id)?.ok_or(Problem::NotFound)?;
    let version = found.record.version;
    Ok(Reply::json(&case(found))?.with_etag(version))
}

fn read_cursor(cursor: &str) -> Option<QueuePlace> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    let (at, record) = text.split_once('.')?;
    let at = chrono::DateTime::from_timestamp(at.parse().ok()?, 0)?.naive_utc();
    Some(QueuePlace::After(
        at,
        TrainingRecordId(record.parse().ok()?),
    ))
}

/// A decision that came too late, told with how the record stands now.
fn stood(
    request: &Request,
    record: TrainingRecordId,
    body: &ReviewBody,
    decided: Standing,
) -> Problem {
    let told = request.app.db.read(|conn| {
        let (_, reach) = scope(request, conn)?;
        let case = queue::find(conn, &reach, record)?.ok_or(Problem::NotFound)?;
        let sent = [
            body.days.as_str(),
            body.hours.as_str(),
            body.reason.as_str(),
        ];
        conflict::of_review(request, conn, &case, decided, sent)
    });
    told.unwrap_or_else(|problem| problem)
}

/// Recognises, returns or refuses one record.
#[utoipa::path(
    post,
    path = "/api/v1/training-records/{id}/review",
    tag = "培训审核",
    summary = "审核一条培训记录",
    params(("id" = i64, Path, description = "培训记录"), ("If-Match" = String, Header, description = "读到的版本，例如 \"3\"")),
    request_body = ReviewBody,
    responses((status = 204, description = "已办理"))
)]
fn review(request: &Request) -> Answer {
    let record: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let body: ReviewBody = request.json()?;
    let seen = Seen {
        record,
        version: request.if_match()?,
    };
    let figures = (!body.days.is_empty() || !body.hours.is_empty()).then(|| Correction {
        days: body.days.clone(),
        hours: body.hours.clone(),
    });
    let decision = decision(&body.decision, figures, &body.reason)
        .ok_or_else(|| Problem::field("decision", "decision 请填 recognise、return 或 reject"))?;
    let (_, reach) = request.app.db.read(|conn| scope(request, conn))?;
    decide(
        &request.app,
        &reach,
        &reviewer(request)?,
        seen,
        &decision,
        &request.occasion()?,
    )
    .map_err(|refusal| match refusal {
        ReviewRefusal::Stale => stood(request, record, &body, decision.standing()),
        other => problem(other),
    })?;
    Ok(Reply::no_content())
}
