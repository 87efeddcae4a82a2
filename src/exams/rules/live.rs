//! What still lives on a day, and what the next season needs.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::outcome::{qualified_year, slides, subjects_of, year_before};
use super::pass_line::{is_passed, is_passed_nationally};
use crate::calendar::{FIRST_YEAR, last_day_of_years};
use crate::certificates::Level;
use crate::exams::{ExamOutcome, ExamResult, SeasonEnd, Subject};
use crate::policy::{ExamPaper, PassLine};

/// A senior pass is proved for this many years (人社部规〔2018〕2号).
const SENIOR_PROOF_YEARS: i32 = 3;

/// A pass that counts for the next season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LivePass {
    /// The subject.
    pub subject: Subject,
    /// The year it was passed.
    pub year: i32,
}

/// How a person stands in the exam of one level on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamStatus {
    /// The level.
    pub level: Level,
    /// Qualified, partial or not passed.
    pub outcome: ExamOutcome,
    /// The first year in which the outcome was reached.
    pub qualified_year: Option<i32>,
    /// The next season, for which passes live and subjects are needed.
    pub next_season: i32,
    /// Passes that count for the next season, by subject; none when qualified.
    pub live_passes: Vec<LivePass>,
    /// Subjects without a live pass, in official order; none when qualified.
    pub needs: Vec<Subject>,
    /// Qualified only thanks to a special line (单独划线), so the certificate holds
    /// only in its area.
    pub local_only: bool,
    /// Last day of the senior's proof of pass (its latest one), where the
    /// results day is known: for the title review.
    pub proof_until: Option<NaiveDate>,
}

/// What was passed while no certificate of that level or a higher one stands in the
/// records: the level and the year. `held` is the highest level with a certificate.
pub fn passes_without_certificate(
    statuses: &[ExamStatus],
    held: Option<Level>,
) -> impl Iterator<Item = (Level, i32)> {
    statuses
        .iter()
        .filter(move |status| held.is_none_or(|held| held < status.level))
        .filter_map(|status| Some((status.level, status.qualified_year?)))
}

/// The day a season closes: its results day or, where none is known, 31 December
/// of the year its exam is held in.
pub fn closing_day(season: &SeasonEnd) -> NaiveDate {
    season.results_on.unwrap_or_else(|| {
        last_of_december(season.exam_last_on.map_or(season.year, |day| day.year()))
    })
}

pub(super) fn last_of_december(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// N: the year after the latest season of the area closed on or before `today`.
/// A year of which nothing is known closes on its own 31 December.
pub fn next_season(seasons: &[SeasonEnd], today: NaiveDate) -> i32 {
    let ends_by_today = |year: i32| {
        let known = seasons.iter().find(|season| season.year == year);
        known.map_or_else(|| last_of_december(year), closing_day) <= today
    };
    let years = FIRST_YEAR..=today.year() + 1;
    years
        .rev()
        .find(|&year| ends_by_today(year))
        .map_or(FIRST_YEAR, |latest| latest + 1)
}

/// One line for every level with a result (absent included) of a year that
/// closed on or before `today`, lowest level first. `seasons` are those of the
/// person's area, `skipped` the years its two-year window skips.
pub fn exam_status(
    results: &[ExamResult],
    papers: &[ExamPaper],
    lines: &[PassLine],
    seasons: &[SeasonEnd],
    skipped: &BTreeSet<i32>,
    today: NaiveDate,
) -> Vec<ExamStatus> {
    let next = next_season(seasons, today);
    let closed: Vec<&ExamResult> = results.iter().filter(|result| result.year < next).collect();
    let levels: BTreeSet<Level> = closed.iter().map(|result| result.level).collect();
    levels
        .into_iter()
        .map(|level| {
            let of_level = || closed.iter().filter(|result| result.level == level);
            let pass = |result: &&ExamResult| (result.subject, result.year);
            let passes: BTreeSet<(Subject, i32)> = of_level()
                .filter(|result| is_passed(result, lines, today))
                .map(pass)
                .collect();
            let subjects = subjects_of(level, papers);
            let mut status = status_of(level, &subjects, &passes, skipped, next);
            if status.qualified_year.is_some() {
                let everywhere = of_level()
                    .filter(|result| is_passed_nationally(result, lines, today))
                    .map(pass)
                    .collect();
                status.local_only =
                    qualified_year(level, &subjects, &everywhere, skipped).is_none();
            }
            status.proof_until = proof_until(level, &passes, seasons);
            status
        })
        .collect()
}

fn status_of(
    level: Level,
    subjects: &[Subject],
    passes: &BTreeSet<(Subject, i32)>,
    skipped: &BTreeSet<i32>,
    next: i32,
) -> ExamStatus {
    let qualified = qualified_year(level, subjects, passes, skipped);
    let live: Vec<LivePass> = match (qualified, slides(level)) {
        (None, true) => {
            let year = year_before(next, skipped);
            let passed = subjects
                .iter()
                .filter(|&&subject| passes.contains(&(subject, year)));
            passed.map(|&subject| LivePass { subject, year }).collect()
        }
        _ => Vec::new(),
    };
    let needed = |subject: &&Subject| {
        qualified.is_none() && live.iter().all(|pass| pass.subject != **subject)
    };
    let needs = subjects.iter().filter(needed).copied().collect();
    ExamStatus {
        level,
        outcome: match (qualified, live.is_empty()) {
            (Some(_), _) => ExamOutcome::Qualified,
            (None, false) => ExamOutcome::Partial,
            (None, true) => ExamOutcome::NotPassed,
        },
        qualified_year: qualified,
        next_season: next,
        live_passes: live,
        needs,
        local_only: false,
        proof_until: None,
    }
}

/// The last day of the latest senior proof: three years from the results day.
fn proof_until(
    level: Level,
    passes: &BTreeSet<(Subject, i32)>,
    seasons: &[SeasonEnd],
) -> Option<NaiveDate> {
    if level != Level::Senior {
        return None;
    }
    let year = passes.iter().map(|(_, year)| *year).max()?;
    let season = seasons.iter().find(|season| season.year == year)?;
    Some(last_day_of_years(season.results_on?, SENIOR_PROOF_YEARS))
}
