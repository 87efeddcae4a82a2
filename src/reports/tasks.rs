//! What the district has to do: told most urgent first on its start page.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::gaps::{self, GapQuestion};
use crate::accounts::Reach;
use crate::app::App;
use crate::db::Conn;
use crate::exams::SeasonState;
use crate::exams::season_book::SeasonBook;
use crate::exams::season_changes::places;
use crate::training::TrainingState;
use crate::units::{UnitTree, overview};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The class and shape of its state: `late`, `!`.
    pub class: &'static str,
    /// The shape.
    pub shape: &'static str,
    /// What it is.
    pub title: String,
    /// Why, and what to do.
    pub sentence: String,
    /// Where it is done.
    pub path: String,
    /// What the button says.
    pub button: &'static str,
}

/// What the tiles show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Units in use.
    pub units: usize,
    /// People who work in them.
    pub people: i64,
    /// People who lack training under at least one rule, each counted once.
    pub gaps: usize,
    /// Of them late under at least one.
    pub overdue: usize,
}

/// Looks at everything within reach.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    app: &App,
    tree: &UnitTree,
    reach: &Reach,
    today: NaiveDate,
) -> diesel::QueryResult<(Figures, Vec<Task>)> {
    let mut tasks = Vec::new();
    let lines = overview::load(conn, tree, reach, today)?;
    let open: Vec<_> = lines
        .iter()
        .filter(|line| line.unit.closed_on.is_none())
        .collect();
    let gaps = gaps::load(
        conn,
        &app.policies,
        tree,
        reach,
        &GapQuestion::default(),
        today,
    )?;
    let people = |late: bool| {
        let lines = gaps.lines.iter();
        lines
            .filter(|line| !late || line.state == TrainingState::Overdue)
            .map(|line| line.person)
            .collect::<BTreeSet<_>>()
            .len()
    };
    let overdue = people(true);
    if overdue > 0 {
        tasks.push(Task {
            class: "late",
            shape: "!",
            title: format!("{overdue} 人继续教育已逾期"),
            sentence: "登记有效期已过、培训还没有完成，影响再登记；请督促单位尽快补训。".to_owned(),
            path: "/training/gaps?state=overdue".to_owned(),
            button: "看名单",
        });
    }
    seasons(conn, app, tree, reach, today, &mut tasks)?;
    let count =
        |of: &dyn Fn(&overview::UnitLine) -> bool| open.iter().filter(|line| of(line)).count();
    let guessed = count(&|line| line.unit.details.kind_guessed);
    if guessed > 0 {
        tasks.push(Task {
            class: "ask",
            shape: "●",
            title: format!("{guessed} 个单位的类别是按名称推定的"),
            sentence: "报销、津贴和持证目标按类别确定，请逐个确认或改正。".to_owned(),
            path: "/units?only=missing".to_owned(),
            button: "去确认",
        });
    }
    let unreachable = count(&|line| {
        let details = &line.unit.details;
        line.people > 0 && details.contact_email.is_none()
    });
    if unreachable > 0 {
        tasks.push(Task {
            class: "ask",
            shape: "●",
            title: format!("{unreachable} 个有人员的单位没有联系邮箱"),
            sentence: "每周一的名单发不到单位，请补上联系人和邮箱。".to_owned(),
            path: "/units?only=missing".to_owned(),
            button: "去补充",
        });
    }
    if open.len() <= 1 {
        tasks.push(Task {
            class: "wait",
            shape: "◔",
            title: "还没有单位和人员".to_owned(),
            sentence: "先导入单位表和人员名册，再导入证书、培训和考试记录。".to_owned(),
            path: "/imports".to_owned(),
            button: "去导入",
        });
    }
    let figures = Figures {
        units: open.len(),
        people: open.iter().map(|line| line.people).sum(),
        gaps: people(false),
        overdue,
    };
    Ok((figures, tasks))
}

/// The season that comes next and is still a guess, and a postponed one without days.
fn seasons(
    conn: &mut Conn,
    app: &App,
    tree: &UnitTree,
    reach: &Reach,
    today: NaiveDate,
    tasks: &mut Vec<Task>,
) -> diesel::QueryResult<()> {
    let book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    for place in places(&app.policies, tree, reach) {
        if app.policies.area_of(&place) != Some(place.as_str()) {
            continue;
        }
        for year in today.year()..=today.year() + 1 {
            let days = book.days(year, &place);
            let lacks = match &days {
                None => true,
                Some(days) => match days.state {
                    SeasonState::Expected => true,
                    SeasonState::Postponed => days.exam.is_none_or(|exam| exam.last < today),
                    SeasonState::Announced => days.signup_opens.is_none(),
                    SeasonState::Cancelled => false,
                },
            };
            // Next year's notice comes in its first months: no need to look before December.
            let is_due = year == today.year() || today.month() == 12;
            if lacks && is_due && days.as_ref().is_none_or(|days| !is_over(days.exam, today)) {
                tasks.push(Task {
                    class: "ask",
                    shape: "●",
                    title: format!("{year}年度{place}考试安排还没有公布的日期"),
                    sentence: "收到通知后填写报名、缴费、考试日期，提醒才会按准确的日期发出。"
                        .to_owned(),
                    path: format!("/seasons/edit?year={year}"),
                    button: "去填写",
                });
            }
        }
    }
    Ok(())
}

fn is_over(exam: Option<crate::calendar::Period>, today: NaiveDate) -> bool {
    exam.is_some_and(|exam| exam.last < today)
}
