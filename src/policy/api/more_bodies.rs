//! The bodies of new versions of targets, exam fees, pass lines and public holidays, and
//! what they mean.

use chrono::NaiveDate;
use num_rational::Ratio;
use serde::Deserialize;
use utoipa::ToSchema;

use super::bodies::{MOST_CENTS, word, words};
use crate::certificates::Level;
use crate::exams::Subject;
use crate::policy::{
    ExamFees, HolidayYear, PassLine, Source, TargetAmount, TargetGroup, TargetPolicy, Validity,
};
use crate::web::Problem;

/// Where a version comes from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceBody {
    document: String,
    clause: Option<String>,
    /// The sentence itself, word for word.
    quote: Option<String>,
    /// CONF-A, CONF-B, CONF-C, SEED, DERIVED, RECALLED, DECIDED.
    trust: String,
    note: Option<String>,
}

impl SourceBody {
    fn source(self) -> Result<Source, Problem> {
        Ok(Source {
            trust: word("trust", &self.trust)?,
            document: self.document,
            clause: self.clause,
            quote: self.quote,
            note: self.note,
        })
    }
}

/// The target of one kind of unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetGroupBody {
    /// Stable within the targets: urban-community.
    id: String,
    name: String,
    unit_kinds: Vec<String>,
    #[serde(default)]
    name_words: Vec<String>,
    /// At least so many people; at most one of `people` and `one_of`.
    people: Option<i64>,
    /// At least one in so many of the staff.
    one_of: Option<i64>,
    #[serde(default)]
    degree_counts: bool,
    #[serde(default)]
    office_required: bool,
    note: Option<String>,
}

/// A dated version of a region's targets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetPolicyBody {
    /// The targets it is a version of; absent for new ones.
    #[serde(default)]
    id: String,
    name: String,
    region: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    /// The levels that count: assistant, intermediate, senior.
    levels: Vec<String>,
    total_people: Option<i64>,
    agencies: Option<i64>,
    groups: Vec<TargetGroupBody>,
    source: SourceBody,
    /// Only for a trial: the day to look at; today, or the first day in force.
    pub(super) on: Option<NaiveDate>,
}

fn count(field: &str, number: Option<i64>, most: i64) -> Result<Option<i64>, Problem> {
    match number {
        Some(number) if !(1..=most).contains(&number) => {
            Err(Problem::field(field, format!("应是1到{most}之间的整数")))
        }
        other => Ok(other),
    }
}

impl TargetPolicyBody {
    pub(super) fn policy(self) -> Result<TargetPolicy, Problem> {
        let groups = self.groups.into_iter().map(TargetGroupBody::group);
        Ok(TargetPolicy {
            groups: groups.collect::<Result<_, Problem>>()?,
            levels: words::<Level>("levels", &self.levels)?,
            total_people: count("total_people", self.total_people, 1_000_000)?,
            agencies: count("agencies", self.agencies, 1_000_000)?,
            source: self.source.source()?,
            id: self.id,
            name: self.name,
            region: self.region,
            validity: Validity {
                from: self.from,
                to: self.to,
            },
            due_on: self.due_on,
        })
    }
}

impl TargetGroupBody {
    fn group(self) -> Result<TargetGroup, Problem> {
        let people = count("groups", self.people, 1_000_000)?;
        let one_of = count("groups", self.one_of, 1000)?;
        let amount = match (people, one_of) {
            (Some(_), Some(_)) => {
                return Err(Problem::field(
                    "groups",
                    "people 和 one_of 只写一个，请删去一个",
                ));
            }
            (Some(people), None) => TargetAmount::People(people),
            (None, Some(one_of)) => TargetAmount::ShareOfStaff(Ratio::new(1, one_of)),
            (None, None) => TargetAmount::None,
        };
        if self.id.trim().is_empty() {
            return Err(Problem::field("groups", "每一类单位请写 id，如 village"));
        }
        Ok(TargetGroup {
            unit_kinds: words("groups", &self.unit_kinds)?,
            id: self.id,
            name: self.name,
            name_words: self.name_words,
            amount,
            degree_counts: self.degree_counts,
            office_required: self.office_required,
            note: self.note,
        })
    }
}

/// A dated version of an area's exam fees.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExamFeesBody {
    /// The exam area: 重庆市.
    area: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    /// In 分, like every amount.
    objective_cents: i64,
    subjective_cents: i64,
    senior_cents: i64,
    #[serde(default)]
    archive_fee_cents: i64,
    #[serde(default)]
    archive_record_years: i32,
    source: SourceBody,
    /// Only for a trial: the day to look at; today, or the first day in force.
    pub(super) on: Option<NaiveDate>,
}

impl ExamFeesBody {
    pub(super) fn fees(self) -> Result<ExamFees, Problem> {
        for (field, cents) in [
            ("objective_cents", self.objective_cents),
            ("subjective_cents", self.subjective_cents),
            ("senior_cents", self.senior_cents),
            ("archive_fee_cents", self.archive_fee_cents),
        ] {
            if !(0..=MOST_CENTS).contains(&cents) {
                return Err(Problem::field(field, "应是不小于0的金额，单位是分"));
            }
        }
        if !(0..=10).contains(&self.archive_record_years) {
            let field = "archive_record_years";
            return Err(Problem::field(field, "应是0到10之间的整数"));
        }
        Ok(ExamFees {
            source: self.source.source()?,
            area: self.area,
            validity: Validity {
                from: self.from,
                to: self.to,
            },
            objective_cents: self.objective_cents,
            subjective_cents: self.subjective_cents,
            senior_cents: self.senior_cents,
            archive_fee_cents: self.archive_fee_cents,
            archive_record_years: self.archive_record_years,
        })
    }
}

/// A pass line of one or more exam years.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PassLineBody {
    /// The first exam year.
    year_from: i32,
    /// The last one; a line of one province holds for its own year only.
    year_to: Option<i32>,
    /// 全国, or the province of a special line.
    area: String,
    #[serde(default)]
    counties: Vec<String>,
    level: Option<String>,
    subject: Option<String>,
    /// In tenths of a point: 600 = 60.
    mark_tenths: i64,
    published_on: Option<NaiveDate>,
    source: SourceBody,
    /// Only for a trial: the day to look at; today, or the first day in force.
    pub(super) on: Option<NaiveDate>,
}

impl PassLineBody {
    pub(super) fn line(self) -> Result<PassLine, Problem> {
        for (field, year) in [
            ("year_from", Some(self.year_from)),
            ("year_to", self.year_to),
        ] {
            if year.is_some_and(|year| !(2008..=2099).contains(&year)) {
                return Err(Problem::field(field, "应是2008到2099之间的整数"));
            }
        }
        let level = self
            .level
            .as_deref()
            .map(|level| word::<Level>("level", level));
        let subject = self.subject.as_deref();
        let subject = subject.map(|subject| word::<Subject>("subject", subject));
        Ok(PassLine {
            source: self.source.source()?,
            level: level.transpose()?,
            subject: subject.transpose()?,
            year_from: self.year_from,
            year_to: self.year_to,
            area: self.area,
            counties: self.counties,
            mark_tenths: self.mark_tenths,
            published_on: self.published_on,
            assumed: false,
        })
    }
}

/// The public holidays of a year.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidaysBody {
    year: i32,
    /// Days off, weekends among them included.
    holidays: Vec<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    workdays: Vec<NaiveDate>,
    source: SourceBody,
}

impl HolidaysBody {
    pub(super) fn year(self) -> Result<HolidayYear, Problem> {
        if !(1980..=2099).contains(&self.year) {
            return Err(Problem::field("year", "应是1980到2099之间的整数"));
        }
        Ok(HolidayYear {
            source: self.source.source()?,
            year: self.year,
            holidays: self.holidays.into_iter().collect(),
            workdays: self.workdays.into_iter().collect(),
        })
    }
}
