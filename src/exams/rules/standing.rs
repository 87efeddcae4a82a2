//! What came of one entry, as reimbursement asks.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::live::{ExamStatus, closing_day, exam_status, last_of_december};
use crate::certificates::Level;
use crate::exams::{ExamResult, ScoreKind, SeasonEnd};
use crate::policy::{ExamPaper, PassLine};

/// What is known on a day of what came of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryStanding {
    /// The season has closed and the entry has results.
    pub results_out: bool,
    /// At least one subject has a score (no −1, −2, −4).
    pub has_score: bool,
    /// A pass of this entry still counts for the next season.
    pub passes_live: bool,
    /// The year in which the person qualified at this level, where they did.
    pub qualified_year: Option<i32>,
}

/// What came of the entry of `year` and `level`: `results` are all of the
/// person's, `statuses` what [`exam_status`] makes of them on the day.
pub fn entry_standing(
    year: i32,
    level: Level,
    results: &[ExamResult],
    statuses: &[ExamStatus],
) -> EntryStanding {
    let status = statuses.iter().find(|status| status.level == level);
    let closed = status.is_some_and(|status| year < status.next_season);
    let mut of_entry = results
        .iter()
        .filter(|result| closed && result.year == year && result.level == level)
        .peekable();
    EntryStanding {
        results_out: of_entry.peek().is_some(),
        has_score: of_entry.any(|result| result.kind == ScoreKind::Score),
        passes_live: status
            .is_some_and(|status| status.live_passes.iter().any(|pass| pass.year == year)),
        qualified_year: status.and_then(|status| status.qualified_year),
    }
}

/// The day on which it became known that the person qualified at `level`: the
/// closing of the season or the publication of a later line, whichever did it.
/// None when that has not happened by `today`.
pub fn qualified_on(
    level: Level,
    results: &[ExamResult],
    papers: &[ExamPaper],
    lines: &[PassLine],
    seasons: &[SeasonEnd],
    skipped: &BTreeSet<i32>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let published = lines.iter().filter_map(|line| line.published_on);
    // A season of which nothing is known closes with its year.
    let unknown = results.iter().map(|result| last_of_december(result.year));
    let days: BTreeSet<NaiveDate> = seasons
        .iter()
        .map(closing_day)
        .chain(unknown)
        .chain(published)
        .collect();
    days.into_iter()
        .take_while(|&day| day <= today)
        .find(|&day| {
            exam_status(results, papers, lines, seasons, skipped, day)
                .iter()
                .any(|status| status.level == level && status.qualified_year.is_some())
        })
}
