//! `[[exam_paper]]`, `[[season]]`, `[[expected_season]]`, `[[exam_fees]]`,
//! `[[pass_line]]` and `[[eligibility]]`.

use chrono::Timelike;

use crate::exams::SeasonState;
use crate::policy::fields::Fields;
use crate::policy::model::{
    EligibilityLine, ExamFees, ExamPaper, ExpectedSeason, PassLine, SeasonDays,
};
use crate::policy::values::DayEnd;

/// The exam was first held in 2008 (facts §2.1).
const FIRST_EXAM_YEAR: i64 = 2008;
const LAST_EXAM_YEAR: i64 = 2099;

pub(super) fn paper(fields: &Fields<'_>) -> Option<ExamPaper> {
    let level = fields.required("level", Fields::word);
    let subject = fields.required("subject", Fields::word);
    let paper = fields.required("paper", Fields::word);
    let exam_day = fields.required("exam_day", |fields, key| fields.whole(key, 1, 2));
    let starts = fields.required("starts", time_of_day);
    let minutes = fields.required("minutes", |fields, key| fields.whole(key, 1, 600));
    let source = fields.source();
    Some(ExamPaper {
        level: level?,
        subject: subject?,
        paper: paper?,
        exam_day: u8::try_from(exam_day?).ok()?,
        starts_minute: starts?,
        minutes: u32::try_from(minutes?).ok()?,
        source: source?,
    })
}

/// A time of day, `"14:00"`, in minutes after midnight.
fn time_of_day(fields: &Fields<'_>, key: &'static str) -> Option<u32> {
    let text = fields.text(key)?;
    match chrono::NaiveTime::parse_from_str(&text, "%H:%M") {
        Ok(time) => Some(time.hour() * 60 + time.minute()),
        Err(_) => {
            fields.report(key, "应是时刻，请写成 \"14:00\"");
            None
        }
    }
}

fn exam_year(fields: &Fields<'_>, key: &'static str) -> Option<i32> {
    let year = fields.whole(key, FIRST_EXAM_YEAR, LAST_EXAM_YEAR)?;
    i32::try_from(year).ok()
}

pub(super) fn season(fields: &Fields<'_>) -> Option<SeasonDays> {
    let year = fields.required("year", exam_year);
    let area = fields.required("area", Fields::text);
    let state = if fields.has("state") {
        fields.word("state")
    } else {
        Some(SeasonState::Announced)
    };
    let signup_opens = fields.moment("signup_opens", DayEnd::Start);
    let signup_closes = fields.moment("signup_closes", DayEnd::End);
    let payment_closes = fields.moment("payment_closes", DayEnd::End);
    let ticket = fields.period("ticket");
    let exam = fields.period("exam");
    let results = fields.moment("results", DayEnd::Start);
    let service_cutoff = fields.day("service_cutoff");
    let notice = fields.text("notice");
    let source = fields.source();
    Some(SeasonDays {
        year: year?,
        area: area?,
        state: state?,
        signup_opens: signup_opens.map(|(moment, _)| moment),
        signup_closes: signup_closes.map(|(moment, _)| moment),
        signup_expected: false,
        payment_closes: payment_closes.map(|(moment, _)| moment),
        ticket,
        exam,
        results: results.map(|(moment, _)| moment),
        results_day_only: results.is_some_and(|(_, day_only)| day_only),
        service_cutoff,
        notice,
        source: source?,
    })
}

pub(super) fn expected_season(fields: &Fields<'_>) -> Option<ExpectedSeason> {
    let area = fields.required("area", Fields::text);
    let signup_opens = fields.month_day("signup_opens");
    let signup_closes = fields.month_day("signup_closes");
    if let (Some(opens), Some(closes)) = (signup_opens, signup_closes)
        && closes < opens
    {
        fields.report("signup_closes", "早于 signup_opens，请把起止月日改对");
    }
    let exam_month = fields.required("exam_month", |fields, key| fields.whole(key, 1, 12));
    let from_end = fields.required("exam_saturday_from_end", |fields, key| {
        fields.whole(key, 1, 4)
    });
    let results_days_after = fields.required("results_days_after", |fields, key| {
        fields.whole(key, 1, 365)
    });
    let source = fields.source();
    Some(ExpectedSeason {
        area: area?,
        signup_opens,
        signup_closes,
        exam_month: u32::try_from(exam_month?).ok()?,
        exam_saturday_from_end: u32::try_from(from_end?).ok()?,
        results_days_after: results_days_after?,
        source: source?,
    })
}

pub(super) fn fees(fields: &Fields<'_>) -> Option<ExamFees> {
    let area = fields.required("area", Fields::text);
    let validity = fields.validity();
    let objective = fields.required("objective_yuan", Fields::cents);
    let subjective = fields.required("subjective_yuan", Fields::cents);
    let senior = fields.required("senior_yuan", Fields::cents);
    let archive = fields.cents("archive_fee_yuan").unwrap_or(0);
    let record_years = fields.whole("archive_record_years", 0, 10).unwrap_or(0);
    if archive > 0 && record_years == 0 {
        fields.report(
            "archive_record_years",
            "没有写，请写明档案管理费按前几个考试年度的记录退还",
        );
    }
    let source = fields.source();
    Some(ExamFees {
        area: area?,
        validity: validity?,
        objective_cents: objective?,
        subjective_cents: subjective?,
        senior_cents: senior?,
        archive_fee_cents: archive,
        archive_record_years: i32::try_from(record_years).ok()?,
        source: source?,
    })
}

pub(super) fn pass_line(fields: &Fields<'_>) -> Option<PassLine> {
    let year_from = fields.required("year_from", exam_year);
    let year_to = exam_year(fields, "year_to");
    let area = fields.required("area", Fields::text);
    let counties = fields.texts("counties");
    let level = fields.word("level");
    let subject = fields.word("subject");
    let mark = fields.required("mark", Fields::cents);
    let published_on = fields.day("published_on");
    let assumed = fields.boolean("assumed").unwrap_or(false);
    let source = fields.source();
    if let (Some(from), Some(to)) = (year_from, year_to)
        && to < from
    {
        fields.report("year_to", "早于 year_from，请把起止年度改对");
    }
    let mark_hundredths = mark?;
    if mark_hundredths % 10 != 0 || mark_hundredths > 10_000 {
        fields.report("mark", "应是 0 到 100 分、至多一位小数，请改正");
        return None;
    }
    Some(PassLine {
        year_from: year_from?,
        year_to,
        area: area?,
        counties: counties.into_iter().map(|(name, _)| name).collect(),
        level,
        subject,
        mark_tenths: mark_hundredths / 10,
        published_on,
        assumed,
        source: source?,
    })
}

pub(super) fn eligibility_line(fields: &Fields<'_>) -> Option<EligibilityLine> {
    let id = fields.required("id", Fields::text);
    let label = fields.required("label", Fields::text);
    let level = fields.required("level", Fields::word);
    let educations = fields.some_words("educations", "没有写学历，请至少写一个，如 [\"bachelor\"]");
    let major = fields.required("major", Fields::word);
    let years = fields.required("years", |fields, key| fields.whole(key, 0, 40));
    let after_certificate = fields.word("after_certificate");
    let source = fields.source();
    Some(EligibilityLine {
        id: id?,
        label: label?,
        level: level?,
        educations,
        major: major?,
        years: i32::try_from(years?).ok()?,
        after_certificate,
        source: source?,
    })
}
