//! `/me` and the pages below it: one's own start, training, exams, certificates, data.

mod certificates;
mod exams;
mod profile;
mod training;

pub(super) use profile::problem as own_data_problem;
pub(super) use training::{MOST_FORM_BYTES, filer, filing_problem, handing, person_within};
pub(crate) use training::{TrailView, trail};

use askama::Template;

use super::tasks::{Task, tasks};
use super::views::{self, DoorView, RecordView, RuleView, season_mark};
use super::{Picture, load};
use crate::accounts::Right;
use crate::db::Conn;
use crate::money::yuan;
use crate::web::{Answer, Frame, Problem, Reply, Request, Route, Section};

/// So many records stand on the start page; the others are one click away.
const RECORDS_ON_START: usize = 8;

/// The routes of these pages.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::page("/me", Right::Own, start),
        Route::page("/me/exams", Right::Own, exams::page),
        Route::page("/me/certificates", Right::Own, certificates::page),
    ];
    routes.extend(profile::routes());
    routes.extend(training::routes());
    routes
}

/// The viewer's own picture.
fn picture<'r>(request: &'r Request, conn: &mut Conn) -> Result<Picture<'r>, Problem> {
    Ok(load(
        conn,
        &request.app,
        request.own_person()?,
        request.now,
    )?)
}

#[derive(Template)]
#[template(path = "me/start.html")]
struct StartPage {
    frame: Frame,
    name: String,
    level: &'static str,
    unit: String,
    tasks: Vec<Task>,
    rules: Vec<RuleView>,
    records: Vec<RecordView>,
    record_count: usize,
    certificates: Vec<certificates::CertificateView>,
    area: String,
    season_mark: Option<&'static str>,
    doors: Vec<DoorView>,
    /// What hangs on results that are not out.
    waits: Vec<String>,
    claims: Vec<ClaimView>,
}

/// One sentence for each level whose results are not out.
fn waits(picture: &Picture<'_>) -> Vec<String> {
    let told = picture.exams.told(picture.certified());
    picture
        .exams
        .waits_for()
        .into_iter()
        .map(|level| {
            let words = told.iter().find(|(status, _)| status.level == level);
            let words = words.map(|(_, words)| words.concat());
            let without = || {
                let year = picture.exams.held.unwrap_or_default();
                format!("{year}年考试已结束，成绩未公布。")
            };
            let words = words.filter(|words| !words.is_empty());
            format!("{}：{}", level.label(), words.unwrap_or_else(without))
        })
        .collect()
}

/// One claim in the list.
struct ClaimView {
    number: String,
    state: &'static str,
    amount: String,
    filed_on: chrono::NaiveDate,
}

fn start(request: &Request, conn: &mut Conn) -> Answer {
    let picture = picture(request, conn)?;
    let season = picture.exams.season.as_ref();
    let mut records = views::records(&picture);
    let record_count = records.len();
    records.truncate(RECORDS_ON_START);
    Reply::html(&StartPage {
        frame: request.frame("我的首页", Section::Me),
        name: picture.training.person.details.name.clone(),
        level: picture.level.map_or("还没有证书", |level| level.label()),
        unit: picture.unit_name().to_owned(),
        tasks: tasks(&picture),
        rules: views::rules(&picture),
        records,
        record_count,
        certificates: certificates::views(&picture),
        area: season.map_or_else(String::new, |season| {
            format!("{}年 · {}", season.days.year, season.days.area)
        }),
        season_mark: season.and_then(season_mark),
        doors: season.map_or_else(Vec::new, |season| views::doors(season, request.now.today)),
        waits: waits(&picture),
        claims: picture
            .claims
            .iter()
            .map(|(claim, cents)| ClaimView {
                number: claim.details.claim_number.clone(),
                state: claim.details.state.label(),
                amount: yuan(*cents),
                filed_on: claim.details.filed_on,
            })
            .collect(),
    })
}
