//! Two people changed one unit: both versions, for pages and programs.

use super::form::{UnitForm, kinds, yes_or_no};
use super::{UnitId, store};
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::db::Conn;
use crate::web::{Conflict, Problem, Request};

/// What was sent about a unit beside what is stored now; with no values, the unit was
/// to be closed or opened.
pub(super) fn of_unit(
    request: &Request,
    conn: &mut Conn,
    id: UnitId,
    yours: Option<&UnitForm>,
) -> Result<Problem, Problem> {
    let tree = store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let unit = tree
        .get(id)
        .filter(|unit| reach.contains(unit.id))
        .ok_or(Problem::NotFound)?;
    let history = load_of_entity(conn, Entity::Unit, id.0)?;
    let told = Conflict::new(
        format!("单位“{}”", unit.details.name),
        unit.version,
        format!("/units/{id}"),
    )
    .changed_by(&history, request.app.config.time_zone);
    let Some(yours) = yours else {
        let closes = !request.route.path.ends_with("/opening");
        let state = |closed: bool| if closed { "已撤销" } else { "使用中" };
        let closed = unit.closed_on.is_some();
        return Ok(told
            .field("state", "状态", state(closes), state(closed))
            .into());
    };
    let stored = UnitForm::of(unit);
    let places: Vec<(String, String)> = tree
        .iter()
        .map(|unit| (unit.id.to_string(), unit.details.path.clone()))
        .collect();
    let office = |form: &UnitForm| form.has_social_work_office.clone();
    Ok(told
        .form_at(format!("/units/{id}/edit"))
        .choice("parent", "上级单位", &places, &yours.parent, &stored.parent)
        .field("name", "名称", &yours.name, &stored.name)
        .choice("kind", "类别", &kinds(), &yours.kind, &stored.kind)
        .field("region", "区县", &yours.region, &stored.region)
        .field(
            "contact_name",
            "联系人",
            &yours.contact_name,
            &stored.contact_name,
        )
        .field(
            "contact_mobile",
            "联系电话",
            &yours.contact_mobile,
            &stored.contact_mobile,
        )
        .field(
            "contact_email",
            "联系邮箱",
            &yours.contact_email,
            &stored.contact_email,
        )
        .field(
            "employee_count",
            "职工人数",
            &yours.employee_count,
            &stored.employee_count,
        )
        .choice(
            "has_social_work_office",
            "是否设社会工作室",
            &yes_or_no(),
            &office(yours),
            &office(&stored),
        )
        .into())
}

/// A change that failed, told; a stale one with both versions.
pub(super) fn told<T, R: crate::changes::Refusal + std::fmt::Debug>(
    request: &Request,
    id: UnitId,
    yours: Option<&UnitForm>,
    outcome: Result<T, crate::changes::ChangeError<R>>,
) -> Result<T, Problem> {
    outcome.map_err(|error| match error {
        crate::changes::ChangeError::Stale(_) => request
            .app
            .db
            .read(|conn| of_unit(request, conn, id, yours))
            .unwrap_or_else(|problem| problem),
        other => other.into(),
    })
}
