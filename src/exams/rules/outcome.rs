//! In which year the passes of a level make a person qualified.

use std::collections::BTreeSet;

use crate::certificates::Level;
use crate::exams::Subject;
use crate::policy::ExamPaper;

/// The subjects of a level, in the order of the papers.
pub fn subjects_of(level: Level, papers: &[ExamPaper]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for paper in papers.iter().filter(|paper| paper.level == level) {
        if !subjects.contains(&paper.subject) {
            subjects.push(paper.subject);
        }
    }
    subjects.sort_unstable();
    subjects
}

/// The exam year before `year`, skipping those an area's waiver lets the
/// two-year window skip (cancelled years; none by default).
pub fn year_before(year: i32, skipped: &BTreeSet<i32>) -> i32 {
    let mut before = year - 1;
    while skipped.contains(&before) {
        before -= 1;
    }
    before
}

/// The first year in which every subject is passed in the time the level
/// allows: one year, for an intermediate this and the year before.
pub fn qualified_year(
    level: Level,
    subjects: &[Subject],
    passes: &BTreeSet<(Subject, i32)>,
    skipped: &BTreeSet<i32>,
) -> Option<i32> {
    if subjects.is_empty() {
        return None;
    }
    let years: BTreeSet<i32> = passes.iter().map(|(_, year)| *year).collect();
    years.into_iter().find(|&year| {
        let before = slides(level).then(|| year_before(year, skipped));
        subjects.iter().all(|&subject| {
            passes.contains(&(subject, year))
                || before.is_some_and(|before| passes.contains(&(subject, before)))
        })
    })
}

/// Whether passes of the year before still count for this level.
pub(super) fn slides(level: Level) -> bool {
    match level {
        Level::Intermediate => true,
        Level::Worker | Level::Assistant | Level::Senior => false,
    }
}
