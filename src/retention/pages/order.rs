//! One order: whom it concerns and what goes, and the second officer's confirmation.

use std::collections::HashMap;

use askama::Template;

use super::{OrderLine, order_line, order_seen};
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::retention::actions::{self, Second, in_scope, scope_of};
use crate::retention::{Part, PurgeOrder, PurgeOrderId};
use crate::units::UnitTree;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

/// The most people named on the page.
const PEOPLE_SHOWN: usize = 1_000;

/// Somebody whom the order concerns.
struct PersonLine {
    name: String,
    unit: String,
    left_on: String,
    parts: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "retention/order.html")]
struct OrderPage {
    frame: Frame,
    order: OrderLine,
    people: Vec<PersonLine>,
    more: usize,
    problems: Vec<FieldProblem>,
}

impl OrderPage {
    fn may_confirm(&self) -> bool {
        self.order.second == Second::May
    }

    /// Who confirms what the viewer ordered.
    fn waits_for(&self) -> Option<&'static str> {
        match self.order.second {
            Second::OwnOrder => Some("请另一位有清理权限的人员登录后在本页核对名单并复核"),
            Second::OwnOrderForAdministrator => {
                Some("目前只有您一个账号有这项清理权限，请系统管理员登录后在本页核对名单并复核")
            }
            Second::May | Second::No => None,
        }
    }
}

/// `GET /retention/orders/{id}`
pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&page(request, conn, Vec::new())?)
}

fn page(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<OrderPage, Problem> {
    let id = PurgeOrderId(request.param("id")?);
    let (order, tree) = order_seen(request, conn, id)?;
    let people = people_of(conn, &tree, &order)?;
    let title = format!("第 {id} 批清理");
    Ok(OrderPage {
        frame: request.frame(&title, Section::Retention),
        order: order_line(request, conn, &tree, &order)?,
        more: people.len().saturating_sub(PEOPLE_SHOWN),
        people: people.into_iter().take(PEOPLE_SHOWN).collect(),
        problems,
    })
}

fn people_of(
    conn: &mut Conn,
    tree: &UnitTree,
    order: &PurgeOrder,
) -> Result<Vec<PersonLine>, Problem> {
    let scope = scope_of(order)?;
    let parts: HashMap<PersonId, &[Part]> = scope
        .iter()
        .map(|one| (one.person, one.parts.as_slice()))
        .collect();
    let mut lines = Vec::with_capacity(scope.len());
    for ids in in_scope(&scope) {
        for person in people::store::load_of_ids(conn, &ids)? {
            let details = person.details;
            lines.push(PersonLine {
                name: details.name,
                unit: tree
                    .get(details.unit_id)
                    .map(|unit| unit.details.path.clone())
                    .unwrap_or_default(),
                left_on: details
                    .left_on
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                parts: parts
                    .get(&person.id)
                    .map(|parts| parts.iter().copied().map(Part::label).collect())
                    .unwrap_or_default(),
            });
        }
    }
    Ok(lines)
}

/// `POST /retention/orders/{id}/confirmation`
pub(super) fn confirm(request: &Request) -> Answer {
    let app = &request.app;
    let id = PurgeOrderId(request.param("id")?);
    if !request.fields().checked("understood") {
        let wrong = FieldProblem {
            field: "understood".to_owned(),
            message: "清除后不能恢复：请先勾选“我已核对名单”，再复核".to_owned(),
        };
        let page = app.db.read(|conn| page(request, conn, vec![wrong]))?;
        return Reply::invalid(&page);
    }
    actions::confirm(app, request.viewer()?, id, &request.occasion()?)?;
    Ok(
        Reply::see_other("/retention")
            .with_notice("已复核；系统会在今天夜里清除，在此之前可以撤回"),
    )
}
