//! Travel to an exam: whether the days of a journey fit the days of the papers sat.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::{Period, chinese_day, plus_days};
use crate::certificates::Level;
use crate::exams::Subject;
use crate::money::yuan;
use crate::policy::ExamPaper;

/// One leg of a journey (行程).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TravelLeg {
    /// The day.
    pub on: NaiveDate,
    /// 自.
    pub from_place: String,
    /// 至.
    pub to_place: String,
    /// 交通工具: 汽车, 火车 …
    pub means: String,
    /// What the ticket cost, in 分.
    pub amount_cents: i64,
}

/// Why a leg cannot be kept; one sentence each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TravelProblem {
    /// From or to is missing.
    #[error("行程的出发地和到达地都要填写")]
    PlaceMissing,
    /// From and to are the same.
    #[error("行程的出发地和到达地相同（{0}），请核对")]
    SamePlace(String),
    /// The day has not come.
    #[error("行程日期{}晚于今天，请核对", chinese_day(*.0))]
    NotYet(NaiveDate),
}

impl TravelLeg {
    /// Whether the leg is well-formed on `today`.
    ///
    /// # Errors
    /// [`TravelProblem`].
    pub fn check(&self, today: NaiveDate) -> Result<(), TravelProblem> {
        if self.from_place.is_empty() || self.to_place.is_empty() {
            return Err(TravelProblem::PlaceMissing);
        }
        if self.from_place == self.to_place {
            return Err(TravelProblem::SamePlace(self.from_place.clone()));
        }
        if self.on > today {
            return Err(TravelProblem::NotYet(self.on));
        }
        Ok(())
    }
}

/// The days on which the papers of these subjects were sat; every day of the exam where
/// the entry names no subject.
pub fn exam_days_of(
    exam: Period,
    level: Level,
    subjects: &BTreeSet<Subject>,
    papers: &[ExamPaper],
) -> BTreeSet<NaiveDate> {
    papers
        .iter()
        .filter(|paper| paper.level == level)
        .filter(|paper| subjects.is_empty() || subjects.contains(&paper.subject))
        .map(|paper| plus_days(exam.first, i64::from(paper.exam_day) - 1))
        .filter(|day| exam.contains(*day))
        .collect()
}

/// What an approver must look at: legs that lie more than a day before the first or after
/// the last paper sat, and legs that cost more than the line claims or less.
pub fn travel_remarks(
    legs: &[TravelLeg],
    exam_days: &BTreeSet<NaiveDate>,
    claimed_cents: i64,
) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Some(first), Some(last)) = (exam_days.first(), exam_days.last()) {
        let allowed = Period {
            first: plus_days(*first, -1),
            last: plus_days(*last, 1),
        };
        for leg in legs.iter().filter(|leg| !allowed.contains(leg.on)) {
            remarks.push(format!(
                "{}从{}到{}的行程不在考试前后一天之内（所报科目{}考试）",
                chinese_day(leg.on),
                leg.from_place,
                leg.to_place,
                days_in_words(*first, *last)
            ));
        }
    }
    let legs_cents: i64 = legs.iter().map(|leg| leg.amount_cents).sum();
    if legs.is_empty() {
        remarks.push("差旅费没有填写行程".to_owned());
    } else if claimed_cents > legs_cents {
        remarks.push(format!(
            "差旅费申报{}，行程合计{}，多出的部分请核对是否为住宿或补助",
            yuan(claimed_cents),
            yuan(legs_cents)
        ));
    }
    remarks
}

fn days_in_words(first: NaiveDate, last: NaiveDate) -> String {
    if first == last {
        chinese_day(first)
    } else {
        format!("{}至{}", chinese_day(first), chinese_day(last))
    }
}
