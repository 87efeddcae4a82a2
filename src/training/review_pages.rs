//! `/reviews`: the queue of submitted records, and one case with the picture beside the
//! figures, the warnings, the trail and the decision on one screen.

mod asked;
mod case;

use std::collections::HashMap;

use askama::Template;

use super::TrainingRecordId;
use super::queue::{self, Case};
use super::review::{Correction, Decision, ReviewRefusal, Seen, decide_many};
use super::rules::review::{Exception, Reviewer};
use super::store::submissions::{QueuePlace, Wanted, count_standing};
use super::submission::Standing;
use crate::accounts::{Reach, Right};
use crate::clock::to_local;
use crate::db::{Conn, DatabaseError};
use crate::people;
use crate::units::{self, UnitTree};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};
pub(super) use asked::Asked;
use asked::Choices;

/// Cases on one page.
const CASES_PER_PAGE: i64 = 50;

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/reviews", Right::SeeReviews, list),
        Route::act("/reviews", Right::ReviewTraining, decide_chosen),
        Route::recorded_page("/reviews.xlsx", Right::SeeReviews, asked::download),
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
pub(super) fn scope(request: &Request, conn: &mut Conn) -> Result<(UnitTree, Reach), Problem> {
    let tree = units::store::load_tree(conn)?;
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
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&list_page(request, conn)?)
}

fn list_page(request: &Request, conn: &mut Conn) -> Result<ListPage, Problem> {
    let (tree, reach) = scope(request, conn)?;
    let asked = Asked::read(request)?;
    let wanted = asked.wanted(&tree, &reach)?;
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
    let viewer = request.viewer()?;
    let deciding = viewer.reach(Right::ReviewTraining, &tree);
    let cases: Vec<CaseLine> = cases
        .into_iter()
        .map(|case| {
            let decides = deciding.contains(case.person.details.unit_id);
            line(request, &tree, &names, viewer.person, decides, case)
        })
        .collect();
    Ok(ListPage {
        frame: request.frame("审核培训证明", Section::Reviews),
        chips,
        waiting: asked.standing == Standing::Waiting,
        may_decide: cases.iter().any(|case| case.decides),
        cases,
        problems: Vec::new(),
        outcomes: Vec::new(),
        reason: String::new(),
        page,
        more: page * CASES_PER_PAGE < total,
        choices: Choices::of(request, &tree, &reach)?,
        unit: asked.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        kind: asked
            .kind
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        asked,
    })
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

/// Recognises or sends back what was ticked; each by itself, so the page tells what
/// became of those that were not decided.
fn decide_chosen(request: &Request) -> Answer {
    let fields = request.fields();
    let chosen: Vec<Seen> = fields.all("seen").into_iter().filter_map(seen).collect();
    if chosen.is_empty() {
        return told_again(
            request,
            "seen",
            "请先勾选要办理的记录".to_owned(),
            Vec::new(),
        );
    }
    let reason = fields.text("reason");
    let Some(decision) = decision(fields.text("decision"), None, reason) else {
        return told_again(
            request,
            "seen",
            "请选择批量认定或批量退回".to_owned(),
            Vec::new(),
        );
    };
    let (_, reach) = request.app.db.read(|conn| scope(request, conn))?;
    let outcomes = decide_many(
        &request.app,
        &reach,
        &reviewer(request)?,
        &chosen,
        &decision,
        &request.occasion()?,
    )
    .map_err(problem)?;
    let done = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.is_ok())
        .count();
    let untried = chosen.len() - outcomes.len();
    let mut left: Vec<String> = Vec::new();
    for (record, outcome) in outcomes {
        match outcome {
            Ok(()) => {}
            Err(ReviewRefusal::Invalid(wrong)) => {
                let message = wrong
                    .first()
                    .map_or_else(String::new, |wrong| wrong.message.clone());
                return told_again(request, "reason", message, Vec::new());
            }
            Err(ReviewRefusal::Database(error)) => {
                return Err(broken_off(error.into(), done, untried + 1));
            }
            Err(refusal) => {
                let found = request
                    .app
                    .db
                    .read(|conn| Ok::<_, Problem>(queue::find(conn, &reach, record)?))?;
                let whose = found.map_or_else(String::new, |case| {
                    let (name, title) = (&case.person.details.name, &case.record.details.title);
                    format!("{name}“{title}”")
                });
                left.push(format!("{whose}没有办理：{refusal}"));
            }
        }
    }
    if left.is_empty() {
        let back = format!("/reviews?{}", Asked::read(request)?.query());
        return Ok(Reply::see_other(back).with_notice(format!("已办理 {done} 条")));
    }
    left.insert(
        0,
        format!("已办理 {done} 条，另有 {} 条没有办理", left.len()),
    );
    told_again(request, "", String::new(), left)
}

/// The database failed among many: what was decided before it stays decided, and the page
/// must not say that nothing was changed.
fn broken_off(problem: Problem, done: usize, left: usize) -> Problem {
    if done == 0 {
        return problem;
    }
    tracing::error!(error = ?problem, done, left, "a decision about many broke off");
    Problem::Partly(format!(
        "已办理 {done} 条，其余 {left} 条因数据库暂时出错没有办理；请回到审核列表刷新，核对后再办理其余的"
    ))
}

fn told_again(request: &Request, field: &str, message: String, outcomes: Vec<String>) -> Answer {
    let mut page = request.app.db.read(|conn| list_page(request, conn))?;
    page.reason = request.fields().text("reason").to_owned();
    page.outcomes = outcomes;
    if message.is_empty() {
        return Reply::html(&page);
    }
    page.problems.push(FieldProblem {
        field: field.to_owned(),
        message,
    });
    Reply::invalid(&page)
}

/// `12:3`: record 12 as version 3 was seen.
fn seen(text: &str) -> Option<Seen> {
    let (record, version) = text.split_once(':')?;
    Some(Seen {
        record: TrainingRecordId(record.parse().ok()?),
        version: version.parse().ok()?,
    })
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
