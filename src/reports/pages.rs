//! The district's start, targets, statistics and training gaps.

use askama::Template;
use chrono::Datelike;

use super::gaps::{self, GapLine, GapQuestion, GapSummary};
use super::rules::TargetStanding;
use super::statistics::{self, Statistics, StatisticsError};
use super::targets::{self, TargetReport};
use super::tasks::{self, Figures, Task};
use crate::accounts::{Reach, Right};
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::noting::list_leaves;
use crate::sheets::ListCell;
use crate::training::{TrainingState, WindowKind};
use crate::units::{self, UnitId, UnitTree};
use crate::web::{
    Answer, FieldProblem, Frame, Pager, Problem, Reply, Request, Route, Section, choices, parse_day,
};

/// The pages of reports.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/district", Right::SeeDistrict, district),
        Route::page("/targets", Right::SeeDistrict, target_page),
        Route::page("/targets.xlsx", Right::SeeDistrict, target_file),
        Route::page("/statistics", Right::SeeDistrict, statistics_page),
        Route::page("/statistics.xlsx", Right::SeeDistrict, statistics_file),
        Route::page("/training/gaps", Right::SeeGaps, gap_page),
        Route::recorded_page("/training/gaps.xlsx", Right::SeeGaps, gap_file),
    ]
}

/// The units, and how far the right of the route reaches.
pub(super) fn scope(request: &Request, conn: &mut Conn) -> Result<(UnitTree, Reach), Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    Ok((tree, reach))
}

#[derive(Template)]
#[template(path = "reports/district.html")]
struct DistrictPage {
    frame: Frame,
    figures: Figures,
    tasks: Vec<Task>,
    may_import: bool,
    may_extend: bool,
}

fn district(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let viewer = request.viewer()?;
    let (figures, mut tasks) = tasks::load(conn, &request.app, &tree, &reach, request.now.today)?;
    // An auditor looks and changes nothing.
    if !viewer.may(Right::EditSeasons) {
        tasks.retain(|task| !task.path.starts_with("/seasons/edit"));
    }
    if !viewer.may(Right::Import) {
        tasks.retain(|task| task.path != "/imports");
    }
    Reply::html(&DistrictPage {
        frame: request.frame("全区概况", Section::District),
        figures,
        tasks,
        may_import: viewer.may(Right::Import),
        may_extend: viewer.may(Right::ExtendRegistrations),
    })
}

#[derive(Template)]
#[template(path = "reports/targets.html")]
struct TargetPage<'p> {
    frame: Frame,
    reports: Vec<TargetReport<'p>>,
}

fn target_page(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let policies = std::sync::Arc::clone(&request.app.policies);
    let mut reports = targets::load(conn, &policies, &tree, &reach, request.now.today)?;
    if let Some(state) = request.query("state") {
        for report in &mut reports {
            report.units.retain(|line| match state {
                "short" => line.fact.standing == TargetStanding::Short,
                "staff_unknown" => line.fact.standing == TargetStanding::StaffUnknown,
                "office" => line.fact.office_missing,
                _ => true,
            });
        }
    }
    Reply::html(&TargetPage {
        frame: request.frame("人才目标", Section::Targets),
        reports,
    })
}

/// Shape, word and class of a standing.
fn standing_badge(standing: &TargetStanding) -> (&'static str, &'static str) {
    match standing {
        TargetStanding::Met => ("done", "✓ 已达标"),
        TargetStanding::Short => ("behind", "◐ 未达标"),
        TargetStanding::StaffUnknown => ("ask", "● 职工人数未填"),
        TargetStanding::NoTarget => ("none", "— 无人数目标"),
    }
}

fn target_file(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let policies = std::sync::Arc::clone(&request.app.policies);
    let reports = targets::load(conn, &policies, &tree, &reach, request.now.today)?;
    let headings = [
        "街镇",
        "单位",
        "类别",
        "目标类别",
        "职工人数",
        "应有持证",
        "现有持证",
        "还差",
        "社会工作室",
        "状态",
        "依据",
    ];
    let rows = reports.iter().flat_map(|report| {
        report.units.iter().map(|line| {
            let whole = |number: Option<i64>| number.map_or(ListCell::Empty, ListCell::Whole);
            vec![
                ListCell::Text(line.township.as_str().into()),
                ListCell::Text(line.unit.details.name.as_str().into()),
                ListCell::Text(line.unit.details.kind.label().into()),
                ListCell::Text(line.group.name.as_str().into()),
                whole(line.unit.details.employee_count),
                whole(line.fact.required),
                ListCell::Whole(line.fact.have),
                ListCell::Whole(line.fact.missing),
                ListCell::Text(if line.fact.office_missing { "缺" } else { "" }.into()),
                ListCell::Text(line.fact.standing.label().into()),
                ListCell::Text(report.policy.source.document.as_str().into()),
            ]
        })
    });
    Reply::table("人才目标", &headings, rows)
}

#[derive(Template)]
#[template(path = "reports/statistics.html")]
struct StatisticsPage {
    frame: Frame,
    statistics: Statistics,
    years: Vec<i32>,
    as_of: String,
}

impl From<StatisticsError> for Problem {
    fn from(error: StatisticsError) -> Self {
        match error {
            StatisticsError::Database(error) => error.into(),
            StatisticsError::Sealed(error) => error.into(),
        }
    }
}

/// The statistics of the year that is asked for; this one where none is.
pub(super) fn of_year(request: &Request, conn: &mut Conn) -> Result<Statistics, Problem> {
    let (tree, reach) = scope(request, conn)?;
    let today = request.now.today;
    let year = match request.query("year") {
        None => today.year(),
        Some(text) => text
            .parse()
            .ok()
            .filter(|year| (2008..=today.year()).contains(year))
            .ok_or(Problem::NotFound)?,
    };
    let keys = &request.app.keys;
    Ok(statistics::load(conn, keys, &tree, &reach, year, today)?)
}

fn statistics_page(request: &Request, conn: &mut Conn) -> Answer {
    let statistics = of_year(request, conn)?;
    let this_year = request.now.today.year();
    Reply::html(&StatisticsPage {
        frame: request.frame("年度统计", Section::Statistics),
        years: (this_year - 5..=this_year).rev().collect(),
        as_of: crate::calendar::chinese_day(statistics.as_of),
        statistics,
    })
}

fn statistics_file(request: &Request, conn: &mut Conn) -> Answer {
    let statistics = of_year(request, conn)?;
    let headings = [
        "分类",
        "项目",
        "人数",
        "持证",
        "社会工作员",
        "助理社会工作师",
        "社会工作师",
        "高级社会工作师",
        "当年新增持证",
    ];
    let total = std::iter::once(("合计", &statistics.total));
    let lines = statistics
        .groups
        .iter()
        .flat_map(|group| group.lines.iter().map(|line| (group.title, line)));
    let rows = total.chain(lines).map(|(title, line)| {
        vec![
            ListCell::Text(title.into()),
            ListCell::Text(line.label.as_str().into()),
            ListCell::Whole(line.people),
            ListCell::Whole(line.certified),
            ListCell::Whole(line.worker),
            ListCell::Whole(line.assistant),
            ListCell::Whole(line.intermediate),
            ListCell::Whole(line.senior),
            ListCell::Whole(line.newly_certified),
        ]
    });
    Reply::table(&format!("{}年度统计", statistics.year), &headings, rows)
}

#[derive(Template)]
#[template(path = "reports/gaps.html")]
struct GapPage {
    frame: Frame,
    lines: Vec<GapLine>,
    summaries: Vec<GapSummary>,
    townships: Vec<(String, i64)>,
    pager: Pager,
    query: String,
    units: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    states: Vec<(String, String)>,
    unit: String,
    level: String,
    rule: String,
    state: String,
    due_by: String,
    /// The filters are only chosen from; nothing can be wrong with them.
    problems: Vec<FieldProblem>,
}

/// What the query asks for.
pub(super) fn question(request: &Request) -> Result<GapQuestion, Problem> {
    let wrong = |field: &str| Problem::field(field, "筛选条件不对，请从页面上选择");
    let word = |field: &str| request.query(field);
    Ok(GapQuestion {
        unit: match word("unit") {
            None => None,
            Some(text) => Some(UnitId(text.parse().map_err(|_| wrong("unit"))?)),
        },
        level: match word("level") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| wrong("level"))?),
        },
        rule: word("rule").map(str::to_owned),
        state: match word("state") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| wrong("state"))?),
        },
        due_by: match word("due_by") {
            None => None,
            Some(text) => Some(parse_day(text).ok_or_else(|| wrong("due_by"))?),
        },
    })
}

fn gap_page(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let app = &request.app;
    let asked = question(request)?;
    let today = request.now.today;
    let found = gaps::load(conn, &app.policies, &tree, &reach, &asked, today)?;
    let pager = Pager::new(request, found.lines.len());
    let mut rules: Vec<(&str, &str)> = app
        .policies
        .all_training_rules()
        .iter()
        .filter(|rule| rule.validity.covers(today))
        .filter(|rule| crate::policy::actions::is_told(&app.policies, &tree, &reach, &rule.region))
        .map(|rule| (rule.id.as_str(), rule.name.as_str()))
        .collect();
    rules.dedup();
    let text = |name: &str| request.query(name).unwrap_or_default().to_owned();
    Reply::html(&GapPage {
        frame: request.frame("培训缺口", Section::Gaps),
        lines: pager.cut(found.lines),
        summaries: found.summaries,
        townships: found.townships,
        query: pager.query.clone(),
        pager,
        units: units::units_to_choose(&tree, &reach, None, Some("全部单位")),
        levels: choices(
            Some("各级别"),
            Level::ALL
                .iter()
                .map(|level| (level.as_str(), level.label())),
        ),
        rules: choices(Some("各项要求"), rules),
        states: choices(
            Some("各种状态"),
            TrainingState::ALL
                .iter()
                .filter(|state| **state != TrainingState::Complete)
                .map(|state| (state.as_str(), state.label())),
        ),
        unit: text("unit"),
        level: text("level"),
        rule: text("rule"),
        state: text("state"),
        due_by: text("due_by"),
        problems: Vec::new(),
    })
}

/// Hundredths without needless decimals.
fn amount(hundredths: &i64) -> String {
    crate::policy::overview::plain_amount(num_rational::Ratio::new(*hundredths, 100))
}

/// Shape, word and class of a state.
fn state_badge(state: &TrainingState) -> (&'static str, &'static str) {
    match state {
        TrainingState::Complete => ("done", "✓ 已完成"),
        TrainingState::Short => ("soon", "▲ 不足"),
        TrainingState::Overdue => ("late", "! 已逾期"),
        TrainingState::DueSoon => ("soon", "▲ 快到期"),
        TrainingState::Behind => ("behind", "◐ 进度落后"),
        TrainingState::OnTrack => ("wait", "◔ 正常"),
    }
}

fn gap_file(request: &Request) -> Answer {
    let asked = question(request)?;
    let found = request.app.db.read(|conn| {
        let (tree, reach) = scope(request, conn)?;
        let policies = &request.app.policies;
        let today = request.now.today;
        Ok::<_, Problem>(gaps::load(conn, policies, &tree, &reach, &asked, today)?)
    })?;
    list_leaves(request, "培训缺口", found.lines.len())?;
    let headings = [
        "姓名",
        "单位",
        "街镇",
        "级别",
        "要求",
        "周期依据",
        "周期开始",
        "周期结束",
        "应完成",
        "已计入",
        "还差",
        "计量",
        "状态",
    ];
    let rows = found.lines.iter().map(|line| {
        vec![
            ListCell::Text(line.name.as_str().into()),
            ListCell::Text(line.unit.as_str().into()),
            ListCell::Text(line.township.as_str().into()),
            ListCell::Text(line.level.label().into()),
            ListCell::Text(line.rule_name.as_str().into()),
            ListCell::Text(line.basis.label().into()),
            ListCell::Day(line.first_day),
            ListCell::Day(line.last_day),
            ListCell::Hundredths(line.required_hundredths),
            ListCell::Hundredths(line.counted_hundredths),
            ListCell::Hundredths(line.open_hundredths),
            ListCell::Text(line.rule_unit.into()),
            ListCell::Text(line.state.label().into()),
        ]
    });
    Reply::table("培训缺口", &headings, rows)
}
