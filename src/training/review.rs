//! Deciding about submitted records: recognise, send back, refuse; one or many.

use super::filing::RecordHistory;
use super::mails::{DecidedMail, queue_decided};
use super::queue::{Case, cases_of};
use super::rules::review::{ReviewBar, Reviewer, may_review};
use super::store::{self, submissions};
use super::submission::{
    FieldRefusal, Standing, Step, Submission, TrailLine, figures, reason as checked_reason,
};
use super::{RecordDetails, TrainingRecordId};
use crate::accounts::store::load_role_holders;
use crate::accounts::{Reach, Right};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::Period;
use crate::db::{Conn, DatabaseError};
use crate::mail::{Sender, SetupError};
use crate::units::{self, UnitId};

/// What a reviewer decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It counts; with the figures of the proof where they were typed differently.
    Recognise(Option<Correction>),
    /// To be mended by the person; the reason is needed.
    Return(String),
    /// Refused for good; the reason is needed.
    Reject(String),
}

impl Decision {
    /// Where it leads.
    pub const fn standing(&self) -> Standing {
        match self {
            Decision::Recognise(_) => Standing::Recognised,
            Decision::Return(_) => Standing::Returned,
            Decision::Reject(_) => Standing::Rejected,
        }
    }
}

/// Days and hours as the proof has them, as typed by the reviewer; both are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// 天数.
    pub days: String,
    /// 学时.
    pub hours: String,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewRefusal {
    /// Fields are wrong.
    #[error("{}", .0.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("；"))]
    Invalid(Vec<FieldRefusal>),
    /// There is no such record within reach.
    #[error("没有找到这条培训记录")]
    NoRecord,
    /// Not by this reviewer.
    #[error(transparent)]
    Barred(#[from] ReviewBar),
    /// Decided or taken back meanwhile.
    #[error("这条培训记录{}，不在待审核之列，请刷新页面", .0.label())]
    NotWaiting(Standing),
    /// Somebody changed it meanwhile.
    #[error("这条记录刚刚被别人改过，请刷新页面，看清最新内容后再审核")]
    Stale,
    /// Something is to be looked at; not to be recognised among many.
    #[error("这条记录有需要核对的情况，不能批量认定，请打开单独审核")]
    LookFirst,
    /// The sender of mails is not set up.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// A mail could not be written.
    #[error("邮件模板出错：{0}")]
    Template(#[from] askama::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for ReviewRefusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// A record and the version that the reviewer saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The record.
    pub record: TrainingRecordId,
    /// Its version on the reviewer's page.
    pub version: i64,
}

/// Decides about one record.
///
/// # Errors
/// [`ReviewRefusal`]; then nothing changed.
pub fn decide(
    app: &App,
    reach: &Reach,
    reviewer: &Reviewer,
    seen: Seen,
    decision: &Decision,
    occasion: &Occasion,
) -> Result<(), ReviewRefusal> {
    let sender = Sender::from_settings(&app.config.mail)?;
    let review = Review {
        app,
        sender: &sender,
        reach,
        reviewer,
        occasion,
    };
    app.db
        .write(|conn| review.decide(conn, seen, decision, false))
}

/// What came of each record of a decision about many.
pub type Decided = Vec<(TrainingRecordId, Result<(), ReviewRefusal>)>;

/// Decides the same about many records, each by itself: one that somebody else changed
/// meanwhile does not hold up the others. None with something to look at is recognised.
/// Where the database fails the rest is not tried; what was decided before stays.
///
/// # Errors
/// Each record's own; the order is that of `seen`, without those that were not tried.
pub fn decide_many(
    app: &App,
    reach: &Reach,
    reviewer: &Reviewer,
    seen: &[Seen],
    decision: &Decision,
    occasion: &Occasion,
) -> Result<Decided, ReviewRefusal> {
    let sender = Sender::from_settings(&app.config.mail)?;
    let review = Review {
        app,
        sender: &sender,
        reach,
        reviewer,
        occasion,
    };
    let mut decided = Decided::new();
    for seen in seen {
        let outcome = app
            .db
            .write(|conn| review.decide(conn, *seen, decision, true));
        let broken = matches!(outcome, Err(ReviewRefusal::Database(_)));
        decided.push((seen.record, outcome));
        if broken {
            break;
        }
    }
    Ok(decided)
}

struct Review<'a> {
    app: &'a App,
    sender: &'a Sender,
    reach: &'a Reach,
    reviewer: &'a Reviewer,
    occasion: &'a Occasion,
}

/// What a decision makes of a record.
struct Outcome {
    details: RecordDetails,
    standing: Standing,
    step: Step,
    reason: Option<String>,
    correction: Option<String>,
}

impl Review<'_> {
    fn decide(
        &self,
        conn: &mut Conn,
        seen: Seen,
        decision: &Decision,
        among_many: bool,
    ) -> Result<(), ReviewRefusal> {
        let case = self.case(conn, seen.record)?;
        if case.record.version != seen.version {
            return Err(ReviewRefusal::Stale);
        }
        if case.submission.standing != Standing::Waiting {
            return Err(ReviewRefusal::NotWaiting(case.submission.standing));
        }
        may_review(
            self.reviewer,
            case.person.id,
            &case.submission,
            self.another_reviewer(conn, &case)?,
        )?;
        let recognises = matches!(decision, Decision::Recognise(_));
        if among_many && recognises && !case.exceptions.is_empty() {
            return Err(ReviewRefusal::LookFirst);
        }
        let outcome = outcome(&case.record.details, decision)?;
        self.store(conn, &case, &outcome)
    }

    fn case(&self, conn: &mut Conn, record: TrainingRecordId) -> Result<Case, ReviewRefusal> {
        let stored = store::find(conn, record)?.ok_or(ReviewRefusal::NoRecord)?;
        let submission = submissions::find(conn, record)?.ok_or(ReviewRefusal::NoRecord)?;
        cases_of(conn, vec![(submission, stored)])?
            .pop()
            .filter(|case| self.reach.contains(case.person.details.unit_id))
            .ok_or(ReviewRefusal::NoRecord)
    }

    /// Whether somebody else could decide between the person's unit and the nearest one
    /// above it where the reviewer holds the right.
    fn another_reviewer(&self, conn: &mut Conn, case: &Case) -> Result<bool, ReviewRefusal> {
        if case.submission.filed_by != Some(self.reviewer.account) {
            return Ok(false);
        }
        let chain = units::store::load_chain(conn, case.person.details.unit_id)?;
        let mut asked: Vec<UnitId> = Vec::new();
        for unit in chain.chain(case.person.details.unit_id) {
            asked.push(unit.id);
            if self.reviewer.posts.contains(&unit.id) {
                break;
            }
        }
        let holders = load_role_holders(conn, Right::ReviewTraining.roles(), &asked)?;
        Ok(holders.iter().any(|holder| {
            holder.account != self.reviewer.account && holder.person != Some(case.person.id)
        }))
    }

    fn store(&self, conn: &mut Conn, case: &Case, outcome: &Outcome) -> Result<(), ReviewRefusal> {
        let (record, at) = (&case.record, self.occasion.now.instant);
        store::update(conn, record.id, record.version, &outcome.details, at).map_err(|error| {
            match error {
                diesel::result::Error::NotFound => ReviewRefusal::Stale,
                other => other.into(),
            }
        })?;
        let after = Submission {
            standing: outcome.standing,
            ..case.submission.clone()
        };
        submissions::update(conn, &after)?;
        submissions::insert_step(
            conn,
            &TrailLine {
                record_id: record.id,
                step: outcome.step,
                account_id: Some(self.reviewer.account),
                actor_name: self.reviewer.name.clone(),
                reason: outcome.reason.clone(),
                correction: outcome.correction.clone(),
                taken_at: at,
            },
        )?;
        let mut told = RecordHistory::new(&outcome.details, &after);
        told.reason = outcome.reason.as_deref();
        told.correction = outcome.correction.as_deref();
        let change = Change::changed(
            Entity::TrainingRecord,
            record.id.0,
            Some(case.person.id),
            &RecordHistory::new(&record.details, &case.submission),
            &told,
        );
        audit::store::record(conn, self.occasion, &[change])?;
        let unit = case.person.details.unit_id;
        let chain = units::store::load_chain(conn, unit)?;
        let mail = DecidedMail {
            ask: units::whom_to_ask(&chain, unit),
            system_name: &self.app.config.mail.from_name,
            base_url: &self.app.config.base_url,
            record: record.id,
            person: &case.person,
            details: &outcome.details,
            standing: outcome.standing,
            reason: outcome.reason.as_deref(),
            correction: outcome.correction.as_deref(),
            reviewer: &self.reviewer.name,
        };
        queue_decided(conn, self.app, self.sender, &mail, self.occasion.now)
    }
}

fn outcome(details: &RecordDetails, decision: &Decision) -> Result<Outcome, ReviewRefusal> {
    let (standing, step) = match decision {
        Decision::Recognise(_) => (Standing::Recognised, Step::Recognised),
        Decision::Return(_) => (Standing::Returned, Step::Returned),
        Decision::Reject(_) => (Standing::Rejected, Step::Rejected),
    };
    let mut outcome = Outcome {
        details: RecordDetails {
            state: standing.record_state(),
            ..details.clone()
        },
        standing,
        step,
        reason: None,
        correction: None,
    };
    match decision {
        Decision::Recognise(None) => {}
        Decision::Recognise(Some(correction)) => {
            let (days, hours) = corrected(details, correction)?;
            outcome.correction = difference(details, days, hours);
            outcome.details.days_hundredths = days;
            outcome.details.hours_hundredths = hours;
        }
        Decision::Return(reason) | Decision::Reject(reason) => {
            let reason =
                checked_reason(reason).map_err(|wrong| ReviewRefusal::Invalid(vec![wrong]))?;
            outcome.reason = Some(reason);
        }
    }
    Ok(outcome)
}

fn corrected(
    details: &RecordDetails,
    correction: &Correction,
) -> Result<(Option<i64>, Option<i64>), ReviewRefusal> {
    let mut wrong = Vec::new();
    let within = Period {
        first: details.first_day,
        last: details.last_day,
    };
    let figures = figures(
        &correction.days,
        &correction.hours,
        Some(within),
        &mut wrong,
    );
    if wrong.is_empty() {
        Ok(figures)
    } else {
        Err(ReviewRefusal::Invalid(wrong))
    }
}

/// What the reviewer changed, in words; nothing where the figures are the same.
fn difference(details: &RecordDetails, days: Option<i64>, hours: Option<i64>) -> Option<String> {
    let mut changed = Vec::new();
    for (label, unit, before, after) in [
        ("天数", "天", details.days_hundredths, days),
        ("学时", "学时", details.hours_hundredths, hours),
    ] {
        if before != after {
            changed.push(format!(
                "{label}由{}改为{}",
                shown(before, unit),
                shown(after, unit)
            ));
        }
    }
    (!changed.is_empty()).then(|| changed.join("，"))
}

/// `2.5天`, or 空.
fn shown(hundredths: Option<i64>, unit: &str) -> String {
    match hundredths {
        None => "空".to_owned(),
        Some(value) => format!("{}{unit}", super::plain_figure(value)),
    }
}
