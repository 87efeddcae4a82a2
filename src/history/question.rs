//! What somebody asks the history for: the filters of the page and of the API.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::audit::Action;
use crate::audit::store::search::Wanted;
use crate::clock::to_utc;
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::text_enum;
use crate::units::UnitTree;
use crate::web::{Problem, Request};

text_enum!(
    /// What kind of line is shown.
    Shown {
        /// Changes, looks at full numbers, exports and prints; no sign-ins.
        Work = "work", "修改和导出";
        /// Everything.
        All = "all", "全部";
        /// Changes of the books.
        Changes = "changes", "修改";
        /// Looks at full numbers, exports and prints.
        Looks = "looks", "导出与查看";
        /// Sign-ins, failed ones and sign-outs.
        SignIns = "sign_ins", "登录";
    }
);

impl Shown {
    fn holds(self, action: Action) -> bool {
        let sign_in = matches!(
            action,
            Action::SignedIn | Action::SignInFailed | Action::SignedOut
        );
        match self {
            Self::All => true,
            Self::Work => !sign_in,
            Self::Changes => action.changes_the_books(),
            Self::Looks => !sign_in && !action.changes_the_books(),
            Self::SignIns => sign_in,
        }
    }

    /// The kinds of line; none for every kind.
    fn actions(self) -> Option<Vec<Action>> {
        let holds = |action: &&Action| self.holds(**action);
        (self != Self::All).then(|| Action::ALL.iter().filter(holds).copied().collect())
    }
}

/// The filters as they were typed, for the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// A name, or the number of a person.
    pub person: String,
    /// The name of who acted.
    pub actor: String,
    /// The word of the kind of thing.
    pub entity: String,
    /// The word of what happened.
    pub action: String,
    /// Which kind of line.
    pub shown: Shown,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What could not be read, a sentence.
    pub wrong: Option<String>,
}

/// The filters of a request, within its reach.
pub(super) fn asked(
    request: &Request,
    conn: &mut Conn,
    tree: &UnitTree,
) -> Result<(Typed, Wanted), Problem> {
    let text = |name| request.query(name).unwrap_or_default().to_owned();
    // Who names a kind of thing or of action, or is a program, is shown all of it.
    let named = !text("entity").is_empty() || !text("action").is_empty() || request.route.api;
    let usual = if named { Shown::All } else { Shown::Work };
    let mut typed = Typed {
        shown: request
            .query("show")
            .map_or(Ok(usual), str::parse)
            .unwrap_or(usual),
        person: text("person"),
        actor: text("actor"),
        entity: text("entity"),
        action: text("action"),
        from: text("from"),
        to: text("to"),
        wrong: None,
    };
    let mut wanted = Wanted {
        units: units_in_reach(request, tree)?,
        actor: request.query("actor").map(str::to_owned),
        entity: typed.entity.parse().ok(),
        action: typed.action.parse().ok(),
        actions: Some(typed.shown)
            .filter(|_| typed.action.is_empty())
            .and_then(Shown::actions),
        ..Wanted::default()
    };
    if !typed.person.is_empty() {
        wanted.people = Some(people_meant(conn, &typed.person)?);
    }
    let zone = request.app.config.time_zone;
    let start = |day: NaiveDate| to_utc(day.and_time(NaiveTime::MIN), zone);
    match (day(&typed.from), day(&typed.to)) {
        (Ok(from), Ok(to)) => {
            wanted.since = from.map(start);
            wanted.before = to
                .and_then(|to| to.checked_add_days(Days::new(1)))
                .map(start);
        }
        _ => typed.wrong = Some("日期请写成 2026-03-09 这样的年月日".to_owned()),
    }
    if !request.route.api {
        let known = |text: &str, found: bool| text.is_empty() || found;
        let show = request.query("show").unwrap_or_default();
        if !known(show, show.parse::<Shown>().is_ok()) {
            typed.wrong = Some("没有这种筛选，请点上面的“全部、修改、导出与查看、登录”".to_owned());
        }
        if !known(&typed.action, wanted.action.is_some()) {
            typed.wrong = Some("没有这种操作，请从“操作”里选择".to_owned());
        }
        if !known(&typed.entity, wanted.entity.is_some()) {
            typed.wrong = Some("没有这种对象，请从“对象”里选择".to_owned());
        }
    }
    Ok((typed, wanted))
}

fn day(text: &str) -> Result<Option<NaiveDate>, chrono::ParseError> {
    if text.is_empty() {
        Ok(None)
    } else {
        text.parse().map(Some)
    }
}

/// The people of a name, or the one with a number, with the entries merged into them.
fn people_meant(conn: &mut Conn, text: &str) -> Result<Vec<PersonId>, Problem> {
    let mut meant: Vec<PersonId> = match text.parse() {
        Ok(id) => vec![PersonId(id)],
        Err(_) => people::store::load_named(conn, text)?
            .into_iter()
            .map(|person| person.id)
            .collect(),
    };
    let merged = people::store::leavers::load_merged(conn, &meant)?;
    meant.extend(merged.into_iter().map(|(gone, _)| gone));
    Ok(meant)
}

/// The units that the viewer's right reaches; none where it reaches all of them, and
/// with them what belongs to no unit: seasons, imports, accounts of offices.
pub(super) fn units_in_reach(
    request: &Request,
    tree: &UnitTree,
) -> Result<Option<Vec<crate::units::UnitId>>, Problem> {
    let reach = request.reach(tree)?;
    if tree.iter().all(|unit| reach.contains(unit.id)) {
        return Ok(None);
    }
    Ok(reach.units())
}
