//! Entries and scores kept by hand, by programs: the same rules as the pages.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{TypedEntry, TypedResults, TypedScore, change, enter, record};
use crate::accounts::Right;
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::store::{entries, results};
use crate::exams::{EntryId, SeasonOfEntry, StoredEntry, StoredResult, Subject};
use crate::money::yuan_plain;
use crate::people::PersonId;
use crate::people::actions::ChangeError;
use crate::people::pages::person_of;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, SeenChange, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    use Right::{EditPeople, SeePeople};
    const ENTRIES: &str = "/api/v1/people/{id}/exam-entries";
    const ENTRY: &str = "/api/v1/people/{id}/exam-entries/{entry}";
    const RESULTS: &str = "/api/v1/people/{id}/exam-results";
    vec![
        Route::api_read(ENTRIES, SeePeople, list_entries),
        Route::api_act(Verb::Post, ENTRIES, EditPeople, add_entry),
        Route::api_act(Verb::Put, ENTRY, EditPeople, change_entry),
        Route::api_read(RESULTS, SeePeople, list_results),
        Route::api_act(Verb::Post, RESULTS, EditPeople, record_results),
    ]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(list_entries, add_entry, change_entry, list_results, record_results),
    components(schemas(EntryBody, ChangedEntryBody, ResultsBody, ScoreBody))
)]
pub struct Api;

/// An entry as it stands.
#[derive(Debug, Serialize, ToSchema)]
struct EntryJson {
    id: i64,
    /// 考试年度.
    year: i64,
    /// assistant, intermediate, senior.
    level: &'static str,
    /// law_and_policy, comprehensive_ability, practice.
    subjects: Vec<&'static str>,
    /// planned, submitted, paid …
    state: &'static str,
    /// Local time, as it may be sent again.
    paid_at: Option<String>,
    /// 元, as a decimal.
    paid: Option<String>,
    /// 元, as a decimal.
    refunded: Option<String>,
    ticket_number: Option<String>,
    /// For `If-Match`.
    version: i64,
}

/// A new entry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryBody {
    /// 考试年度.
    year: i32,
    /// assistant, intermediate, senior.
    level: String,
    /// law_and_policy, comprehensive_ability, practice; none = all of the level.
    #[serde(default)]
    subjects: Vec<String>,
    /// planned, submitted, paid …
    state: String,
    /// Local: 2026-04-10 or 2026-04-10 09:00.
    #[serde(default)]
    paid_at: String,
    /// 元, as a decimal.
    #[serde(default)]
    paid: String,
    /// 元, as a decimal.
    #[serde(default)]
    refunded: String,
    #[serde(default)]
    ticket_number: String,
    /// Entered though the person is past the level or not admitted.
    #[serde(default)]
    confirmed: bool,
}

/// An entry as it should be; what is left out is emptied.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedEntryBody {
    /// law_and_policy, comprehensive_ability, practice; none = all of the level.
    #[serde(default)]
    subjects: Vec<String>,
    /// planned, submitted, paid …
    state: String,
    /// Local: 2026-04-10 or 2026-04-10 09:00.
    #[serde(default)]
    paid_at: String,
    /// 元, as a decimal.
    #[serde(default)]
    paid: String,
    /// 元, as a decimal.
    #[serde(default)]
    refunded: String,
    #[serde(default)]
    ticket_number: String,
    /// Needed for an earlier state.
    #[serde(default)]
    reason: String,
}

/// One score on record.
#[derive(Debug, Serialize, ToSchema)]
struct ResultJson {
    /// 考试年度.
    year: i64,
    /// assistant, intermediate, senior.
    level: &'static str,
    /// law_and_policy, comprehensive_ability, practice.
    subject: &'static str,
    /// Points, or 缺考, 违纪, 成绩无效.
    score: String,
    /// It is kept and passes nothing.
    revoked: bool,
    /// 工作区县, where a special pass line may hold.
    county: Option<String>,
    /// Hand back to change it.
    version: i64,
}

/// The scores of one year and level.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultsBody {
    /// 考试年度.
    year: i32,
    /// assistant, intermediate, senior.
    level: String,
    /// 工作区县, where a special pass line may hold.
    #[serde(default)]
    county: String,
    /// One for each subject that is new or changes.
    scores: Vec<ScoreBody>,
    /// Needed where a score on record changes.
    #[serde(default)]
    reason: String,
}

/// One subject's score.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScoreBody {
    /// law_and_policy, comprehensive_ability, practice.
    #[schema(value_type = String)]
    subject: Subject,
    /// Points, or 缺考, 违纪, 成绩无效.
    score: String,
    /// A re-check revoked it, or it was entered by mistake.
    #[serde(default)]
    revoked: bool,
    /// The version that was read; 0 where there was none.
    #[serde(default)]
    version: i64,
}

fn entry_json(
    request: &Request,
    (entry, season): &(StoredEntry, SeasonOfEntry),
    of: &[Subject],
) -> EntryJson {
    let details = &entry.details;
    let zone = request.app.config.time_zone;
    EntryJson {
        id: entry.id.0,
        year: season.year,
        level: details.level.as_str(),
        subjects: of.iter().map(|subject| subject.as_str()).collect(),
        state: details.state.as_str(),
        paid_at: details
            .paid_at
            .map(|at| to_local(at, zone).format("%Y-%m-%d %H:%M:%S").to_string()),
        paid: details.paid_cents.map(yuan_plain),
        refunded: details.refunded_cents.map(yuan_plain),
        ticket_number: details.ticket_number.clone(),
        version: entry.version,
    }
}

fn entries_of(request: &Request, conn: &mut Conn) -> Result<Vec<EntryJson>, Problem> {
    let (person, _) = person_of(request, conn)?;
    let known = entries::load_of_person(conn, person.id)?;
    let ids: Vec<EntryId> = known.iter().map(|(entry, _)| entry.id).collect();
    let subjects = entries::load_subjects(conn, &ids)?;
    Ok(known
        .iter()
        .map(|known| {
            let of: Vec<Subject> = subjects
                .get(&known.0.id)
                .map(|of| of.iter().copied().collect())
                .unwrap_or_default();
            entry_json(request, known, &of)
        })
        .collect())
}

fn one_entry(request: &Request, id: EntryId) -> Result<EntryJson, Problem> {
    let all = request.app.db.read(|conn| entries_of(request, conn))?;
    let found = all.into_iter().find(|entry| entry.id == id.0);
    found.ok_or(Problem::NotFound)
}

#[utoipa::path(get, path = "/api/v1/people/{id}/exam-entries", tag = "考试安排", summary = "一个人的报考记录",
    params(("id" = i64, Path, description = "人员编号"),
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")),
    responses((status = 200, description = "报考记录", body = Listed<EntryJson>), (status = 422, description = "参数不对")))]
fn list_entries(request: &Request, conn: &mut Conn) -> Answer {
    let all = entries_of(request, conn)?;
    Reply::listed(request, all, |entry| entry)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/exam-entries", tag = "考试安排", summary = "登记一次报名",
    params(("id" = i64, Path, description = "人员编号")),
    request_body = EntryBody,
    responses((status = 201, description = "报考记录", body = EntryJson)))]
fn add_entry(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let body: EntryBody = request.json()?;
    let typed = TypedEntry {
        year: body.year.to_string(),
        level: body.level,
        subjects: body.subjects,
        state: body.state,
        paid_at: body.paid_at,
        paid: body.paid,
        refunded: body.refunded,
        ticket_number: body.ticket_number,
        reason: String::new(),
        confirmed: body.confirmed,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let id = enter(&request.app, viewer, person, &typed, &occasion)?;
    let made = one_entry(request, id)?;
    let (path, version) = (
        format!("/api/v1/people/{person}/exam-entries/{id}"),
        made.version,
    );
    Ok(Reply::created(path, &made)?.with_etag(version))
}

#[utoipa::path(put, path = "/api/v1/people/{id}/exam-entries/{entry}", tag = "考试",
    summary = "修改报考记录；退回以前的状态要写原因",
    params(("id" = i64, Path, description = "人员编号"), ("entry" = i64, Path, description = "报考记录编号"),
        ("If-Match" = String, Header, description = "读到的版本")),
    request_body = ChangedEntryBody,
    responses((status = 200, description = "修改后的报考记录", body = EntryJson)))]
fn change_entry(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let entry = EntryId(request.param("entry")?);
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<ChangedEntryBody>()?;
    let typed = TypedEntry {
        subjects: body.subjects,
        state: body.state,
        paid_at: body.paid_at,
        paid: body.paid,
        refunded: body.refunded,
        ticket_number: body.ticket_number,
        reason: body.reason,
        ..TypedEntry::default()
    };
    let seen = (entry, version);
    change(&request.app, viewer, person, seen, &typed, &occasion)?;
    let now = one_entry(request, entry)?;
    let version = now.version;
    Ok(Reply::json(&now)?.with_etag(version))
}

fn result_json(stored: StoredResult) -> ResultJson {
    let score = super::pages::score_of(&stored.details);
    ResultJson {
        year: stored.details.year,
        level: stored.details.level.as_str(),
        subject: stored.details.subject.as_str(),
        score,
        revoked: stored.details.revoked,
        county: stored.details.work_county,
        version: stored.version,
    }
}

#[utoipa::path(get, path = "/api/v1/people/{id}/exam-results", tag = "考试安排", summary = "一个人的成绩",
    params(("id" = i64, Path, description = "人员编号"),
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")),
    responses((status = 200, description = "成绩", body = Listed<ResultJson>), (status = 422, description = "参数不对")))]
fn list_results(request: &Request, conn: &mut Conn) -> Answer {
    let (person, _) = person_of(request, conn)?;
    let all = results::load_of_person(conn, person.id)?;
    Reply::listed(request, all, result_json)
}

#[utoipa::path(post, path = "/api/v1/people/{id}/exam-results", tag = "考试",
    summary = "录入或更正一个年度、一个级别的成绩",
    params(("id" = i64, Path, description = "人员编号")),
    request_body = ResultsBody,
    responses((status = 200, description = "这一年度、级别现在的成绩", body = Vec<ResultJson>)))]
fn record_results(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let body: ResultsBody = request.json()?;
    let typed = TypedResults {
        year: body.year.to_string(),
        level: body.level,
        county: body.county,
        scores: body
            .scores
            .into_iter()
            .map(|score| TypedScore {
                subject: score.subject,
                score: score.score,
                revoked: score.revoked,
                seen_version: score.version,
            })
            .collect(),
        reason: body.reason,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    match record(&request.app, viewer, person, &typed, &occasion) {
        Err(ChangeError::Stale) => Err(Problem::Stale(
            "成绩刚刚被别人录入或更正过：请重新读取，带上新的 version 再提交".to_owned(),
        )),
        done => {
            done?;
            let now = request.app.db.read(|conn| {
                let (person, _) = person_of(request, conn)?;
                Ok::<_, Problem>(results::load_of_person(conn, person.id)?)
            })?;
            let of_year = |stored: &StoredResult| {
                stored.details.year.to_string() == typed.year
                    && stored.details.level.as_str() == typed.level
            };
            let now: Vec<ResultJson> = now.into_iter().filter(of_year).map(result_json).collect();
            Reply::json(&now)
        }
    }
}
