//! The tree of units, one unit, and changing it.

mod confirming;
mod handover;
mod list;
mod shelves;

use askama::Template;

use super::form::{UnitForm, kinds, yes_or_no};
use super::former::FormerName;
use super::overview::{self, UnitLine};
use super::picker::UnitPicker;
use super::{Unit, UnitId, UnitTree, store};
use super::{changes, conflict};
use crate::accounts::{Reach, Right};
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::changes::ChangeError;
use crate::db::{Conn, DatabaseError};
use crate::history::pages::{Row, rows};
use crate::people;
use crate::web::{Answer, FieldProblem, Frame, Problem, Refusals, Reply, Request, Route, Section};
pub use shelves::is_named;

/// The pages of units.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/units", Right::SeeDistrict, list::list),
        Route::recorded_page("/units.xlsx", Right::SeeDistrict, list::list_file),
        Route::page("/units/new", Right::EditUnits, blank),
        Route::act("/units", Right::EditUnits, add),
        Route::act(
            "/units/kinds",
            Right::EditUnits,
            confirming::kinds_confirmed,
        ),
        Route::page("/units/{id}", Right::SeeDistrict, one),
        Route::page("/units/{id}/edit", Right::EditUnits, edit),
        Route::act("/units/{id}", Right::EditUnits, change),
        Route::page("/units/{id}/handover", Right::EditUnits, handover::ask),
        Route::act(
            "/units/{id}/handover",
            Right::EditUnits,
            handover::confirmed,
        ),
        Route::act("/units/{id}/closing", Right::EditUnits, close),
        Route::act("/units/{id}/opening", Right::EditUnits, reopen),
    ]
}

/// 是, 否, or nothing.
pub(super) fn office_word(office: Option<bool>) -> &'static str {
    match office {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    }
}

#[derive(Template)]
#[template(path = "units/unit.html")]
struct UnitPage {
    frame: Frame,
    unit: Unit,
    above: Vec<Unit>,
    below: Vec<UnitLine>,
    people: i64,
    people_below: i64,
    missing: Vec<&'static str>,
    office: &'static str,
    closed: Option<String>,
    /// The unit into which it was merged, and its name.
    merged: Option<(UnitId, String)>,
    former: Vec<FormerName>,
    history: Vec<Row>,
    may_edit: bool,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let tree = store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let unit = reached(&tree, &reach, request.param::<i64>("id")?)?;
    let mut lines = overview::load(conn, &tree, &reach.below(unit.id, &tree), request.now.today)?;
    if lines.is_empty() {
        return Err(Problem::NotFound);
    }
    let own = lines.remove(0);
    lines.retain(|line| line.depth == 1 && line.unit.closed_on.is_none());
    let above: Vec<Unit> = tree
        .chain(unit.id)
        .into_iter()
        .skip(1)
        .cloned()
        .rev()
        .collect();
    let history = load_of_entity(conn, Entity::Unit, unit.id.0)?;
    let merged = store::find_merged_into(conn, unit.id)?
        .and_then(|into| Some((into.unit_id, tree.get(into.unit_id)?.details.path.clone())));
    Reply::html(&UnitPage {
        former: store::load_former_of(conn, unit.id)?,
        merged,
        frame: request.frame(&unit.details.name, Section::Units),
        missing: own.missing(),
        office: office_word(unit.details.has_social_work_office),
        closed: unit.closed_on.map(crate::calendar::chinese_day),
        history: rows(request, conn, &tree, &history)?,
        may_edit: request
            .viewer()?
            .reach(Right::EditUnits, &tree)
            .contains(unit.id),
        people: own.people,
        people_below: own.people_below,
        below: lines,
        above,
        unit: own.unit,
    })
}

fn reached<'t>(tree: &'t UnitTree, reach: &Reach, id: i64) -> Result<&'t Unit, Problem> {
    tree.get(UnitId(id))
        .filter(|unit| reach.contains(unit.id))
        .ok_or(Problem::NotFound)
}

#[derive(Template)]
#[template(path = "units/edit.html")]
struct EditPage {
    frame: Frame,
    /// The unit that is changed; none for a new one.
    unit: Option<Unit>,
    form: UnitForm,
    kinds: Vec<(String, String)>,
    parents: UnitPicker,
    offices: Vec<(String, String)>,
    version: i64,
    problems: Vec<FieldProblem>,
    sentences: Vec<String>,
    people: i64,
    below: usize,
}

/// The form with what was typed in it.
fn form_page(
    request: &Request,
    conn: &mut Conn,
    id: Option<UnitId>,
    form: Option<UnitForm>,
    refusals: Refusals,
) -> Result<EditPage, Problem> {
    let tree = store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let unit = match id {
        Some(id) => Some(reached(&tree, &reach, id.0)?.clone()),
        None => None,
    };
    let form = form.unwrap_or_else(|| match &unit {
        Some(unit) => UnitForm::of(unit),
        None => UnitForm {
            parent: request.query("parent").unwrap_or_default().to_owned(),
            ..UnitForm::default()
        },
    });
    let mut parents = UnitPicker::of(&tree, None, |other| {
        other.closed_on.is_none()
            && reach.contains(other.id)
            && id.is_none_or(|id| !tree.is_within(other.id, id))
    });
    let own_parent = unit.as_ref().and_then(|unit| unit.details.parent_id);
    if own_parent.is_none_or(|parent| !reach.contains(parent)) {
        // A district stands alone; a unit below somebody else's keeps its place.
        let keeps = own_parent.and_then(|parent| tree.get(parent)).map_or_else(
            || (String::new(), "没有上级（区县）".to_owned()),
            |parent| (parent.id.to_string(), parent.details.path.clone()),
        );
        parents = parents.with_first(keeps.0, keeps.1);
    }
    let people = people::store::count_present_by_unit(conn, request.now.today)?;
    let title = unit.as_ref().map_or("新增单位".to_owned(), |unit| {
        format!("修改{}", unit.details.name)
    });
    Ok(EditPage {
        frame: request.frame(&title, Section::Units),
        people: unit
            .as_ref()
            .and_then(|unit| people.get(&unit.id).copied())
            .unwrap_or(0),
        below: unit.as_ref().map_or(0, |unit| open_below(&tree, unit.id)),
        form,
        kinds: kinds(),
        parents,
        offices: yes_or_no(),
        version: request.version_of_form(unit.as_ref().map_or(0, |unit| unit.version)),
        problems: refusals.fields,
        sentences: refusals.sentences,
        unit,
    })
}

fn open_below(tree: &UnitTree, id: UnitId) -> usize {
    let below = tree.below(id);
    below
        .iter()
        .skip(1)
        .filter_map(|id| tree.get(*id))
        .filter(|unit| unit.closed_on.is_none())
        .count()
}

fn blank(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form_page(request, conn, None, None, Refusals::default())?)
}

fn edit(request: &Request, conn: &mut Conn) -> Answer {
    let id = UnitId(request.param("id")?);
    Reply::html(&form_page(
        request,
        conn,
        Some(id),
        None,
        Refusals::default(),
    )?)
}

/// The form again, with the sentences beside its fields.
fn again(request: &Request, id: Option<UnitId>, refusals: Refusals) -> Answer {
    let typed = UnitForm::typed(request.fields());
    let page = request
        .app
        .db
        .read(|conn| form_page(request, conn, id, Some(typed), refusals))?;
    Reply::invalid(&page)
}

fn add(request: &Request) -> Answer {
    let input = match UnitForm::read(request.fields()) {
        Ok(input) => input,
        Err(problems) => return again(request, None, Refusals::of_fields(problems)),
    };
    let reach = request.reach_now()?;
    match changes::add(&request.app, &request.occasion()?, &reach, &input) {
        Ok(unit) => Ok(Reply::see_other(format!("/units/{}", unit.id))
            .with_notice(format!("已新增单位“{}”", unit.details.name))),
        Err(error) => again(request, None, Refusals::of(error)?),
    }
}

fn change(request: &Request) -> Answer {
    let id = UnitId(request.param("id")?);
    let reach = request.reach_now()?;
    let input = match UnitForm::read(request.fields()) {
        Ok(input) => input,
        Err(problems) => return again(request, Some(id), Refusals::of_fields(problems)),
    };
    let seen = seen_version(request)?;
    match changes::change(&request.app, &request.occasion()?, &reach, id, seen, &input) {
        Ok(unit) => Ok(Reply::see_other(format!("/units/{id}"))
            .with_notice(format!("已保存“{}”", unit.details.name))),
        Err(error @ ChangeError::Stale(_)) => {
            conflict::told(request, id, Some(&UnitForm::from(&input)), Err(error))
        }
        Err(error) => again(request, Some(id), Refusals::of(error)?),
    }
}

/// The version that the page showed.
fn seen_version(request: &Request) -> Result<i64, Problem> {
    let text = request.fields().text("version");
    text.parse().map_err(|_| Problem::StalePage)
}

fn close(request: &Request) -> Answer {
    let id = UnitId(request.param("id")?);
    let reach = request.reach_now()?;
    reached_by(request, &reach, id)?;
    let seen = seen_version(request)?;
    let done = changes::close(&request.app, &request.occasion()?, &reach, id, seen);
    conflict::told(request, id, None, done)?;
    Ok(Reply::see_other(format!("/units/{id}")).with_notice("已撤销，名册和统计里不再出现"))
}

fn reopen(request: &Request) -> Answer {
    let id = UnitId(request.param("id")?);
    let reach = request.reach_now()?;
    reached_by(request, &reach, id)?;
    let seen = seen_version(request)?;
    let done = changes::reopen(&request.app, &request.occasion()?, &reach, id, seen);
    conflict::told(request, id, None, done)?;
    Ok(Reply::see_other(format!("/units/{id}")).with_notice("已恢复使用"))
}

/// What lies out of reach does not exist, whatever the form says.
fn reached_by(request: &Request, reach: &Reach, id: UnitId) -> Result<(), Problem> {
    let tree = request
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::load_tree(conn)?))?;
    reached(&tree, reach, id.0).map(|_| ())
}
