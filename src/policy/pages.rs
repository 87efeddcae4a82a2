//! Policies with their documents; a new version, with a trial before it is added.

use std::sync::Arc;

use askama::Template;
use chrono::NaiveDate;

use super::actions::{self, is_told};
use super::form::{LINES, RuleForm, read};
use super::overview::{PolicyEntry, PolicySection};
use super::rules::NewVersion;
use super::versions::PolicyVersion;
use super::{Policies, Trust, store};
use crate::accounts::{Reach, Right};
use crate::certificates::Level;
use crate::db::{Conn, DatabaseError};
use crate::training::trial::{self, Standing, Trial};
use crate::training::{RuleUnit, TrainingKind, TrainingMode, WindowKind};
use crate::units::{self, UnitTree};
use crate::web::{
    Answer, FieldProblem, Frame, Problem, Refusals, Reply, Request, Route, Section, choices,
    parse_day,
};

/// The pages of policies.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/policies", Right::SeeDistrict, list),
        Route::page("/policies/new", Right::EditPolicies, blank),
        Route::act("/policies/trial", Right::EditPolicies, try_it),
        Route::act("/policies", Right::EditPolicies, add),
        Route::page("/policies/{key}", Right::SeeDistrict, one),
    ]
}

/// The entries that hold for any unit within reach.
fn told(policies: &Policies, tree: &UnitTree, reach: &Reach) -> Vec<PolicyEntry> {
    let mut regions: std::collections::HashMap<String, bool> = std::collections::HashMap::new();
    let mut entries = policies.overview();
    entries.retain(|entry| {
        *regions
            .entry(entry.region.clone())
            .or_insert_with(|| is_told(policies, tree, reach, &entry.region))
    });
    entries
}

/// The entries of one section.
struct Shelf {
    section: PolicySection,
    entries: Vec<PolicyEntry>,
}

#[derive(Template)]
#[template(path = "policies/list.html")]
struct ListPage {
    frame: Frame,
    shelves: Vec<Shelf>,
    added: Vec<PolicyVersion>,
    only: String,
    earlier: bool,
    today: NaiveDate,
    may_edit: bool,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let only = request.query("section").unwrap_or_default().to_owned();
    let earlier = request.query("earlier").is_some();
    let today = request.now.today;
    let mut entries = told(&request.app.policies, &tree, &reach);
    entries.retain(|entry| {
        (only.is_empty() || entry.section.as_str() == only)
            && (earlier || entry.to.is_none_or(|to| today <= to))
    });
    let shelves = PolicySection::ALL
        .iter()
        .map(|section| Shelf {
            section: *section,
            entries: entries
                .iter()
                .filter(|entry| entry.section == *section)
                .cloned()
                .collect(),
        })
        .filter(|shelf| !shelf.entries.is_empty())
        .collect();
    let mut added = store::load_all(conn)?;
    added.retain(|version| {
        is_told(
            &request.app.policies,
            &tree,
            &reach,
            &version.details.region,
        )
    });
    added.reverse();
    Reply::html(&ListPage {
        frame: request.frame("政策", Section::Policies),
        shelves,
        added,
        only,
        earlier,
        today,
        may_edit: request.viewer()?.may(Right::EditPolicies),
    })
}

#[derive(Template)]
#[template(path = "policies/policy.html")]
struct PolicyPage {
    frame: Frame,
    entry: PolicyEntry,
    versions: Vec<PolicyEntry>,
    added: Option<PolicyVersion>,
    in_force: bool,
    may_add: bool,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let key: String = request.param("key")?;
    let entries = told(policies, &tree, &reach);
    let entry = entries
        .iter()
        .find(|entry| entry.key == key)
        .cloned()
        .ok_or(Problem::NotFound)?;
    let versions = entries
        .into_iter()
        .filter(|other| {
            !entry.id.is_empty() && other.section == entry.section && other.id == entry.id
        })
        .collect();
    let added = store::load_all(conn)?.into_iter().rev().find(|version| {
        version.details.kind.as_str() == entry.section.as_str()
            && version.details.rule_id == entry.id
            && Some(version.details.valid_from) == entry.from
    });
    let may_add = entry.section == PolicySection::TrainingRule
        && actions::may_change(
            policies,
            &tree,
            &request.viewer()?.reach(Right::EditPolicies, &tree),
            &entry.region,
        );
    Reply::html(&PolicyPage {
        frame: request.frame(&entry.title, Section::Policies),
        in_force: entry.is_in_force(request.now.today),
        entry,
        versions,
        added,
        may_add,
    })
}

#[derive(Template)]
#[template(path = "policies/new.html")]
struct NewPage {
    frame: Frame,
    form: RuleForm,
    levels: &'static [Level],
    kinds: &'static [TrainingKind],
    lines: Vec<usize>,
    units: Vec<(String, String)>,
    windows: Vec<(String, String)>,
    trusts: Vec<(String, String)>,
    kind_choices: Vec<(String, String)>,
    mode_choices: Vec<(String, String)>,
    paces: Vec<(String, String)>,
    trial: Option<Trial>,
    on: String,
    problems: Vec<FieldProblem>,
    sentences: Vec<String>,
}

fn page(request: &Request, form: RuleForm, mut refusals: Refusals) -> NewPage {
    // The table has no field of its own name: its sentence stands at the first line.
    for problem in &mut refusals.fields {
        if problem.field == "hours_per_day" {
            problem.field = "hours_0".to_owned();
        }
    }
    NewPage {
        frame: request.frame("新版本", Section::Policies),
        form,
        levels: Level::ALL,
        kinds: TrainingKind::ALL,
        lines: (0..LINES).collect(),
        units: choices(
            None,
            RuleUnit::ALL.iter().map(|one| (one.as_str(), one.label())),
        ),
        windows: choices(
            None,
            WindowKind::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        trusts: choices(
            None,
            Trust::ALL.iter().map(|one| (one.as_str(), one.label())),
        ),
        kind_choices: choices(
            Some("各种类别"),
            TrainingKind::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        mode_choices: choices(
            Some("各种方式"),
            TrainingMode::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        paces: choices(None, [("yes", "提示“进度落后”"), ("no", "不提示")]),
        trial: None,
        on: request
            .fields()
            .optional("on")
            .map_or_else(|| request.now.today.to_string(), str::to_owned),
        problems: refusals.fields,
        sentences: refusals.sentences,
    }
}

fn blank(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let rule = match request.query("rule") {
        None => None,
        Some(id) => Some(
            policies
                .all_training_rules()
                .iter()
                .rfind(|rule| rule.id == id && is_told(policies, &tree, &reach, &rule.region))
                .ok_or(Problem::NotFound)?,
        ),
    };
    if rule.is_some_and(|rule| !RuleForm::fits(rule)) {
        return Err(Problem::Refused(
            "这项要求的上限或学时折合比表单能填的复杂，请在政策文件夹里添加新版本".to_owned(),
        ));
    }
    let own = super::NATIONAL.to_owned();
    let region = tree
        .iter()
        .filter(|unit| reach.contains(unit.id))
        .find_map(|unit| unit.details.region.clone())
        .unwrap_or(own);
    let form = RuleForm::of(rule, &region, request.now.today);
    Reply::html(&page(request, form, Refusals::default()))
}

/// The form again, with the sentences beside its fields.
fn again(request: &Request, refusals: Refusals) -> Answer {
    let form = RuleForm::typed(request.fields());
    Reply::invalid(&page(request, form, refusals))
}

fn try_it(request: &Request) -> Answer {
    let mut new = match read(request.fields()) {
        Ok(new) => new,
        Err(problems) => return again(request, Refusals::of_fields(problems)),
    };
    let Some(day) = day_of_trial(request, &new) else {
        let problem = Problem::field("on", "日期不对，请写成 2026-03-09 这样的日期");
        return again(request, Refusals::of_fields(fields_of(problem)));
    };
    if new.id().is_empty() {
        new.set_id("trial".to_owned());
    }
    let outcome = request.app.db.read(|conn| {
        let (tree, reach) = scope(request, conn)?;
        match actions::with_version(conn, &request.app, &tree, &reach, &new) {
            Err(error) => Ok::<_, Problem>(Err(error)),
            Ok(after) => {
                let before = Arc::clone(&request.app.policies);
                let told = trial::compare(conn, &before, &after, &tree, &reach, new.id(), day)?;
                Ok(Ok(told))
            }
        }
    })?;
    match outcome {
        Err(error) => again(request, Refusals::of(error)?),
        Ok(trial) => {
            let form = RuleForm::typed(request.fields());
            let mut page = page(request, form, Refusals::default());
            page.on = day.to_string();
            page.trial = Some(trial);
            Reply::html(&page)
        }
    }
}

fn fields_of(problem: Problem) -> Vec<FieldProblem> {
    match problem {
        Problem::Invalid(fields) => fields,
        _ => Vec::new(),
    }
}

/// The day that is chosen; else today, or the first day in force where that comes later.
fn day_of_trial(request: &Request, new: &NewVersion) -> Option<NaiveDate> {
    match request.fields().optional("on") {
        Some(text) => parse_day(text),
        None => Some(request.now.today.max(new.from())),
    }
}

fn scope(request: &Request, conn: &mut Conn) -> Result<(UnitTree, Reach), Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    Ok((tree, reach))
}

fn add(request: &Request) -> Answer {
    let new = match read(request.fields()) {
        Ok(new) => new,
        Err(problems) => return again(request, Refusals::of_fields(problems)),
    };
    let tree = request
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(units::store::load_tree(conn)?))?;
    let reach = request.reach(&tree)?;
    match actions::add(&request.app, &request.occasion()?, &reach, new) {
        Ok(version) => Ok(Reply::see_other("/policies").with_notice(format!(
            "已添加，自{}起执行；以前的版本保留",
            crate::calendar::chinese_day(version.details.valid_from)
        ))),
        Err(error) => again(request, Refusals::of(error)?),
    }
}

/// How a person stands, in one line.
fn standing(standing: &Option<Standing>) -> String {
    let amount =
        |hundredths: i64| super::overview::plain_amount(num_rational::Ratio::new(hundredths, 100));
    match standing {
        None => "没有要求".to_owned(),
        Some(one) => format!(
            "应{}，差{}，{}",
            amount(one.required_hundredths),
            amount(one.open_hundredths),
            one.state.label()
        ),
    }
}
