//! `/history`, its spreadsheet, and the history of one thing.

use std::collections::HashMap;

use askama::Template;

use super::question::{self, Shown, Typed};
use super::readable::{self, FieldChange, Names, Told};
use crate::accounts::Right;
use crate::audit::store::{Line, search};
use crate::audit::{Action, Entity};
use crate::db::Conn;
use crate::people::noting::list_leaves;
use crate::people::{self, PersonId};
use crate::sheets::ListCell;
use crate::units::{UnitId, UnitTree};
use crate::web::{Answer, Frame, Pager, Problem, Reply, Request, Route, Section};

/// The most lines of a spreadsheet; more are asked for with narrower filters.
const LINES_IN_A_SHEET: i64 = 20_000;
/// The lines of one thing shown at the most.
const LINES_OF_A_THING: i64 = 500;

/// The routes of the history.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/history", Right::SeeHistory, list),
        Route::recorded_page("/history.xlsx", Right::SeeHistory, sheet),
        Route::page("/history/{entity}/{id}", Right::SeeHistory, one),
    ]
}

/// One line as the page shows it.
pub(crate) struct Row {
    pub id: i64,
    pub at: String,
    pub who: String,
    pub origin: String,
    pub address: String,
    pub on_behalf_of: Option<String>,
    pub action: &'static str,
    pub entity: &'static str,
    pub entity_word: &'static str,
    pub entity_id: i64,
    pub about: String,
    pub changes: Vec<FieldChange>,
    pub erased_by: Option<i64>,
}

#[derive(Template)]
#[template(path = "history/list.html")]
struct ListPage {
    frame: Frame,
    typed: Typed,
    entities: &'static [Entity],
    actions: &'static [Action],
    chips: Vec<Chip>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A filter above the list.
struct Chip {
    label: &'static str,
    query: String,
    current: bool,
}

fn chips(request: &Request, shown: Shown) -> Vec<Chip> {
    let rest = request.query_fields().query_without(&["page", "show"]);
    let more = if rest.is_empty() { "" } else { "&" };
    Shown::ALL
        .iter()
        .map(|one| Chip {
            label: one.label(),
            query: format!("show={one}{more}{rest}"),
            current: *one == shown,
        })
        .collect()
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let (typed, wanted) = question::asked(request, conn, &tree)?;
    // A filter that means nothing is told, and not answered with everything.
    if typed.wrong.is_some() {
        return Reply::invalid(&ListPage {
            frame: request.frame("历史记录", Section::History),
            chips: chips(request, typed.shown),
            typed,
            entities: Entity::ALL,
            actions: Action::ALL,
            rows: Vec::new(),
            pager: Pager::new(request, 0),
        });
    }
    let total = usize::try_from(search::count(conn, &wanted)?).unwrap_or(usize::MAX);
    let pager = Pager::new(request, total);
    let skip = i64::try_from(pager.first.saturating_sub(1)).unwrap_or(i64::MAX);
    let count = i64::try_from(pager.last.saturating_sub(pager.first.saturating_sub(1)));
    let lines = search::load(conn, &wanted, skip, count.unwrap_or(0))?;
    Reply::html(&ListPage {
        frame: request.frame("历史记录", Section::History),
        chips: chips(request, typed.shown),
        typed,
        entities: Entity::ALL,
        actions: Action::ALL,
        rows: rows(request, conn, &tree, &lines)?,
        pager,
    })
}

/// The lines in the words of an office, with the names of whom they are about.
pub(crate) fn rows(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
    lines: &[Line],
) -> Result<Vec<Row>, Problem> {
    let mut ids: Vec<PersonId> = lines
        .iter()
        .flat_map(|line| [line.person_id, line.on_behalf_of_id])
        .flatten()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let people: HashMap<PersonId, String> = people::store::load_of_ids(conn, &ids)?
        .into_iter()
        .map(|person| (person.id, person.details.name))
        .collect();
    let names = Names {
        tree,
        zone: request.app.config.time_zone,
        // A spreadsheet and a program get what was sent.
        programs_in_full: request.route.api || request.route.path.ends_with(".xlsx"),
        policies: &request.app.policies,
    };
    Ok(lines.iter().map(|line| row(line, names, &people)).collect())
}

fn row(line: &Line, names: Names<'_>, people: &HashMap<PersonId, String>) -> Row {
    let (changes, erased_by) = match readable::told(line, names) {
        Told::Changes(changes) => (changes, None),
        Told::Erased(by) => (Vec::new(), Some(by)),
        Told::Nothing => (Vec::new(), None),
    };
    let name_of = |person: PersonId| {
        people
            .get(&person)
            .cloned()
            .unwrap_or_else(|| format!("人员 {person}"))
    };
    let about = match (line.person_id, line.entity) {
        (Some(person), _) => name_of(person),
        (None, Entity::Unit) => names
            .tree
            .get(UnitId(line.entity_id))
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default(),
        (None, _) => String::new(),
    };
    Row {
        id: line.id,
        at: readable::moment(line.occurred_at, names.zone),
        who: line.actor.clone(),
        origin: readable::origin(&line.origin).to_owned(),
        address: line.address.clone().unwrap_or_default(),
        on_behalf_of: line.on_behalf_of_id.map(name_of),
        action: line.action.label(),
        entity: line.entity.label(),
        entity_word: line.entity.as_str(),
        entity_id: line.entity_id,
        about,
        changes,
        erased_by,
    }
}

fn sheet(request: &Request) -> Answer {
    // Twenty thousand lines are read and told in words on a reading connection; what is
    // written is the one line that says so, without which nothing leaves.
    let rows = request.app.db.read(|conn| {
        let tree = request.app.units(conn)?;
        let (typed, wanted) = question::asked(request, conn, &tree)?;
        if let Some(wrong) = typed.wrong {
            return Err(Problem::Refused(wrong));
        }
        let total = search::count(conn, &wanted)?;
        if total > LINES_IN_A_SHEET {
            return Err(Problem::Refused(format!(
                "共 {total} 条，超过一次能导出的 {LINES_IN_A_SHEET} 条：请缩小日期范围或加上筛选条件"
            )));
        }
        let lines = search::load(conn, &wanted, 0, LINES_IN_A_SHEET)?;
        rows(request, conn, &tree, &lines)
    })?;
    list_leaves(request, "历史记录", rows.len())?;
    let headings = [
        "编号",
        "时间",
        "操作人",
        "来源",
        "地址",
        "代填",
        "操作",
        "对象",
        "对象编号",
        "有关人员或单位",
        "内容",
    ];
    let cells = rows.into_iter().map(|row| {
        let text = |value: String| ListCell::Text(value.into());
        vec![
            ListCell::Whole(row.id),
            text(row.at),
            text(row.who),
            text(row.origin),
            text(row.address),
            text(row.on_behalf_of.unwrap_or_default()),
            ListCell::Text(row.action.into()),
            ListCell::Text(row.entity.into()),
            ListCell::Whole(row.entity_id),
            text(row.about),
            text(in_one_cell(&row.changes, row.erased_by)),
        ]
    });
    Reply::table("历史记录", &headings, cells)
}

/// The changes of a line as one text.
fn in_one_cell(changes: &[FieldChange], erased_by: Option<i64>) -> String {
    if let Some(by) = erased_by {
        return format!("内容已依法清除（见第 {by} 条）");
    }
    changes
        .iter()
        .map(
            |change| match (change.before.as_str(), change.after.as_str()) {
                ("", after) => format!("{}：{after}", change.field),
                (before, "") => format!("{}：{before} → （空）", change.field),
                (before, after) => format!("{}：{before} → {after}", change.field),
            },
        )
        .collect::<Vec<_>>()
        .join("；")
}

#[derive(Template)]
#[template(path = "history/thing.html")]
struct ThingPage {
    frame: Frame,
    heading: String,
    rows: Vec<Row>,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let entity: Entity = request.param("entity")?;
    let id: i64 = request.param("id")?;
    let tree = request.app.units(conn)?;
    let mut wanted = search::Wanted {
        units: question::units_in_reach(request, &tree)?,
        ..search::Wanted::default()
    };
    if entity == Entity::Person {
        // Everything about somebody, whatever it happened to.
        let mut people = vec![PersonId(id)];
        let merged = people::store::leavers::load_merged(conn, &people)?;
        people.extend(merged.into_iter().map(|(gone, _)| gone));
        wanted.people = Some(people);
    } else {
        wanted.entity = Some(entity);
        wanted.entity_id = Some(id);
    }
    let lines = search::load(conn, &wanted, 0, LINES_OF_A_THING)?;
    if lines.is_empty() {
        return Err(Problem::NotFound);
    }
    let rows = rows(request, conn, &tree, &lines)?;
    let about = rows
        .iter()
        .map(|row| row.about.as_str())
        .find(|about| !about.is_empty())
        .unwrap_or_default();
    let heading = format!("{}{about}（编号 {id}）的历史", entity.label());
    Reply::html(&ThingPage {
        frame: request.frame(&heading, Section::History),
        heading,
        rows,
    })
}
