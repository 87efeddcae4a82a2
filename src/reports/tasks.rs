//! What the district has to do: told most urgent first on its start page.

use chrono::{Datelike, NaiveDate};

use super::gaps::{self, GapQuestion};
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::exams::SeasonState;
use crate::exams::season_book::SeasonBook;
use crate::exams::season_changes::places;
use crate::roster::rules::registration_standing;
use crate::roster::todo::{self, OfficeTask, RegistrationCounts};
use crate::training::TrainingState;
use crate::units::UnitTree;
use crate::units::overview::{self, UnitLine};

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

/// Looks at everything within reach, as far as the viewer's rights go.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    app: &App,
    viewer: &Viewer,
    (tree, reach): (&UnitTree, &Reach),
    now: Now,
) -> Result<(Figures, Vec<OfficeTask>), DatabaseError> {
    let today = now.today;
    let lines = overview::load(conn, tree, reach, today)?;
    let open: Vec<&UnitLine> = lines
        .iter()
        .filter(|line| line.unit.closed_on.is_none())
        .collect();
    let mut registrations = RegistrationCounts::default();
    let gaps = gaps::load_and_look(
        conn,
        &app.policies,
        tree,
        reach,
        &GapQuestion::default(),
        today,
        |person| {
            let registered = person.registrations_in_use();
            if let Some(standing) = registration_standing(&person.held(), &registered, today) {
                registrations.add(standing, today);
            }
        },
    )?;
    let overdue = gaps.people_in(TrainingState::Overdue);
    let mut tasks: Vec<OfficeTask> = todo::overdue_training(overdue).into_iter().collect();
    tasks.extend(registrations.tasks());
    if viewer.may(Right::SeeReviews) {
        tasks.extend(todo::waiting_proofs(conn, reach)?);
    }
    seasons(conn, app, tree, reach, today, &mut tasks)?;
    tasks.extend(units_to_complete(&open));
    if viewer.may(Right::SeeOperations) {
        tasks.extend(todo::mails_that_failed(conn, reach, now)?);
    }
    todo::by_urgency(&mut tasks);
    let figures = Figures {
        units: open.len(),
        people: open.iter().map(|line| line.people).sum(),
        gaps: gaps.people(),
        overdue,
    };
    Ok((figures, tasks))
}

/// What units lack.
fn units_to_complete(open: &[&UnitLine]) -> Vec<OfficeTask> {
    let mut tasks = Vec::new();
    let count = |of: &dyn Fn(&UnitLine) -> bool| open.iter().filter(|line| of(line)).count();
    let guessed = count(&|line| line.unit.details.kind_guessed);
    if guessed > 0 {
        tasks.push(OfficeTask::new(
            "ask",
            format!("{guessed} 个单位的类别是按名称推定的"),
            "报销、津贴和持证目标按类别确定，请逐个确认或改正。",
            "/units?only=missing",
            "去确认",
        ));
    }
    let unreachable = count(&|line| line.people > 0 && line.unit.details.contact_email.is_none());
    if unreachable > 0 {
        tasks.push(OfficeTask::new(
            "ask",
            format!("{unreachable} 个有人员的单位没有联系邮箱"),
            "每周一的名单发不到单位，请补上联系人和邮箱。",
            "/units?only=missing",
            "去补充",
        ));
    }
    if open.len() <= 1 {
        tasks.push(OfficeTask::new(
            "wait",
            "还没有单位和人员".to_owned(),
            "先导入单位表和人员名册，再导入证书、培训和考试记录。",
            "/imports",
            "去导入",
        ));
    }
    tasks
}

/// The season that comes next and is still a guess, and a postponed one without days.
fn seasons(
    conn: &mut Conn,
    app: &App,
    tree: &UnitTree,
    reach: &Reach,
    today: NaiveDate,
    tasks: &mut Vec<OfficeTask>,
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
                tasks.push(OfficeTask::new(
                    "ask",
                    format!("{year}年度{place}考试安排还没有公布的日期"),
                    "收到通知后填写报名、缴费、考试日期，提醒才会按准确的日期发出。",
                    &format!("/seasons/edit?year={year}"),
                    "去填写",
                ));
            }
        }
    }
    Ok(())
}

fn is_over(exam: Option<crate::calendar::Period>, today: NaiveDate) -> bool {
    exam.is_some_and(|exam| exam.last < today)
}
