//! What the district may enter about a season: its days in their order, and the
//! states it may go through (docs/rules.md §4).

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::calendar::LAST_YEAR;
use crate::changes::Refusal;
use crate::exams::SeasonState;
use crate::policy::Trust;

/// The first exam was held in 2008 (facts §2.1).
const FIRST_EXAM_YEAR: i32 = 2008;
/// An exam spread over more days than this is a typing error.
const LONGEST_EXAM_DAYS: i64 = 31;
/// The longest name of a document.
const LONGEST_DOCUMENT: usize = 200;

/// A season as the district enters it; moments are local times of the zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonInput {
    /// Exam year.
    pub year: i32,
    /// Where the days hold: an exam area, or a district with days of its own.
    pub place: String,
    /// Where the season stands.
    pub state: SeasonState,
    /// Sign-up opens.
    pub signup_opens: Option<NaiveDateTime>,
    /// Sign-up closes.
    pub signup_closes: Option<NaiveDateTime>,
    /// Payment closes.
    pub payment_closes: Option<NaiveDateTime>,
    /// First day of ticket printing.
    pub ticket_first: Option<NaiveDate>,
    /// Last day of ticket printing; none = the first.
    pub ticket_last: Option<NaiveDate>,
    /// First exam day.
    pub exam_first: Option<NaiveDate>,
    /// Last exam day; none = the first.
    pub exam_last: Option<NaiveDate>,
    /// Results.
    pub results: Option<NaiveDateTime>,
    /// Whether only the day of the results is known.
    pub results_day_only: bool,
    /// Years in social work count up to this day; none = 31 December of the year.
    pub service_cutoff: Option<NaiveDate>,
    /// The notice that says so, with its number.
    pub source_document: String,
    /// How well it is known.
    pub source_trust: Trust,
}

/// Why a season cannot be entered so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeasonRefusal {
    /// An impossible year.
    #[error("考试年度应在{FIRST_EXAM_YEAR}到{LAST_YEAR}之间")]
    Year,
    /// The viewer has no unit there.
    #[error("“{0}”不在您的管理范围内，只能填写本区县和所在考区的考试安排")]
    Place(String),
    /// The season does not go that way.
    #[error("考试安排不能从“{}”改为“{}”，{}", from.label(), to.label(), next_words(*from))]
    NoSuchStep {
        /// Where it stands.
        from: SeasonState,
        /// Where it was to go.
        to: SeasonState,
    },
    /// No document.
    #[error("请填写依据的通知名称或文号")]
    SourceMissing,
    /// A document too long.
    #[error("依据超过{LONGEST_DOCUMENT}个字，请只写通知名称和文号")]
    SourceTooLong,
    /// Announced without the days of the exam.
    #[error("已公布的年度请填写考试日期；通知还没有写明考试日期的，状态请保持“预计”")]
    ExamMissing,
    /// Opens not before it closes.
    #[error("报名截止应晚于报名开始，请核对")]
    SignupClosesBeforeItOpens,
    /// Payment closes before sign-up does.
    #[error("缴费截止不能早于报名截止，请核对")]
    PaymentBeforeSignup,
    /// Printing begins before payment closes.
    #[error("准考证打印不能早于报名和缴费截止，请核对")]
    TicketBeforePayment,
    /// Printing ends before it begins.
    #[error("准考证打印的最后一天不能早于第一天，请核对")]
    TicketEndsBeforeItBegins,
    /// An end without a beginning.
    #[error("填写了最后一天，请同时填写第一天")]
    FirstDayMissing(&'static str),
    /// Printing after the exam.
    #[error("准考证打印不能晚于考试，请核对")]
    TicketAfterExam,
    /// The exam before a door closes.
    #[error("考试不能早于报名、缴费截止或准考证打印，请核对")]
    ExamTooEarly,
    /// The exam ends before it begins, or lasts too long.
    #[error("考试的最后一天不能早于第一天，也不能相隔超过{LONGEST_EXAM_DAYS}天，请核对")]
    ExamLength,
    /// The exam lies in another year.
    #[error("考试日期不在{0}年，请核对考试年度和日期")]
    ExamYear(i32),
    /// Results before the exam.
    #[error("成绩公布不能早于考试，请核对")]
    ResultsBeforeExam,
}

/// What may be done instead, for the sentence.
fn next_words(from: SeasonState) -> String {
    match next_season_states(from) {
        [] => "已取消的年度不再变动".to_owned(),
        next => {
            let words: Vec<&str> = next.iter().map(|state| state.label()).collect();
            format!("只能改为“{}”", words.join("”或“"))
        }
    }
}

impl Refusal for SeasonRefusal {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Year => "year",
            Self::Place(_) => "place",
            Self::NoSuchStep { .. } => "state",
            Self::SourceMissing | Self::SourceTooLong => "source_document",
            Self::SignupClosesBeforeItOpens => "signup_closes",
            Self::PaymentBeforeSignup => "payment_closes",
            Self::TicketBeforePayment => "ticket_first",
            Self::TicketEndsBeforeItBegins | Self::TicketAfterExam => "ticket_last",
            Self::FirstDayMissing(field) => field,
            Self::ExamMissing | Self::ExamTooEarly | Self::ExamYear(_) => "exam_first",
            Self::ExamLength => "exam_last",
            Self::ResultsBeforeExam => "results",
        })
    }
}

/// The states a season may go to, its own left out: expected → announced →
/// (postponed → announced) | cancelled. A postponed year may be cancelled too, and what
/// was entered as announced by mistake goes back to expected.
pub fn next_season_states(from: SeasonState) -> &'static [SeasonState] {
    use SeasonState::{Announced, Cancelled, Expected, Postponed};
    match from {
        Expected => &[Announced],
        Announced => &[Expected, Postponed, Cancelled],
        Postponed => &[Announced, Cancelled],
        Cancelled => &[],
    }
}

/// Checks a season that stands at `from`. Days that are not known are left out of
/// every comparison.
///
/// # Errors
/// Every [`SeasonRefusal`] at once.
pub fn check_season(input: &SeasonInput, from: SeasonState) -> Result<(), Vec<SeasonRefusal>> {
    let mut refusals = Vec::new();
    if !(FIRST_EXAM_YEAR..=LAST_YEAR).contains(&input.year) {
        refusals.push(SeasonRefusal::Year);
    }
    if input.state != from && !next_season_states(from).contains(&input.state) {
        refusals.push(SeasonRefusal::NoSuchStep {
            from,
            to: input.state,
        });
    }
    let document = input.source_document.trim();
    if document.is_empty() {
        refusals.push(SeasonRefusal::SourceMissing);
    } else if document.chars().count() > LONGEST_DOCUMENT {
        refusals.push(SeasonRefusal::SourceTooLong);
    }
    // The exam's days are announced first; without them nothing is.
    if input.state == SeasonState::Announced && input.exam_first.is_none() {
        refusals.push(SeasonRefusal::ExamMissing);
    }
    check_doors(input, &mut refusals);
    check_exam(input, &mut refusals);
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

/// The last moment at which sign-up or payment is still open.
fn last_door(input: &SeasonInput) -> Option<NaiveDate> {
    let doors = [
        input.signup_opens,
        input.signup_closes,
        input.payment_closes,
    ];
    doors.into_iter().flatten().max().map(|door| door.date())
}

fn check_doors(input: &SeasonInput, refusals: &mut Vec<SeasonRefusal>) {
    if matches!((input.signup_opens, input.signup_closes), (Some(opens), Some(closes)) if closes <= opens)
    {
        refusals.push(SeasonRefusal::SignupClosesBeforeItOpens);
    }
    let signup = input.signup_closes.or(input.signup_opens);
    if matches!((signup, input.payment_closes), (Some(signup), Some(payment)) if payment < signup) {
        refusals.push(SeasonRefusal::PaymentBeforeSignup);
    }
    if input.ticket_first.is_none() && input.ticket_last.is_some() {
        refusals.push(SeasonRefusal::FirstDayMissing("ticket_first"));
    }
    if matches!((input.ticket_first, input.ticket_last), (Some(first), Some(last)) if last < first)
    {
        refusals.push(SeasonRefusal::TicketEndsBeforeItBegins);
    }
    if matches!((last_door(input), input.ticket_first), (Some(door), Some(ticket)) if ticket < door)
    {
        refusals.push(SeasonRefusal::TicketBeforePayment);
    }
}

fn check_exam(input: &SeasonInput, refusals: &mut Vec<SeasonRefusal>) {
    if input.exam_first.is_none() && input.exam_last.is_some() {
        refusals.push(SeasonRefusal::FirstDayMissing("exam_first"));
    }
    let exam_last = input.exam_last.or(input.exam_first);
    if let (Some(first), Some(last)) = (input.exam_first, exam_last) {
        if last < first || (last - first).num_days() >= LONGEST_EXAM_DAYS {
            refusals.push(SeasonRefusal::ExamLength);
        }
        if first.year() != input.year {
            refusals.push(SeasonRefusal::ExamYear(input.year));
        }
        let before = [last_door(input), input.ticket_first]
            .into_iter()
            .flatten()
            .max();
        if before.is_some_and(|before| first < before) {
            refusals.push(SeasonRefusal::ExamTooEarly);
        }
    }
    let ticket_last = input.ticket_last.or(input.ticket_first);
    // The ticket may still be printed on the last exam day.
    if matches!((ticket_last, exam_last), (Some(ticket), Some(exam)) if ticket > exam) {
        refusals.push(SeasonRefusal::TicketAfterExam);
    }
    let latest = exam_last.or(ticket_last).or(last_door(input));
    if matches!((latest, input.results), (Some(latest), Some(results)) if results.date() < latest) {
        refusals.push(SeasonRefusal::ResultsBeforeExam);
    }
}

#[cfg(test)]
mod tests;
