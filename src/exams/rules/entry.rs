//! Where an entry may go, and which door is next.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::{Eligibility, eligibility};
use crate::calendar::chinese_day;
use crate::certificates::Level;
use crate::exams::{Candidate, Door, EntryState};
use crate::policy::EligibilityLine;

/// Why an entry is not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// Going back needs a reason.
    #[error("报考状态从“{}”退回“{}”须填写原因，请补充原因后再提交。", from.label(), to.label())]
    ReasonNeeded {
        /// Where the entry stands.
        from: EntryState,
        /// Where it was to go.
        to: EntryState,
    },
    /// A state of after the exam, before it was held.
    #[error("{}的考试{}才举行，“{}”是考试以后的状态，请选择考试以前的状态", chinese_year(*exam), chinese_day(*exam), state.label())]
    BeforeTheExam {
        /// The state.
        state: EntryState,
        /// The first day of the exam.
        exam: NaiveDate,
    },
}

fn chinese_year(day: NaiveDate) -> String {
    day.format("%Y年").to_string()
}

/// Whether an entry may stand at a state today: what only an exam makes is not there
/// before its first day. Where no day is known, nothing is refused.
///
/// # Errors
/// [`EntryRefusal::BeforeTheExam`].
pub fn may_stand(
    state: EntryState,
    exam: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), EntryRefusal> {
    let after_the_exam = match state {
        EntryState::Sat | EntryState::Absent | EntryState::Scored => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed
        | EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Cancelled => false,
    };
    match exam.filter(|exam| after_the_exam && today < *exam) {
        Some(exam) => Err(EntryRefusal::BeforeTheExam { state, exam }),
        None => Ok(()),
    }
}

/// Why somebody should look again before an entry is made: the person is past the level,
/// or no line admits them. Missing facts raise no doubt (decided): who enters may know.
pub fn doubt(
    candidate: &Candidate,
    qualified: &[Level],
    level: Level,
    lines: &[EligibilityLine],
    cutoff: NaiveDate,
) -> Option<String> {
    let certified = candidate.certificates.iter().map(|held| held.level);
    let reached = qualified.iter().copied().chain(certified).max();
    if let Some(reached) = reached.filter(|reached| *reached >= level) {
        return Some(format!(
            "本人已取得或通过{}，不必再报{}",
            reached.label(),
            level.label()
        ));
    }
    match eligibility(candidate, level, lines, cutoff) {
        answer @ Eligibility::No { .. } => {
            Some(answer.sentence().trim_end_matches('。').to_owned())
        }
        Eligibility::Yes(_) | Eligibility::Unknown(_) => None,
    }
}

/// What a move of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStep {
    /// It stands there already.
    Unchanged,
    /// To a later state, steps between may be left out.
    Forward,
    /// To an earlier state, with a reason.
    Backward,
    /// Called off.
    Cancelled,
}

/// Whether an entry may go from `from` to `to`. An import or HR may set any
/// later state; an earlier one, another outcome of the exam day, or taking up a
/// cancelled entry again needs a reason, as does cancelling after the exam.
///
/// # Errors
/// [`EntryRefusal::ReasonNeeded`] where the reason is missing or blank.
pub fn may_move_entry(
    from: EntryState,
    to: EntryState,
    reason: Option<&str>,
) -> Result<EntryStep, EntryRefusal> {
    let step = match (from, to) {
        _ if from == to => return Ok(EntryStep::Unchanged),
        (EntryState::Cancelled, _) => EntryStep::Backward,
        (_, EntryState::Cancelled) if rank(from) < rank(EntryState::Sat) => {
            return Ok(EntryStep::Cancelled);
        }
        (_, EntryState::Cancelled) => EntryStep::Cancelled,
        _ if rank(from) < rank(to) => return Ok(EntryStep::Forward),
        _ => EntryStep::Backward,
    };
    if reason.is_some_and(|reason| !reason.trim().is_empty()) {
        Ok(step)
    } else {
        Err(EntryRefusal::ReasonNeeded { from, to })
    }
}

/// The order of the states; sat and absent are two ends of one step.
fn rank(state: EntryState) -> u8 {
    match state {
        EntryState::Planned => 0,
        EntryState::AccountReady => 1,
        EntryState::Submitted => 2,
        EntryState::ChecksPending => 3,
        EntryState::ChecksFailed => 4,
        EntryState::Payable => 5,
        EntryState::PaymentUnconfirmed => 6,
        EntryState::Paid => 7,
        EntryState::TicketPrinted => 8,
        EntryState::Sat | EntryState::Absent => 9,
        EntryState::Scored => 10,
        EntryState::Cancelled => 11,
    }
}

/// The door an entry stands before; none when nothing more is to be done. Who
/// failed the check mends the sign-up before it closes.
pub fn next_door(state: EntryState) -> Option<Door> {
    match state {
        EntryState::Planned | EntryState::AccountReady | EntryState::ChecksFailed => {
            Some(Door::SignUp)
        }
        EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed => Some(Door::Payment),
        EntryState::Paid => Some(Door::Ticket),
        EntryState::TicketPrinted => Some(Door::Exam),
        EntryState::Sat => Some(Door::Results),
        EntryState::Absent | EntryState::Scored | EntryState::Cancelled => None,
    }
}

/// Whether a door that closes at `closes_at` is still open and closes within
/// `days` days (the unit's list: 2). Both instants in the same zone.
pub fn door_closes_soon(closes_at: NaiveDateTime, now: NaiveDateTime, days: i64) -> bool {
    let left = closes_at - now;
    TimeDelta::zero() <= left && left.num_seconds() <= days.saturating_mul(24 * 60 * 60)
}
