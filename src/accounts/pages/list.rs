//! The accounts within reach.

use askama::Template;

use super::super::Right;
use super::super::actions::{Listed, Listing, Search, list_offices, list_people, may_see_offices};
use super::super::rules::{AccountStanding, standing};
use super::super::store::AccountRow;
use super::typed_unit::look_up;
use crate::clock::to_local;
use crate::db::Conn;
use crate::units::{UnitTree, names_to_type};
use crate::web::{Answer, Frame, Problem, Reply, Request, Section, choices};

/// Lines of one page.
const LINES: usize = 50;

/// A line as the page shows it.
pub(super) struct Line {
    pub(super) account: Option<i64>,
    pub(super) person: Option<i64>,
    pub(super) name: String,
    pub(super) sign_in: String,
    pub(super) unit: String,
    pub(super) roles: Vec<String>,
    pub(super) standing: AccountStanding,
    pub(super) state: (&'static str, String),
    pub(super) may_issue: bool,
}

/// What the pager shows.
struct Pager {
    first: usize,
    last: usize,
    total: usize,
    page: usize,
    pages: usize,
    query: String,
}

#[derive(Template)]
#[template(path = "accounts/accounts.html")]
struct AccountsPage {
    frame: Frame,
    offices: bool,
    sees_offices: bool,
    may_issue: bool,
    may_manage: bool,
    may_edit_people: bool,
    lines: Vec<Line>,
    pager: Pager,
    text: String,
    unit: String,
    units: Vec<String>,
    problem: Option<String>,
    /// The state that is filtered by, as its word.
    state: String,
    states: Vec<(String, String)>,
    query: String,
}

/// The list: people, or offices (`?kind=offices`).
pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    let viewer = request.viewer()?;
    let may_manage = viewer.may(Right::ManageAccounts);
    let sees_offices = may_see_offices(viewer);
    let offices = sees_offices && request.query("kind") == Some("offices");
    let page = request
        .query("page")
        .and_then(|page| page.parse::<usize>().ok())
        .unwrap_or(1)
        .max(1);
    let wanted: Option<AccountStanding> = request.query("state").and_then(|word| word.parse().ok());
    let mut problem = None;
    let listing = if offices {
        list_offices(conn, viewer, wanted, request.now)?
    } else {
        let mut search = Search {
            unit: None,
            text: request.query("q"),
            standing: wanted,
            skipped: (page - 1).saturating_mul(LINES),
            at_most: LINES,
        };
        if let Some(unit) = request.query("unit") {
            let tree = crate::units::store::load_tree(conn)?;
            let former = crate::units::store::load_former(conn)?;
            match look_up((&tree, &former), &request.reach(&tree)?, unit) {
                Ok(id) => search.unit = Some(id),
                Err(sentence) => {
                    problem = Some(format!("{sentence}。下面是管理范围内的全部人员"));
                }
            }
        }
        list_people(conn, viewer, request.now, &search)?
    };
    let total = listing.total;
    let units = if offices {
        Vec::new()
    } else {
        names_to_type(&listing.tree, &request.reach(&listing.tree)?)
    };
    let lines = lines_of(request, listing);
    let pager = Pager {
        first: if total == 0 {
            0
        } else {
            (page - 1) * LINES + 1
        },
        last: if offices {
            total
        } else {
            (page * LINES).min(total)
        },
        total,
        page,
        pages: if offices {
            1
        } else {
            total.div_ceil(LINES).max(1)
        },
        query: request.query_fields().query_without(&["page"]),
    };
    if page > pager.pages {
        return Err(Problem::NotFound);
    }
    Reply::html(&AccountsPage {
        frame: request.frame("账号", Section::Accounts),
        offices,
        sees_offices,
        may_issue: viewer.may(Right::IssueAccounts),
        may_manage,
        may_edit_people: viewer.may(Right::EditPeople),
        lines,
        pager,
        text: request.query("q").unwrap_or_default().to_owned(),
        unit: request.query("unit").unwrap_or_default().to_owned(),
        problem,
        state: wanted
            .map(|word| word.as_str().to_owned())
            .unwrap_or_default(),
        states: choices(
            Some("全部状态"),
            AccountStanding::ALL
                .iter()
                .filter(|word| !offices || **word != AccountStanding::NotIssued)
                .map(|word| (word.as_str(), word.label())),
        ),
        query: request.query_fields().query_without(&["page"]),
        units,
    })
}

fn lines_of(request: &Request, listing: Listing) -> Vec<Line> {
    let Listing { lines, tree, .. } = listing;
    lines
        .into_iter()
        .map(|line| shown(request, &tree, &line))
        .collect()
}

/// One line in words.
pub(super) fn shown(request: &Request, tree: &UnitTree, line: &Listed) -> Line {
    let account = line.account.as_ref();
    let details = line.person.as_ref().map(|person| &person.details);
    let path = |unit| {
        tree.get(unit)
            .map_or_else(String::new, |unit| unit.details.path.clone())
    };
    let mut sign_in: Vec<String> = account
        .and_then(|account| account.login_name.clone())
        .into_iter()
        .collect();
    if let Some(details) = details {
        sign_in.extend(details.mobile.as_ref().map(|mobile| masked_mobile(mobile)));
        sign_in.push("身份证号".to_owned());
    }
    let stands = standing(account.map(AccountRow::facts), request.now.instant);
    Line {
        account: account.map(|account| account.id.0),
        person: line.person.as_ref().map(|person| person.id.0),
        name: details.map_or_else(
            || account.map_or_else(String::new, |account| account.display_name.clone()),
            |details| details.name.clone(),
        ),
        sign_in: sign_in.join("、"),
        unit: details.map_or_else(String::new, |details| path(details.unit_id)),
        roles: line
            .roles
            .iter()
            .map(|row| match row.unit_id {
                Some(unit) => format!("{}（{}）", row.role.label(), path(unit)),
                None => format!("{}（全部单位）", row.role.label()),
            })
            .collect(),
        standing: stands,
        state: state_of(request, line, stands),
        may_issue: line.may_issue,
    }
}

/// `138****1234`.
fn masked_mobile(mobile: &str) -> String {
    match (mobile.get(..3), mobile.get(7..)) {
        (Some(first), Some(last)) => format!("{first}****{last}"),
        _ => "手机号".to_owned(),
    }
}

fn state_of(request: &Request, line: &Listed, stands: AccountStanding) -> (&'static str, String) {
    let left = line
        .person
        .as_ref()
        .is_some_and(|person| person.details.has_left(request.now.today));
    let (class, mark) = stands.mark();
    let word = stands.label();
    let locked_until = line
        .account
        .as_ref()
        .and_then(|account| account.locked_until);
    match (stands, locked_until) {
        (AccountStanding::LockedOut, Some(until)) => {
            let until = to_local(until, request.app.config.time_zone);
            (class, format!("{mark} {word}到 {}", until.format("%H:%M")))
        }
        (AccountStanding::Waiting | AccountStanding::Working, _) if left => {
            ("none", "— 已离职".to_owned())
        }
        _ => (class, format!("{mark} {word}")),
    }
}
