//! What a reminder tells, as facts: the sentences are chosen in `mails`.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::situation::TrainingSituation;
use crate::calendar::Period;
use crate::certificates::Level;
use crate::exams::EntryState;

/// Which exam a door belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamDoor {
    /// Exam year.
    pub year: i32,
    /// Exam area.
    pub area: String,
    /// The level.
    pub level: Level,
    /// The document that the days stand in; may be empty.
    pub document: String,
    /// The day that an earlier reminder told, where it has moved since.
    pub moved_from: Option<NaiveDate>,
}

/// The facts of one reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReminderContent {
    /// Sign-up opens; with `expected`, only: watch for the notice.
    SignupOpens {
        /// The exam.
        exam: ExamDoor,
        /// From when.
        opens_at: NaiveDateTime,
        /// Until when, where known.
        closes_at: Option<NaiveDateTime>,
        /// Nobody has announced it yet: 预计.
        expected: bool,
        /// The line of eligibility that admits the person; none where they
        /// planned to sit by themselves.
        admitted_by: Option<String>,
    },
    /// Sign-up closes.
    SignupCloses {
        /// The exam.
        exam: ExamDoor,
        /// Until when.
        closes_at: NaiveDateTime,
        /// See [`ReminderContent::SignupOpens`].
        admitted_by: Option<String>,
    },
    /// Payment closes.
    PaymentCloses {
        /// The exam.
        exam: ExamDoor,
        /// Until when.
        closes_at: NaiveDateTime,
        /// Where the entry stands.
        state: EntryState,
    },
    /// The ticket is not printed yet.
    Ticket {
        /// The exam.
        exam: ExamDoor,
        /// Days of printing.
        printing: Period,
        /// First exam day, where known.
        exam_on: Option<NaiveDate>,
    },
    /// The exam comes.
    Exam {
        /// The exam.
        exam: ExamDoor,
        /// Exam days.
        days: Period,
        /// The ticket is not printed yet.
        without_ticket: bool,
    },
    /// Results are out.
    Results {
        /// The exam.
        exam: ExamDoor,
        /// When; at midnight only the day is known.
        results_at: NaiveDateTime,
        /// Worked out, not announced: 预计.
        expected: bool,
    },
    /// The e-receipt can be fetched.
    FeeReceipt {
        /// The exam.
        exam: ExamDoor,
        /// The day of payment.
        paid_on: NaiveDate,
    },
    /// A payable claim has not been handed in.
    ClaimDeadline {
        /// The exam (its `document` is the policy's).
        exam: ExamDoor,
        /// Last day.
        deadline: NaiveDate,
        /// What would be paid, 分.
        amount_cents: Option<i64>,
    },
    /// A certificate was never registered.
    RegistrationFirst {
        /// Its level.
        level: Level,
        /// 批准日期.
        approved_on: NaiveDate,
        /// A year later: the advised last day.
        until: NaiveDate,
    },
    /// Renewal is accepted.
    RegistrationOpens {
        /// The certificate's level.
        level: Level,
        /// First day of acceptance.
        opens_on: NaiveDate,
        /// Last day of the registration.
        last_day: NaiveDate,
    },
    /// The registration ends.
    RegistrationEnds {
        /// The certificate's level.
        level: Level,
        /// Last day of the registration.
        last_day: NaiveDate,
    },
    /// Training is open, the period still runs.
    TrainingShort(TrainingSituation),
    /// Training is open, the period is over.
    TrainingOverdue(TrainingSituation),
    /// Training is open in the rolling window.
    TrainingRolling(TrainingSituation),
    /// A unit's list.
    UnitWeekly(WeeklyList),
}

/// Who needs help in a unit this week. Only names: no numbers, no addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyList {
    /// The unit.
    pub unit_name: String,
    /// The Monday.
    pub week_of: NaiveDate,
    /// Behind at a door that closes before the next list is read.
    pub at_a_door: Vec<WeeklyLine>,
    /// Overdue: training of a period that is over, a registration that ended.
    pub late: Vec<WeeklyLine>,
    /// Training short, due soon or behind.
    pub short: Vec<WeeklyLine>,
    /// Would get reminders and has no address.
    pub unreachable: Vec<WeeklyLine>,
}

impl WeeklyList {
    /// Nothing to say.
    pub fn is_empty(&self) -> bool {
        self.at_a_door.is_empty()
            && self.late.is_empty()
            && self.short.is_empty()
            && self.unreachable.is_empty()
    }
}

/// One line of a unit's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyLine {
    /// Whose line it is; none in lists made before this was kept.
    #[serde(default)]
    pub person: Option<crate::people::PersonId>,
    /// The person.
    pub name: String,
    /// Where they work.
    pub unit_name: String,
    /// What is the matter.
    pub fact: WeeklyFact,
}

/// What is the matter with someone on a unit's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeeklyFact {
    /// Eligible or planning, and not signed up.
    NotSignedUp {
        /// The level.
        level: Level,
        /// Sign-up closes.
        closes_at: NaiveDateTime,
    },
    /// Signed up and not paid.
    NotPaid {
        /// The level.
        level: Level,
        /// Where the entry stands.
        state: EntryState,
        /// Payment closes.
        closes_at: NaiveDateTime,
    },
    /// Paid and without a ticket.
    NoTicket {
        /// The level.
        level: Level,
        /// Last day of printing.
        last_day: NaiveDate,
    },
    /// The registration has ended and was not renewed.
    RegistrationEnded {
        /// The certificate's level.
        level: Level,
        /// Its last day.
        last_day: NaiveDate,
    },
    /// Training is open.
    Training(TrainingSituation),
    /// No mail address.
    NoAddress,
}

impl ReminderContent {
    /// The day of a season that the recipient is told, which may move.
    pub fn told_on(&self) -> Option<NaiveDate> {
        match self {
            ReminderContent::SignupOpens { opens_at, .. } => Some(opens_at.date()),
            ReminderContent::SignupCloses { closes_at, .. }
            | ReminderContent::PaymentCloses { closes_at, .. } => Some(closes_at.date()),
            ReminderContent::Ticket { printing, .. } => Some(printing.last),
            ReminderContent::Exam { days, .. } => Some(days.first),
            ReminderContent::Results { results_at, .. } => Some(results_at.date()),
            ReminderContent::ClaimDeadline { deadline, .. } => Some(*deadline),
            ReminderContent::FeeReceipt { .. }
            | ReminderContent::RegistrationFirst { .. }
            | ReminderContent::RegistrationOpens { .. }
            | ReminderContent::RegistrationEnds { .. }
            | ReminderContent::TrainingShort(_)
            | ReminderContent::TrainingOverdue(_)
            | ReminderContent::TrainingRolling(_)
            | ReminderContent::UnitWeekly(_) => None,
        }
    }

    /// The last day to act; a day gone by for what is overdue; none where
    /// nothing must be done by a day.
    pub fn act_by(&self) -> Option<NaiveDate> {
        match self {
            ReminderContent::SignupOpens { expected: true, .. }
            | ReminderContent::Results { .. }
            | ReminderContent::FeeReceipt { .. }
            | ReminderContent::TrainingRolling(_)
            | ReminderContent::UnitWeekly(_) => None,
            ReminderContent::SignupOpens { closes_at, .. } => closes_at.map(|at| at.date()),
            ReminderContent::SignupCloses { closes_at, .. }
            | ReminderContent::PaymentCloses { closes_at, .. } => Some(closes_at.date()),
            ReminderContent::Ticket { printing, .. } => Some(printing.last),
            ReminderContent::Exam { days, .. } => Some(days.first),
            ReminderContent::ClaimDeadline { deadline, .. } => Some(*deadline),
            ReminderContent::RegistrationFirst { until, .. } => Some(*until),
            ReminderContent::RegistrationOpens { last_day, .. }
            | ReminderContent::RegistrationEnds { last_day, .. } => Some(*last_day),
            ReminderContent::TrainingShort(line) | ReminderContent::TrainingOverdue(line) => {
                Some(line.window.last)
            }
        }
    }

    /// The exam that it is about.
    pub fn exam(&self) -> Option<&ExamDoor> {
        match self {
            ReminderContent::SignupOpens { exam, .. }
            | ReminderContent::SignupCloses { exam, .. }
            | ReminderContent::PaymentCloses { exam, .. }
            | ReminderContent::Ticket { exam, .. }
            | ReminderContent::Exam { exam, .. }
            | ReminderContent::Results { exam, .. }
            | ReminderContent::FeeReceipt { exam, .. }
            | ReminderContent::ClaimDeadline { exam, .. } => Some(exam),
            ReminderContent::RegistrationFirst { .. }
            | ReminderContent::RegistrationOpens { .. }
            | ReminderContent::RegistrationEnds { .. }
            | ReminderContent::TrainingShort(_)
            | ReminderContent::TrainingOverdue(_)
            | ReminderContent::TrainingRolling(_)
            | ReminderContent::UnitWeekly(_) => None,
        }
    }

    /// Notes that an earlier reminder told another day.
    pub(super) fn tell_moved_from(&mut self, earlier: NaiveDate) {
        match self {
            ReminderContent::SignupOpens { exam, .. }
            | ReminderContent::SignupCloses { exam, .. }
            | ReminderContent::PaymentCloses { exam, .. }
            | ReminderContent::Ticket { exam, .. }
            | ReminderContent::Exam { exam, .. }
            | ReminderContent::Results { exam, .. }
            | ReminderContent::FeeReceipt { exam, .. }
            | ReminderContent::ClaimDeadline { exam, .. } => exam.moved_from = Some(earlier),
            ReminderContent::RegistrationFirst { .. }
            | ReminderContent::RegistrationOpens { .. }
            | ReminderContent::RegistrationEnds { .. }
            | ReminderContent::TrainingShort(_)
            | ReminderContent::TrainingOverdue(_)
            | ReminderContent::TrainingRolling(_)
            | ReminderContent::UnitWeekly(_) => {}
        }
    }
}
