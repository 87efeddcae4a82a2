//! Adding a version by programs, and the trial before it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::{ReimbursementBody, TrainingRuleBody};
use crate::policy::actions;
use crate::policy::rules::NewVersion;
use crate::policy::trial::{self, TrialLine, TrialStanding};
use crate::units;
use crate::web::{Answer, Listed, Problem, Reply, Request, page};

/// What was added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PolicyVersionJson {
    id: i64,
    rule_id: String,
    region: String,
    valid_from: NaiveDate,
    source_document: String,
    added_by: String,
}

/// How one person stands.
#[derive(Debug, Serialize, ToSchema)]
struct TrialStandingJson {
    /// The state: of a training rule complete, short …; of a policy proposed, not_yet …
    state: &'static str,
    /// What is owed, in hundredths of the rule's unit; only of a training rule.
    required_hundredths: Option<i64>,
    /// What is missing, in hundredths of the rule's unit; only of a training rule.
    open_hundredths: Option<i64>,
    /// What would be paid, in 分; only of a reimbursement policy.
    amount_cents: Option<i64>,
    /// All of it in one line.
    sentence: String,
}

/// One person, unit or day that the version would touch.
#[derive(Debug, Serialize, ToSchema)]
struct TrialLineJson {
    /// null where it is about a unit or a day.
    person: Option<i64>,
    /// Only where it is about a unit.
    unit_id: Option<i64>,
    name: String,
    unit: String,
    level: Option<&'static str>,
    /// 2026年考试; null where it is about the person as a whole.
    about: Option<String>,
    before: Option<TrialStandingJson>,
    after: Option<TrialStandingJson>,
}

/// How many stand in a state.
#[derive(Debug, Serialize, ToSchema)]
struct TrialCountJson {
    label: &'static str,
    before: i64,
    after: i64,
}

/// Whom a version would touch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrialJson {
    /// The day that was looked at.
    day: NaiveDate,
    /// How many the policy holds for, before or after.
    people: i64,
    /// How many would change.
    changed: usize,
    counts: Vec<TrialCountJson>,
    /// Who would change, a page of them.
    items: Vec<TrialLineJson>,
    /// Hand back as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

fn standing(standing: TrialStanding) -> TrialStandingJson {
    TrialStandingJson {
        state: standing.state,
        required_hundredths: standing.required_hundredths,
        open_hundredths: standing.open_hundredths,
        amount_cents: standing.amount_cents,
        sentence: standing.sentence,
    }
}

fn line(line: TrialLine) -> TrialLineJson {
    TrialLineJson {
        person: line.person.map(|person| person.0),
        unit_id: line.unit_id.map(|unit| unit.0),
        name: line.name,
        unit: line.unit,
        level: line.level.map(|level| level.as_str()),
        about: line.about,
        before: line.before.map(standing),
        after: line.after.map(standing),
    }
}

pub(super) fn add(request: &Request, new: NewVersion) -> Answer {
    let reach = request.reach_now()?;
    let version = actions::add(&request.app, &request.occasion()?, &reach, new)?;
    let json = PolicyVersionJson {
        id: version.id.0,
        rule_id: version.details.rule_id,
        region: version.details.region,
        valid_from: version.details.valid_from,
        source_document: version.details.source_document,
        added_by: version.details.added_by,
    };
    Reply::created("/api/v1/policies", &json)
}

pub(super) fn try_it(request: &Request, mut new: NewVersion, on: Option<NaiveDate>) -> Answer {
    let day = on.unwrap_or_else(|| request.now.today.max(new.from()));
    let app = &request.app;
    new.use_official_names(&app.policies);
    if new.id().is_empty() {
        new.set_id("trial");
    }
    let told = app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = request.reach(&tree)?;
        let after = actions::with_version(conn, app, &tree, &reach, &new)?;
        Ok::<_, Problem>(trial::compare(conn, app, &after, &tree, &reach, &new, day)?)
    })?;
    let changed = told.lines.len();
    let Listed { items, next } = page(request, told.lines, line)?;
    Reply::json(&TrialJson {
        day: told.day,
        people: told.people,
        changed,
        counts: told
            .counts
            .iter()
            .map(|count| TrialCountJson {
                label: count.label,
                before: count.before,
                after: count.after,
            })
            .collect(),
        items,
        next,
    })
}

/// Adds a dated version of a training rule; from its first day on it holds.
#[utoipa::path(
    post,
    path = "/api/v1/policies/training-rules",
    tag = "政策",
    summary = "添加继续教育要求的新版本",
    request_body = TrainingRuleBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_training_rule(request: &Request) -> Answer {
    let rule = request.json::<TrainingRuleBody>()?.rule()?;
    add(request, NewVersion::TrainingRule(Box::new(rule)))
}

/// Whom a version of a training rule would touch; stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/policies/training-rules/trial",
    tag = "政策",
    summary = "试算继续教育要求的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = TrainingRuleBody,
    responses((status = 200, description = "会影响哪些人", body = TrialJson))
)]
pub(super) fn try_training_rule(request: &Request) -> Answer {
    let body = request.json::<TrainingRuleBody>()?;
    let on = body.on;
    try_it(
        request,
        NewVersion::TrainingRule(Box::new(body.rule()?)),
        on,
    )
}

/// Adds a dated version of a reimbursement policy; from its first day on it holds.
#[utoipa::path(
    post,
    path = "/api/v1/policies/reimbursements",
    tag = "政策",
    summary = "添加报销政策的新版本",
    request_body = ReimbursementBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
pub(super) fn add_reimbursement(request: &Request) -> Answer {
    let policy = request.json::<ReimbursementBody>()?.policy()?;
    add(request, NewVersion::Reimbursement(Box::new(policy)))
}

/// Which exam entries a version of a reimbursement policy would pay otherwise.
#[utoipa::path(
    post,
    path = "/api/v1/policies/reimbursements/trial",
    tag = "政策",
    summary = "试算报销政策的新版本，不保存",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    request_body = ReimbursementBody,
    responses((status = 200, description = "会影响哪些报考", body = TrialJson))
)]
pub(super) fn try_reimbursement(request: &Request) -> Answer {
    let body = request.json::<ReimbursementBody>()?;
    let on = body.on;
    try_it(
        request,
        NewVersion::Reimbursement(Box::new(body.policy()?)),
        on,
    )
}
