//! How one person stands: training by rule, exams, certificates.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::certificates::rules::rows_in_use;
use crate::certificates::{Level, RegistrationKind};
use crate::db::Conn;
use crate::exams::ExamOutcome;
use crate::exams::actions::{ExamRules, LivePassLine};
use crate::exams::prospects::{MaySit, Prospects};
use crate::exams::situation as exam_situation;
use crate::people::{self, Person};
use crate::roster::gather::{Gatherer, candidate};
use crate::training::situation::{self as training_situation, RegionalRules, TrainingSituation};
use crate::training::{RuleUnit, TrainingState, WindowKind};
use crate::units::UnitTree;
use crate::web::{Answer, Problem, Reply, Request};

/// The person of the path with everything the training rules look at.
fn situation(
    request: &Request,
    conn: &mut Conn,
) -> Result<(TrainingSituation, Arc<UnitTree>), Problem> {
    let (person, tree) = people::pages::person_of(request, conn)?;
    Ok((situation_of(conn, person)?, tree))
}

fn situation_of(conn: &mut Conn, person: Person) -> Result<TrainingSituation, Problem> {
    training_situation::load(conn, vec![person], false)?
        .pop()
        .ok_or(Problem::NotFound)
}

/// One training rule. Amounts in hundredths of the rule's unit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TrainingLineAnswer {
    /// The rule's id.
    rule: String,
    /// Its name.
    rule_name: String,
    /// Its document.
    document: String,
    /// `days` or `hours`.
    #[schema(value_type = String)]
    unit: RuleUnit,
    /// `complete`, `short`, `overdue`, `due_soon`, `behind`, `on_track`.
    #[schema(value_type = String)]
    state: TrainingState,
    /// `registration` or `rolling`.
    #[schema(value_type = String)]
    basis: WindowKind,
    /// First day of the window.
    window_first: NaiveDate,
    /// Last day of the window.
    window_last: NaiveDate,
    /// Owed.
    required_hundredths: i64,
    /// Counted, rounded down.
    counted_hundredths: i64,
    /// Open, rounded up.
    open_hundredths: i64,
    /// Every record and why it counts what it counts.
    records: Vec<RecordAnswer>,
}

/// One record under a rule.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct RecordAnswer {
    /// The record.
    id: i64,
    /// What it counts, rounded down.
    counted_hundredths: i64,
    /// Why: `counted`, `capped`, `before_window` …
    reason: &'static str,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/training-status", tag = "人员", summary = "继续教育情况",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "每条规定一行", body = Vec<TrainingLineAnswer>)))]
pub(super) fn training_status(request: &Request, conn: &mut Conn) -> Answer {
    let (situation, tree) = situation(request, conn)?;
    let today = request.now.today;
    let mut rules = RegionalRules::new(&request.app.policies, today, None);
    let unit = situation.person.details.unit_id;
    let lines: Vec<TrainingLineAnswer> = situation
        .status(rules.of_unit(&tree, unit), today)
        .iter()
        .map(|line| TrainingLineAnswer {
            rule: line.rule.id.clone(),
            rule_name: line.rule.name.clone(),
            document: line.rule.source.document.clone(),
            unit: line.rule.unit,
            state: line.state,
            basis: line.basis,
            window_first: line.window.first,
            window_last: line.window.last,
            required_hundredths: line.required.hundredths_up(),
            counted_hundredths: line.counted.hundredths_down(),
            open_hundredths: line.open.hundredths_up(),
            records: line
                .records
                .iter()
                .map(|record| RecordAnswer {
                    id: record.id.0,
                    counted_hundredths: record.counted.hundredths_down(),
                    reason: record.reason.as_str(),
                })
                .collect(),
        })
        .collect();
    Reply::json(&lines)
}

/// How a person stands with the exams.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExamAnswer {
    /// What the results come to, by level.
    statuses: Vec<ExamLineAnswer>,
    /// Whether the person could sit the next season, by level.
    prospects: Vec<ProspectAnswer>,
    /// The year of the next season.
    next_season: Option<i32>,
}

/// One level.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExamLineAnswer {
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// `qualified`, `partial`, `not_passed`.
    #[schema(value_type = String)]
    outcome: ExamOutcome,
    /// The first year in which the outcome was reached.
    qualified_year: Option<i32>,
    /// What still counts.
    #[schema(value_type = Vec<Object>)]
    live_passes: Vec<LivePassLine>,
    /// What is needed.
    needs: Vec<&'static str>,
}

/// Whether a level can be sat, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProspectAnswer {
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// `yes`, `no`, `unknown`.
    #[schema(value_type = String)]
    answer: MaySit,
    /// Why, in one sentence.
    sentence: String,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/exam-status", tag = "人员", summary = "考试情况和报考条件",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "成绩效力和能否报考", body = ExamAnswer)))]
pub(super) fn exam_status(request: &Request, conn: &mut Conn) -> Answer {
    let (person, tree) = people::pages::person_of(request, conn)?;
    Reply::json(&exams_of(request, conn, person, &tree)?)
}

/// How a person stands with the exams.
///
/// # Errors
/// When a query fails.
pub fn exams_of(
    request: &Request,
    conn: &mut Conn,
    person: Person,
    tree: &UnitTree,
) -> Result<ExamAnswer, Problem> {
    let situation = situation_of(conn, person)?;
    let app = &request.app;
    let (zone, today) = (app.config.time_zone, request.now.today);
    let mut rules = ExamRules::load(conn, &app.policies, zone, today)?;
    let person = std::slice::from_ref(&situation.person);
    let exams = exam_situation::load(conn, &mut rules, tree, person)?
        .remove(&situation.person.id)
        .unwrap_or_default();
    let season = Gatherer::load(conn, &app.policies, zone, today, tree)?
        .season_of(situation.person.details.unit_id);
    let cutoff = season.as_ref().map_or(today, |season| season.cutoff);
    Ok(ExamAnswer {
        statuses: exams
            .statuses
            .iter()
            .map(|status| ExamLineAnswer {
                level: status.level,
                outcome: status.outcome,
                qualified_year: status.qualified_year,
                live_passes: status
                    .live_passes
                    .iter()
                    .map(|pass| LivePassLine {
                        subject: pass.subject.label(),
                        year: pass.year,
                    })
                    .collect(),
                needs: status.needs.iter().map(|subject| subject.label()).collect(),
            })
            .collect(),
        prospects: Prospects::new(&app.policies)
            .of(&candidate(&situation), &exams.statuses, cutoff)
            .into_iter()
            .map(|one| ProspectAnswer {
                level: one.level,
                answer: one.answer,
                sentence: one.sentence,
            })
            .collect(),
        next_season: season.map(|season| season.year),
    })
}

/// One certificate with its registrations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CertificateAnswer {
    /// The id.
    pub id: i64,
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// 证书管理号.
    number: Option<String>,
    /// 批准日期.
    approved_on: Option<NaiveDate>,
    /// For `If-Match`.
    pub version: i64,
    /// Its registrations, oldest row first.
    registrations: Vec<RegistrationAnswer>,
}

/// One registration row.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegistrationAnswer {
    /// The id.
    id: i64,
    /// The row it follows.
    follows: Option<i64>,
    /// `first`, `renewal`, `extension`, `correction`.
    #[schema(value_type = String)]
    kind: RegistrationKind,
    /// First day.
    first_day: NaiveDate,
    /// Last day, inclusive.
    last_day: NaiveDate,
    /// Whether no extension or correction replaced it.
    in_use: bool,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/certificates", tag = "人员", summary = "证书与登记",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "证书", body = Vec<CertificateAnswer>)))]
pub(super) fn certificates(request: &Request, conn: &mut Conn) -> Answer {
    let (person, _) = people::pages::person_of(request, conn)?;
    Reply::json(&certificates_of(conn, person)?)
}

/// A person's certificates with their registrations.
///
/// # Errors
/// When a query fails.
pub fn certificates_of(conn: &mut Conn, person: Person) -> Result<Vec<CertificateAnswer>, Problem> {
    let situation = situation_of(conn, person)?;
    let rows = situation.registration_rows();
    let in_use: Vec<_> = rows_in_use(&rows).map(|row| row.id).collect();
    let answers = situation
        .certificates
        .iter()
        .map(|certificate| CertificateAnswer {
            id: certificate.id.0,
            level: certificate.details.level,
            number: certificate.details.number.clone(),
            approved_on: certificate.details.approved_on,
            version: certificate.version,
            registrations: situation
                .registrations
                .iter()
                .filter(|(_, row)| row.details.certificate_id == certificate.id)
                .map(|(_, row)| RegistrationAnswer {
                    id: row.id.0,
                    follows: row.details.follows_id.map(|id| id.0),
                    kind: row.details.kind,
                    first_day: row.details.first_day,
                    last_day: row.details.last_day,
                    in_use: in_use.contains(&row.id),
                })
                .collect(),
        })
        .collect();
    Ok(answers)
}
