//! A new version of a policy by form: tried first, then added.

use askama::Template;
use chrono::NaiveDate;

use super::words::Words;
use crate::accounts::Reach;
use crate::db::Conn;
use crate::people::noting::{self, ExportedList};
use crate::policy::NATIONAL;
use crate::policy::actions::{self, is_told};
use crate::policy::form::{self, GROUPS, LINES, PolicyForm, TARGETS};
use crate::policy::overview::PolicySection;
use crate::policy::rules::NewVersion;
use crate::policy::trial::{self, Trial, TrialStanding};
use crate::policy::versions::PolicyKind;
use crate::sheets::ListCell;
use crate::units::{self, UnitTree};
use crate::web::{
    Answer, FieldProblem, Frame, Problem, Refusals, Reply, Request, Section, parse_day,
};

#[derive(Template)]
#[template(path = "policies/new.html")]
struct NewPage {
    frame: Frame,
    title: String,
    kind: PolicyKind,
    form: PolicyForm,
    words: Words,
    lines: Vec<usize>,
    groups: Vec<usize>,
    targets: Vec<usize>,
    trial: Option<Trial>,
    on: String,
    problems: Vec<FieldProblem>,
    sentences: Vec<String>,
}

fn page(request: &Request, form: PolicyForm, mut refusals: Refusals) -> NewPage {
    // The table has no field of its own name: its sentence stands at the first line.
    for problem in &mut refusals.fields {
        if problem.field == "hours_per_day" {
            problem.field = "hours_0".to_owned();
        }
        // Nobody types the country of its holidays.
        if problem.field == "region" && form.kind() == PolicyKind::Holidays {
            problem.field = "year".to_owned();
        }
    }
    NewPage {
        frame: request.frame("新版本", Section::Policies),
        title: title(&form),
        kind: form.kind(),
        words: Words::new(),
        lines: (0..LINES).collect(),
        groups: (0..form.groups_shown().min(GROUPS)).collect(),
        targets: (0..TARGETS).collect(),
        form,
        trial: None,
        on: request
            .fields()
            .optional("on")
            .map_or_else(|| request.now.today.to_string(), str::to_owned),
        problems: refusals.fields,
        sentences: refusals.sentences,
    }
}

/// What the form is about.
fn title(form: &PolicyForm) -> String {
    let kind = form.kind();
    match kind {
        PolicyKind::TrainingRule | PolicyKind::Reimbursement | PolicyKind::CertifiedTarget => {
            if form.get("id").is_empty() {
                format!("新增{}", kind.label())
            } else {
                format!("{}：新版本", form.get("name"))
            }
        }
        PolicyKind::ExamFees => format!("{}考试收费：新版本", form.get("region")),
        PolicyKind::PassLine => "新增合格标准".to_owned(),
        PolicyKind::Holidays => format!("{}年放假和调休", form.get("year")),
    }
}

#[derive(Template)]
#[template(path = "policies/by_hand.html")]
struct ByHandPage {
    frame: Frame,
    section: PolicySection,
    sentence: &'static str,
}

/// How a new version of what no form takes comes in.
fn by_hand(request: &Request, word: &str) -> Answer {
    let section: PolicySection = word.parse().map_err(|_| Problem::NotFound)?;
    Reply::html(&ByHandPage {
        frame: request.frame(section.label(), Section::Policies),
        section,
        sentence: section.by_hand().ok_or(Problem::NotFound)?,
    })
}

/// The form, filled with the latest version of `rule`.
pub(super) fn blank(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let kind = match request.query("kind") {
        None => PolicyKind::TrainingRule,
        Some(text) => match text.parse() {
            Ok(kind) => kind,
            Err(_) => return by_hand(request, text),
        },
    };
    let id = request.query("rule");
    let own = NATIONAL.to_owned();
    let region = tree
        .iter()
        .filter(|unit| reach.contains(unit.id))
        .find_map(|unit| unit.details.region.clone())
        .unwrap_or(own);
    let form = PolicyForm::of(kind, policies, id, &region, request.now.today)
        .filter(|form| id.is_none() || is_told(policies, &tree, &reach, &form.get("region")))
        .ok_or(Problem::NotFound)?;
    if id.is_some_and(|id| !PolicyForm::fits(kind, policies, id)) {
        return Err(Problem::Refused(
            "这项规定比表单能填的复杂，请在政策文件夹里添加新版本".to_owned(),
        ));
    }
    Reply::html(&page(request, form, Refusals::default()))
}

/// The form again, with the sentences beside its fields.
fn again(request: &Request, refusals: Refusals) -> Answer {
    let form = PolicyForm::typed(request.fields());
    Reply::invalid(&page(request, form, refusals))
}

/// What came of a trial: the comparison, or the sentences for the form.
fn tried(request: &Request) -> Result<Result<Trial, Refusals>, Problem> {
    let mut new = match form::read(request.fields()) {
        Ok(new) => new,
        Err(problems) => return Ok(Err(Refusals::of_fields(problems))),
    };
    let Some(day) = day_of_trial(request, &new) else {
        return Ok(Err(Refusals::of_fields(vec![FieldProblem {
            field: "on".to_owned(),
            message: "日期不对，请写成 2026-03-09 这样的日期".to_owned(),
        }])));
    };
    new.use_official_names(&request.app.policies);
    if new.id().is_empty() {
        new.set_id("trial");
    }
    let outcome = request.app.db.read(|conn| {
        let (tree, reach) = scope(request, conn)?;
        match actions::with_version(conn, &request.app, &tree, &reach, &new) {
            Err(error) => Ok::<_, Problem>(Err(error)),
            Ok(after) => Ok(Ok(trial::compare(
                conn,
                &request.app,
                &after,
                &tree,
                &reach,
                &new,
                day,
            )?)),
        }
    })?;
    match outcome {
        Ok(trial) => Ok(Ok(trial)),
        Err(error) => Ok(Err(Refusals::of(error)?)),
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

/// Whom the version would touch; stores nothing.
pub(super) fn try_it(request: &Request) -> Answer {
    match tried(request)? {
        Err(refusals) => again(request, refusals),
        Ok(trial) => {
            let form = PolicyForm::typed(request.fields());
            let mut page = page(request, form, Refusals::default());
            page.on = trial.day.to_string();
            page.trial = Some(trial);
            Reply::html(&page)
        }
    }
}

/// The list of a trial as xlsx.
pub(super) fn download(request: &Request) -> Answer {
    let trial = match tried(request)? {
        Err(refusals) => return again(request, refusals),
        Ok(trial) => trial,
    };
    record_leaving(request, &trial)?;
    let headings = [
        match trial.measure {
            "天" => "日期",
            "个单位" => "单位",
            _ => "姓名",
        },
        match trial.measure {
            "天" => "星期",
            "个单位" => "街镇",
            _ => "单位",
        },
        "级别",
        "事项",
        "现在",
        "改后",
        "现在金额",
        "改后金额",
    ];
    let cents = |side: &Option<TrialStanding>| {
        side.as_ref()
            .and_then(|one| one.amount_cents)
            .map_or(ListCell::Empty, ListCell::Cents)
    };
    let rows = trial.lines.iter().map(|line| {
        vec![
            line.name.as_str().into(),
            line.unit.as_str().into(),
            line.level.map(|level| level.label()).into(),
            line.about.as_deref().into(),
            standing(&line.before).into(),
            standing(&line.after).into(),
            cents(&line.before),
            cents(&line.after),
        ]
    });
    Reply::table(&format!("政策试算{}", trial.day), &headings, rows)
}

/// Notes in the history that a list of people left the system.
fn record_leaving(request: &Request, trial: &Trial) -> Result<(), Problem> {
    let people = trial.lines.iter().filter(|line| line.person.is_some());
    let people = people.count();
    if people == 0 {
        return Ok(());
    }
    let occasion = request.occasion()?;
    let form = PolicyForm::typed(request.fields());
    let list = ExportedList {
        exported: "政策试算名单",
        filters: &format!("{}，试算{}", title(&form), trial.day),
        line_count: people,
    };
    request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(noting::exported(conn, &occasion, &list)?))
}

/// Adds the version.
pub(super) fn add(request: &Request) -> Answer {
    let new = match form::read(request.fields()) {
        Ok(new) => new,
        Err(problems) => return again(request, Refusals::of_fields(problems)),
    };
    let reach = request.reach_now()?;
    match actions::add(&request.app, &request.occasion()?, &reach, new) {
        Ok(version) => Ok(Reply::see_other("/policies").with_notice(format!(
            "已添加，自{}起执行；以前的版本保留",
            crate::calendar::chinese_day(version.details.valid_from)
        ))),
        Err(error) => again(request, Refusals::of(error)?),
    }
}

/// How a person stands, in one line.
fn standing(standing: &Option<TrialStanding>) -> String {
    standing
        .as_ref()
        .map_or_else(|| "没有要求".to_owned(), |one| one.sentence.clone())
}
