//! Two people worked on one training record: both versions.

use super::StoredRecord;
use super::queue::Case;
use super::store::{self as records, submissions};
use super::submission::{Standing, TypedRecord};
use super::{TrainingKind, TrainingMode, TrainingRecordId, plain_figure};
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::db::Conn;
use crate::web::{Conflict, Problem, Request};

impl From<&StoredRecord> for TypedRecord {
    fn from(record: &StoredRecord) -> Self {
        let details = &record.details;
        let figure = |value: Option<i64>| value.map_or_else(String::new, plain_figure);
        Self {
            title: details.title.clone(),
            organiser: details.organiser.clone().unwrap_or_default(),
            first_day: details.first_day.to_string(),
            last_day: details.last_day.to_string(),
            days: figure(details.days_hundredths),
            hours: figure(details.hours_hundredths),
            mode: details
                .mode
                .map_or_else(String::new, |mode| mode.to_string()),
            kind: details.kind.to_string(),
        }
    }
}

fn begun(
    request: &Request,
    conn: &mut Conn,
    record: &StoredRecord,
    page: String,
) -> Result<Conflict, Problem> {
    let history = load_of_entity(conn, Entity::TrainingRecord, record.id.0)?;
    Ok(Conflict::new(
        format!("培训记录“{}”", record.details.title),
        record.version,
        page,
    )
    .changed_by(&history, request.app.config.time_zone))
}

/// One's own record: what was typed beside what is stored now; with no values it was to
/// be taken back.
pub fn of_record(
    request: &Request,
    conn: &mut Conn,
    id: TrainingRecordId,
    yours: Option<&TypedRecord>,
) -> Result<Problem, Problem> {
    let person = request.own_person()?;
    let record = records::find(conn, id)?
        .filter(|record| record.details.person_id == person)
        .ok_or(Problem::NotFound)?;
    let standing = submissions::find(conn, id)?
        .ok_or(Problem::NotFound)?
        .standing;
    let mut told = begun(request, conn, &record, format!("/me/training/{id}"))?;
    if !standing.may_be_mended() {
        told = told.not_repeated();
    }
    let after = match yours {
        Some(_) => Standing::Waiting,
        None => Standing::Withdrawn,
    };
    told = told.field("standing", "办理状态", after.label(), standing.label());
    let Some(yours) = yours else {
        return Ok(told.into());
    };
    if standing.may_be_mended() {
        told = told.form_at(format!("/me/training/{id}/edit"));
    }
    let stored = TypedRecord::from(&record);
    let kinds: Vec<_> = TrainingKind::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let modes: Vec<_> = TrainingMode::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    Ok(told
        .field("title", "培训名称", &yours.title, stored.title)
        .field("organiser", "主办单位", &yours.organiser, stored.organiser)
        .field("first_day", "开始日期", &yours.first_day, stored.first_day)
        .field("last_day", "结束日期", &yours.last_day, stored.last_day)
        .field("days", "天数", &yours.days, stored.days)
        .field("hours", "学时", &yours.hours, stored.hours)
        .choice("kind", "类别", &kinds, &yours.kind, &stored.kind)
        .choice("mode", "方式", &modes, &yours.mode, &stored.mode)
        .into())
}

/// A decision on an older version of a record: what was decided beside how it stands.
/// `decided` is the standing it would have got.
pub(super) fn of_review(
    request: &Request,
    conn: &mut Conn,
    case: &Case,
    decided: Standing,
    [days, hours, reason]: [&str; 3],
) -> Result<Problem, Problem> {
    let record = &case.record;
    let mut told = begun(request, conn, record, format!("/reviews/{}", record.id))?;
    let standing = case.submission.standing;
    if standing != Standing::Waiting {
        told = told.not_repeated();
    }
    let stored = TypedRecord::from(record);
    let last = submissions::load_steps(conn, &[record.id])?.pop();
    let given = last.and_then(|step| step.reason).unwrap_or_default();
    // The figures are told only where the decision is about them.
    let (days, hours) = match decided {
        Standing::Recognised => (days, hours),
        _ => (stored.days.as_str(), stored.hours.as_str()),
    };
    Ok(told
        .field("standing", "审核结果", decided.label(), standing.label())
        .field("days", "天数", days, &stored.days)
        .field("hours", "学时", hours, &stored.hours)
        .field("reason", "原因", reason, given)
        .into())
}
