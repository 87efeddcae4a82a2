//! Targets, statistics and training gaps for programs.

use serde::Serialize;
use utoipa::ToSchema;

use super::gap_message;
use super::gap_pages::question;
use super::gaps::{self, GapLine};
use super::pages::{of_year, scope};
use super::rules::StatisticsLine;
use super::targets;
use crate::accounts::Right;
use crate::db::Conn;
use crate::web::{Answer, Listed, Reply, Request, Route, page};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/targets", Right::SeeDistrict, target_list),
        Route::api_read("/api/v1/statistics", Right::SeeDistrict, statistics),
        Route::api_read("/api/v1/training-gaps", Right::SeeGaps, gap_list),
        Route::api_recorded(
            "/api/v1/training-gaps/message",
            Right::SeeGaps,
            gap_message::for_programs,
        ),
    ]
}

/// A unit against its target.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetJson {
    unit: i64,
    name: String,
    township: String,
    /// The policy and the group of it that holds for the unit.
    policy: String,
    group: String,
    /// How many certified people are asked for; null where it cannot be said.
    required: Option<i64>,
    have: i64,
    missing: i64,
    /// met, short, staff_unknown, no_target.
    standing: String,
    office_missing: bool,
}

/// Every unit within reach that has a target.
#[utoipa::path(
    get,
    path = "/api/v1/targets",
    tag = "报表",
    summary = "各单位持证目标与现有人数",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "持证目标", body = Listed<TargetJson>))
)]
fn target_list(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let policies = &request.app.policies;
    let reports = targets::load(conn, policies, &tree, &reach, request.now.today)?;
    let mut items = Vec::new();
    for report in reports {
        items.extend(report.units.into_iter().map(|line| TargetJson {
            unit: line.unit.id.0,
            name: line.unit.details.name,
            township: line.township,
            policy: report.policy.id.clone(),
            group: line.group.id.clone(),
            required: line.fact.required,
            have: line.fact.have,
            missing: line.fact.missing,
            standing: line.fact.standing.as_str().to_owned(),
            office_missing: line.fact.office_missing,
        }));
    }
    Reply::listed(request, items, |line| line)
}

/// People counted together.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsLineJson {
    label: String,
    people: i64,
    certified: i64,
    worker: i64,
    assistant: i64,
    intermediate: i64,
    senior: i64,
    newly_certified: i64,
}

impl StatisticsLineJson {
    fn of(line: StatisticsLine) -> Self {
        Self {
            label: line.label,
            people: line.people,
            certified: line.certified,
            worker: line.worker,
            assistant: line.assistant,
            intermediate: line.intermediate,
            senior: line.senior,
            newly_certified: line.newly_certified,
        }
    }
}

/// One point of view.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsGroupJson {
    /// 性别, 年龄, 学历, 证书级别, 单位类别.
    title: String,
    lines: Vec<StatisticsLineJson>,
}

/// The statistics of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsJson {
    year: i32,
    /// The day everything is counted on.
    as_of: chrono::NaiveDate,
    total: StatisticsLineJson,
    groups: Vec<StatisticsGroupJson>,
}

/// The statistics of the people within reach.
#[utoipa::path(
    get,
    path = "/api/v1/statistics",
    tag = "报表",
    summary = "年度统计：按性别、年龄、学历、证书级别和单位类别",
    params(("year" = Option<i32>, Query, description = "年度，默认今年")),
    responses(
        (status = 200, description = "统计", body = StatisticsJson),
        (status = 404, description = "没有这一年")
    )
)]
fn statistics(request: &Request, conn: &mut Conn) -> Answer {
    let statistics = of_year(request, conn)?;
    Reply::json(&StatisticsJson {
        year: statistics.year,
        as_of: statistics.as_of,
        total: StatisticsLineJson::of(statistics.total),
        groups: statistics
            .groups
            .into_iter()
            .map(|group| StatisticsGroupJson {
                title: group.title.to_owned(),
                lines: group
                    .lines
                    .into_iter()
                    .map(StatisticsLineJson::of)
                    .collect(),
            })
            .collect(),
    })
}

/// One person who lacks something under one rule; amounts in hundredths of the unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapJson {
    person: i64,
    name: String,
    unit: String,
    level: String,
    rule: String,
    /// 天 or 学时.
    rule_unit: String,
    /// registration or rolling.
    basis: String,
    first_day: chrono::NaiveDate,
    last_day: chrono::NaiveDate,
    required_hundredths: i64,
    counted_hundredths: i64,
    open_hundredths: i64,
    /// short, overdue, due_soon, behind, on_track.
    state: String,
}

impl GapJson {
    fn of(line: GapLine) -> Self {
        Self {
            person: line.person.0,
            name: line.name,
            unit: line.unit,
            level: line.level.as_str().to_owned(),
            rule: line.rule,
            rule_unit: line.rule_unit.to_owned(),
            basis: line.basis.as_str().to_owned(),
            first_day: line.first_day,
            last_day: line.last_day,
            required_hundredths: line.required_hundredths,
            counted_hundredths: line.counted_hundredths,
            open_hundredths: line.open_hundredths,
            state: line.state.as_str().to_owned(),
        }
    }
}

/// All gaps under one rule together.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapSummaryJson {
    rule: String,
    rule_unit: String,
    people: i64,
    open_hundredths: i64,
    overdue: i64,
    due_soon: i64,
}

/// A page of gaps with what all of them come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapPageJson {
    items: Vec<GapJson>,
    summaries: Vec<GapSummaryJson>,
    /// Hand back as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// The training gaps of the people within reach.
#[utoipa::path(
    get,
    path = "/api/v1/training-gaps",
    tag = "报表",
    summary = "培训缺口：谁差多少、到哪天",
    params(
        ("unit" = Option<i64>, Query, description = "单位编号，含下级"),
        ("level" = Option<String>, Query, description = "worker、assistant、intermediate、senior"),
        ("rule" = Option<String>, Query, description = "要求的编号，如 national-hours"),
        ("state" = Option<String>, Query, description = "short、overdue、due_soon、behind、on_track"),
        ("due_by" = Option<chrono::NaiveDate>, Query, description = "最迟在这天到期"),
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses(
        (status = 200, description = "培训缺口", body = GapPageJson),
        (status = 422, description = "筛选条件不对")
    )
)]
fn gap_list(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, reach) = scope(request, conn)?;
    let asked = question(request, &reach)?;
    let policies = &request.app.policies;
    let found = gaps::load(conn, policies, &tree, &reach, &asked, request.now.today)?;
    let Listed { items, next } = page(request, found.lines, GapJson::of)?;
    Reply::json(&GapPageJson {
        items,
        summaries: found
            .summaries
            .into_iter()
            .map(|summary| GapSummaryJson {
                rule: summary.rule,
                rule_unit: summary.rule_unit.to_owned(),
                people: summary.people,
                open_hundredths: summary.open_hundredths,
                overdue: summary.overdue,
                due_soon: summary.due_soon,
            })
            .collect(),
        next,
    })
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(target_list, statistics, gap_list, gap_message::for_programs))]
pub struct Api;
