//! The forms of an entry and of a year's scores, under the person they belong to.

mod results;

pub(super) use results::score_of;

use askama::Template;

use super::{TypedEntry, change, enter};
use crate::accounts::Right;
use crate::certificates::Level;
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::prospects::EXAM_LEVELS;
use crate::exams::season_book::SeasonBook;
use crate::exams::store::entries as store;
use crate::exams::{EntryId, EntryState, SeasonOfEntry, StoredEntry, Subject};
use crate::money::yuan_plain;
use crate::people::answers::Wrong;
use crate::people::pages::{person_of, seen_version};
use crate::people::{Person, PersonId};
use crate::units::UnitTree;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section, choices};

/// The routes of entries and scores kept by hand.
pub fn routes() -> Vec<Route> {
    use Right::EditPeople;
    vec![
        Route::page("/people/{id}/entries/new", EditPeople, new),
        Route::act("/people/{id}/entries/new", EditPeople, add),
        Route::page("/people/{id}/entries/{entry}", EditPeople, edit),
        Route::act("/people/{id}/entries/{entry}", EditPeople, save),
        Route::page("/people/{id}/results", EditPeople, results::ask),
        Route::act("/people/{id}/results", EditPeople, results::save),
    ]
}

/// One subject to tick.
struct SubjectChoice {
    word: &'static str,
    label: &'static str,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "people/entry.html")]
struct EntryPage {
    frame: Frame,
    person: i64,
    name: String,
    /// The year and level of a known entry; none for a new one.
    known: Option<String>,
    action: String,
    version: i64,
    typed: TypedEntry,
    levels: Vec<(String, String)>,
    states: Vec<(String, String)>,
    subjects: Vec<SubjectChoice>,
    /// The box for entering it all the same is shown.
    asks_again: bool,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
}

/// The exams with papers, as a list to choose from.
fn level_choices() -> Vec<(String, String)> {
    choices(
        Some("请选择"),
        EXAM_LEVELS
            .iter()
            .map(|level| (level.as_str(), level.label())),
    )
}

fn typed(request: &Request) -> TypedEntry {
    let fields = request.fields();
    let text = |name: &str| fields.text(name).to_owned();
    TypedEntry {
        year: text("year"),
        level: text("level"),
        subjects: fields
            .all("subjects")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        state: text("state"),
        paid_at: text("paid_at"),
        paid: text("paid"),
        refunded: text("refunded"),
        ticket_number: text("ticket_number"),
        reason: text("reason"),
        confirmed: fields.optional("confirmed").is_some(),
    }
}

/// What is known of an entry, as its form shows it.
fn typed_of(request: &Request, entry: &StoredEntry, subjects: Vec<String>) -> TypedEntry {
    let details = &entry.details;
    let yuan = |cents: Option<i64>| cents.map(yuan_plain).unwrap_or_default();
    TypedEntry {
        subjects,
        state: details.state.as_str().to_owned(),
        paid_at: details
            .paid_at
            .map(|at| {
                to_local(at, request.app.config.time_zone)
                    .format("%Y-%m-%d %H:%M:%S")
                    .to_string()
            })
            .unwrap_or_default(),
        paid: yuan(details.paid_cents),
        refunded: yuan(details.refunded_cents),
        ticket_number: details.ticket_number.clone().unwrap_or_default(),
        ..TypedEntry::default()
    }
}

/// The year that the people of a unit sit in next; empty where that is not known.
fn year_at_hand(
    request: &Request,
    conn: &mut Conn,
    person: &Person,
    tree: &UnitTree,
) -> Result<String, Problem> {
    let (app, today) = (&request.app, request.now.today);
    let Some(region) = tree.region_of(person.details.unit_id) else {
        return Ok(String::new());
    };
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let days = book.at_hand(region, today);
    Ok(days.map_or_else(String::new, |days| days.year.to_string()))
}

fn entry_of(
    conn: &mut Conn,
    person: PersonId,
    id: EntryId,
) -> Result<(StoredEntry, SeasonOfEntry), Problem> {
    store::load_of_person(conn, person)?
        .into_iter()
        .find(|(entry, _)| entry.id == id)
        .ok_or(Problem::NotFound)
}

/// The form of a known entry, or of a new one.
fn form(
    request: &Request,
    conn: &mut Conn,
    known: Option<EntryId>,
    shown: Option<TypedEntry>,
    wrong: Wrong,
) -> Result<EntryPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let stored = match known {
        Some(id) => Some(entry_of(conn, person.id, id)?),
        None => None,
    };
    let typed = match (shown, &stored) {
        (Some(shown), _) => shown,
        (None, Some((entry, _))) => {
            let subjects = store::load_subjects(conn, &[entry.id])?.remove(&entry.id);
            let words = subjects.unwrap_or_default();
            let words = words.iter().map(|one| one.as_str().to_owned()).collect();
            typed_of(request, entry, words)
        }
        (None, None) => TypedEntry {
            year: year_at_hand(request, conn, &person, &tree)?,
            state: EntryState::Submitted.as_str().to_owned(),
            ..TypedEntry::default()
        },
    };
    let level = stored.as_ref().map(|(entry, _)| entry.details.level);
    let title = if known.is_some() {
        "更新报考状态"
    } else {
        "登记报名"
    };
    Ok(EntryPage {
        frame: request.frame(title, Section::People),
        person: person.id.0,
        name: person.details.name.clone(),
        known: stored
            .as_ref()
            .map(|(entry, season)| format!("{}年 {}", season.year, entry.details.level.label())),
        action: match known {
            Some(id) => format!("/people/{}/entries/{id}", person.id),
            None => format!("/people/{}/entries/new", person.id),
        },
        version: stored.map_or(0, |(entry, _)| entry.version),
        levels: level_choices(),
        states: choices(
            None,
            EntryState::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        subjects: subject_choices(request, level, &typed.subjects),
        asks_again: typed.confirmed || wrong.problems.iter().any(|one| one.field == "confirmed"),
        typed,
        sentence: wrong.sentence,
        problems: wrong.problems,
    })
}

/// The subjects of a level, or all where the level is still to be chosen.
fn subject_choices(
    request: &Request,
    level: Option<Level>,
    ticked: &[String],
) -> Vec<SubjectChoice> {
    let known = level.map(|level| request.app.policies.subjects(level));
    Subject::ALL
        .iter()
        .filter(|subject| known.as_ref().is_none_or(|known| known.contains(subject)))
        .map(|subject| SubjectChoice {
            word: subject.as_str(),
            label: subject.label(),
            ticked: ticked.iter().any(|word| word == subject.as_str()),
        })
        .collect()
}

/// `GET /people/{id}/entries/new`
fn new(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, None, None, Wrong::default())?)
}

/// `POST /people/{id}/entries/new`
fn add(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    match enter(&request.app, viewer, person, &typed, &occasion) {
        Ok(_) => Ok(Reply::see_other(format!("/people/{person}#exams")).with_notice("报名已登记")),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let shown = Some(typed);
            let page = request
                .app
                .db
                .read(|conn| form(request, conn, None, shown, wrong))?;
            Reply::html_with(status, &page)
        }
    }
}

/// `GET /people/{id}/entries/{entry}`
fn edit(request: &Request, conn: &mut Conn) -> Answer {
    let id = EntryId(request.param("entry")?);
    Reply::html(&form(request, conn, Some(id), None, Wrong::default())?)
}

/// `POST /people/{id}/entries/{entry}`
fn save(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let id = EntryId(request.param("entry")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = (id, seen_version(request)?);
    match change(&request.app, viewer, person, seen, &typed, &occasion) {
        Ok(state) => Ok(Reply::see_other(format!("/people/{person}#exams"))
            .with_notice(format!("报考状态已保存：{}", state.label()))),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let shown = Some(typed);
            let page = request
                .app
                .db
                .read(|conn| form(request, conn, Some(id), shown, wrong))?;
            Reply::html_with(status, &page)
        }
    }
}
