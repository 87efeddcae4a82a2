//! Seasons for programs.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::SeasonInput;
use super::season_book::SeasonBook;
use super::season_changes::{enter, places};
use super::season_conflict;
use super::season_pages::path_part;
use crate::accounts::Right;
use crate::db::Conn;
use crate::policy::SeasonDays;
use crate::units;
use crate::web::{Answer, Listed, Problem, Reply, Request, Route, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/seasons", Right::SeeDistrict, list),
        Route::api_act(Verb::Post, "/api/v1/seasons", Right::EditSeasons, add),
        Route::api_read("/api/v1/seasons/{year}/{place}", Right::SeeDistrict, one),
        Route::api_act(
            Verb::Put,
            "/api/v1/seasons/{year}/{place}",
            Right::EditSeasons,
            replace,
        ),
    ]
}

/// The days of a season; local times of the district's zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeasonJson {
    year: i32,
    /// The exam area, or the district whose own days these are.
    place: String,
    /// expected, announced, postponed, cancelled.
    state: String,
    signup_opens: Option<NaiveDateTime>,
    signup_closes: Option<NaiveDateTime>,
    payment_closes: Option<NaiveDateTime>,
    ticket_first: Option<NaiveDate>,
    ticket_last: Option<NaiveDate>,
    exam_first: Option<NaiveDate>,
    exam_last: Option<NaiveDate>,
    results: Option<NaiveDateTime>,
    /// Whether only the day of the results is known.
    results_day_only: bool,
    service_cutoff: Option<NaiveDate>,
    source_document: String,
    source_trust: String,
    /// For `If-Match`; null where nothing was entered yet (then use POST).
    version: Option<i64>,
}

impl SeasonJson {
    fn of(days: SeasonDays, place: &str, version: Option<i64>) -> Self {
        Self {
            year: days.year,
            place: place.to_owned(),
            state: days.state.as_str().to_owned(),
            signup_opens: days.signup_opens,
            signup_closes: days.signup_closes,
            payment_closes: days.payment_closes,
            ticket_first: days.ticket.map(|ticket| ticket.first),
            ticket_last: days.ticket.map(|ticket| ticket.last),
            exam_first: days.exam.map(|exam| exam.first),
            exam_last: days.exam.map(|exam| exam.last),
            results: days.results,
            results_day_only: days.results_day_only,
            service_cutoff: days.service_cutoff,
            source_document: days.source.document,
            source_trust: days.source.trust.as_str().to_owned(),
            version,
        }
    }
}

/// The values of a season.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeasonBody {
    year: i32,
    place: String,
    state: String,
    signup_opens: Option<NaiveDateTime>,
    signup_closes: Option<NaiveDateTime>,
    payment_closes: Option<NaiveDateTime>,
    ticket_first: Option<NaiveDate>,
    ticket_last: Option<NaiveDate>,
    exam_first: Option<NaiveDate>,
    exam_last: Option<NaiveDate>,
    results: Option<NaiveDateTime>,
    #[serde(default)]
    results_day_only: bool,
    service_cutoff: Option<NaiveDate>,
    source_document: String,
    source_trust: String,
}

impl SeasonBody {
    fn input(self) -> Result<SeasonInput, Problem> {
        let unknown = |field: &str| Problem::field(field, "不认识这个词，请对照接口文档");
        Ok(SeasonInput {
            year: self.year,
            place: self.place,
            state: self.state.parse().map_err(|_| unknown("state"))?,
            signup_opens: self.signup_opens,
            signup_closes: self.signup_closes,
            payment_closes: self.payment_closes,
            ticket_first: self.ticket_first,
            ticket_last: self.ticket_last,
            exam_first: self.exam_first,
            exam_last: self.exam_last,
            results: self.results,
            results_day_only: self.results_day_only,
            service_cutoff: self.service_cutoff,
            source_document: self.source_document,
            source_trust: self
                .source_trust
                .parse()
                .map_err(|_| unknown("source_trust"))?,
        })
    }
}

/// The seasons of the viewer's exam areas and districts, the latest year first.
#[utoipa::path(
    get,
    path = "/api/v1/seasons",
    tag = "考试安排",
    summary = "各年度考试安排",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "考试安排", body = Listed<SeasonJson>))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let app = &request.app;
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let mut seasons = Vec::new();
    for place in places(&app.policies, &tree, &reach) {
        for days in book.years(&place, request.now.today.year() + 1) {
            if book.place(days.year, &place) == place {
                let version = book.stored(days.year, &place).map(|season| season.version);
                seasons.push(SeasonJson::of(days, &place, version));
            }
        }
    }
    Reply::listed(request, seasons, |season| season)
}

/// One season of a place within reach.
#[utoipa::path(
    get,
    path = "/api/v1/seasons/{year}/{place}",
    tag = "考试安排",
    summary = "一个年度的考试安排",
    params(
        ("year" = i32, Path, description = "考试年度"),
        ("place" = String, Path, description = "考区或区县")
    ),
    responses((status = 200, description = "考试安排；填写过的带 ETag", body = SeasonJson))
)]
fn one(request: &Request, conn: &mut Conn) -> Answer {
    let app = &request.app;
    let (year, place): (i32, String) = (request.param("year")?, request.param("place")?);
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    if !places(&app.policies, &tree, &reach).contains(&place) {
        return Err(Problem::NotFound);
    }
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let days = book.days(year, &place).ok_or(Problem::NotFound)?;
    let version = book.stored(year, &place).map(|season| season.version);
    let reply = Reply::json(&SeasonJson::of(days, &place, version))?;
    Ok(match version {
        Some(version) => reply.with_etag(version),
        None => reply,
    })
}

/// Enters a season of which nothing was entered yet.
#[utoipa::path(
    post,
    path = "/api/v1/seasons",
    tag = "考试安排",
    summary = "填写还没有填写过的考试安排",
    request_body = SeasonBody,
    responses(
        (status = 201, description = "已填写", body = SeasonJson),
        (status = 412, description = "已有人填写，请用 PUT")
    )
)]
fn add(request: &Request) -> Answer {
    let input = request.json::<SeasonBody>()?.input()?;
    store(request, &input, None)
}

/// Changes a season that was entered.
#[utoipa::path(
    put,
    path = "/api/v1/seasons/{year}/{place}",
    tag = "考试安排",
    summary = "修改考试安排",
    params(
        ("year" = i32, Path, description = "考试年度"),
        ("place" = String, Path, description = "考区或区县"),
        ("If-Match" = String, Header, description = "读到的版本")
    ),
    request_body = SeasonBody,
    responses(
        (status = 201, description = "已修改", body = SeasonJson)
    )
)]
fn replace(request: &Request) -> Answer {
    let (year, place): (i32, String) = (request.param("year")?, request.param("place")?);
    let change = request.change::<SeasonBody>()?;
    let seen = change.version;
    let mut input = change.body.input()?;
    input.year = year;
    input.place = place;
    store(request, &input, Some(seen))
}

fn store(request: &Request, input: &SeasonInput, seen: Option<i64>) -> Answer {
    let reach = request.reach_now()?;
    let app = &request.app;
    let season = enter(app, &request.occasion()?, &reach, input, seen)
        .map_err(|error| season_conflict::told(request, input, error))?;
    let place = if season.details.district.is_empty() {
        season.details.area.clone()
    } else {
        season.details.district.clone()
    };
    let days = app.db.read(|conn| {
        let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
        book.days(input.year, &place).ok_or(Problem::NotFound)
    })?;
    let path = format!("/api/v1/seasons/{}/{}", input.year, path_part(&place));
    let json = SeasonJson::of(days, &place, Some(season.version));
    Ok(Reply::created(path, &json)?.with_etag(season.version))
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, one, replace))]
pub struct Api;
