//! One record that was handed in: what it counts, its proofs, its trail.

use askama::Template;

use super::form;
use crate::clock::to_local;
use crate::db::Conn;
use crate::evidence::Evidence;
use crate::me::pages::picture;
use crate::me::views::{Badge, RecordView, records};
use crate::training::filing::FilingRefusal;
use crate::training::store::submissions;
use crate::training::submission::{Standing, Submission, TrailLine};
use crate::training::{RecordDetails, TrainingRecordId, conflict, filing};
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};

/// One line of the trail.
pub(crate) struct TrailView {
    /// 2026-03-09 10:00.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: &'static str,
    /// Why.
    pub reason: Option<String>,
    /// Which figures were corrected.
    pub correction: Option<String>,
}

/// A trail in the zone's own time.
pub(crate) fn trail(request: &Request, lines: Vec<TrailLine>) -> Vec<TrailView> {
    let zone = request.app.config.time_zone;
    lines
        .into_iter()
        .map(|line| TrailView {
            at: to_local(line.taken_at, zone)
                .format("%Y-%m-%d %H:%M")
                .to_string(),
            who: line.actor_name,
            what: line.step.label(),
            reason: line.reason,
            correction: line.correction,
        })
        .collect()
}

#[derive(Template)]
#[template(path = "me/training_record.html")]
struct RecordPage {
    frame: Frame,
    id: TrainingRecordId,
    details: RecordDetails,
    state: Badge,
    view: Option<RecordView>,
    proofs: Vec<Evidence>,
    trail: Vec<TrailView>,
    filed_by: Option<String>,
    may_be_mended: bool,
    may_be_withdrawn: bool,
    version: i64,
}

pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    let (record, proofs) = form::own_record(request, conn)?;
    let submission: Submission = submissions::find(conn, record.id)?.ok_or(Problem::NotFound)?;
    let lines = submissions::load_steps(conn, &[record.id])?;
    let picture = picture(request, conn)?;
    Reply::html(&RecordPage {
        frame: request.frame(&record.details.title, Section::MyTraining),
        id: record.id,
        state: Badge::of_standing(submission.standing),
        view: records(&picture)
            .into_iter()
            .find(|view| view.id == record.id),
        proofs,
        trail: trail(request, lines),
        filed_by: submission
            .on_behalf
            .then(|| submission.filed_by_name.clone()),
        may_be_mended: submission.standing.may_be_mended(),
        may_be_withdrawn: matches!(submission.standing, Standing::Waiting | Standing::Returned),
        version: record.version,
        details: record.details,
    })
}

pub(super) fn withdraw(request: &Request) -> Answer {
    let id: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let done = filing::withdraw(
        &request.app,
        request.own_person()?,
        id,
        request.fields().text("version").parse().unwrap_or_default(),
        &form::filer(request)?,
        &request.occasion()?,
    );
    if matches!(done, Err(FilingRefusal::Stale)) {
        let told = |conn: &mut Conn| conflict::of_record(request, conn, id, None);
        return Err(request.app.db.read(told)?);
    }
    done.map_err(form::problem)?;
    Ok(Reply::see_other(format!("/me/training/{id}")).with_notice("已撤回，不再审核"))
}
