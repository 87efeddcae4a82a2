//! The form of a season: what was typed, kept as it was, and what it means.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::SeasonState;
use super::rules::SeasonInput;
use crate::policy::{SeasonDays, Trust};
use crate::web::{FieldProblem, Fields, Typed};

/// What stands in the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeasonForm {
    pub year: String,
    pub place: String,
    pub state: String,
    pub signup_opens: String,
    pub signup_closes: String,
    pub payment_closes: String,
    pub ticket_first: String,
    pub ticket_last: String,
    pub exam_first: String,
    pub exam_last: String,
    pub results: String,
    pub service_cutoff: String,
    pub source_document: String,
    pub source_trust: String,
}

/// A moment as `datetime-local` takes it.
fn moment(at: Option<NaiveDateTime>) -> String {
    at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default()
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl From<&SeasonInput> for SeasonForm {
    fn from(input: &SeasonInput) -> Self {
        Self {
            year: input.year.to_string(),
            place: input.place.clone(),
            state: input.state.as_str().to_owned(),
            signup_opens: moment(input.signup_opens),
            signup_closes: moment(input.signup_closes),
            payment_closes: moment(input.payment_closes),
            ticket_first: day(input.ticket_first),
            ticket_last: day(input.ticket_last),
            exam_first: day(input.exam_first),
            exam_last: day(input.exam_last),
            results: if input.results_day_only {
                day(input.results.map(|results| results.date()))
            } else {
                moment(input.results)
            },
            service_cutoff: day(input.service_cutoff),
            source_document: input.source_document.clone(),
            source_trust: input.source_trust.as_str().to_owned(),
        }
    }
}

impl SeasonForm {
    /// The form of an announced season as it is known.
    pub fn of(days: &SeasonDays, place: &str) -> Self {
        Self {
            year: days.year.to_string(),
            place: place.to_owned(),
            state: days.state.as_str().to_owned(),
            signup_opens: moment(days.signup_opens),
            signup_closes: moment(days.signup_closes),
            payment_closes: moment(days.payment_closes),
            ticket_first: day(days.ticket.map(|ticket| ticket.first)),
            ticket_last: day(days.ticket.map(|ticket| ticket.last)),
            exam_first: day(days.exam.map(|exam| exam.first)),
            exam_last: day(days.exam.map(|exam| exam.last)),
            results: if days.results_day_only {
                day(days.results.map(|results| results.date()))
            } else {
                moment(days.results)
            },
            service_cutoff: day(days.service_cutoff),
            source_document: days
                .notice
                .clone()
                .unwrap_or_else(|| days.source.document.clone()),
            source_trust: days.source.trust.as_str().to_owned(),
        }
    }

    /// The days and the document of two forms side by side: name, label, this, that.
    pub fn beside<'f>(
        &'f self,
        other: &'f Self,
    ) -> [(&'static str, &'static str, &'f str, &'f str); 10] {
        let pair = |name, label, of: fn(&Self) -> &String| {
            (name, label, of(self).as_str(), of(other).as_str())
        };
        [
            pair("signup_opens", "报名开始", |form| &form.signup_opens),
            pair("signup_closes", "报名截止", |form| &form.signup_closes),
            pair("payment_closes", "缴费截止", |form| {
                &form.payment_closes
            }),
            pair("ticket_first", "准考证打印第一天", |form| {
                &form.ticket_first
            }),
            pair("ticket_last", "准考证打印最后一天", |form| {
                &form.ticket_last
            }),
            pair("exam_first", "考试第一天", |form| &form.exam_first),
            pair("exam_last", "考试最后一天", |form| &form.exam_last),
            pair("results", "公布成绩", |form| &form.results),
            pair("service_cutoff", "工作年限计算到", |form| {
                &form.service_cutoff
            }),
            pair("source_document", "依据的通知和文号", |form| {
                &form.source_document
            }),
        ]
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            year: text("year"),
            place: text("place"),
            state: text("state"),
            signup_opens: text("signup_opens"),
            signup_closes: text("signup_closes"),
            payment_closes: text("payment_closes"),
            ticket_first: text("ticket_first"),
            ticket_last: text("ticket_last"),
            exam_first: text("exam_first"),
            exam_last: text("exam_last"),
            results: text("results"),
            service_cutoff: text("service_cutoff"),
            source_document: text("source_document"),
            source_trust: text("source_trust"),
        }
    }

    /// What it means; every field that means nothing is told.
    pub fn read(fields: &Fields) -> Result<SeasonInput, Vec<FieldProblem>> {
        let opens = NaiveTime::MIN;
        let closes = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(opens);
        let mut typed = Typed::new(fields);
        let year = typed.whole("year", 1980, 2099);
        if year.is_none() && typed.problems.is_empty() {
            typed.wrong("year", "请填写考试年度");
        }
        let state = typed.needed_word("state");
        let trust = typed.needed_word("source_trust");
        let results = typed.moment("results", opens);
        let input = SeasonInput {
            year: year
                .and_then(|year| i32::try_from(year).ok())
                .unwrap_or_default(),
            place: typed.text("place"),
            state: state.unwrap_or(SeasonState::Expected),
            signup_opens: typed.moment("signup_opens", opens),
            signup_closes: typed.moment("signup_closes", closes),
            payment_closes: typed.moment("payment_closes", closes),
            ticket_first: typed.day("ticket_first"),
            ticket_last: typed.day("ticket_last"),
            exam_first: typed.day("exam_first"),
            exam_last: typed.day("exam_last"),
            results,
            results_day_only: !fields.text("results").contains([':', 'T']),
            service_cutoff: typed.day("service_cutoff"),
            source_document: typed.text("source_document"),
            source_trust: trust.unwrap_or(Trust::ConfirmedA),
        };
        if typed.problems.is_empty() {
            Ok(input)
        } else {
            Err(typed.problems)
        }
    }
}
