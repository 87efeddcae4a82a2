//! Records that count already, corrected, withdrawn or restored by programs.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::correcting::{Correcting, SeenRecord, correct};
use super::submission::TypedRecord;
use super::{StoredRecord, TrainingRecordId, plain_figure, store};
use crate::accounts::Right;
use crate::db::Conn;
use crate::people::PersonId;
use crate::people::pages::person_of;
use crate::web::{Answer, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    const RECORD: &str = "/api/v1/people/{id}/training/{record}";
    vec![
        Route::api_read(RECORD, Right::SeePeople, one),
        Route::api_act(Verb::Put, RECORD, Right::ReviewTraining, change),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/training/{record}/withdrawal",
            Right::ReviewTraining,
            withdraw,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/training/{record}/restoration",
            Right::ReviewTraining,
            restore,
        ),
    ]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(one, change, withdraw, restore),
    components(schemas(CorrectedRecordBody, CorrectingBody))
)]
pub struct Api;

/// A training record as it stands.
#[derive(Debug, Serialize, ToSchema)]
struct TrainingRecordJson {
    id: i64,
    person: i64,
    /// 培训名称.
    title: String,
    /// 主办单位.
    organiser: Option<String>,
    first_day: chrono::NaiveDate,
    last_day: chrono::NaiveDate,
    /// As a decimal.
    days: Option<String>,
    /// As a decimal.
    hours: Option<String>,
    /// online, offline, mixed.
    mode: Option<&'static str>,
    /// training, pre_exam, degree, supervision, conference, paper, other.
    kind: &'static str,
    /// pending, recognised, rejected, withdrawn.
    state: &'static str,
    /// For `If-Match`.
    version: i64,
}

/// A record as it should be, and why it was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectedRecordBody {
    /// 培训名称.
    title: String,
    /// 主办单位.
    #[serde(default)]
    organiser: String,
    /// 开始日期.
    first_day: String,
    /// 结束日期.
    last_day: String,
    /// 天数, as on the proof.
    #[serde(default)]
    days: String,
    /// 学时, as on the proof.
    #[serde(default)]
    hours: String,
    /// online, offline, mixed; may be left out.
    #[serde(default)]
    mode: String,
    /// training, pre_exam …
    kind: String,
    /// Why.
    reason: String,
}

/// Why a record no longer counts, or counts again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectingBody {
    /// Why.
    reason: String,
}

fn found(request: &Request, conn: &mut Conn) -> Result<StoredRecord, Problem> {
    let (person, _) = person_of(request, conn)?;
    let id = TrainingRecordId(request.param("record")?);
    store::find(conn, id)?
        .filter(|record| record.details.person_id == person.id)
        .ok_or(Problem::NotFound)
}

fn told(record: &StoredRecord) -> Answer {
    let details = &record.details;
    let answer = TrainingRecordJson {
        id: record.id.0,
        person: details.person_id.0,
        title: details.title.clone(),
        organiser: details.organiser.clone(),
        first_day: details.first_day,
        last_day: details.last_day,
        days: details.days_hundredths.map(plain_figure),
        hours: details.hours_hundredths.map(plain_figure),
        mode: details.mode.map(super::TrainingMode::as_str),
        kind: details.kind.as_str(),
        state: details.state.as_str(),
        version: record.version,
    };
    Ok(Reply::json(&answer)?.with_etag(record.version))
}

/// Does it, and tells how the record stands then.
fn done(request: &Request, correcting: &Correcting, reason: &str) -> Answer {
    let (record, version) = request.seen("record")?;
    let seen = SeenRecord {
        person: PersonId(request.param("id")?),
        record: TrainingRecordId(record),
        version,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    correct(&request.app, viewer, seen, correcting, reason, &occasion)?;
    let now = request.app.db.read(|conn| found(request, conn))?;
    told(&now)
}

#[utoipa::path(get, path = "/api/v1/people/{id}/training/{record}", tag = "培训审核", summary = "一个人的一条培训记录",
    params(("id" = i64, Path, description = "人员编号"), ("record" = i64, Path, description = "培训记录")),
    responses((status = 200, description = "记录，ETag 是版本", body = TrainingRecordJson)))]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    told(&found(request, conn)?)
}

#[utoipa::path(put, path = "/api/v1/people/{id}/training/{record}", tag = "培训审核", summary = "更正已计入的培训记录",
    params(("id" = i64, Path, description = "人员编号"), ("record" = i64, Path, description = "培训记录"),
        ("If-Match" = String, Header, description = "读到的版本")),
    request_body = CorrectedRecordBody,
    responses((status = 200, description = "更正后的记录", body = TrainingRecordJson)))]
fn change(request: &Request) -> Answer {
    let body: CorrectedRecordBody = request.json()?;
    let typed = TypedRecord {
        title: body.title,
        organiser: body.organiser,
        first_day: body.first_day,
        last_day: body.last_day,
        days: body.days,
        hours: body.hours,
        mode: body.mode,
        kind: body.kind,
    };
    done(request, &Correcting::Values(typed), &body.reason)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/training/{record}/withdrawal", tag = "培训审核", summary = "撤销已计入的培训记录",
    params(("id" = i64, Path, description = "人员编号"), ("record" = i64, Path, description = "培训记录"),
        ("If-Match" = String, Header, description = "读到的版本")),
    request_body = CorrectingBody,
    responses((status = 200, description = "撤销后的记录", body = TrainingRecordJson)))]
fn withdraw(request: &Request) -> Answer {
    let body: CorrectingBody = request.json()?;
    done(request, &Correcting::Withdraw, &body.reason)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/training/{record}/restoration", tag = "培训审核", summary = "恢复计入撤销的培训记录",
    params(("id" = i64, Path, description = "人员编号"), ("record" = i64, Path, description = "培训记录"),
        ("If-Match" = String, Header, description = "读到的版本")),
    request_body = CorrectingBody,
    responses((status = 200, description = "恢复后的记录", body = TrainingRecordJson)))]
fn restore(request: &Request) -> Answer {
    let body: CorrectingBody = request.json()?;
    done(request, &Correcting::Restore, &body.reason)
}
