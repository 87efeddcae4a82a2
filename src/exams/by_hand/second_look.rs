//! What an office should look at again before an entry is stored.

use chrono::{Datelike, NaiveDate};

use super::wrong;
use crate::app::App;
use crate::audit::Occasion;
use crate::certificates::{self, HeldCertificate, Level};
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::rules::{doubt, may_stand};
use crate::exams::season_book::SeasonBook;
use crate::exams::store::results;
use crate::exams::{Candidate, EntryState, ExamOutcome, ExamResult, SeasonId};
use crate::people::Person;
use crate::people::actions::ChangeError;
use crate::policy::{EligibilityLine, SeasonDays};

/// A state of after the exam is not entered before it.
pub(super) fn stands(
    state: EntryState,
    days: Option<&SeasonDays>,
    year: i32,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    // Where no day is known, an exam of a later year is at least that far away.
    let exam = days
        .and_then(|days| days.exam)
        .map(|exam| exam.first)
        .or_else(|| NaiveDate::from_ymd_opt(year, 1, 1));
    may_stand(state, exam, occasion.now.today)
        .map_err(|refusal| wrong("state", refusal.to_string()))
}

/// The same for an entry of a season that is stored.
pub(super) fn stands_in_season(
    conn: &mut Conn,
    app: &App,
    season: SeasonId,
    area: &str,
    state: EntryState,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let book = SeasonBook::load_areas(conn, &app.policies, app.config.time_zone, &[area])?;
    let Some(season) = book.find(season).map(|season| &season.details) else {
        return Ok(());
    };
    let year = i32::try_from(season.year).unwrap_or_default();
    stands(
        state,
        book.days(year, &season.area).as_ref(),
        year,
        occasion,
    )
}

/// Whether the exam of a year has been held: what is entered then is history.
pub(super) fn is_over(days: Option<&SeasonDays>, year: i32, occasion: &Occasion) -> bool {
    let today = occasion.now.today;
    match days.and_then(|days| days.exam) {
        Some(exam) => exam.last < today,
        None => year < today.year(),
    }
}

/// Refuses an entry of somebody who is past the level or not admitted, until whoever
/// enters it says that it is meant.
pub(super) fn no_doubt(
    conn: &mut Conn,
    app: &App,
    person: &Person,
    (year, level): (i32, Level),
    days: Option<&SeasonDays>,
    area: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let (zone, policies, today) = (app.config.time_zone, &app.policies, occasion.now.today);
    let mut rules = ExamRules::load_days(conn, policies, zone, today, &[area])?;
    let results: Vec<ExamResult> = results::load_of_people(conn, &[person.id])?
        .iter()
        .map(|stored| stored.details.as_result())
        .collect();
    let qualified: Vec<Level> = rules
        .status(&results, None)
        .iter()
        .filter(|status| status.outcome == ExamOutcome::Qualified)
        .map(|status| status.level)
        .collect();
    let details = &person.details;
    let candidate = Candidate {
        education: details.education,
        major: details.major.clone(),
        graduated_on: details.graduated_on,
        social_work_since: details.social_work_since,
        certificates: certificates::store::load_of_people(conn, &[person.id])?
            .iter()
            .map(|certificate| HeldCertificate {
                level: certificate.details.level,
                approved_on: certificate.details.approved_on,
            })
            .collect(),
    };
    let lines: Vec<EligibilityLine> = policies
        .eligibility_lines(level)
        .into_iter()
        .cloned()
        .collect();
    let cutoff = days
        .and_then(|days| days.service_cutoff)
        .or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))
        .unwrap_or(today);
    match doubt(&candidate, &qualified, level, &lines, cutoff) {
        None => Ok(()),
        Some(reason) => Err(wrong(
            "confirmed",
            format!("{reason}；确要登记的，请勾选“仍然登记”"),
        )),
    }
}
