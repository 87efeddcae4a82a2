//! Sign-up, payment, ticket, exam, results, receipt, claim.

use chrono::{NaiveDate, NaiveDateTime};

use crate::calendar::plus_days;
use crate::certificates::Level;
use crate::exams::{EntryState, SeasonState};
use crate::reminders::content::{ExamDoor, ReminderContent};
use crate::reminders::ladder::{Ladder, Rung};
use crate::reminders::model::ReminderRule;
use crate::reminders::situation::{
    EntrySituation, PersonSituation, SeasonDates, SeasonKey, Seasons,
};

/// Days before and on which sign-up opens.
const SIGNUP_OPENS_DAYS: [i64; 2] = [-14, 0];
/// Days before sign-up closes.
const SIGNUP_CLOSES_DAYS: [i64; 3] = [-7, -3, -1];
/// How long signup-opens is of use where nobody knows when it closes, in days.
const SIGNUP_USEFUL_DAYS: i64 = 14;
/// Days before payment closes.
const PAYMENT_CLOSES_DAYS: [i64; 2] = [-2, -1];
/// Days before ticket printing ends.
const TICKET_DAYS: [i64; 1] = [-2];
/// Days before the exam.
const EXAM_DAYS: [i64; 2] = [-7, -1];
/// How long results are news, in days.
const RESULTS_USEFUL_DAYS: i64 = 14;
/// Working days after payment from which the e-receipt can be fetched.
const RECEIPT_WORKING_DAYS: i64 = 3;
/// Until so many days after payment it is worth asking for the receipt.
const RECEIPT_USEFUL_DAYS: i64 = 60;
/// Days before the last day of a claim.
const CLAIM_DAYS: [i64; 2] = [-30, -7];

/// signup-opens and signup-closes for whoever is eligible or plans to sit.
pub(super) fn invitations(person: &PersonSituation, seasons: &Seasons) -> Vec<Ladder> {
    let planned = person
        .entries
        .iter()
        .filter(|entry| is_only_planned(entry.state))
        .map(|entry| (&entry.season, entry.level, None));
    let invited = person
        .invitations
        .iter()
        .filter(|invitation| person.entries.iter().all(|e| e.season != invitation.season))
        .map(|i| (&i.season, i.level, Some(i.admitted_by.clone())));
    planned
        .chain(invited)
        .filter_map(|(key, level, admitted_by)| {
            let season = seasons.get(key)?;
            Some(signup(key, season, level, admitted_by))
        })
        .flatten()
        .collect()
}

fn signup(
    key: &SeasonKey,
    season: &SeasonDates,
    level: Level,
    admitted_by: Option<String>,
) -> Vec<Ladder> {
    let expected = match season.state {
        SeasonState::Expected => true,
        SeasonState::Announced => false,
        SeasonState::Postponed | SeasonState::Cancelled => return Vec::new(),
    };
    let mut ladders = Vec::new();
    if let Some(opens_at) = season.signup_opens {
        let day = opens_at.date();
        let useful_until = season
            .signup_closes
            .map_or(plus_days(day, SIGNUP_USEFUL_DAYS), |at| at.date());
        let content = ReminderContent::SignupOpens {
            exam: door(key, season, level),
            opens_at,
            closes_at: season.signup_closes,
            expected,
            admitted_by: admitted_by.clone(),
        };
        ladders.push(Ladder::around(
            ReminderRule::SignupOpens,
            subject(key, level),
            content,
            day,
            &SIGNUP_OPENS_DAYS,
            useful_until,
        ));
    }
    // An expected day never makes a 'closes' mail (rules.md §4).
    if let (Some(closes_at), false) = (season.signup_closes, expected) {
        ladders.push(Ladder::around(
            ReminderRule::SignupCloses,
            subject(key, level),
            ReminderContent::SignupCloses {
                exam: door(key, season, level),
                closes_at,
                admitted_by,
            },
            closes_at.date(),
            &SIGNUP_CLOSES_DAYS,
            closes_at.date(),
        ));
    }
    ladders
}

/// payment-closes, ticket, exam, results and fee-receipt of every entry.
pub(super) fn entries(
    person: &PersonSituation,
    seasons: &Seasons,
    plus_working_days: &impl Fn(NaiveDate, i64) -> NaiveDate,
) -> Vec<Ladder> {
    let mut ladders = Vec::new();
    for entry in &person.entries {
        let season = seasons.get(&entry.season);
        if let Some(season) = season.filter(|s| s.state == SeasonState::Announced) {
            ladders.extend(payment(entry, season));
            ladders.extend(ticket(entry, season));
            ladders.extend(exam(entry, season));
            ladders.extend(results(entry, season));
        }
        if season.is_none_or(|s| s.state != SeasonState::Cancelled) {
            ladders.extend(fee_receipt(entry, season, plus_working_days));
        }
    }
    ladders
}

fn payment(entry: &EntrySituation, season: &SeasonDates) -> Option<Ladder> {
    let closes_at = season.payment_closes.filter(|_| is_unpaid(entry.state))?;
    Some(Ladder::around(
        ReminderRule::PaymentCloses,
        subject(&entry.season, entry.level),
        ReminderContent::PaymentCloses {
            exam: door(&entry.season, season, entry.level),
            closes_at,
            state: entry.state,
        },
        closes_at.date(),
        &PAYMENT_CLOSES_DAYS,
        closes_at.date(),
    ))
}

fn ticket(entry: &EntrySituation, season: &SeasonDates) -> Option<Ladder> {
    let printing = season.ticket.filter(|_| entry.state == EntryState::Paid)?;
    let exam_on = season.exam.map(|days| days.first);
    Some(Ladder::around(
        ReminderRule::Ticket,
        subject(&entry.season, entry.level),
        ReminderContent::Ticket {
            exam: door(&entry.season, season, entry.level),
            printing,
            exam_on,
        },
        printing.last,
        &TICKET_DAYS,
        exam_on.unwrap_or(printing.last),
    ))
}

fn exam(entry: &EntrySituation, season: &SeasonDates) -> Option<Ladder> {
    let days = season.exam.filter(|_| may_sit(entry.state))?;
    Some(Ladder::around(
        ReminderRule::Exam,
        subject(&entry.season, entry.level),
        ReminderContent::Exam {
            exam: door(&entry.season, season, entry.level),
            days,
            without_ticket: entry.state == EntryState::Paid,
        },
        days.first,
        &EXAM_DAYS,
        days.first,
    ))
}

fn results(entry: &EntrySituation, season: &SeasonDates) -> Option<Ladder> {
    let results_at: NaiveDateTime = season.results?;
    let exam_is_over = season.exam.is_some_and(|d| d.last < results_at.date());
    let sat = entry.state == EntryState::Sat || (may_sit(entry.state) && exam_is_over);
    sat.then(|| {
        Ladder::around(
            ReminderRule::Results,
            subject(&entry.season, entry.level),
            ReminderContent::Results {
                exam: door(&entry.season, season, entry.level),
                results_at,
                expected: season.results_expected,
            },
            results_at.date(),
            &[0],
            plus_days(results_at.date(), RESULTS_USEFUL_DAYS),
        )
    })
}

fn fee_receipt(
    entry: &EntrySituation,
    season: Option<&SeasonDates>,
    plus_working_days: &impl Fn(NaiveDate, i64) -> NaiveDate,
) -> Option<Ladder> {
    let paid_on = entry
        .paid_on
        .filter(|_| has_paid(entry.state) && !entry.has_receipt)?;
    Some(Ladder {
        rule: ReminderRule::FeeReceipt,
        subject: subject(&entry.season, entry.level),
        content: ReminderContent::FeeReceipt {
            exam: ExamDoor {
                document: season.map_or_else(String::new, |s| s.document.clone()),
                ..bare_door(&entry.season, entry.level)
            },
            paid_on,
        },
        rungs: vec![Rung {
            due_on: plus_working_days(paid_on, RECEIPT_WORKING_DAYS),
            useful_until: plus_days(paid_on, RECEIPT_USEFUL_DAYS),
        }],
    })
}

/// claim-deadline for what the policy pays and nobody has claimed.
pub(super) fn claims(person: &PersonSituation) -> Vec<Ladder> {
    person
        .claims
        .iter()
        .filter(|claim| claim.payable && !claim.has_claim)
        .filter_map(|claim| {
            let deadline = claim.deadline?;
            let content = ReminderContent::ClaimDeadline {
                exam: ExamDoor {
                    document: claim.document.clone(),
                    ..bare_door(&claim.season, claim.level)
                },
                deadline,
                amount_cents: claim.amount_cents,
            };
            Some(Ladder::around(
                ReminderRule::ClaimDeadline,
                subject(&claim.season, claim.level),
                content,
                deadline,
                &CLAIM_DAYS,
                deadline,
            ))
        })
        .collect()
}

fn subject(key: &SeasonKey, level: Level) -> String {
    format!("{}-{}-{level}", key.year, key.area)
}

fn door(key: &SeasonKey, season: &SeasonDates, level: Level) -> ExamDoor {
    ExamDoor {
        document: season.document.clone(),
        ..bare_door(key, level)
    }
}

fn bare_door(key: &SeasonKey, level: Level) -> ExamDoor {
    ExamDoor {
        year: key.year,
        area: key.area.clone(),
        level,
        document: String::new(),
        moved_from: None,
    }
}

/// Wants to sit, and has not signed up.
pub(super) fn is_only_planned(state: EntryState) -> bool {
    match state {
        EntryState::Planned | EntryState::AccountReady => true,
        EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed
        | EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored
        | EntryState::Cancelled => false,
    }
}

/// Signed up, and the fee is not known to be paid.
pub(super) fn is_unpaid(state: EntryState) -> bool {
    match state {
        EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored
        | EntryState::Cancelled => false,
    }
}

/// Paid, and the exam has not been sat or missed.
fn may_sit(state: EntryState) -> bool {
    match state {
        EntryState::Paid | EntryState::TicketPrinted => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored
        | EntryState::Cancelled => false,
    }
}

/// Paid, whatever came after.
fn has_paid(state: EntryState) -> bool {
    match state {
        EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed
        | EntryState::Cancelled => false,
    }
}
