//! `/api/v1/me`: one's own picture and records, for programs. One's certificates, exams
//! and contact data, and filing for somebody else, stand in `api/more.rs`.

mod more;

use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::pages::{MOST_FORM_BYTES, filer, filing_problem, handing};
use super::tasks::tasks;
use super::{Picture, load};
use crate::accounts::Right;
use crate::db::Conn;
use crate::training::filing::submit;
use crate::training::{Record, plain_figure};
use crate::web::{Answer, Listed, Problem, Reply, Request, Route};

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::api_read("/api/v1/me", Right::Own, me),
        Route::api_read("/api/v1/me/training", Right::Own, training),
        Route::api_upload("/api/v1/me/training", Right::Own, hand_in).at_most(MOST_FORM_BYTES),
    ];
    routes.extend(more::routes());
    routes
}

/// What the OpenAPI description says of them.
#[derive(OpenApi)]
#[openapi(
    paths(
        me,
        training,
        hand_in,
        more::certificates,
        more::exams,
        more::change_contact,
        more::mend,
        more::withdraw,
        more::hand_in_for
    ),
    components(schemas(
        OwnPicture,
        OwnTask,
        OwnRule,
        OwnRecord,
        more::ContactBody,
        OwnCounted,
        HandedIn,
        RecordForm
    ))
)]
pub struct Api;

/// One thing to do.
#[derive(Debug, Serialize, ToSchema)]
struct OwnTask {
    /// late, soon, ask, behind or wait.
    urgency: &'static str,
    /// The last day, where there is one.
    #[schema(format = Date)]
    due_on: Option<String>,
    /// What to do.
    title: String,
    /// By when, how much, why.
    sentence: String,
}

/// How one stands under a training rule.
#[derive(Debug, Serialize, ToSchema)]
struct OwnRule {
    /// The rule's id.
    rule: String,
    /// Its name.
    name: String,
    /// complete, short, overdue, due_soon, behind or on_track.
    state: &'static str,
    /// First day of the window.
    #[schema(format = Date)]
    first_day: String,
    /// Last day of the window, included.
    #[schema(format = Date)]
    last_day: String,
    /// days or hours.
    unit: &'static str,
    /// What is owed, as a decimal.
    required: String,
    /// What counts, rounded down.
    counted: String,
    /// What is missing, rounded up.
    open: String,
}

/// One's own picture.
#[derive(Debug, Serialize, ToSchema)]
struct OwnPicture {
    /// 姓名.
    name: String,
    /// 单位.
    unit: String,
    /// worker, assistant, intermediate or senior; null without a certificate.
    level: Option<&'static str>,
    /// 证件号码, masked.
    id_number: String,
    /// What to do, most urgent first.
    tasks: Vec<OwnTask>,
    /// Training by rule.
    training: Vec<OwnRule>,
    /// For `If-Match` where contact data are changed.
    version: i64,
}

/// What a record counts under one rule.
#[derive(Debug, Serialize, ToSchema)]
struct OwnCounted {
    /// The rule's id.
    rule: String,
    /// How much, in the rule's unit, rounded down.
    counted: String,
    /// counted, capped, before_window …
    reason: &'static str,
}

/// One's own training record.
#[derive(Debug, Serialize, ToSchema)]
struct OwnRecord {
    /// Its id.
    id: i64,
    /// 培训名称.
    title: String,
    /// 开始日期.
    #[schema(format = Date)]
    first_day: String,
    /// 结束日期.
    #[schema(format = Date)]
    last_day: String,
    /// Days on the proof.
    days: Option<String>,
    /// Hours on the proof.
    hours: Option<String>,
    /// pending, recognised, rejected or withdrawn.
    state: &'static str,
    /// waiting, returned …, where it was handed in with proof.
    standing: Option<&'static str>,
    /// What it counts under each rule.
    counted: Vec<OwnCounted>,
}

/// A record that was handed in.
#[derive(Debug, Serialize, ToSchema)]
struct HandedIn {
    /// Its id.
    id: i64,
    /// For `If-Match`.
    version: i64,
}

/// The fields of a record that is handed in.
#[derive(ToSchema)]
#[allow(
    dead_code,
    reason = "only described; the form itself is read field by field"
)]
struct RecordForm {
    /// 培训名称.
    title: String,
    /// 主办单位.
    organiser: String,
    /// 开始日期.
    first_day: String,
    /// 结束日期.
    last_day: String,
    /// 天数; at least one of days and hours.
    days: Option<String>,
    /// 学时.
    hours: Option<String>,
    /// training, pre_exam, degree, supervision, conference, paper or other.
    kind: String,
    /// in_person, online or mixed.
    mode: Option<String>,
    /// `yes`: the same file really proves two trainings.
    same_file: Option<String>,
    /// PDF, JPG, PNG or OFD, at most 20 MB each, at most five.
    #[schema(content_media_type = "application/octet-stream")]
    proof: Vec<String>,
}

fn picture<'r>(request: &'r Request, conn: &mut Conn) -> Result<Picture<'r>, Problem> {
    Ok(load(
        conn,
        &request.app,
        request.own_person()?,
        request.now,
    )?)
}

/// One's own picture.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "我的",
    summary = "我要办的事和继续教育进度",
    responses((status = 200, description = "本人情况", body = OwnPicture))
)]
fn me(request: &Request, conn: &mut Conn) -> Answer {
    let picture = picture(request, conn)?;
    let person = &picture.training.person;
    Reply::json(&OwnPicture {
        name: person.details.name.clone(),
        unit: picture.unit_name().to_owned(),
        level: picture.level.map(|level| level.as_str()),
        id_number: person.shown_id_number(&request.app.keys, false)?,
        tasks: tasks(&picture)
            .into_iter()
            .map(|task| OwnTask {
                urgency: task.mark.class(),
                due_on: task.due_on.map(|day| day.to_string()),
                title: task.title,
                sentence: task.sentence,
            })
            .collect(),
        training: picture
            .lines
            .iter()
            .map(|line| OwnRule {
                rule: line.rule.id.clone(),
                name: line.rule.name.clone(),
                state: line.state.as_str(),
                first_day: line.window.first.to_string(),
                last_day: line.window.last.to_string(),
                unit: line.rule.unit.as_str(),
                required: line.required.shown_up(),
                counted: line.counted.shown_down(),
                open: line.open.shown_up(),
            })
            .collect(),
        version: person.version,
    })
}

/// One's own records.
#[utoipa::path(
    get,
    path = "/api/v1/me/training",
    tag = "我的",
    summary = "我的培训记录，每条计多少、为什么",
    params(("limit" = Option<i64>, Query, description = "1–200，默认 20"), ("cursor" = Option<String>, Query, description = "上一页的 next")),
    responses((status = 200, description = "一页记录", body = Listed<OwnRecord>), (status = 422, description = "参数有误", body = crate::web::ProblemJson, content_type = "application/problem+json"))
)]
fn training(request: &Request, conn: &mut Conn) -> Answer {
    let limit = request.limit()?;
    let after: Option<i64> = match request.query("cursor") {
        None => None,
        Some(cursor) => Some(
            hex::decode(cursor)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok())
                .ok_or_else(|| Problem::field("cursor", "cursor 请用上一页返回的 next"))?,
        ),
    };
    let picture = picture(request, conn)?;
    let mut items: Vec<OwnRecord> = picture
        .training
        .records
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, record)| after.is_none_or(|after| record.id.0 < after))
        .take(limit + 1)
        .map(|(at, one)| record(&picture, at, one))
        .collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| hex::encode(last.id.to_string()));
    Reply::json(&Listed { items, next })
}

fn record(picture: &Picture<'_>, at: usize, record: &Record) -> OwnRecord {
    OwnRecord {
        id: record.id.0,
        title: record.title.clone(),
        first_day: record.first_day.to_string(),
        last_day: record.last_day.to_string(),
        days: record.days_hundredths.map(plain_figure),
        hours: record.hours_hundredths.map(plain_figure),
        state: record.state.as_str(),
        standing: picture
            .submissions
            .get(&record.id)
            .map(|submission| submission.standing.as_str()),
        counted: picture
            .lines
            .iter()
            .filter_map(|line| {
                let counted = line.records.get(at)?;
                Some(OwnCounted {
                    rule: line.rule.id.clone(),
                    counted: counted.counted.shown_down(),
                    reason: counted.reason.as_str(),
                })
            })
            .collect(),
    }
}

/// Hands a record in with its proofs.
#[utoipa::path(
    post,
    path = "/api/v1/me/training",
    tag = "我的",
    summary = "提交一条培训记录及其证明",
    request_body(content = RecordForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "已提交", body = HandedIn))
)]
fn hand_in(request: &Request) -> Answer {
    let id = submit(
        &request.app,
        request.own_person()?,
        &filer(request)?,
        handing(request)?,
        &request.occasion()?,
    )
    .map_err(filing_problem)?;
    let made = HandedIn {
        id: id.0,
        version: 1,
    };
    Ok(Reply::created(format!("/api/v1/me/training/{id}"), &made)?.with_etag(made.version))
}
