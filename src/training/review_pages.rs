//! `/reviews`: the queue of submitted records, and one case with the picture beside the
//! figures, the warnings, the trail and the decision on one screen.

mod asked;
mod case;
mod chosen;
pub(super) mod message;

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;

use super::TrainingRecordId;
use super::queue::{self, Case};
use super::review::{Correction, Decision, ReviewRefusal};
use super::rules::review::{Exception, Reviewer};
use super::store::submissions::{QueuePlace, Wanted, count_standing, load_steps};
use super::submission::Standing;
use crate::accounts::{Reach, Right};
use crate::clock::to_local;
use crate::db::{Conn, DatabaseError};
use crate::people;
use crate::units::UnitTree;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};
pub(super) use asked::Asked;
use asked::Choices;

/// Cases on one page.
const CASES_PER_PAGE: i64 = 50;

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/reviews", Right::SeeReviews, list),
        Route::act("/reviews", Right::ReviewTraining, chosen::decide),
        Route::recorded_page("/reviews.xlsx", Right::SeeReviews, asked::download),
        Route::recorded_page("/reviews/message", Right::ReviewTraining, message::page),
        Route::page("/reviews/{id}", Right::SeeReviews, case::show),
        Route::act("/reviews/{id}", Right::ReviewTraining, case::decide_one),
    ]
}

/// Who reviews, from the viewer.
pub(super) fn reviewer(request: &Request) -> Result<Reviewer, Problem> {
    let viewer = request.viewer()?;
    Ok(Reviewer {
        account: viewer.account,
        name: viewer.name.clone(),
        person: viewer.person,
        posts: viewer
            .roles
            .iter()
            .filter(|held| Right::ReviewTraining.roles().contains(&held.role))
            .filter_map(|held| held.unit)
            .collect(),
    })
}

/// The units and how far the right of the route reaches.
pub(super) fn scope(request: &Request, conn: &mut Conn) -> Result<(Arc<UnitTree>, Reach), Problem> {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    Ok((tree, reach))
}

/// One case in the list.
struct CaseLine {
    id: TrainingRecordId,
    version: i64,
    name: String,
    unit: String,
    title: String,
    last_day: chrono::NaiveDate,
    figures: String,
    proofs: usize,
    handed_in: String,
    filed_by: Option<String>,
    exceptions: Vec<String>,
    /// What was decided, when and why: 退回：看不清（2026-03-09，李四）.
    outcome: Option<String>,
    own: bool,
    /// The viewer may decide about it.
    decides: bool,
}

/// One filter above the list.
struct Chip {
    label: &'static str,
    query: String,
    count: i64,
    current: bool,
}

#[derive(Template)]
#[template(path = "reviews/list.html")]
struct ListPage {
    frame: Frame,
    chips: Vec<Chip>,
    waiting: bool,
    may_decide: bool,
    /// Whether there is something to tell those listed.
    told: bool,
    cases: Vec<CaseLine>,
    problems: Vec<FieldProblem>,
    outcomes: Vec<String>,
    reason: String,
    page: i64,
    more: bool,
    asked: Asked,
    choices: Choices,
    unit: String,
    kind: String,
    search: String,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&list_page(request, conn)?)
}

fn list_page(request: &Request, conn: &mut Conn) -> Result<ListPage, Problem> {
    let (tree, reach) = scope(request, conn)?;
    let asked = Asked::read(request)?;
    let wanted = asked.wanted(conn, &tree, &reach)?;
    let page: i64 = request
        .query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 10_000);
    let mut chips = Vec::new();
    for shown in [
        Standing::Waiting,
        Standing::Returned,
        Standing::Recognised,
        Standing::Rejected,
    ] {
        chips.push(Chip {
            label: shown.label(),
            query: asked.standing(shown).query(),
            count: count_standing(
                conn,
                &Wanted {
                    standing: shown,
                    ..wanted.clone()
                },
            )?,
            current: shown == asked.standing,
        });
    }
    let total = chips
        .iter()
        .find(|chip| chip.current)
        .map_or(0, |chip| chip.count);
    let place = QueuePlace::Skip((page - 1) * CASES_PER_PAGE);
    let cases = queue::load(conn, &wanted, place, CASES_PER_PAGE)?;
    let names = names_of(conn, &cases, &reach)?;
    let mut outcomes = outcomes_of(request, conn, &cases)?;
    let viewer = request.viewer()?;
    let deciding = viewer.reach(Right::ReviewTraining, &tree);
    let cases: Vec<CaseLine> = cases
        .into_iter()
        .map(|case| {
            let decides = deciding.contains(case.person.details.unit_id);
            let outcome = outcomes.remove(&case.record.id);
            CaseLine {
                outcome,
                ..line(request, &tree, &names, viewer.person, decides, case)
            }
        })
        .collect();
    Ok(ListPage {
        frame: request.frame("审核培训证明", Section::Reviews),
        chips,
        waiting: asked.standing == Standing::Waiting,
        told: total > 0 && message::told(asked.standing).is_some(),
        may_decide: cases.iter().any(|case| case.decides),
        cases,
        problems: Vec::new(),
        outcomes: Vec::new(),
        reason: String::new(),
        page,
        more: page * CASES_PER_PAGE < total,
        choices: Choices::of(request, &tree, &reach)?,
        unit: asked.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        search: asked.search.clone().unwrap_or_default(),
        kind: asked
            .kind
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        asked,
    })
}

/// How each decided case was decided last: the word, the reason, the day and by whom.
fn outcomes_of(
    request: &Request,
    conn: &mut Conn,
    cases: &[Case],
) -> Result<HashMap<TrainingRecordId, String>, Problem> {
    let decided: Vec<TrainingRecordId> = cases
        .iter()
        .filter(|case| case.submission.standing != Standing::Waiting)
        .map(|case| case.record.id)
        .collect();
    if decided.is_empty() {
        return Ok(HashMap::new());
    }
    let zone = request.app.config.time_zone;
    // In order, so the last step of a record stays.
    Ok(load_steps(conn, &decided)?
        .into_iter()
        .map(|step| {
            let day = to_local(step.taken_at, zone).format("%Y-%m-%d");
            let reason = step
                .reason
                .map(|reason| format!("：{reason}"))
                .unwrap_or_default();
            let word = step.step.label();
            (
                step.record_id,
                format!("{word}{reason}（{day}，{}）", step.actor_name),
            )
        })
        .collect())
}

type Names = HashMap<people::PersonId, String>;

/// The names of those whose files were seen elsewhere, as far as the reviewer reaches.
fn names_of(conn: &mut Conn, cases: &[Case], reach: &Reach) -> Result<Names, Problem> {
    let ids: Vec<people::PersonId> = cases
        .iter()
        .flat_map(|case| &case.exceptions)
        .filter_map(|exception| match exception {
            Exception::SameFileOfOther { person } => Some(*person),
            _ => None,
        })
        .collect();
    if ids.is_empty() {
        return Ok(Names::new());
    }
    Ok(people::store::load_of_ids(conn, &ids)?
        .into_iter()
        .filter(|person| reach.contains(person.details.unit_id))
        .map(|person| (person.id, person.details.name))
        .collect())
}

fn line(
    request: &Request,
    tree: &UnitTree,
    names: &Names,
    viewer: Option<people::PersonId>,
    decides: bool,
    case: Case,
) -> CaseLine {
    let details = &case.record.details;
    CaseLine {
        id: case.record.id,
        version: case.record.version,
        own: viewer == Some(case.person.id),
        decides,
        unit: unit_name(tree, &case),
        title: details.title.clone(),
        last_day: details.last_day,
        figures: details.figures(),
        proofs: case.proofs.len(),
        handed_in: to_local(case.submission.handed_in_at, request.app.config.time_zone)
            .format("%Y-%m-%d")
            .to_string(),
        filed_by: case
            .submission
            .on_behalf
            .then(|| case.submission.filed_by_name.clone()),
        exceptions: sentences(&case, names),
        outcome: None,
        name: case.person.details.name,
    }
}

fn unit_name(tree: &UnitTree, case: &Case) -> String {
    tree.get(case.person.details.unit_id)
        .map(|unit| unit.details.name.clone())
        .unwrap_or_default()
}

fn sentences(case: &Case, names: &Names) -> Vec<String> {
    case.exceptions
        .iter()
        .map(|exception| exception.sentence(|person| names.get(&person).cloned()))
        .collect()
}

/// The decision that a word names; the figures are a correction where they differ.
pub(super) fn decision(word: &str, figures: Option<Correction>, reason: &str) -> Option<Decision> {
    match word {
        "recognise" => Some(Decision::Recognise(figures)),
        "return" => Some(Decision::Return(reason.to_owned())),
        "reject" => Some(Decision::Reject(reason.to_owned())),
        _ => None,
    }
}

/// A refusal that no field can carry.
pub(super) fn problem(refusal: ReviewRefusal) -> Problem {
    match refusal {
        ReviewRefusal::NoRecord => Problem::NotFound,
        ReviewRefusal::Stale => Problem::Stale(refusal.to_string()),
        ReviewRefusal::Barred(_) | ReviewRefusal::NotWaiting(_) | ReviewRefusal::LookFirst => {
            Problem::Refused(refusal.to_string())
        }
        ReviewRefusal::Invalid(wrong) => Problem::Invalid(
            wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    message: wrong.message,
                })
                .collect(),
        ),
        ReviewRefusal::Mail(error) => Problem::internal(error),
        ReviewRefusal::Template(error) => Problem::internal(error),
        ReviewRefusal::Database(DatabaseError::Query(error)) => error.into(),
        ReviewRefusal::Database(error) => error.into(),
    }
}
