//! The bodies of new versions, and what they mean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use num_rational::Ratio;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::policy::values::parse_month_day;
use crate::policy::{
    Cap, ClaimKind, HoursPerDay, ReimburseOn, ReimbursementGroup, ReimbursementPolicy, Source,
    TrainingRule, Validity,
};
use crate::web::{Problem, parse_hundredths};

/// Hours that make a day, for records whose last day lies between two days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursBody {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// At most two decimals, as text: "6", "7.5".
    hours: String,
}

/// A limit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CapBody {
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
pub(super) struct TrainingRuleBody {
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
    /// The sentence itself, word for word.
    quote: Option<String>,
    /// CONF-A, CONF-B, CONF-C, SEED, DERIVED, RECALLED, DECIDED.
    trust: String,
    note: Option<String>,
    /// Only for a trial: the day to look at; today, or the first day in force.
    pub(super) on: Option<NaiveDate>,
}

pub(super) fn word<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Problem> {
    text.parse()
        .map_err(|_| Problem::field(field, format!("不认识“{text}”，请对照接口文档")))
}

pub(super) fn words<T: std::str::FromStr + Ord>(
    field: &str,
    texts: &[String],
) -> Result<BTreeSet<T>, Problem> {
    texts.iter().map(|text| word(field, text)).collect()
}

fn amount(field: &str, text: &str) -> Result<Ratio<i64>, Problem> {
    parse_hundredths(text)
        .map(|hundredths| Ratio::new(hundredths, 100))
        .ok_or_else(|| Problem::field(field, "应是不小于0、至多两位小数的数，写成文本"))
}

impl TrainingRuleBody {
    pub(super) fn rule(self) -> Result<TrainingRule, Problem> {
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
                quote: self.quote,
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

/// Whom a reimbursement policy pays; a person belongs to the first group that fits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupBody {
    /// Kinds of unit: organ, village …
    unit_kinds: Vec<String>,
    /// Kinds of employment within them; empty = any.
    #[serde(default)]
    employment_kinds: Vec<String>,
    /// registered, attended, passed; absent = not paid.
    reimburse_on: Option<String>,
    /// The reason shown to people.
    note: Option<String>,
}

/// A dated version of a reimbursement policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReimbursementBody {
    /// The policy it is a version of; absent for a new one.
    #[serde(default)]
    id: String,
    name: String,
    region: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    /// exam_fee, books, travel, training_fee.
    kinds: Vec<String>,
    groups: Vec<GroupBody>,
    max_times_per_level: Option<u32>,
    /// Caps per kind in 分: {"exam_fee": 14000}.
    #[serde(default)]
    caps_cents: BTreeMap<String, i64>,
    /// 1 to 3650.
    days_after_event: Option<i64>,
    /// A day of every year: "12-20".
    fiscal_close: Option<String>,
    /// A day of the next year: "03-31".
    carry_over_until: Option<String>,
    #[serde(default)]
    invoice_title_must_be_unit: bool,
    document: String,
    clause: Option<String>,
    /// The sentence itself, word for word.
    quote: Option<String>,
    /// CONF-A, CONF-B, CONF-C, SEED, DERIVED, RECALLED, DECIDED.
    trust: String,
    note: Option<String>,
    /// Only for a trial: the day to look at; today, or the first day in force.
    pub(super) on: Option<NaiveDate>,
}

impl ReimbursementBody {
    /// What the body means.
    pub(super) fn policy(self) -> Result<ReimbursementPolicy, Problem> {
        let groups = self.groups.into_iter().map(GroupBody::group);
        let mut caps_cents: BTreeMap<ClaimKind, i64> = BTreeMap::new();
        for (kind, cents) in &self.caps_cents {
            if !(0..=MOST_CENTS).contains(cents) {
                return Err(Problem::field("caps_cents", "应是不小于0的金额，单位是分"));
            }
            caps_cents.insert(word("caps_cents", kind)?, *cents);
        }
        if self
            .days_after_event
            .is_some_and(|days| !(1..=3650).contains(&days))
        {
            return Err(Problem::field("days_after_event", "应是1到3650之间的整数"));
        }
        if self
            .max_times_per_level
            .is_some_and(|times| !(1..=99).contains(&times))
        {
            return Err(Problem::field("max_times_per_level", "应是1到99之间的整数"));
        }
        Ok(ReimbursementPolicy {
            groups: groups.collect::<Result<_, Problem>>()?,
            kinds: words("kinds", &self.kinds)?,
            fiscal_close: month_day("fiscal_close", self.fiscal_close.as_deref())?,
            carry_over_until: month_day("carry_over_until", self.carry_over_until.as_deref())?,
            source: Source {
                trust: word("trust", &self.trust)?,
                document: self.document,
                clause: self.clause,
                quote: self.quote,
                note: self.note,
            },
            id: self.id,
            name: self.name,
            region: self.region,
            validity: Validity {
                from: self.from,
                to: self.to,
            },
            max_times_per_level: self.max_times_per_level,
            caps_cents,
            days_after_event: self.days_after_event,
            invoice_title_must_be_unit: self.invoice_title_must_be_unit,
        })
    }
}

/// Less than 1 亿元.
pub(super) const MOST_CENTS: i64 = 9_999_999_999;

impl GroupBody {
    fn group(self) -> Result<ReimbursementGroup, Problem> {
        if self.unit_kinds.is_empty() {
            return Err(Problem::field(
                "groups",
                "每一组请至少写一种单位（unit_kinds）",
            ));
        }
        let reimburse_on: Option<ReimburseOn> = match &self.reimburse_on {
            None => None,
            Some(text) => Some(word("groups", text)?),
        };
        Ok(ReimbursementGroup {
            unit_kinds: words("groups", &self.unit_kinds)?,
            employment_kinds: words("groups", &self.employment_kinds)?,
            covered: reimburse_on.is_some(),
            reimburse_on: reimburse_on.unwrap_or(ReimburseOn::Passed),
            note: self.note,
        })
    }
}

fn month_day(field: &str, text: Option<&str>) -> Result<Option<(u32, u32)>, Problem> {
    text.map(|text| {
        parse_month_day(text)
            .ok_or_else(|| Problem::field(field, "日期不对，请写成 12-31 这样的月和日"))
    })
    .transpose()
}
