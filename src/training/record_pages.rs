//! `/people/{id}/training/{record}`: one record as the office sees it: its values, its
//! proofs, its trail, what was changed, and the forms that correct or withdraw it.

use askama::Template;

use super::correcting::{Correcting, Handling, SeenRecord, correct, handling};
use super::store::{self, proofs, submissions};
use super::submission::{Standing, TypedRecord};
use super::{
    RecordDetails, StoredRecord, TrainingKind, TrainingMode, TrainingRecordId, plain_figure,
};
use crate::accounts::Right;
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::db::Conn;
use crate::evidence::{self, Evidence, EvidenceId};
use crate::history::readable::{self, Names};
use crate::me::Badge;
use crate::me::pages::{TrailView, trail};
use crate::people::PersonId;
use crate::people::answers::Wrong;
use crate::people::pages::{person_of, seen_version};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section, choices};

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    const PATH: &str = "/people/{id}/training/{record}";
    vec![
        Route::page(PATH, Right::SeePeople, show),
        Route::act(PATH, Right::ReviewTraining, change),
    ]
}

/// One line of the record's history.
struct ChangeLine {
    at: String,
    actor: String,
    what: &'static str,
    changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/training_record.html")]
struct RecordPage {
    frame: Frame,
    person: i64,
    name: String,
    record: i64,
    details: RecordDetails,
    state: Badge,
    filed_by: Option<String>,
    proofs: Vec<Evidence>,
    trail: Vec<TrailView>,
    history: Vec<ChangeLine>,
    /// Waiting, and the viewer may decide.
    review: bool,
    may_correct: bool,
    may_restore: bool,
    version: i64,
    typed: TypedRecord,
    reason: String,
    kinds: Vec<(String, String)>,
    modes: Vec<(String, String)>,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
}

fn typed_of(record: &StoredRecord) -> TypedRecord {
    let details = &record.details;
    let figure = |value: Option<i64>| value.map_or_else(String::new, plain_figure);
    TypedRecord {
        title: details.title.clone(),
        organiser: details.organiser.clone().unwrap_or_default(),
        first_day: details.first_day.to_string(),
        last_day: details.last_day.to_string(),
        days: figure(details.days_hundredths),
        hours: figure(details.hours_hundredths),
        mode: details.mode.map_or_else(String::new, |one| one.to_string()),
        kind: details.kind.to_string(),
    }
}

fn typed(request: &Request) -> TypedRecord {
    let text = |name: &str| request.fields().text(name).to_owned();
    TypedRecord {
        title: text("title"),
        organiser: text("organiser"),
        first_day: text("first_day"),
        last_day: text("last_day"),
        days: text("days"),
        hours: text("hours"),
        mode: text("mode"),
        kind: text("kind"),
    }
}

fn page(
    request: &Request,
    conn: &mut Conn,
    shown: Option<TypedRecord>,
    wrong: Wrong,
) -> Result<RecordPage, Problem> {
    let (person, tree) = person_of(request, conn)?;
    let id = TrainingRecordId(request.param("record")?);
    let record = store::find(conn, id)?
        .filter(|record| record.details.person_id == person.id)
        .ok_or(Problem::NotFound)?;
    let submission = submissions::find(conn, id)?;
    let files: Vec<EvidenceId> = proofs::load_of_records(conn, &[id])?
        .iter()
        .map(|proof| proof.evidence_id)
        .collect();
    let viewer = request.viewer()?;
    let unit = person.details.unit_id;
    let may = viewer.person != Some(person.id)
        && viewer.may(Right::ReviewTraining)
        && viewer.reach(Right::ReviewTraining, &tree).contains(unit);
    let handled = handling(&record.details, submission.as_ref());
    let names = Names {
        tree: &tree,
        zone: request.app.config.time_zone,
        programs_in_full: false,
        policies: &request.app.policies,
    };
    let history = load_of_entity(conn, Entity::TrainingRecord, id.0)?;
    Ok(RecordPage {
        frame: request.frame(&record.details.title, Section::People),
        person: person.id.0,
        name: person.details.name.clone(),
        record: id.0,
        state: match &submission {
            Some(submission) => Badge::of_standing(submission.standing),
            None => Badge::of_record(record.details.state),
        },
        filed_by: submission
            .as_ref()
            .filter(|submission| submission.on_behalf)
            .map(|submission| submission.filed_by_name.clone()),
        proofs: evidence::store::load_of_ids(conn, &files)?,
        trail: trail(request, submissions::load_steps(conn, &[id])?),
        history: history
            .iter()
            .rev()
            .map(|line| ChangeLine {
                at: readable::moment(line.occurred_at, names.zone),
                actor: line.actor.clone(),
                what: line.action.label(),
                changes: readable::told(line, names).in_words(line.before.is_some()),
            })
            .collect(),
        review: may
            && submission
                .as_ref()
                .is_some_and(|submission| submission.standing == Standing::Waiting),
        may_correct: may && handled == Handling::Counts,
        may_restore: may && handled == Handling::Withdrawn,
        version: record.version,
        typed: shown.unwrap_or_else(|| typed_of(&record)),
        reason: request.fields().text("reason").to_owned(),
        kinds: choices(
            None,
            TrainingKind::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        modes: choices(
            Some("未写"),
            TrainingMode::ALL
                .iter()
                .map(|one| (one.as_str(), one.label())),
        ),
        details: record.details,
        sentence: wrong.sentence,
        problems: wrong.problems,
    })
}

fn show(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&page(request, conn, None, Wrong::default())?)
}

fn change(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let record = TrainingRecordId(request.param("record")?);
    let fields = request.fields();
    let (correcting, done) = match fields.text("step") {
        "correct" => (Correcting::Values(typed(request)), "培训记录已更正"),
        "withdraw" => (Correcting::Withdraw, "培训记录已撤销，不再计入"),
        "restore" => (Correcting::Restore, "培训记录已恢复计入"),
        _ => return Err(Problem::field("step", "请选择更正、撤销或恢复")),
    };
    let seen = SeenRecord {
        person,
        record,
        version: seen_version(request)?,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let reason = fields.text("reason");
    match correct(&request.app, viewer, seen, &correcting, reason, &occasion) {
        Ok(()) => {
            Ok(Reply::see_other(format!("/people/{person}/training/{record}")).with_notice(done))
        }
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let shown = match correcting {
                Correcting::Values(typed) => Some(typed),
                Correcting::Withdraw | Correcting::Restore => None,
            };
            let page = request
                .app
                .db
                .read(|conn| page(request, conn, shown, wrong))?;
            Reply::html_with(status, &page)
        }
    }
}
