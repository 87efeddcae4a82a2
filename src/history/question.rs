//! What somebody asks the history for: the filters of the page and of the API.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::audit::store::search::Wanted;
use crate::clock::to_utc;
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::units::UnitTree;
use crate::web::{Problem, Request};

/// The filters as they were typed, for the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// A name, or the number of a person.
    pub person: String,
    /// The name of who acted.
    pub actor: String,
    /// The word of the kind of thing.
    pub entity: String,
    /// The word of what happened.
    pub action: String,
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
    let mut typed = Typed {
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
