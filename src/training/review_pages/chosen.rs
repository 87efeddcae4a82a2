//! What was ticked in the list, decided together.

use super::{Asked, decision, list_page, problem, reviewer, scope};
use crate::training::TrainingRecordId;
use crate::training::queue;
use crate::training::review::{ReviewRefusal, Seen, decide_many};
use crate::web::{Answer, FieldProblem, Problem, Reply, Request};

/// Recognises or sends back what was ticked; each by itself, so the page tells what
/// became of those that were not decided.
pub(super) fn decide(request: &Request) -> Answer {
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
