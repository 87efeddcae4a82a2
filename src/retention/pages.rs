//! `/retention`: what may be erased, and confirming it.

use askama::Template;

use super::actions::{self, RetentionError};
use super::{PurgeOrder, PurgeOrderId, PurgeState, store};
use crate::accounts::Right;
use crate::db::Conn;
use crate::history::readable::moment;
use crate::people::PersonId;
use crate::policy::{RetentionClass, RetentionPeriod};
use crate::units::{self, UnitId, UnitTree};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

/// Earlier erasures shown.
const ORDERS_SHOWN: i64 = 20;

/// The routes of retention.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/retention", Right::Purge, overview),
        Route::act("/retention/orders", Right::Purge, confirm),
        Route::act("/retention/orders/{id}/withdrawal", Right::Purge, withdraw),
    ]
}

impl From<RetentionError> for Problem {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Database(error) => error.into(),
            refused => Problem::Refused(refused.to_string()),
        }
    }
}

/// Someone of whom something may go.
struct DueLine {
    id: PersonId,
    name: String,
    unit: String,
    left_on: String,
    parts: Vec<String>,
}

/// One confirmed erasure.
struct OrderLine {
    id: PurgeOrderId,
    confirmed: String,
    by: String,
    people: i64,
    state: &'static str,
    shape: &'static str,
    class: &'static str,
    outcome: String,
    waiting: bool,
}

#[derive(Template)]
#[template(path = "retention/overview.html")]
struct OverviewPage {
    frame: Frame,
    due: Vec<DueLine>,
    orders: Vec<OrderLine>,
    periods: Vec<RetentionPeriod>,
    log_days: u32,
    problems: Vec<FieldProblem>,
    /// The people whose boxes are ticked; nobody before a form was sent.
    ticked: Option<Vec<PersonId>>,
}

impl OverviewPage {
    fn is_ticked(&self, person: &PersonId) -> bool {
        self.ticked
            .as_ref()
            .is_some_and(|ticked| ticked.contains(person))
    }
}

fn overview(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&page(request, conn)?)
}

fn page(request: &Request, conn: &mut Conn) -> Result<OverviewPage, Problem> {
    let tree = units::store::load_tree(conn)?;
    let units = units_in_reach(request, &tree)?;
    let policies = &request.app.policies;
    let due = actions::preview(conn, policies, units.as_deref(), request.now)?;
    let orders = orders_within(request, conn)?;
    Ok(OverviewPage {
        problems: Vec::new(),
        ticked: None,
        frame: request.frame("到期数据清理", Section::Retention),
        due: due
            .into_iter()
            .map(|due| DueLine {
                id: due.person.id,
                unit: tree
                    .get(due.person.details.unit_id)
                    .map(|unit| unit.details.name.clone())
                    .unwrap_or_default(),
                left_on: due
                    .person
                    .details
                    .left_on
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                name: due.person.details.name,
                parts: due
                    .parts
                    .iter()
                    .map(|due| format!("{}（自 {}）", due.part.label(), due.since))
                    .collect(),
            })
            .collect(),
        orders: orders
            .iter()
            .map(|order| order_line(request, order))
            .collect(),
        periods: RetentionClass::ALL
            .iter()
            .filter_map(|class| policies.retention(*class, request.now.today))
            .cloned()
            .collect(),
        log_days: request.app.config.logging.keep_days,
    })
}

fn order_line(request: &Request, order: &PurgeOrder) -> OrderLine {
    let (shape, class) = match order.state {
        PurgeState::Confirmed => ("◔", "wait"),
        PurgeState::Done => ("✓", "done"),
        PurgeState::Withdrawn => ("—", "none"),
    };
    OrderLine {
        id: order.id,
        confirmed: moment(order.confirmed_at, request.app.config.time_zone),
        by: order.confirmed_by.clone(),
        people: order.person_count,
        state: order.state.label(),
        shape,
        class,
        outcome: order.outcome.clone().unwrap_or_default(),
        waiting: order.state == PurgeState::Confirmed,
    }
}

/// The latest erasures that concern nobody out of reach.
pub(super) fn orders_within(
    request: &Request,
    conn: &mut Conn,
) -> Result<Vec<PurgeOrder>, Problem> {
    let tree = units::store::load_tree(conn)?;
    let units = units_in_reach(request, &tree)?;
    let mut orders = Vec::new();
    for order in store::load_latest(conn, ORDERS_SHOWN)? {
        if actions::is_within(conn, &order, units.as_deref())? {
            orders.push(order);
        }
    }
    Ok(orders)
}

/// One erasure, if it concerns nobody out of reach.
pub(super) fn order_within(
    request: &Request,
    conn: &mut Conn,
    id: PurgeOrderId,
) -> Result<PurgeOrder, Problem> {
    let tree = units::store::load_tree(conn)?;
    let units = units_in_reach(request, &tree)?;
    let order = store::find(conn, id)?.ok_or(Problem::NotFound)?;
    if actions::is_within(conn, &order, units.as_deref())? {
        Ok(order)
    } else {
        Err(Problem::NotFound)
    }
}

/// The units that the right reaches; none for all of them.
pub(super) fn units_in_reach(
    request: &Request,
    tree: &UnitTree,
) -> Result<Option<Vec<UnitId>>, Problem> {
    Ok(request.reach(tree)?.units())
}

fn confirm(request: &Request) -> Answer {
    let chosen: Vec<PersonId> = request
        .fields()
        .all("person")
        .iter()
        .filter_map(|id| id.parse().ok().map(PersonId))
        .collect();
    let app = &request.app;
    let wrong = if chosen.is_empty() {
        Some(("person", "请勾选要清除的人员"))
    } else if !request.fields().checked("understood") {
        Some((
            "understood",
            "清除后不能恢复：请先勾选“我已核对名单”，再确认",
        ))
    } else {
        None
    };
    if let Some((field, message)) = wrong {
        let mut page = app.db.read(|conn| page(request, conn))?;
        page.problems.push(FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
        });
        page.ticked = Some(chosen);
        return Reply::invalid(&page);
    }
    let units = request.reach_now()?.units();
    actions::confirm(app, &chosen, units.as_deref(), &request.occasion()?)?;
    Ok(
        Reply::see_other("/retention")
            .with_notice("已确认；系统会在今天夜里清除，在此之前可以撤回"),
    )
}

fn withdraw(request: &Request) -> Answer {
    let id = PurgeOrderId(request.param("id")?);
    request
        .app
        .db
        .read(|conn| order_within(request, conn, id))?;
    actions::withdraw(&request.app, id, &request.occasion()?)?;
    Ok(Reply::see_other("/retention").with_notice("已撤回，没有清除任何数据"))
}
