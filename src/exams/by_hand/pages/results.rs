//! The scores of one person in one year and level.

use askama::Template;
use chrono::Datelike;

use super::level_choices;
use crate::certificates::Level;
use crate::db::Conn;
use crate::exams::by_hand::{TypedResults, TypedScore, record};
use crate::exams::store::results as store;
use crate::exams::{ResultDetails, ScoreKind, Subject};
use crate::people::PersonId;
use crate::people::answers::Wrong;
use crate::people::pages::person_of;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

/// One subject on the form.
struct ScoreField {
    word: &'static str,
    name: String,
    label: &'static str,
    score: String,
    revoked: bool,
    /// The version on record; 0 where there is none.
    version: i64,
}

#[derive(Template)]
#[template(path = "people/results.html")]
struct ResultsPage {
    frame: Frame,
    person: i64,
    name: String,
    year: String,
    level: String,
    level_name: &'static str,
    levels: Vec<(String, String)>,
    fields: Vec<ScoreField>,
    on_record: bool,
    county: String,
    reason: String,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
}

/// `58.5`, `缺考`: as it may be typed again.
pub(in crate::exams::by_hand) fn score_of(details: &ResultDetails) -> String {
    match details.score_tenths {
        Some(tenths) if tenths % 10 == 0 => (tenths / 10).to_string(),
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        None => match details.score_kind {
            ScoreKind::Score => String::new(),
            kind => kind.label().to_owned(),
        },
    }
}

fn typed(request: &Request) -> TypedResults {
    let fields = request.fields();
    let text = |name: &str| fields.text(name).to_owned();
    TypedResults {
        year: text("year"),
        level: text("level"),
        county: text("county"),
        scores: Subject::ALL
            .iter()
            .map(|subject| TypedScore {
                subject: *subject,
                score: text(&format!("score_{subject}")),
                revoked: fields.checked(&format!("revoked_{subject}")),
                seen_version: text(&format!("version_{subject}")).parse().unwrap_or(0),
            })
            .collect(),
        reason: text("reason"),
    }
}

fn form(
    request: &Request,
    conn: &mut Conn,
    shown: Option<&TypedResults>,
    wrong: Wrong,
) -> Result<ResultsPage, Problem> {
    let (person, _) = person_of(request, conn)?;
    let asked = |name: &str| {
        let typed = request.fields().optional(name);
        request.query(name).or(typed).unwrap_or_default().to_owned()
    };
    let mut year = asked("year");
    if year.is_empty() {
        year = request.now.today.year().to_string();
    }
    let level_word = asked("level");
    let level = level_word
        .parse::<Level>()
        .ok()
        .filter(|level| !request.app.policies.subjects(*level).is_empty());
    let known: Vec<_> = store::load_of_person(conn, person.id)?
        .into_iter()
        .filter(|known| year == known.details.year.to_string())
        .filter(|known| Some(known.details.level) == level)
        .collect();
    let subjects = level.map_or_else(Vec::new, |level| request.app.policies.subjects(level));
    let fields = subjects
        .into_iter()
        .map(|subject| {
            let stored = known.iter().find(|one| one.details.subject == subject);
            let typed = shown.and_then(|shown| {
                let mut scores = shown.scores.iter();
                scores.find(|score| score.subject == subject)
            });
            ScoreField {
                word: subject.as_str(),
                name: format!("score_{subject}"),
                label: subject.label(),
                score: match (typed, stored) {
                    (Some(typed), _) => typed.score.clone(),
                    (None, Some(stored)) => score_of(&stored.details),
                    (None, None) => String::new(),
                },
                revoked: typed.map_or_else(
                    || stored.is_some_and(|stored| stored.details.revoked),
                    |typed| typed.revoked,
                ),
                version: stored.map_or(0, |stored| stored.version),
            }
        })
        .collect();
    let county = known
        .iter()
        .find_map(|known| known.details.work_county.clone());
    Ok(ResultsPage {
        frame: request.frame("录入成绩", Section::People),
        person: person.id.0,
        name: person.details.name.clone(),
        year,
        level_name: level.map_or("", |level| level.label()),
        level: level_word,
        levels: level_choices(),
        fields,
        on_record: !known.is_empty(),
        county: shown.map_or_else(|| county.unwrap_or_default(), |shown| shown.county.clone()),
        reason: shown.map(|shown| shown.reason.clone()).unwrap_or_default(),
        sentence: wrong.sentence,
        problems: wrong.problems,
    })
}

/// `GET /people/{id}/results?year=…&level=…`
pub(super) fn ask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, None, Wrong::default())?)
}

/// `POST /people/{id}/results`
pub(super) fn save(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    match record(&request.app, viewer, person, &typed, &occasion) {
        Ok(scores) => Ok(Reply::see_other(format!("/people/{person}#exams"))
            .with_notice(format!("已保存{scores}科成绩"))),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let page = request
                .app
                .db
                .read(|conn| form(request, conn, Some(&typed), wrong))?;
            Reply::html_with(status, &page)
        }
    }
}
