//! Papers, seasons, expected seasons, pass lines and lines of eligibility.

use chrono::Datelike;

use crate::policy::model::{EligibilityLine, ExamPaper, ExpectedSeason, PassLine, SeasonDays};
use crate::policy::problem::PolicyProblem;
use crate::policy::read::Placed;
use crate::policy::regions::{NATIONAL, RegionTree};
use crate::policy::seasons::filled_up;

pub(super) fn papers(placed: &[Placed<ExamPaper>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_twice(
        placed,
        |a, b| a.level == b.level && a.subject == b.subject,
        |paper| format!("{}的{}", paper.level.label(), paper.subject.label()),
        problems,
    );
    for paper in placed {
        if paper.entry.starts_minute + paper.entry.minutes > 24 * 60 {
            let message = "考试时间过了午夜，请核对 starts 和 minutes";
            problems.push(paper.problem(message.to_owned()));
        }
    }
}

pub(super) fn seasons(
    placed: &[Placed<SeasonDays>],
    regions: &RegionTree,
    problems: &mut Vec<PolicyProblem>,
) {
    super::refuse_twice(
        placed,
        |a, b| a.year == b.year && a.area == b.area,
        |season| format!("{}年{}的考试安排", season.year, season.area),
        problems,
    );
    for season in placed {
        let own = order_problems(&season.entry);
        // With what the regions around it say: a window after the national exam.
        let whole = if own.is_empty() {
            order_problems(&with_surroundings(&season.entry, placed, regions))
        } else {
            own
        };
        for message in whole {
            let SeasonDays { year, area, .. } = &season.entry;
            problems.push(season.problem(format!("{year}年{area}的考试安排{message}")));
        }
    }
}

fn with_surroundings(
    season: &SeasonDays,
    placed: &[Placed<SeasonDays>],
    regions: &RegionTree,
) -> SeasonDays {
    let around = regions.chain(&season.area);
    let around = around.into_iter().filter(|place| *place != season.area);
    let entries = around.filter_map(|place| {
        let here = placed.iter().map(|other| &other.entry);
        here.into_iter()
            .find(|other| other.year == season.year && other.area == place)
    });
    entries.fold(season.clone(), filled_up)
}

/// Whether both are known and the first comes later.
fn after<T: PartialOrd>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a > b)
}

/// What is impossible in the order of one season's days.
fn order_problems(season: &SeasonDays) -> Vec<String> {
    let mut messages = Vec::new();
    let mut refuse = |wrong: bool, message: &str| {
        if wrong {
            messages.push(message.to_owned());
        }
    };
    let SeasonDays {
        signup_opens,
        signup_closes,
        payment_closes,
        ticket,
        exam,
        results,
        ..
    } = season;
    let first_exam_day = exam.map(|exam| exam.first);
    refuse(
        after(*signup_opens, *signup_closes),
        "的报名截止早于报名开始，请核对 signup_opens 和 signup_closes",
    );
    refuse(
        after(signup_closes.or(*signup_opens), *payment_closes),
        "的缴费截止早于报名截止，请核对 payment_closes",
    );
    let doors = [*signup_opens, *signup_closes, *payment_closes];
    let last_door = doors.into_iter().flatten().max().map(|door| door.date());
    refuse(
        matches!((last_door, first_exam_day), (Some(door), Some(exam)) if door >= exam),
        "的报名或缴费在考试之后，请核对日期",
    );
    refuse(
        after(last_door, ticket.map(|ticket| ticket.last)),
        "的准考证打印早于报名或缴费截止，请核对 ticket",
    );
    refuse(
        after(ticket.map(|ticket| ticket.last), exam.map(|exam| exam.last)),
        "的准考证打印在考试之后，请核对 ticket",
    );
    refuse(
        matches!((exam, results), (Some(exam), Some(results)) if results.date() <= exam.last),
        "的成绩公布不晚于考试，请核对 exam 和 results",
    );
    refuse(
        exam.is_some_and(|exam| exam.first.year() != season.year || exam.days() > 31),
        "的考试日期不在该年度或超过一个月，请核对 exam",
    );
    messages
}

pub(super) fn expected(placed: &[Placed<ExpectedSeason>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_twice(
        placed,
        |a, b| a.area == b.area,
        |habit| format!("{}的预计考试安排", habit.area),
        problems,
    );
}

pub(super) fn pass_lines(placed: &[Placed<PassLine>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_twice(
        placed,
        same_line,
        |line| format!("{}年{}的合格标准", line.year_from, line.area),
        problems,
    );
    for line in placed {
        let special = line.entry.area != NATIONAL;
        if special && line.entry.year_to != Some(line.entry.year_from) {
            let message = "单独划线只管当年，请把 year_to 写成与 year_from 相同的年度";
            problems.push(line.problem(message.to_owned()));
        }
        if !special && !line.entry.counties.is_empty() {
            let message = "写了 counties，请把 area 改为这些区县所在的省（自治区、直辖市）";
            problems.push(line.problem(message.to_owned()));
        }
    }
}

/// Whether two lines give the same paper of the same place and year a mark.
fn same_line(a: &PassLine, b: &PassLine) -> bool {
    let years = a.year_to.is_none_or(|to| b.year_from <= to)
        && b.year_to.is_none_or(|to| a.year_from <= to);
    let counties = (a.counties.is_empty() && b.counties.is_empty())
        || a.counties.iter().any(|county| b.counties.contains(county));
    let levels = a.level.is_none() || b.level.is_none() || a.level == b.level;
    let subjects = a.subject.is_none() || b.subject.is_none() || a.subject == b.subject;
    a.area == b.area && years && counties && levels && subjects
}

pub(super) fn eligibility(placed: &[Placed<EligibilityLine>], problems: &mut Vec<PolicyProblem>) {
    super::refuse_twice(
        placed,
        |a, b| a.id == b.id,
        |line| format!("报考条件 {}", line.id),
        problems,
    );
    for line in placed {
        if line
            .entry
            .after_certificate
            .is_some_and(|held| held >= line.entry.level)
        {
            problems.push(line.problem(format!(
                "报考条件 {} 的 after_certificate 不低于报考级别，请改为较低的级别",
                line.entry.id
            )));
        }
    }
}
