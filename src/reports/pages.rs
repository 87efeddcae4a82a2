//! The district's start, targets, statistics and training gaps.

use std::sync::Arc;

use askama::Template;
use chrono::Datelike;

use super::rules::TargetStanding;
use super::statistics::{self, Statistics, StatisticsError};
use super::targets::{self, TargetReport};
use super::tasks::{self, Figures};
use crate::accounts::{Reach, Right};
use crate::db::Conn;
use crate::roster::todo::OfficeTask;
use crate::sheets::ListCell;
use crate::units::UnitTree;
use crate::units::pages::is_named;
use crate::web::{Answer, Frame, Problem, Reply, Request, Route, Section};

/// The pages of reports.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/district", Right::SeeDistrict, district),
        Route::page("/targets", Right::SeeDistrict, target_page),
        Route::page("/targets.xlsx", Right::SeeDistrict, target_file),
        Route::page("/statistics", Right::SeeDistrict, statistics_page),
        Route::page("/statistics.xlsx", Right::SeeDistrict, statistics_file),
    ]
}

/// The units, and how far the right of the route reaches.
pub(super) fn scope(request: &Request, conn: &mut Conn) -> Result<(Arc<UnitTree>, Reach), Problem> {
    let tree = request.app.units(conn)?;
    let reach = request.reach(&tree)?;
    Ok((tree, reach))
}

#[derive(Template)]
#[template(path = "reports/district.html")]
struct DistrictPage {
    frame: Frame,
    figures: Figures,
    tasks: Vec<OfficeTask>,
    may_import: bool,
    may_extend: bool,
    /// Whether the viewer may change what is to be done; an auditor only looks.
    may_act: bool,
}

fn district(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let viewer = request.viewer()?;
    let (figures, mut tasks) =
        tasks::load(conn, &request.app, viewer, (&tree, &reach), request.now)?;
    // An auditor looks and changes nothing.
    if !viewer.may(Right::EditSeasons) {
        for task in &mut tasks {
            if task.path.starts_with("/seasons/edit") {
                "/seasons".clone_into(&mut task.path);
            }
        }
    }
    if !viewer.may(Right::Import) {
        tasks.retain(|task| task.path != "/imports");
    }
    Reply::html(&DistrictPage {
        frame: request.frame("全区概况", Section::District),
        figures,
        tasks,
        may_act: viewer.may(Right::EditUnits),
        may_import: viewer.may(Right::Import),
        may_extend: viewer.may(Right::ExtendRegistrations),
    })
}

#[derive(Template)]
#[template(path = "reports/targets.html")]
struct TargetPage<'p> {
    frame: Frame,
    state: String,
    q: String,
    reports: Vec<TargetReport<'p>>,
}

fn target_page(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let policies = std::sync::Arc::clone(&request.app.policies);
    let mut reports = targets::load(conn, &policies, &tree, &reach, request.now.today)?;
    let state = request.query("state").unwrap_or_default();
    let q = request.query("q").unwrap_or_default();
    for report in &mut reports {
        report.units.retain(|line| {
            is_named(&line.unit, q)
                && match state {
                    "short" => line.fact.standing == TargetStanding::Short,
                    "staff_unknown" => line.fact.standing == TargetStanding::StaffUnknown,
                    "office" => line.fact.office_missing,
                    _ => true,
                }
        });
    }
    Reply::html(&TargetPage {
        frame: request.frame("人才目标", Section::Targets),
        state: state.to_owned(),
        q: q.to_owned(),
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
            .map_err(|_| Problem::field("year", "年份请写成四位数字，如 2025"))
            .and_then(|year| {
                let known = (2008..=today.year()).contains(&year);
                known.then_some(year).ok_or(Problem::NotFound)
            })?,
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
