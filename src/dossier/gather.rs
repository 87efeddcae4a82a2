//! Gathers everything that is held about one person.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::model::{
    CertificatePart, ClaimPart, CountedPart, Dossier, EntryPart, FilePart, HistoryPart, MovePart,
    ObligationPart, PersonPart, RegistrationPart, ReminderPart, ResultPart, TrainingPart,
};
use crate::app::App;
use crate::audit::store::{Line, load_of_people as load_history};
use crate::certificates::Level;
use crate::db::{Conn, DatabaseError};
use crate::exams::marks::{PassMarks, score_in_words};
use crate::exams::store::{entries, results, seasons};
use crate::exams::{Season, SeasonId};
use crate::history::readable::{self, moment, origin};
use crate::history::{FieldChange, Names, Told};
use crate::identity::Mobile;
use crate::people::{self, Person, PersonId};
use crate::secrecy::CannotOpen;
use crate::training::plain_figure;
use crate::training::situation::{self as training_situation, RegionalRules, TrainingSituation};
use crate::units::{self, UnitId, UnitTree};
use crate::{certificates, claims, evidence, reminders, training};

/// Why a record could not be gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
}

impl From<diesel::result::Error> for GatherError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Everything about `person` as of `as_of`; ID number and mobile in full only on purpose.
///
/// # Errors
/// `GatherError`; `NotFound` where there is no such person.
pub fn gather(
    app: &App,
    conn: &mut Conn,
    person: PersonId,
    as_of: NaiveDate,
    full: bool,
) -> Result<Dossier, GatherError> {
    let tree = units::store::load_tree(conn)?;
    let person = people::store::get(conn, person)?;
    let mut everyone = vec![person.id];
    let merged = people::store::leavers::load_merged(conn, &everyone)?;
    everyone.extend(merged.into_iter().map(|(gone, _)| gone));
    let id_number = person.shown_id_number(&app.keys, full)?;
    let situation = training_situation::load(conn, vec![person.clone()], false)?
        .pop()
        .ok_or(diesel::result::Error::NotFound)?;
    let names = Names {
        tree: &tree,
        zone: app.config.time_zone,
        programs_in_full: false,
        policies: &app.policies,
    };
    let lines = load_history(conn, &everyone)?;
    let (changes, looks): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| line.action.changes_the_books());
    let told = |lines: Vec<Line>| lines.iter().map(|line| history_part(line, names)).collect();
    Ok(Dossier {
        format: "shegong-person-1".to_owned(),
        as_of,
        moves: moves(conn, &tree, person.id)?,
        certificates: certificate_parts(conn, person.id)?,
        obligations: obligations(app, &tree, &situation, as_of),
        training: training_parts(conn, person.id)?,
        entries: entry_parts(conn, person.id)?,
        results: result_parts(
            conn,
            person.id,
            PassMarks {
                policies: &app.policies,
                today: as_of,
            },
        )?,
        claims: claim_parts(conn, &tree, person.id)?,
        reminders: reminder_parts(conn, person.id)?,
        files: file_parts(conn, person.id, names)?,
        looks: told(looks),
        history: told(changes),
        person: PersonPart {
            mobile: shown_mobile(&person, full),
            ..person_part(&person, &tree, id_number, situation.level_on(as_of))
        },
    })
}

fn unit_name(tree: &UnitTree, unit: UnitId) -> String {
    tree.get(unit)
        .map(|unit| unit.details.name.clone())
        .unwrap_or_default()
}

/// The mobile number, masked as the ID number is where it is not asked for in full.
fn shown_mobile(person: &Person, full: bool) -> Option<String> {
    let mobile = person.details.mobile.as_deref()?;
    Some(match Mobile::parse(mobile) {
        _ if full => mobile.to_owned(),
        Ok(mobile) => mobile.masked(),
        Err(_) => "****".to_owned(),
    })
}

/// What the record tells of the person, but for the mobile number.
fn person_part(
    person: &Person,
    tree: &UnitTree,
    id_number: String,
    level: Option<Level>,
) -> PersonPart {
    let details = &person.details;
    PersonPart {
        id: person.id.0,
        name: details.name.clone(),
        id_number,
        unit: unit_name(tree, details.unit_id),
        unit_path: tree
            .get(details.unit_id)
            .map(|unit| unit.details.path.clone())
            .unwrap_or_default(),
        mobile: None,
        email: details.email.clone(),
        education: details.education.map(|one| one.label().to_owned()),
        major: details.major.clone(),
        graduated_on: details.graduated_on,
        social_work_since: details.social_work_since,
        employment_kind: details.employment_kind.map(|kind| kind.label().to_owned()),
        joined_on: details.joined_on,
        left_on: details.left_on,
        level: level.map(|level| level.label().to_owned()),
    }
}

fn moves(conn: &mut Conn, tree: &UnitTree, of: PersonId) -> Result<Vec<MovePart>, GatherError> {
    Ok(people::store::load_moves(conn, of)?
        .into_iter()
        .map(|one| MovePart {
            moved_on: one.moved_on,
            from: unit_name(tree, one.from_unit_id),
            to: unit_name(tree, one.to_unit_id),
            reason: one.reason,
        })
        .collect())
}

fn certificate_parts(conn: &mut Conn, of: PersonId) -> Result<Vec<CertificatePart>, GatherError> {
    let held = certificates::store::load_of_people(conn, &[of])?;
    let ids: Vec<_> = held.iter().map(|certificate| certificate.id).collect();
    let mut rows = certificates::store::load_registrations(conn, &ids)?;
    Ok(held
        .into_iter()
        .map(|certificate| CertificatePart {
            level: certificate.details.level.label().to_owned(),
            number: certificate.details.number,
            approved_on: certificate.details.approved_on,
            registrations: rows
                .remove(&certificate.id)
                .unwrap_or_default()
                .into_iter()
                .map(|row| RegistrationPart {
                    id: row.id.0,
                    kind: row.details.kind.label().to_owned(),
                    follows: row.details.follows_id.map(|id| id.0),
                    first_day: row.details.first_day,
                    last_day: row.details.last_day,
                    document: row.details.document,
                })
                .collect(),
        })
        .collect())
}

fn obligations(
    app: &App,
    tree: &UnitTree,
    situation: &TrainingSituation,
    as_of: NaiveDate,
) -> Vec<ObligationPart> {
    let mut rules = RegionalRules::new(&app.policies, as_of, None);
    let unit = situation.person.details.unit_id;
    situation
        .status(rules.of_unit(tree, unit), as_of)
        .iter()
        .map(|line| ObligationPart {
            rule: line.rule.name.clone(),
            source: line.rule.source.document.clone(),
            unit: line.rule.unit.label().to_owned(),
            first_day: line.window.first,
            last_day: line.window.last,
            required: line.required.shown_up(),
            counted: line.counted.shown_down(),
            open: line.open.shown_up(),
            state: line.state.label().to_owned(),
            records: line
                .records
                .iter()
                .map(|record| CountedPart {
                    record: record.id.0,
                    counted: record.counted.shown_down(),
                    reason: record.reason.label().to_owned(),
                })
                .collect(),
        })
        .collect()
}

fn training_parts(conn: &mut Conn, of: PersonId) -> Result<Vec<TrainingPart>, GatherError> {
    Ok(training::store::load_of_people(conn, &[of])?
        .into_iter()
        .map(|record| TrainingPart {
            id: record.id.0,
            title: record.details.title,
            organiser: record.details.organiser,
            first_day: record.details.first_day,
            last_day: record.details.last_day,
            days: record.details.days_hundredths.map(plain_figure),
            hours: record.details.hours_hundredths.map(plain_figure),
            kind: record.details.kind.label().to_owned(),
            mode: record.details.mode.map(|mode| mode.label().to_owned()),
            state: record.details.state.label().to_owned(),
            source: record.details.source.label().to_owned(),
        })
        .collect())
}

fn entry_parts(conn: &mut Conn, of: PersonId) -> Result<Vec<EntryPart>, GatherError> {
    let stored = entries::load_of_people(conn, &[of])?;
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let known: HashMap<SeasonId, Season> = seasons::load_all(conn)?
        .into_iter()
        .map(|season| (season.id, season))
        .collect();
    let ids: Vec<_> = stored.iter().map(|entry| entry.id).collect();
    let mut subjects = entries::load_subjects(conn, &ids)?;
    Ok(stored
        .into_iter()
        .map(|entry| {
            let season = known.get(&entry.details.season_id);
            EntryPart {
                year: season.map_or(0, |season| season.details.year),
                area: season
                    .map(|season| season.details.area.clone())
                    .unwrap_or_default(),
                level: entry.details.level.label().to_owned(),
                subjects: subjects
                    .remove(&entry.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|subject| subject.label().to_owned())
                    .collect(),
                state: entry.details.state.label().to_owned(),
                paid_cents: entry.details.paid_cents,
                refunded_cents: entry.details.refunded_cents,
                ticket_number: entry.details.ticket_number,
            }
        })
        .collect())
}

fn result_parts(
    conn: &mut Conn,
    of: PersonId,
    marks: PassMarks<'_>,
) -> Result<Vec<ResultPart>, GatherError> {
    Ok(results::load_of_people(conn, &[of])?
        .into_iter()
        .map(|stored| {
            let result = stored.details.as_result();
            let standing = marks.of(&result);
            ResultPart {
                year: stored.details.year,
                level: result.level.label().to_owned(),
                subject: result.subject.label().to_owned(),
                score: score_in_words(&result),
                verdict: standing.word.to_owned(),
                pass_line: standing.line,
            }
        })
        .collect())
}

fn claim_parts(
    conn: &mut Conn,
    tree: &UnitTree,
    of: PersonId,
) -> Result<Vec<ClaimPart>, GatherError> {
    let mut parts = Vec::new();
    for claim in claims::store::of_people::load(conn, &[of])? {
        let lines = claims::store::lines::load(conn, claim.id)?;
        parts.push(ClaimPart {
            number: claim.details.claim_number,
            state: claim.details.state.label().to_owned(),
            unit: unit_name(tree, claim.details.unit_id),
            filed_on: claim.details.filed_on,
            amount_cents: lines.iter().map(|line| line.details.amount_cents).sum(),
            purposes: lines.into_iter().map(|line| line.details.purpose).collect(),
        });
    }
    Ok(parts)
}

fn reminder_parts(conn: &mut Conn, of: PersonId) -> Result<Vec<ReminderPart>, GatherError> {
    Ok(reminders::store::of_people::load_of_people(conn, &[of])?
        .into_iter()
        .map(|reminder| ReminderPart {
            due_on: reminder.due_on,
            rule: reminder.rule.label().to_owned(),
            channel: reminder.channel.label().to_owned(),
            state: reminder.state.label().to_owned(),
        })
        .collect())
}

fn file_parts(
    conn: &mut Conn,
    of: PersonId,
    names: Names<'_>,
) -> Result<Vec<FilePart>, GatherError> {
    Ok(evidence::store::of_people::load(conn, &[of])?
        .into_iter()
        .map(|file| FilePart {
            name: file.download_name(),
            kind: file.details.media_type.label().to_owned(),
            size_bytes: file.details.size_bytes,
            sha256: file.details.stored_sha256,
            uploaded_by: file.details.uploaded_by_name,
            uploaded_at: moment(file.details.uploaded_at, names.zone),
        })
        .collect())
}

fn history_part(line: &Line, names: Names<'_>) -> HistoryPart {
    let changes = match readable::told(line, names) {
        Told::Changes(changes) => changes.iter().map(in_words).collect(),
        Told::Erased(by) => vec![format!("内容已依法清除（见第 {by} 条）")],
        Told::Nothing => Vec::new(),
    };
    HistoryPart {
        id: line.id,
        at: moment(line.occurred_at, names.zone),
        actor: line.actor.clone(),
        origin: origin(&line.origin).to_owned(),
        action: line.action.label().to_owned(),
        entity: line.entity.label().to_owned(),
        changes,
    }
}

fn in_words(change: &FieldChange) -> String {
    let after = if change.after.is_empty() {
        "（空）"
    } else {
        &change.after
    };
    if change.before.is_empty() {
        format!("{}：{after}", change.field)
    } else {
        format!("{}：{} → {after}", change.field, change.before)
    }
}
