//! The list of units, folded by township, and the same as a file.

use askama::Template;

use super::office_word;
use super::shelves::{UnitShelf, is_named, shelves};
use crate::accounts::Right;
use crate::db::Conn;
use crate::people::noting::list_leaves;
use crate::sheets::ListCell;
use crate::units::overview::{self, UnitLine};
use crate::units::{UnitKind, UnitTree, store};
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "units/list.html")]
struct ListPage {
    frame: Frame,
    shelves: Vec<UnitShelf>,
    total: usize,
    missing: usize,
    q: String,
    only: String,
    query: String,
    may_edit: bool,
    /// How many of the kinds listed are guesses that the viewer may confirm.
    to_confirm: usize,
    /// Which of them are ticked already: `1` for all, the name of a township for its own.
    all: String,
    /// The filters without that choice.
    unticked: String,
}

/// How many kinds are guesses.
pub(super) fn guessed(lines: &[UnitLine]) -> usize {
    let lines = lines.iter();
    lines.filter(|line| line.unit.details.kind_guessed).count()
}

/// The lines that the filters of a request leave.
fn filtered(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
) -> Result<(Vec<UnitLine>, usize, usize), Problem> {
    let reach = request.reach(tree)?;
    let mut lines = overview::load(conn, tree, &reach, request.now.today)?;
    let only = request.query("only").unwrap_or_default();
    lines.retain(|line| (line.unit.closed_on.is_some()) == (only == "closed"));
    let total = lines.len();
    let missing = lines
        .iter()
        .filter(|line| !line.missing().is_empty())
        .count();
    if let Some(q) = request.query("q") {
        lines.retain(|line| is_named(&line.unit, q));
    }
    match only {
        "missing" => lines.retain(|line| !line.missing().is_empty()),
        "" | "closed" => {}
        kind => lines.retain(|line| line.unit.details.kind.as_str() == kind),
    }
    Ok((lines, total, missing))
}

/// `GET /units`
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = store::load_tree(conn)?;
    let (lines, total, missing) = filtered(request, conn, &tree)?;
    let may_edit = request.viewer()?.may(Right::EditUnits);
    Reply::html(&ListPage {
        to_confirm: match may_edit {
            true => guessed(&lines),
            false => 0,
        },
        all: request.query("all").unwrap_or_default().to_owned(),
        unticked: request.query_fields().query_without(&["page", "all"]),
        frame: request.frame("单位", Section::Units),
        shelves: shelves(&tree, lines),
        total,
        missing,
        q: request.query("q").unwrap_or_default().to_owned(),
        only: request.query("only").unwrap_or_default().to_owned(),
        query: request.query_fields().query_without(&["page"]),
        may_edit,
    })
}

/// `GET /units.xlsx`
pub(super) fn list_file(request: &Request) -> Answer {
    let (lines, _, _) = request.app.db.read(|conn| {
        let tree = store::load_tree(conn)?;
        filtered(request, conn, &tree)
    })?;
    // With the contact persons' names, numbers and addresses.
    list_leaves(request, "单位名单", lines.len())?;
    let headings = [
        "单位名称",
        "上级单位",
        "类别",
        "联系人",
        "联系电话",
        "联系邮箱",
        "职工人数",
        "是否设社会工作室",
        "本单位人数",
        "含下级人数",
        "待补充",
    ];
    let rows = lines.iter().map(|line| {
        let details = &line.unit.details;
        let text = |value: &Option<String>| match value {
            Some(value) => ListCell::Text(value.clone().into()),
            None => ListCell::Empty,
        };
        let above = details.path.rsplit_once('/').map_or("", |(above, _)| above);
        vec![
            ListCell::Text(details.name.as_str().into()),
            ListCell::Text(above.into()),
            ListCell::Text(details.kind.label().into()),
            text(&details.contact_name),
            text(&details.contact_mobile),
            text(&details.contact_email),
            details
                .employee_count
                .map_or(ListCell::Empty, ListCell::Whole),
            ListCell::Text(office_word(details.has_social_work_office).into()),
            ListCell::Whole(line.people),
            ListCell::Whole(line.people_below),
            ListCell::Text(line.missing().join("、").into()),
        ]
    });
    Reply::table("单位", &headings, rows)
}

impl ListPage {
    /// The kinds for the chips.
    fn kinds(&self) -> &'static [UnitKind] {
        UnitKind::ALL
    }

    /// Whether the guesses of a township are ticked.
    fn ticks(&self, shelf: &UnitShelf) -> bool {
        self.all == "1" || self.all == shelf.name
    }

    /// The address that ticks the guesses of a township, or of all (`1`).
    fn ticking(&self, which: &str) -> String {
        let all = serde_urlencoded::to_string([("all", which)]).unwrap_or_default();
        let also = if self.unticked.is_empty() { "" } else { "&" };
        format!("/units?{}{also}{all}", self.unticked)
    }
}
