//! Seasons as they hold, and entering what a notice says.

use askama::Template;
use chrono::Datelike;

use super::rules::next_season_states;
use super::season_book::SeasonBook;
use super::season_changes::{enter, places};
use super::season_form::SeasonForm;
use super::{Season, SeasonState, season_conflict};
use crate::accounts::Right;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::changes::ChangeError;
use crate::db::Conn;
use crate::history::pages::{Row, rows};
use crate::policy::overview::season_facts;
use crate::policy::{SeasonDays, Trust};
use crate::web::{
    Answer, FieldProblem, Frame, Problem, Refusals, Reply, Request, Route, Section, choices,
};

/// The pages of seasons.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/seasons", Right::SeeDistrict, list),
        Route::page("/seasons/edit", Right::EditSeasons, edit),
        Route::act("/seasons", Right::EditSeasons, save),
        Route::page("/seasons/{year}/{place}", Right::SeeDistrict, one),
    ]
}

/// One season of a place as a page shows it.
pub struct SeasonLine {
    /// Its days.
    pub days: SeasonDays,
    /// Where they hold.
    pub place: String,
    /// Whether the district entered them here.
    pub entered: bool,
    /// A year long past that nobody entered and no source tells of.
    pub unknown: bool,
    /// The days in words.
    pub facts: Vec<(String, String)>,
}

impl SeasonLine {
    fn of(days: SeasonDays, place: &str, stored: Option<&Season>, this_year: i32) -> Self {
        let entered = stored.is_some_and(|season| !season.details.from_policy);
        let unknown = !entered && days.state == SeasonState::Expected && days.year < this_year;
        Self {
            // Guesses are for years to come.
            facts: if unknown {
                Vec::new()
            } else {
                season_facts(&days)
            },
            unknown,
            entered,
            place: place.to_owned(),
            days,
        }
    }

    /// Shape, word and class of the state.
    pub fn badge(&self) -> (&'static str, &'static str) {
        match self.days.state {
            _ if self.unknown => ("none", "— 没有资料"),
            SeasonState::Expected => ("ask", "● 预计"),
            SeasonState::Announced => ("done", "✓ 已公布"),
            SeasonState::Postponed => ("soon", "▲ 已延期"),
            SeasonState::Cancelled => ("none", "— 已取消"),
        }
    }
}

struct PlaceSeasons {
    place: String,
    lines: Vec<SeasonLine>,
}

#[derive(Template)]
#[template(path = "seasons/list.html")]
struct ListPage {
    frame: Frame,
    places: Vec<PlaceSeasons>,
    next_year: i32,
    may_edit: bool,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let app = &request.app;
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let next_year = request.now.today.year() + 1;
    let places = places(&app.policies, &tree, &reach)
        .into_iter()
        .map(|place| PlaceSeasons {
            lines: book
                .years(&place, next_year)
                .into_iter()
                .filter(|days| book.place(days.year, &place) == place)
                .map(|days| {
                    let stored = book.stored(days.year, &place);
                    (
                        SeasonLine::of(days, &place, stored, next_year - 1),
                        stored.is_some(),
                    )
                })
                // A past year of which nothing is known stands here only where somebody sat.
                .filter(|(line, stored)| !line.unknown || *stored)
                .map(|(line, _)| line)
                .collect(),
            place,
        })
        .collect();
    Reply::html(&ListPage {
        frame: request.frame("考试安排", Section::Seasons),
        places,
        next_year,
        may_edit: request.viewer()?.may(Right::EditSeasons),
    })
}

#[derive(Template)]
#[template(path = "seasons/season.html")]
struct SeasonPage {
    frame: Frame,
    line: SeasonLine,
    history: Vec<Row>,
    may_edit: bool,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let app = &request.app;
    let (year, place): (i32, String) = (request.param("year")?, request.param("place")?);
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    if !places(&app.policies, &tree, &reach).contains(&place) {
        return Err(Problem::NotFound);
    }
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let days = book.days(year, &place).ok_or(Problem::NotFound)?;
    let stored = book.stored(year, &place);
    let history = match stored {
        Some(season) => load_of_entity(conn, Entity::Season, season.id.0)?,
        None => Vec::new(),
    };
    let title = format!("{year}年度{place}考试安排");
    let history = rows(request, conn, &tree, &history)?;
    Reply::html(&SeasonPage {
        frame: request.frame(&title, Section::Seasons),
        line: SeasonLine::of(days, &place, stored, request.now.today.year()),
        history,
        may_edit: request.viewer()?.may(Right::EditSeasons),
    })
}

#[derive(Template)]
#[template(path = "seasons/edit.html")]
struct EditPage {
    frame: Frame,
    form: SeasonForm,
    places: Vec<(String, String)>,
    states: Vec<(String, String)>,
    trusts: Vec<(String, String)>,
    /// The version of the stored row that the form was made from; empty = none.
    version: String,
    problems: Vec<FieldProblem>,
    sentences: Vec<String>,
}

/// The form for a year and place, with what was typed in it.
fn form_page(
    request: &Request,
    conn: &mut Conn,
    typed: Option<SeasonForm>,
    refusals: Refusals,
) -> Result<EditPage, Problem> {
    let app = &request.app;
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    let known = places(&app.policies, &tree, &reach);
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let asked = |name: &str| match &typed {
        Some(_) => request.fields().text(name).to_owned(),
        None => request.query(name).unwrap_or_default().to_owned(),
    };
    let year = asked("year").parse().unwrap_or(request.now.today.year());
    let place = match asked("place") {
        place if place.is_empty() => known.first().cloned().unwrap_or_default(),
        place => place,
    };
    let days = book.days(year, &place);
    let from = days
        .as_ref()
        .map_or(SeasonState::Expected, |days| days.state);
    let version = match &typed {
        Some(_) => asked("version"),
        None => book
            .stored(year, &place)
            .map(|season| season.version.to_string())
            .unwrap_or_default(),
    };
    // Guessed days are no notice's: who fills in an expected year begins with empty ones.
    let announced = days.filter(|days| days.state != SeasonState::Expected);
    let form = typed.unwrap_or_else(|| match &announced {
        Some(days) => SeasonForm::of(days, &place),
        None => SeasonForm {
            year: year.to_string(),
            place: place.clone(),
            state: SeasonState::Announced.as_str().to_owned(),
            source_trust: Trust::ConfirmedA.as_str().to_owned(),
            ..SeasonForm::default()
        },
    });
    let next = std::iter::once(from).chain(next_season_states(from).iter().copied());
    Ok(EditPage {
        frame: request.frame("填写考试安排", Section::Seasons),
        form,
        places: choices(
            None,
            known.iter().map(|place| (place.as_str(), place.as_str())),
        ),
        states: choices(None, next.map(|state| (state.as_str(), state.label()))),
        trusts: choices(
            None,
            Trust::ALL.iter().map(|one| (one.as_str(), one.label())),
        ),
        version,
        problems: refusals.fields,
        sentences: refusals.sentences,
    })
}

fn edit(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form_page(request, conn, None, Refusals::default())?)
}

fn save(request: &Request) -> Answer {
    let again = |refusals: Refusals| {
        let typed = SeasonForm::typed(request.fields());
        let page = request
            .app
            .db
            .read(|conn| form_page(request, conn, Some(typed), refusals))?;
        Reply::invalid(&page)
    };
    let input = match SeasonForm::read(request.fields()) {
        Ok(input) => input,
        Err(problems) => return again(Refusals::of_fields(problems)),
    };
    let reach = request.reach_now()?;
    let seen = match request.fields().optional("version") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Problem::StalePage)?),
    };
    match enter(&request.app, &request.occasion()?, &reach, &input, seen) {
        Ok(season) => {
            let details = &season.details;
            let place = if details.district.is_empty() {
                &details.area
            } else {
                &details.district
            };
            Ok(
                Reply::see_other(format!("/seasons/{}/{}", details.year, path_part(place)))
                    .with_notice("已保存；还没发出的旧提醒会作废，下次提醒按新的日期"),
            )
        }
        Err(error @ ChangeError::Stale(_)) => Err(season_conflict::told(request, &input, error)),
        Err(error) => again(Refusals::of(error)?),
    }
}

/// A name as one part of a path: a redirect's header is ASCII.
pub(super) fn path_part(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
