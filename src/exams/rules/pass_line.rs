//! Whether a score passes: score codes and pass lines (合格标准).

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::place::{place_matches, same_place};
use crate::exams::{ExamResult, ScoreKind};
use crate::policy::PassLine;

/// The area of a national line.
const NATIONAL: &str = "全国";
/// No paper has more points than this, in tenths.
const FULL_MARK_TENTHS: i64 = 1000;

/// The mark a result must reach, and whether it is a special line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassMark<'p> {
    /// The line that decides.
    pub line: &'p PassLine,
    /// It is lower than the national one, so what is gained on it holds only locally.
    pub special: bool,
}

/// What a number on a result page means: −1 absent, −2 violation, −4 void, else
/// points in tenths from 0 to 1000. None for anything else (−3 is not known).
pub fn read_score(tenths: i64) -> Option<(ScoreKind, Option<i64>)> {
    match tenths {
        -10 => Some((ScoreKind::Absent, None)),
        -20 => Some((ScoreKind::Violation, None)),
        -40 => Some((ScoreKind::Void, None)),
        0..=FULL_MARK_TENTHS => Some((ScoreKind::Score, Some(tenths))),
        _ => None,
    }
}

/// Whether the result is a pass as far as the lines published on or before
/// `today` tell. A year without any line passes nobody.
pub fn is_passed(result: &ExamResult, lines: &[PassLine], today: NaiveDate) -> bool {
    match (result.revoked, result.kind, result.points_tenths) {
        (false, ScoreKind::Score, Some(points)) => {
            pass_mark(result, lines, today).is_some_and(|mark| points >= mark.line.mark_tenths)
        }
        _ => false,
    }
}

/// Whether the result is a pass without any special line, so that what is gained
/// with it holds everywhere.
pub fn is_passed_nationally(result: &ExamResult, lines: &[PassLine], today: NaiveDate) -> bool {
    let points = result.points_tenths.unwrap_or(0);
    is_passed(result, lines, today)
        && best_line(result, lines, today, false).is_some_and(|line| points >= line.mark_tenths)
}

/// The line for a result: the national one of its year, or a special one of that
/// very year for its area and county where that is lower.
pub fn pass_mark<'p>(
    result: &ExamResult,
    lines: &'p [PassLine],
    today: NaiveDate,
) -> Option<PassMark<'p>> {
    let national = best_line(result, lines, today, false);
    let lower = best_line(result, lines, today, true)
        .filter(|line| national.is_none_or(|national| line.mark_tenths < national.mark_tenths));
    match (lower, national) {
        (Some(line), _) => Some(PassMark {
            line,
            special: true,
        }),
        (None, Some(line)) => Some(PassMark {
            line,
            special: false,
        }),
        (None, None) => None,
    }
}

/// Of the national or the special lines that hold for the result, the one that
/// names the subject, then the level, then the one published last.
fn best_line<'p>(
    result: &ExamResult,
    lines: &'p [PassLine],
    today: NaiveDate,
    special: bool,
) -> Option<&'p PassLine> {
    lines
        .iter()
        .filter(|line| {
            is_special(line) == special
                && line.level.is_none_or(|level| level == result.level)
                && line.subject.is_none_or(|subject| subject == result.subject)
                && line.published_on.is_none_or(|published| published <= today)
                && covers(line, result)
        })
        .max_by_key(|line| {
            let named = (line.subject.is_some(), line.level.is_some());
            (
                named,
                line.published_on,
                line.year_from,
                Reverse(line.mark_tenths),
            )
        })
}

fn is_special(line: &PassLine) -> bool {
    line.area != NATIONAL
}

/// Whether the line is for the result's year and place. A special line holds for
/// its own year only, whatever stands as its end.
fn covers(line: &PassLine, result: &ExamResult) -> bool {
    if !is_special(line) {
        return line.year_from <= result.year && line.year_to.is_none_or(|to| result.year <= to);
    }
    let of_the_year =
        line.year_from <= result.year && result.year <= line.year_to.unwrap_or(line.year_from);
    of_the_year
        && same_place(&line.area, &result.area)
        && (line.counties.is_empty()
            || result.county.as_deref().is_some_and(|written| {
                line.counties
                    .iter()
                    .any(|county| place_matches(written, &line.area, county))
            }))
}
