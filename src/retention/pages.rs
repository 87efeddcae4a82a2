//! `/retention`: what may be erased, ordering it, and the second officer's look.

mod order;

use askama::Template;

use super::actions::{self, RetentionError, Second};
use super::{OrderStanding, PurgeOrder, PurgeOrderId, PurgeState, store};
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
        Route::page("/retention", Right::SeeRetention, overview),
        Route::act("/retention/orders", Right::Purge, give),
        Route::page("/retention/orders/{id}", Right::SeeRetention, order::show),
        Route::act(
            "/retention/orders/{id}/confirmation",
            Right::ConfirmPurge,
            order::confirm,
        ),
        Route::act("/retention/orders/{id}/withdrawal", Right::Purge, withdraw),
    ]
}

impl From<RetentionError> for Problem {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Database(error) => error.into(),
            RetentionError::NotFound => Problem::NotFound,
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

/// One ordered erasure.
struct OrderLine {
    id: PurgeOrderId,
    ordered: String,
    /// By whom and when it was confirmed; empty before.
    confirmed: String,
    people: i64,
    state: &'static str,
    shape: &'static str,
    class: &'static str,
    outcome: String,
    /// The viewer may take it back.
    may_withdraw: bool,
    /// What the viewer has to do with the second look.
    second: Second,
}

#[derive(Template)]
#[template(path = "retention/overview.html")]
struct OverviewPage {
    frame: Frame,
    /// The viewer may order; an auditor only reads, the administrator only confirms.
    may_order: bool,
    sees_due: bool,
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
    let viewer = request.viewer()?;
    let units = units_seen(request, &tree)?;
    let policies = &request.app.policies;
    let due = actions::preview(conn, policies, units.as_deref(), request.now)?;
    let mut orders = Vec::new();
    for order in orders_seen(request, conn, &tree)? {
        orders.push(order_line(request, conn, &tree, &order)?);
    }
    let ordering = viewer.reach(Right::Purge, &tree);
    Ok(OverviewPage {
        may_order: viewer.may(Right::Purge)
            && due
                .iter()
                .all(|due| ordering.contains(due.person.details.unit_id)),
        sees_due: viewer.may(Right::SeeDistrict),
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
        orders,
        periods: RetentionClass::ALL
            .iter()
            .filter_map(|class| policies.retention(*class, request.now.today))
            .cloned()
            .collect(),
        log_days: request.app.config.logging.keep_days,
    })
}

fn order_line(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
    order: &PurgeOrder,
) -> Result<OrderLine, Problem> {
    let standing = order.standing();
    let (shape, class) = match standing {
        OrderStanding::Ordered => ("●", "ask"),
        OrderStanding::Confirmed => ("◔", "wait"),
        OrderStanding::Done => ("✓", "done"),
        OrderStanding::Withdrawn => ("—", "none"),
    };
    let zone = request.app.config.time_zone;
    let viewer = request.viewer()?;
    let mine = viewer.reach(Right::Purge, tree).units();
    Ok(OrderLine {
        id: order.id,
        ordered: format!("{} {}", moment(order.ordered_at, zone), order.ordered_by),
        confirmed: match (&order.confirmed_by, order.confirmed_at) {
            (Some(by), Some(at)) => format!("{} {by}", moment(at, zone)),
            _ => String::new(),
        },
        people: order.person_count,
        state: standing.label(),
        shape,
        class,
        outcome: order.outcome.clone().unwrap_or_default(),
        may_withdraw: order.state == PurgeState::Confirmed
            && viewer.may(Right::Purge)
            && actions::is_within(conn, order, mine.as_deref())?,
        second: actions::second(conn, tree, viewer, order, request.now)?,
    })
}

/// Whether a viewer sees an order: the district and its auditor where it concerns nobody
/// out of reach, and whoever is to confirm it.
fn is_seen(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
    order: &PurgeOrder,
) -> Result<bool, Problem> {
    let viewer = request.viewer()?;
    let units = units_seen(request, tree)?;
    if viewer.may(Right::SeeDistrict) && actions::is_within(conn, order, units.as_deref())? {
        return Ok(true);
    }
    Ok(actions::second(conn, tree, viewer, order, request.now)? == Second::May)
}

/// The latest orders that the viewer sees.
pub(super) fn orders_seen(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
) -> Result<Vec<PurgeOrder>, Problem> {
    let mut orders = Vec::new();
    for order in store::load_latest(conn, ORDERS_SHOWN)? {
        if is_seen(request, conn, tree, &order)? {
            orders.push(order);
        }
    }
    Ok(orders)
}

/// One order, if the viewer sees it.
pub(super) fn order_seen(
    request: &Request,
    conn: &mut Conn,
    id: PurgeOrderId,
) -> Result<(PurgeOrder, UnitTree), Problem> {
    let tree = units::store::load_tree(conn)?;
    let order = store::find(conn, id)?.ok_or(Problem::NotFound)?;
    if is_seen(request, conn, &tree, &order)? {
        Ok((order, tree))
    } else {
        Err(Problem::NotFound)
    }
}

/// One order that the viewer may take back.
pub(super) fn order_within(
    request: &Request,
    conn: &mut Conn,
    id: PurgeOrderId,
) -> Result<PurgeOrder, Problem> {
    let tree = units::store::load_tree(conn)?;
    let units = request.viewer()?.reach(Right::Purge, &tree).units();
    let order = store::find(conn, id)?.ok_or(Problem::NotFound)?;
    if actions::is_within(conn, &order, units.as_deref())? {
        Ok(order)
    } else {
        Err(Problem::NotFound)
    }
}

/// The units whose leavers the viewer sees; none for all of them. The administrator sees
/// nobody but in an order that waits for them.
pub(super) fn units_seen(
    request: &Request,
    tree: &UnitTree,
) -> Result<Option<Vec<UnitId>>, Problem> {
    Ok(request.viewer()?.reach(Right::SeeDistrict, tree).units())
}

fn give(request: &Request) -> Answer {
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
    let id = actions::order(app, &chosen, units.as_deref(), &request.occasion()?)?;
    Ok(Reply::see_other(format!("/retention/orders/{id}"))
        .with_notice("已提出；另一人复核后系统在当天夜里清除，在此之前可以撤回"))
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
