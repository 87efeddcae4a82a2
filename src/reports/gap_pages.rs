//! `/training/gaps`: who lacks how much training, one row for each person with every
//! rule side by side.

use std::collections::HashMap;

use askama::Template;

use super::gaps::{self, GapLine, GapQuestion, GapSummary, Gaps, TownshipGaps};
use super::pages::scope;
use crate::accounts::{Reach, Right};
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::PersonId;
use crate::people::noting::list_leaves;
use crate::roster::todo::{self, OfficeTask};
use crate::roster::view::home_unit;
use crate::sheets::ListCell;
use crate::training::{TrainingState, WindowKind};
use crate::units::{FoundUnit, UnitId, UnitPicker, UnitTree};
use crate::web::{
    Answer, FieldProblem, Frame, Pager, Problem, Reply, Request, Route, Section, choices, parse_day,
};

/// The pages of this file.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/training/gaps", Right::SeeGaps, gap_page),
        Route::recorded_page("/training/gaps.xlsx", Right::SeeGaps, gap_file),
        Route::recorded_page(
            "/training/gaps/message",
            Right::SeeGaps,
            super::gap_message::page,
        ),
    ]
}

/// One person with what is open under each of the rules shown.
struct PersonRow {
    person: PersonId,
    name: String,
    unit: String,
    level: &'static str,
    /// As many as there are rules; none where nothing is open.
    cells: Vec<Option<GapLine>>,
}

/// What the people of a township or a district's own unit lack.
struct TownshipRow {
    /// Where its list is; none where the name is not the only one.
    unit: Option<UnitId>,
    gaps: TownshipGaps,
}

/// The lines by person, in the order in which a person first appears.
fn by_person(found: &mut Gaps) -> Vec<PersonRow> {
    let mut rows: Vec<PersonRow> = Vec::new();
    let mut places: HashMap<PersonId, usize> = HashMap::new();
    for line in std::mem::take(&mut found.lines) {
        let place = *places.entry(line.person).or_insert_with(|| {
            rows.push(PersonRow {
                person: line.person,
                name: line.name.clone(),
                unit: line.unit.clone(),
                level: line.level.label(),
                cells: vec![None; found.summaries.len()],
            });
            rows.len() - 1
        });
        let rule = found
            .summaries
            .iter()
            .position(|summary| summary.rule == line.rule);
        let cell = rule.and_then(|rule| rows.get_mut(place)?.cells.get_mut(rule));
        if let Some(cell) = cell {
            *cell = Some(line);
        }
    }
    rows
}

#[derive(Template)]
#[template(path = "reports/gaps.html")]
struct GapPage {
    frame: Frame,
    /// What is to do, where nothing is filtered.
    tasks: Vec<OfficeTask>,
    people: Vec<PersonRow>,
    total: usize,
    summaries: Vec<GapSummary>,
    townships: Vec<TownshipRow>,
    pager: Pager,
    query: String,
    units: UnitPicker,
    levels: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    states: Vec<(String, String)>,
    unit: String,
    level: String,
    rule: String,
    state: String,
    due_by: String,
    /// The filters are only chosen from; nothing can be wrong with them.
    problems: Vec<FieldProblem>,
}

/// What the query asks for; a unit out of reach does not exist.
pub(super) fn question(request: &Request, reach: &Reach) -> Result<GapQuestion, Problem> {
    let asked = typed_question(request)?;
    match asked.unit {
        Some(unit) if !reach.contains(unit) => Err(Problem::NotFound),
        _ => Ok(asked),
    }
}

fn typed_question(request: &Request) -> Result<GapQuestion, Problem> {
    let wrong = |field: &str| Problem::field(field, "筛选条件不对，请从页面上选择");
    let word = |field: &str| request.query(field);
    Ok(GapQuestion {
        unit: match word("unit") {
            None => None,
            Some(text) => Some(UnitId(text.parse().map_err(|_| wrong("unit"))?)),
        },
        level: match word("level") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| wrong("level"))?),
        },
        rule: word("rule").map(str::to_owned),
        state: match word("state") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| wrong("state"))?),
        },
        due_by: match word("due_by") {
            None => None,
            Some(text) => Some(parse_day(text).ok_or_else(|| wrong("due_by"))?),
        },
    })
}

fn gap_page(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let app = &request.app;
    let asked = question(request, &reach)?;
    let today = request.now.today;
    let mut found = gaps::load(conn, &app.policies, &tree, &reach, &asked, today)?;
    let tasks = match asked == GapQuestion::default() && request.query("page").is_none() {
        true => tasks_of(request, conn, &tree, &found)?,
        false => Vec::new(),
    };
    let people = by_person(&mut found);
    let pager = Pager::new(request, people.len());
    let mut rules: Vec<(&str, &str)> = app
        .policies
        .all_training_rules()
        .iter()
        .filter(|rule| rule.validity.covers(today))
        .filter(|rule| crate::policy::actions::is_told(&app.policies, &tree, &reach, &rule.region))
        .map(|rule| (rule.id.as_str(), rule.name.as_str()))
        .collect();
    rules.dedup();
    let home = home_unit(request.viewer()?, request.route.right);
    let text = |name: &str| request.query(name).unwrap_or_default().to_owned();
    Reply::html(&GapPage {
        frame: request.frame("培训缺口", Section::Gaps),
        tasks,
        total: people.len(),
        people: pager.cut(people),
        summaries: found.summaries,
        townships: found
            .townships
            .into_iter()
            .map(|gaps| TownshipRow {
                unit: match tree.find(&gaps.name) {
                    // The district's own list would be everybody's.
                    FoundUnit::One(id) => tree
                        .get(id)
                        .filter(|unit| unit.details.parent_id.is_some() && reach.contains(id))
                        .map(|unit| unit.id),
                    FoundUnit::Several(_) | FoundUnit::None => None,
                },
                gaps,
            })
            .collect(),
        query: pager.query.clone(),
        pager,
        units: UnitPicker::new(&tree, &reach, home).or("全部单位"),
        levels: choices(
            Some("各级别"),
            Level::ALL
                .iter()
                .map(|level| (level.as_str(), level.label())),
        ),
        rules: choices(Some("各项要求"), rules),
        states: choices(
            Some("各种状态"),
            TrainingState::ALL
                .iter()
                .filter(|state| **state != TrainingState::Complete)
                .map(|state| (state.as_str(), state.label())),
        ),
        unit: text("unit"),
        level: text("level"),
        rule: text("rule"),
        state: text("state"),
        due_by: text("due_by"),
        problems: Vec::new(),
    })
}

/// What the training officer has to do.
fn tasks_of(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
    found: &Gaps,
) -> Result<Vec<OfficeTask>, Problem> {
    let viewer = request.viewer()?;
    let mut tasks: Vec<OfficeTask> = [
        todo::overdue_training(found.people_in(TrainingState::Overdue)),
        todo::training_due_soon(found.people_in(TrainingState::DueSoon)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if viewer.may(Right::ReviewTraining) {
        let reach = viewer.reach(Right::ReviewTraining, tree);
        tasks.extend(todo::waiting_proofs(conn, &reach)?);
    }
    todo::by_urgency(&mut tasks);
    Ok(tasks)
}

/// Hundredths without needless decimals.
fn amount(hundredths: &i64) -> String {
    crate::policy::overview::plain_amount(num_rational::Ratio::new(*hundredths, 100))
}

/// Class, and shape with word of a state.
fn state_badge(state: &TrainingState) -> (&'static str, String) {
    (state.look().1, state.told())
}

/// What the filters show, for what leaves the system.
pub(super) fn found_gaps(request: &Request) -> Result<Gaps, Problem> {
    request.app.db.read(|conn| {
        let (tree, reach) = scope(request, conn)?;
        let asked = question(request, &reach)?;
        let policies = &request.app.policies;
        let today = request.now.today;
        Ok::<_, Problem>(gaps::load(conn, policies, &tree, &reach, &asked, today)?)
    })
}

fn gap_file(request: &Request) -> Answer {
    let found = found_gaps(request)?;
    list_leaves(request, "培训缺口", found.lines.len())?;
    let headings = [
        "姓名",
        "单位",
        "街镇",
        "级别",
        "要求",
        "周期依据",
        "周期开始",
        "周期结束",
        "应完成",
        "已计入",
        "还差",
        "计量",
        "状态",
    ];
    let rows = found.lines.iter().map(|line| {
        vec![
            ListCell::Text(line.name.as_str().into()),
            ListCell::Text(line.unit.as_str().into()),
            ListCell::Text(line.township.as_str().into()),
            ListCell::Text(line.level.label().into()),
            ListCell::Text(line.rule_name.as_str().into()),
            ListCell::Text(line.basis.label().into()),
            ListCell::Day(line.first_day),
            ListCell::Day(line.last_day),
            ListCell::Hundredths(line.required_hundredths),
            ListCell::Hundredths(line.counted_hundredths),
            ListCell::Hundredths(line.open_hundredths),
            ListCell::Text(line.rule_unit.into()),
            ListCell::Text(line.state.label().into()),
        ]
    });
    Reply::table("培训缺口", &headings, rows)
}
