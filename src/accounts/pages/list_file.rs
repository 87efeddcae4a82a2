//! The list of accounts as a file, with the filters of the page.

use super::super::actions::{Search, list_offices, list_people, may_see_offices};
use super::super::rules::AccountStanding;
use super::list::{Line, shown};
use super::typed_unit::look_up;
use crate::clock::to_local;
use crate::people::noting::list_leaves;
use crate::sheets::ListCell;
use crate::web::{Answer, Problem, Reply, Request};

/// `GET /accounts.xlsx`: who has an account and who has none, as it is filtered.
pub(super) fn file(request: &Request) -> Answer {
    let viewer = request.viewer()?;
    let wanted: Option<AccountStanding> = request.query("state").and_then(|word| word.parse().ok());
    let offices = may_see_offices(viewer) && request.query("kind") == Some("offices");
    let listing = request.app.db.read(|conn| {
        if offices {
            return Ok(list_offices(conn, viewer, wanted, request.now)?);
        }
        let mut search = Search {
            unit: None,
            text: request.query("q"),
            standing: wanted,
            skipped: 0,
            at_most: usize::MAX,
        };
        if let Some(unit) = request.query("unit") {
            let tree = crate::units::store::load_tree(conn)?;
            let former = crate::units::store::load_former(conn)?;
            let found = look_up((&tree, &former), &request.reach(&tree)?, unit);
            search.unit = Some(found.map_err(|sentence| Problem::field("unit", sentence))?);
        }
        Ok::<_, Problem>(list_people(conn, viewer, request.now, &search)?)
    })?;
    list_leaves(request, "账号名单", listing.lines.len())?;
    let zone = request.app.config.time_zone;
    let rows = listing.lines.iter().map(|listed| {
        let line: Line = shown(request, &listing.tree, listed);
        let set = listed
            .account
            .as_ref()
            .filter(|account| account.password_hash.is_some())
            .and_then(|account| account.password_changed_at);
        let text = |text: String| ListCell::Text(text.into());
        vec![
            text(line.name),
            text(line.unit),
            text(line.sign_in),
            text(line.standing.label().to_owned()),
            set.map_or(ListCell::Empty, |at| {
                ListCell::Day(to_local(at, zone).date())
            }),
            text(line.roles.join("；")),
        ]
    });
    let headings = [
        "姓名或岗位",
        "单位",
        "登录名",
        "状态",
        "密码设置日期",
        "角色",
    ];
    Reply::table("账号", &headings, rows)
}
