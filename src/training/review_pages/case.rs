//! One case: the picture beside the figures, the warnings, the trail and the decision.

use askama::Template;

use super::{decision, names_of, problem, reviewer, scope, sentences, unit_name};
use crate::accounts::Right;
use crate::db::Conn;
use crate::me::Badge;
use crate::me::pages::{TrailView, trail};
use crate::training::conflict;
use crate::training::queue::{self, Case};
use crate::training::review::{Correction, Decision, ReviewRefusal, Seen, decide};
use crate::training::store::submissions;
use crate::training::submission::Standing;
use crate::training::{TrainingRecordId, plain_figure};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "reviews/case.html")]
struct CasePage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    unit: String,
    sentences: Vec<String>,
    trail: Vec<TrailView>,
    state: Badge,
    waiting: bool,
    may_decide: bool,
    /// It is the viewer's own: somebody else decides.
    own: bool,
    next: Option<TrainingRecordId>,
    days: String,
    hours: String,
    reason: String,
    version: i64,
    per_day: Option<String>,
    case: Case,
}

pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&case_page(request, conn)?)
}

fn case_page(request: &Request, conn: &mut Conn) -> Result<CasePage, Problem> {
    let id: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let (tree, reach) = scope(request, conn)?;
    let case = queue::find(conn, &reach, id)?.ok_or(Problem::NotFound)?;
    let names = names_of(conn, std::slice::from_ref(&case), &reach)?;
    let next = queue::next_waiting(conn, &reach, &case.submission)?;
    let lines = submissions::load_steps(conn, &[id])?;
    let figure = |value: Option<i64>| value.map_or_else(String::new, plain_figure);
    let details = &case.record.details;
    let calendar_days = (details.last_day - details.first_day).num_days() + 1;
    Ok(CasePage {
        frame: request.frame("审核培训证明", Section::Reviews),
        problems: Vec::new(),
        unit: unit_name(&tree, &case),
        sentences: sentences(&case, &names),
        trail: trail(request, lines),
        state: Badge::of_standing(case.submission.standing),
        waiting: case.submission.standing == Standing::Waiting,
        own: request.viewer()?.is(case.person.id),
        may_decide: request
            .viewer()?
            .reach(Right::ReviewTraining, &tree)
            .contains(case.person.details.unit_id),
        next,
        days: figure(details.days_hundredths),
        hours: figure(details.hours_hundredths),
        reason: String::new(),
        version: request.version_of_form(case.record.version),
        per_day: details
            .hours_hundredths
            .map(|hours| plain_figure(hours / calendar_days.max(1))),
        case,
    })
}

pub(super) fn decide_one(request: &Request) -> Answer {
    let id: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let fields = request.fields();
    let (days, hours, reason) = (
        fields.text("days"),
        fields.text("hours"),
        fields.text("reason"),
    );
    let page = request.app.db.read(|conn| case_page(request, conn))?;
    let figures = Correction {
        days: days.to_owned(),
        hours: hours.to_owned(),
    };
    let Some(decision) = decision(fields.text("decision"), Some(figures), reason) else {
        return Err(Problem::field("decision", "请选择认定、退回或不予认定"));
    };
    let seen = Seen {
        record: id,
        version: fields.text("version").parse().unwrap_or_default(),
    };
    let (_, reach) = request.app.db.read(|conn| scope(request, conn))?;
    let outcome = decide(
        &request.app,
        &reach,
        &reviewer(request)?,
        seen,
        &decision,
        &request.occasion()?,
    );
    match outcome {
        Ok(()) => {
            let next = page
                .next
                .map_or_else(|| "/reviews".to_owned(), |next| format!("/reviews/{next}"));
            let done = match decision {
                Decision::Recognise(_) => "已认定",
                Decision::Return(_) => "已退回",
                Decision::Reject(_) => "已不予认定",
            };
            let told = format!(
                "{done}：{}《{}》",
                page.case.person.details.name, page.case.record.details.title
            );
            Ok(Reply::see_other(next).with_notice(told))
        }
        Err(ReviewRefusal::Invalid(wrong)) => {
            let mut page = page;
            page.problems = wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    message: wrong.message,
                })
                .collect();
            (page.days, page.hours, page.reason) =
                (days.to_owned(), hours.to_owned(), reason.to_owned());
            Reply::invalid(&page)
        }
        Err(ReviewRefusal::Stale) => {
            let typed = [days, hours, reason];
            let case = &page.case;
            let told = |conn: &mut Conn| {
                conflict::of_review(request, conn, case, decision.standing(), typed)
            };
            Err(request.app.db.read(told)?)
        }
        Err(refusal) => Err(problem(refusal)),
    }
}
