//! The registrar's list for programs: the filters of the page.

use chrono::NaiveDate;
use serde::Serialize;

use crate::db::Conn;
use crate::roster::RosterRow;
use crate::roster::pages::list::Loaded;
use crate::roster::pages::registrations::{Asked, registered};
use crate::web::{Answer, Listed, Reply, Request};

/// One person's registration.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct RegistrationLine {
    /// The person's id.
    person: i64,
    /// 姓名.
    name: String,
    /// The unit's id.
    unit: i64,
    /// The unit's path.
    unit_path: String,
    /// worker, assistant, intermediate, senior.
    level: &'static str,
    /// in_force, renewal_open, ended, not_registered.
    registration: &'static str,
    /// 有效期至, or the day by which the first registration is due.
    registration_due_on: Option<NaiveDate>,
    /// The state under the training rule that binds most.
    training: Option<&'static str>,
}

impl RegistrationLine {
    fn of(row: RosterRow) -> Option<Self> {
        let standing = row.registration?;
        Some(Self {
            person: row.person.0,
            unit: row.unit.0,
            level: standing.level.as_str(),
            registration: standing.state.as_str(),
            registration_due_on: standing.due_on,
            training: row.training.as_ref().map(|one| one.state.as_str()),
            name: row.name,
            unit_path: row.unit_path,
        })
    }
}

#[utoipa::path(get, path = "/api/v1/registrations", tag = "证书与登记",
    summary = "登记到期名单：谁该办再登记，谁已过期，谁还没有登记，先到期的在前",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("standing" = Option<String>, Query, description = "只列一种情况：ended、ending（90 天内到期）、renewal_open、not_registered、in_force"),
        ("from" = Option<NaiveDate>, Query, description = "有效期至不早于这天"),
        ("until" = Option<NaiveDate>, Query, description = "有效期至不晚于这天"),
        ("limit" = Option<i64>, Query, description = "每页人数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")
    ),
    responses((status = 200, description = "名单", body = Listed<RegistrationLine>),
        (status = 409, description = "名单太长，请先选择单位"),
        (status = 422, description = "筛选条件不对")))]
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    let asked = Asked::read(request)?;
    let loaded = Loaded::new(request, conn)?.whole()?;
    let rows = registered(&loaded, asked, request.now.today);
    let lines: Vec<RegistrationLine> = rows.into_iter().filter_map(RegistrationLine::of).collect();
    Reply::listed(request, lines, |line| line)
}
