//! The list of a unit's people, as a page, a file and a message.

use std::sync::Arc;

use askama::Template;
use chrono::NaiveDate;

use super::question;
use crate::accounts::{Reach, Right};
use crate::app::App;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::exams::SeasonState;
use crate::identity::IdNumber;
use crate::people::noting::{self, ExportedList};
use crate::people::{self, EmploymentKind, ID_NUMBER_COLUMN, PersonId};
use crate::roster::gather::{Roster, load};
use crate::roster::message::group_message;
use crate::roster::message_page::MessagePage;
use crate::roster::view::{LineView, Pager, home_unit, short_day};
use crate::roster::{Focus, MOST_PEOPLE, Presence, Question, SeasonAtHand, Tiles, sheet};
use crate::units::{UnitId, UnitPicker, UnitTree};
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};

/// What a workbook is sent as.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Everything that a list page needs.
pub(in crate::roster) struct Loaded {
    pub(in crate::roster) question: Question,
    tree: Arc<UnitTree>,
    reach: Reach,
    home: Option<UnitId>,
    pub(in crate::roster) roster: Roster,
}

impl Loaded {
    pub(in crate::roster) fn new(request: &Request, conn: &mut Conn) -> Result<Self, Problem> {
        let question = question(request)?;
        let viewer = request.viewer()?;
        let tree = request.app.units(conn)?;
        let reach = request.reach(&tree)?;
        if question
            .unit
            .is_some_and(|unit| !reach.contains(unit) || tree.get(unit).is_none())
        {
            return Err(Problem::NotFound);
        }
        let app: &App = &request.app;
        let roster = load(
            conn,
            &app.policies,
            app.config.time_zone,
            request.now.today,
            &tree,
            &reach,
            &question,
        )?;
        Ok(Self {
            home: home_unit(viewer, Right::SeePeople),
            question,
            tree,
            reach,
            roster,
        })
    }

    /// The list, where it is not cut off for its length.
    pub(in crate::roster) fn whole(self) -> Result<Self, Problem> {
        match self.roster.too_many {
            Some(people) => Err(Problem::Refused(format!(
                "名单有{people}人，一次最多{MOST_PEOPLE}人，请先选择单位再导出。"
            ))),
            None => Ok(self),
        }
    }

    /// The unit that the list is of, or all of them.
    pub(in crate::roster) fn title(&self) -> String {
        self.question
            .unit
            .or(self.home)
            .and_then(|unit| self.tree.get(unit))
            .map_or("全部单位".to_owned(), |unit| unit.details.name.clone())
    }

    /// The units within reach, to choose from.
    pub(super) fn units(&self, empty: &str) -> UnitPicker {
        UnitPicker::new(&self.tree, &self.reach, self.home).or(empty)
    }

    pub(in crate::roster) fn query(&self) -> String {
        serde_urlencoded::to_string(self.question.pairs()).unwrap_or_default()
    }
}

/// A filter above the list.
struct Chip {
    label: &'static str,
    shape: &'static str,
    count: usize,
    query: String,
    current: bool,
}

/// A unit to choose where the people are too many for one list.
struct UnitCount {
    id: UnitId,
    name: String,
    people: i64,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    frame: Frame,
    heading: String,
    today: String,
    tiles: Tiles,
    percent: String,
    signup: Option<String>,
    chips: Vec<Chip>,
    lines: Vec<LineView>,
    pager: Pager,
    query: String,
    question: Question,
    search: String,
    unit: String,
    level: String,
    kind: String,
    presence: &'static str,
    sort: &'static str,
    focus: &'static str,
    units: UnitPicker,
    kinds: &'static [EmploymentKind],
    too_many: Option<usize>,
    choices: Vec<UnitCount>,
    may_edit: bool,
    may_import: bool,
    may_review: bool,
}

/// `/people`
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    if let Some(person) = by_number(request, conn)? {
        return Ok(Reply::see_other(format!("/people/{person}")));
    }
    let loaded = Loaded::new(request, conn)?;
    let viewer = request.viewer()?;
    let today = request.now.today;
    let choices = match loaded.roster.too_many {
        None => Vec::new(),
        Some(_) => units_to_choose(request, conn, &loaded)?,
    };
    let question = &loaded.question;
    let pager = Pager::new(
        loaded.roster.listed.len(),
        request.query("page"),
        loaded.query(),
    );
    let value = |name: &str| request.query(name).unwrap_or_default().to_owned();
    Reply::html(&ListPage {
        frame: request.frame(&loaded.title(), Section::People),
        heading: loaded.title(),
        today: chinese_day(today),
        tiles: loaded.roster.tiles,
        percent: sheet::percent(loaded.roster.tiles.certified_tenths()),
        signup: loaded
            .roster
            .season
            .as_ref()
            .and_then(|season| signup_in_words(season, today)),
        chips: chips(&loaded.roster, question),
        lines: pager
            .of(&loaded.roster.listed)
            .iter()
            .map(|row| LineView::new(row, today))
            .collect(),
        query: loaded.query(),
        search: value("q"),
        unit: value("unit"),
        level: value("level"),
        kind: value("kind"),
        presence: question.presence.as_str(),
        sort: question.sort.as_str(),
        focus: question.focus.map_or("", Focus::as_str),
        question: question.clone(),
        units: loaded.units("全部村（社区）、单位"),
        kinds: EmploymentKind::ALL,
        too_many: loaded.roster.too_many,
        choices,
        may_edit: viewer.may(Right::EditPeople),
        may_import: viewer.may(Right::Import) && viewer.may(Right::EditPeople),
        may_review: viewer.may(Right::ReviewTraining),
        pager,
    })
}

/// Whom a whole ID number in the search field means, within reach: it leads to the
/// person's page, and stands in no list and no address after it.
fn by_number(request: &Request, conn: &mut Conn) -> Result<Option<PersonId>, Problem> {
    let typed = request.query("q").map(IdNumber::parse);
    let Some(Ok(number)) = typed else {
        return Ok(None);
    };
    let hash = request
        .app
        .keys
        .lookup_hash(ID_NUMBER_COLUMN, number.as_str());
    let found = people::store::load_by_hash(conn, &[hash])?
        .into_values()
        .next();
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    Ok(found
        .filter(|person| reach.contains(person.details.unit_id))
        .map(|person| person.id))
}

/// 报名 3月19日截止, or that the days are only expected.
pub(super) fn signup_in_words(season: &SeasonAtHand, today: NaiveDate) -> Option<String> {
    let closes = season.signup_closes?.date();
    let days = (closes - today).num_days();
    match season.state {
        SeasonState::Announced if days >= 0 => {
            Some(format!("报名{}截止，还有 {days} 天", short_day(closes)))
        }
        SeasonState::Announced => Some(format!("{}年报名已截止", season.year)),
        SeasonState::Expected => Some(format!(
            "{}年报名预计{}截止",
            season.year,
            short_day(closes)
        )),
        SeasonState::Postponed | SeasonState::Cancelled => {
            Some(format!("{}年考试{}", season.year, season.state.label()))
        }
    }
}

fn chips(roster: &Roster, question: &Question) -> Vec<Chip> {
    const SHOWN: [(Focus, &str); 8] = [
        (Focus::Overdue, "!"),
        (Focus::DueSoon, "▲"),
        (Focus::Short, "◐"),
        (Focus::Behind, "◐"),
        (Focus::OnTrack, "✓"),
        (Focus::Complete, "✓"),
        (Focus::RegistrationEnding, "▲"),
        (Focus::NotEntered, "▲"),
    ];
    let query = |focus: Option<Focus>| {
        let asked = Question {
            focus,
            ..question.clone()
        };
        serde_urlencoded::to_string(asked.pairs()).unwrap_or_default()
    };
    let count = |focus: Option<Focus>| roster.counts.get(&focus).copied().unwrap_or_default();
    let all = Chip {
        label: "全部",
        shape: "",
        count: count(None),
        query: query(None),
        current: question.focus.is_none(),
    };
    let narrowed = SHOWN
        .iter()
        .map(|(focus, shape)| Chip {
            label: focus.label(),
            shape,
            count: count(Some(*focus)),
            query: query(Some(*focus)),
            current: question.focus == Some(*focus),
        })
        .filter(|chip| chip.count > 0 || chip.current);
    std::iter::once(all).chain(narrowed).collect()
}

type Choices = Result<Vec<UnitCount>, Problem>;

/// The units right below, each with everyone who works at or below it.
fn units_to_choose(request: &Request, conn: &mut Conn, loaded: &Loaded) -> Choices {
    let counted = people::store::count_present_by_unit(conn, request.now.today)?;
    let top = loaded.question.unit.or(loaded.home);
    let mut choices: Vec<UnitCount> = loaded
        .tree
        .iter()
        .filter(|unit| unit.details.parent_id == top && loaded.reach.contains(unit.id))
        .map(|unit| UnitCount {
            id: unit.id,
            name: unit.details.name.clone(),
            people: counted
                .iter()
                .filter(|(id, _)| loaded.reach.contains(**id))
                .filter(|(id, _)| loaded.tree.is_within(**id, unit.id))
                .map(|(_, people)| people)
                .sum(),
        })
        .filter(|choice| choice.people > 0)
        .collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(choices)
}

/// Notes that a list leaves the system, in a transaction of its own.
pub(in crate::roster) fn note_export(
    request: &Request,
    what: &str,
    query: &str,
    people: usize,
) -> Result<(), Problem> {
    let occasion = request.occasion()?;
    request.app.db.write(|conn| {
        let list = ExportedList {
            exported: what,
            filters: query,
            line_count: people,
        };
        noting::exported(conn, &occasion, &list)?;
        Ok::<_, Problem>(())
    })
}

pub(in crate::roster) fn read(request: &Request) -> Result<Loaded, Problem> {
    let loaded = request.app.db.read(|conn| Loaded::new(request, conn))?;
    loaded.whole()
}

/// `/people.xlsx`
pub(super) fn download(request: &Request) -> Answer {
    let loaded = read(request)?;
    let rows = &loaded.roster.listed;
    let file = workbook(|path| sheet::write_roster(path, rows).map(drop))?;
    note_export(request, "人员名单", &loaded.query(), rows.len())?;
    let name = format!("{}人员名单{}.xlsx", loaded.title(), request.now.today);
    Ok(Reply::download(file, &name, XLSX))
}

/// Writes a workbook and takes its bytes; at most [`MOST_PEOPLE`] lines.
pub(super) fn workbook(
    write: impl FnOnce(&std::path::Path) -> Result<(), crate::sheets::WriteRefusal>,
) -> Result<Vec<u8>, Problem> {
    let folder = tempfile::tempdir().map_err(Problem::internal)?;
    let path = folder.path().join("list.xlsx");
    write(&path).map_err(Problem::internal)?;
    std::fs::read(&path).map_err(Problem::internal)
}

/// `/people/message`: the group message of the list that the filters show.
pub(super) fn message(request: &Request) -> Answer {
    let loaded = read(request)?;
    let viewer = request.viewer()?;
    let text = group_message(
        &loaded.title(),
        &loaded.roster.listed,
        loaded.question.focus,
        loaded.roster.season.as_ref(),
        request.now.today,
        Some(&viewer.name),
    );
    note_export(
        request,
        "群通知",
        &loaded.query(),
        loaded.roster.listed.len(),
    )?;
    MessagePage::answer(
        request,
        Section::People,
        loaded.title(),
        loaded.roster.listed.len(),
        text,
        format!("/people?{}", loaded.query()),
    )
}

impl ListPage {
    /// The same list narrowed to one state.
    fn focused(&self, word: &str) -> String {
        let asked = Question {
            focus: word.parse().ok(),
            ..self.question.clone()
        };
        serde_urlencoded::to_string(asked.pairs()).unwrap_or_default()
    }

    /// Whether somebody listed here has nothing before what is only advised.
    fn advised(&self) -> bool {
        self.lines.iter().any(|line| line.advisory)
    }

    /// Whether leavers are listed.
    fn shows_leavers(&self) -> bool {
        self.question.presence != Presence::Here
    }
}
