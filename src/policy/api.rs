//! Policies for programs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_rational::Ratio;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, is_told};
use super::overview::PolicyEntry;
use super::rules::NewVersion;
use super::{Cap, HoursPerDay, Source, TrainingRule, Validity};
use crate::accounts::Right;
use crate::db::{Conn, DatabaseError};
use crate::units;
use crate::web::{Answer, Problem, Reply, Request, Route, Verb, parse_hundredths};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/policies", Right::SeeDistrict, list),
        Route::api_act(
            Verb::Post,
            "/api/v1/policies/training-rules",
            Right::EditPolicies,
            add,
        ),
    ]
}

/// Where an entry comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySourceJson {
    document: String,
    clause: Option<String>,
    /// CONF-A, CONF-B, CONF-C, SEED, DERIVED, RECALLED, DECIDED.
    trust: String,
    note: Option<String>,
}

/// One thing that an entry says.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyFactJson {
    name: String,
    value: String,
}

/// One entry of the rule data, in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyJson {
    key: String,
    /// training_rule, reimbursement, certified_target, exam_fees, season, exam_paper, eligibility, pass_line, holidays.
    section: String,
    /// Shared by the versions of one thing; empty where entries have none.
    id: String,
    title: String,
    region: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    facts: Vec<PolicyFactJson>,
    source: PolicySourceJson,
}

impl PolicyJson {
    fn of(entry: PolicyEntry) -> Self {
        Self {
            key: entry.key,
            section: entry.section.as_str().to_owned(),
            id: entry.id,
            title: entry.title,
            region: entry.region,
            from: entry.from,
            to: entry.to,
            facts: entry
                .facts
                .into_iter()
                .map(|(name, value)| PolicyFactJson { name, value })
                .collect(),
            source: PolicySourceJson {
                document: entry.source.document,
                clause: entry.source.clause,
                trust: entry.source.trust.as_str().to_owned(),
                note: entry.source.note,
            },
        }
    }
}

/// A page of policies.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyPageJson {
    items: Vec<PolicyJson>,
    /// Hand back as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// The rule data that holds for the units within reach.
#[utoipa::path(
    get,
    path = "/api/v1/policies",
    tag = "政策",
    summary = "各项政策及其依据",
    params(
        ("limit" = Option<i64>, Query, description = "每页条数，1 到 200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页返回的 next")
    ),
    responses((status = 200, description = "政策", body = PolicyPageJson))
)]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let mut entries = policies.overview();
    entries.retain(|entry| is_told(policies, &tree, &reach, &entry.region));
    let (first, last) = units::api::page_of(request, entries.len())?;
    let next = (last < entries.len()).then(|| last.to_string());
    let items = entries.into_iter().take(last).skip(first);
    Reply::json(&PolicyPageJson {
        items: items.map(PolicyJson::of).collect(),
        next,
    })
}

/// Hours that make a day, for records whose last day lies between two days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursBody {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// At most two decimals, as text: "6", "7.5".
    hours: String,
}

/// A limit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapBody {
    /// Kinds of training; empty = any.
    #[serde(default)]
    kinds: Vec<String>,
    /// Modes; empty = any.
    #[serde(default)]
    modes: Vec<String>,
    /// In the rule's unit, as text.
    at_most: String,
}

/// A dated version of a training rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingRuleBody {
    /// The rule it is a version of; absent for a new rule.
    #[serde(default)]
    id: String,
    name: String,
    region: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    /// days or hours.
    unit: String,
    /// Amount by level, as text: {"assistant": "12"}.
    required: BTreeMap<String, String>,
    #[serde(default)]
    by_analogy: Vec<String>,
    years: i32,
    /// registration or rolling.
    window: String,
    hours_per_day: Vec<HoursBody>,
    kinds: Vec<String>,
    #[serde(default)]
    caps: Vec<CapBody>,
    degree_amount: Option<String>,
    due_soon_days: Option<i64>,
    pace_test: Option<bool>,
    document: String,
    clause: Option<String>,
    trust: String,
    note: Option<String>,
}

fn word<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Problem> {
    text.parse()
        .map_err(|_| Problem::field(field, format!("不认识“{text}”，请对照接口文档")))
}

fn words<T: std::str::FromStr + Ord>(
    field: &str,
    texts: &[String],
) -> Result<std::collections::BTreeSet<T>, Problem> {
    texts.iter().map(|text| word(field, text)).collect()
}

fn amount(field: &str, text: &str) -> Result<Ratio<i64>, Problem> {
    parse_hundredths(text)
        .map(|hundredths| Ratio::new(hundredths, 100))
        .ok_or_else(|| Problem::field(field, "应是不小于0、至多两位小数的数，写成文本"))
}

impl TrainingRuleBody {
    fn rule(self) -> Result<TrainingRule, Problem> {
        let required = self
            .required
            .iter()
            .map(|(level, text)| Ok((word("required", level)?, amount("required", text)?)))
            .collect::<Result<_, Problem>>()?;
        let hours_per_day = self
            .hours_per_day
            .iter()
            .map(|line| {
                Ok(HoursPerDay {
                    from: line.from,
                    to: line.to,
                    hours: amount("hours_per_day", &line.hours)?,
                })
            })
            .collect::<Result<_, Problem>>()?;
        let caps = self
            .caps
            .iter()
            .map(|cap| {
                Ok(Cap {
                    kinds: words("caps", &cap.kinds)?,
                    modes: words("caps", &cap.modes)?,
                    at_most: amount("caps", &cap.at_most)?,
                })
            })
            .collect::<Result<_, Problem>>()?;
        let degree_amount = match &self.degree_amount {
            None => None,
            Some(text) => Some(amount("degree_amount", text)?),
        };
        Ok(TrainingRule {
            unit: word("unit", &self.unit)?,
            window: word("window", &self.window)?,
            by_analogy: words("by_analogy", &self.by_analogy)?,
            kinds: words("kinds", &self.kinds)?,
            source: Source {
                trust: word("trust", &self.trust)?,
                document: self.document,
                clause: self.clause,
                note: self.note,
            },
            id: self.id,
            name: self.name,
            region: self.region,
            validity: Validity {
                from: self.from,
                to: self.to,
            },
            required,
            years: self.years,
            hours_per_day,
            caps,
            degree_amount,
            due_soon_days: self.due_soon_days.unwrap_or(180),
            pace_test: self.pace_test.unwrap_or(true),
        })
    }
}

/// What was added.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyVersionJson {
    id: i64,
    rule_id: String,
    region: String,
    valid_from: NaiveDate,
    source_document: String,
    added_by: String,
}

/// Adds a dated version of a training rule; from its first day on it holds.
#[utoipa::path(
    post,
    path = "/api/v1/policies/training-rules",
    tag = "政策",
    summary = "添加继续教育要求的新版本",
    request_body = TrainingRuleBody,
    responses((status = 201, description = "已添加", body = PolicyVersionJson))
)]
fn add(request: &Request) -> Answer {
    let rule = request.json::<TrainingRuleBody>()?.rule()?;
    let tree = request
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(units::store::load_tree(conn)?))?;
    let reach = request.reach(&tree)?;
    let new = NewVersion::TrainingRule(Box::new(rule));
    let version = actions::add(&request.app, &request.occasion()?, &reach, new)?;
    let json = PolicyVersionJson {
        id: version.id.0,
        rule_id: version.details.rule_id,
        region: version.details.region,
        valid_from: version.details.valid_from,
        source_document: version.details.source_document,
        added_by: version.details.added_by,
    };
    Reply::created("/api/v1/policies", &json)
}

/// What OpenAPI says of these routes.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add))]
pub struct Api;
