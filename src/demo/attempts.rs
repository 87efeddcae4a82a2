//! How people fare with the next level, and how far an entry can be on a day.

use crate::exams::EntryState;

use super::random::Dice;
use super::seasons::Phase;

/// How a person fares with the next level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// Never signs up.
    Never,
    /// Every subject below the line, in the latest season with results.
    Failed,
    /// Every subject passed; the certificate is not out yet.
    Passed,
    /// All but one subject passed.
    PartPassed,
    /// What was missing the year before was passed this time.
    TwoYears,
    /// A pass of three years ago, which is dead.
    Lapsed,
    /// Did not come at all.
    AbsentAll,
    /// Did not come to one subject.
    AbsentOnce,
    /// −2 in one subject.
    Violation,
    /// −4 in one subject.
    Void,
    /// Passed, and a re-check took it back.
    Revoked,
    /// Between the county's lower line and sixty.
    SpecialLine,
    /// Signed up and called off.
    CalledOff,
    /// What was paid differs from the fee table by the archive fee.
    OddPayment,
    /// Got stuck in an earlier season at this state.
    Stuck(EntryState),
    /// Stands in the running season where the day lets it, at most here.
    Now(EntryState),
    /// Failed last time, stands in the running season here at most.
    Again(EntryState),
}

// As many as share no factor with the careers, so that in turn all of them meet.
pub(super) const ATTEMPTS: [(Attempt, usize); 37] = [
    (Attempt::Never, 300),
    (Attempt::Failed, 60),
    (Attempt::Passed, 30),
    (Attempt::PartPassed, 30),
    (Attempt::Now(EntryState::Paid), 60),
    (Attempt::Now(EntryState::TicketPrinted), 50),
    (Attempt::Now(EntryState::Sat), 30),
    (Attempt::Now(EntryState::Payable), 18),
    (Attempt::TwoYears, 14),
    (Attempt::Lapsed, 10),
    (Attempt::AbsentAll, 14),
    (Attempt::AbsentOnce, 8),
    (Attempt::Violation, 1),
    (Attempt::Void, 2),
    (Attempt::Revoked, 2),
    (Attempt::SpecialLine, 4),
    (Attempt::CalledOff, 5),
    (Attempt::OddPayment, 6),
    (Attempt::Again(EntryState::Paid), 25),
    (Attempt::Again(EntryState::TicketPrinted), 15),
    (Attempt::Now(EntryState::Planned), 25),
    (Attempt::Now(EntryState::AccountReady), 10),
    (Attempt::Now(EntryState::Submitted), 10),
    (Attempt::Now(EntryState::ChecksPending), 8),
    (Attempt::Now(EntryState::PaymentUnconfirmed), 6),
    (Attempt::Now(EntryState::Absent), 5),
    (Attempt::Stuck(EntryState::Planned), 4),
    (Attempt::Stuck(EntryState::AccountReady), 3),
    (Attempt::Stuck(EntryState::Submitted), 2),
    (Attempt::Stuck(EntryState::ChecksPending), 2),
    (Attempt::Stuck(EntryState::ChecksFailed), 5),
    (Attempt::Stuck(EntryState::Payable), 6),
    (Attempt::Stuck(EntryState::PaymentUnconfirmed), 2),
    (Attempt::Stuck(EntryState::Paid), 2),
    (Attempt::Stuck(EntryState::TicketPrinted), 2),
    (Attempt::Stuck(EntryState::Sat), 2),
    (Attempt::Failed, 20),
];

/// The state nearest to the wished one that an entry can have in a phase.
pub(super) fn reachable(wished: EntryState, phase: Phase, dice: &mut Dice) -> EntryState {
    use EntryState::*;
    let early = matches!(
        wished,
        Planned
            | AccountReady
            | Submitted
            | ChecksPending
            | ChecksFailed
            | Payable
            | PaymentUnconfirmed
    );
    match phase {
        Phase::BeforeSignup => {
            if wished == AccountReady || dice.chance(20) {
                AccountReady
            } else {
                Planned
            }
        }
        Phase::Signup if matches!(wished, TicketPrinted | Sat | Absent) => {
            dice.pick(&[Paid, Payable, ChecksFailed])
        }
        Phase::Signup => wished,
        Phase::Paid | Phase::Ticket if matches!(wished, Planned | AccountReady) => ChecksFailed,
        Phase::Paid if matches!(wished, TicketPrinted | Sat | Absent) => Paid,
        Phase::Ticket if matches!(wished, Sat | Absent) => TicketPrinted,
        Phase::Paid | Phase::Ticket => wished,
        Phase::Sat | Phase::Over if early => wished,
        Phase::Sat | Phase::Over if wished == Absent => Absent,
        Phase::Sat | Phase::Over => Sat,
    }
}
