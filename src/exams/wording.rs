//! How a standing is told on pages: what still counts, what is to be sat, and, between
//! an exam and its results, what hangs on them. Pure.
//!
//! The rules look ahead to season N until its results are out or its year has ended
//! (docs/rules.md §4); a page of November cannot say that the exam of May is still to
//! be sat.

use super::rules::ExamStatus;
use super::{EntryState, ExamResult, Subject};
use crate::certificates::Level;

/// One entry as far as the wording asks: its year, level and state.
pub type Entered = (i32, Level, EntryState);

/// Where a person stands with the exam of the season that counts next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitting {
    /// The exam lies ahead, or nothing is known of it.
    ToCome,
    /// It was held; nothing says that the person took part.
    NotSat,
    /// It was held, the person took part, and no score is there.
    Waiting,
    /// It was held and scores are on record, while the season has no results day yet.
    Scored,
}

/// How a person stands with a level's exam of `held`: the season that counts next, if
/// its exam is over and its results are not out.
pub fn sitting(
    level: Level,
    held: Option<i32>,
    entries: &[Entered],
    results: &[ExamResult],
) -> Sitting {
    let Some(year) = held else {
        return Sitting::ToCome;
    };
    if results
        .iter()
        .any(|result| (result.year, result.level) == (year, level))
    {
        return Sitting::Scored;
    }
    let sat = entries
        .iter()
        .any(|(of, entered, state)| (*of, *entered) == (year, level) && took_part(*state));
    if sat {
        Sitting::Waiting
    } else {
        Sitting::NotSat
    }
}

/// Whether an entry in this state led to the exam, once that is over.
fn took_part(state: EntryState) -> bool {
    match state {
        EntryState::PaymentUnconfirmed
        | EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Scored => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::Absent
        | EntryState::Cancelled => false,
    }
}

/// Whether a level need not be sat any more because the person is certified for it or
/// for a higher one, whatever the results say.
pub fn is_past(status: &ExamStatus, certified: Option<Level>) -> bool {
    status.qualified_year.is_none() && certified.is_some_and(|held| held >= status.level)
}

/// What still counts at a level and what comes of it, in whole sentences; nothing where
/// the person qualified.
pub fn standing(status: &ExamStatus, sitting: Sitting, certified: Option<Level>) -> Vec<String> {
    if status.qualified_year.is_some() {
        return Vec::new();
    }
    if let Some(held) = certified.filter(|_| is_past(status, certified)) {
        return vec![format!("已持有{}证书，不需再考。", held.label())];
    }
    let year = status.next_season;
    match sitting {
        Sitting::ToCome => to_come(status),
        Sitting::NotSat => vec![not_sat(status)],
        Sitting::Waiting => vec![format!(
            "{year}年考试已结束，成绩未公布。{}",
            hangs_on(status)
        )],
        Sitting::Scored => vec![format!(
            "{year}年成绩已录入，考试安排里还没有成绩公布日；填写公布日后计入，最迟自{year}年12月31日起计入。"
        )],
    }
}

/// The exam lies ahead.
fn to_come(status: &ExamStatus) -> Vec<String> {
    let year = status.next_season;
    let mut told = Vec::new();
    if !status.live_passes.is_empty() {
        told.push(format!("{year}年考试仍有效：{}。", lives(status)));
    }
    if !status.needs.is_empty() {
        told.push(format!("{year}年还需考：{}。", named(&status.needs)));
    }
    told
}

/// What the results decide.
fn hangs_on(status: &ExamStatus) -> String {
    let (level, year) = (status.level.label(), status.next_season);
    let next = year + 1;
    let all = match status.needs.as_slice() {
        [_] => "合格",
        _ => "都合格",
    };
    let passed = format!("若{}{all}，即通过{level}", named(&status.needs));
    match status.level {
        Level::Intermediate if !status.live_passes.is_empty() => format!(
            "{passed}；否则{}年合格的科目不再有效，{next}年除{year}年合格的科目外都要重考。",
            live_year(status)
        ),
        Level::Intermediate => {
            format!(
                "{passed}；只有部分科目合格的，合格科目在{next}年仍有效，其余科目{next}年再考。"
            )
        }
        Level::Worker | Level::Assistant => format!("{passed}；否则{next}年各科都要重考。"),
        Level::Senior => format!("若合格，取得{year}年成绩合格证明；否则{next}年可以再报考。"),
    }
}

/// The exam is over and the person did not take part, as far as the records say.
fn not_sat(status: &ExamStatus) -> String {
    let year = status.next_season;
    let next = year + 1;
    let mut all: Vec<Subject> = status.live_passes.iter().map(|pass| pass.subject).collect();
    all.extend(&status.needs);
    all.sort_unstable();
    let ends = if status.live_passes.is_empty() {
        String::new()
    } else {
        format!("{}年合格的科目只管到{year}年，", live_year(status))
    };
    format!(
        "{year}年考试已结束，没有参加的记录；{ends}{next}年需考：{}。",
        named(&all)
    )
}

fn lives(status: &ExamStatus) -> String {
    let passes = status.live_passes.iter();
    let told: Vec<String> = passes
        .map(|pass| format!("{}（{}年合格）", pass.subject.label(), pass.year))
        .collect();
    told.join("、")
}

/// All live passes are of one year: the one before the season.
fn live_year(status: &ExamStatus) -> i32 {
    status
        .live_passes
        .first()
        .map_or(status.next_season - 1, |pass| pass.year)
}

fn named(subjects: &[Subject]) -> String {
    let labels: Vec<&str> = subjects.iter().map(|subject| subject.label()).collect();
    labels.join("、")
}

#[cfg(test)]
mod tests;
