//! The targets of the district against fact: per unit, per township, in all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::rules::{TargetFact, TargetStanding, UnitFacts, target_fact};
use crate::accounts::Reach;
use crate::certificates::{self, Certificate, Level};
use crate::db::Conn;
use crate::exams::rules::major_of;
use crate::people::{self, Education, Person, PersonId};
use crate::policy::{Major, Policies, TargetGroup, TargetPolicy};
use crate::text::pinyin_key;
use crate::units::picker::DISTRICT_UNITS;
use crate::units::{Unit, UnitId, UnitKind, UnitTree};

/// People loaded at once.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// One unit against its target.
#[derive(Debug, Clone)]
pub struct UnitTarget<'p> {
    /// The unit.
    pub unit: Unit,
    /// The township it lies in, or 区级单位 where it lies in none.
    pub township: String,
    /// The group whose figure holds for it.
    pub group: &'p TargetGroup,
    /// How it stands.
    pub fact: TargetFact,
}

/// Figures added up over units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetTotal {
    /// The township, or the group.
    pub name: String,
    /// Units with a target.
    pub units: i64,
    /// Units that reach it.
    pub met: i64,
    /// Certified people asked for, as far as it can be said.
    pub required: i64,
    /// Certified people there are.
    pub have: i64,
    /// Missing people, unit by unit: one unit's surplus helps no other.
    pub missing: i64,
    /// Units whose number of staff is not known.
    pub staff_unknown: i64,
    /// Units that must have an office and have none.
    pub office_missing: i64,
}

/// The targets of one region against fact.
#[derive(Debug, Clone)]
pub struct TargetReport<'p> {
    /// The targets.
    pub policy: &'p TargetPolicy,
    /// Every unit with a target: the district's own first, then by township and name.
    pub units: Vec<UnitTarget<'p>>,
    /// Added up by township.
    pub townships: Vec<TargetTotal>,
    /// Added up by group, in the order of the policy.
    pub groups: Vec<TargetTotal>,
    /// Certified people of the region within reach, those of units without a target
    /// among them.
    pub certified: i64,
    /// Civil social-work agencies.
    pub agencies: i64,
}

/// Works the targets out for the units within reach on `today`; one report for each
/// region that has targets.
///
/// # Errors
/// When a query fails.
pub fn load<'p>(
    conn: &mut Conn,
    policies: &'p Policies,
    tree: &UnitTree,
    reach: &Reach,
    today: NaiveDate,
) -> diesel::QueryResult<Vec<TargetReport<'p>>> {
    let units = reach.units();
    let mut facts: HashMap<UnitId, (i64, i64)> = HashMap::new();
    let mut after = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units.as_deref(), after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last() else {
            break;
        };
        after = last.id;
        let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
        let mut held: HashMap<PersonId, Vec<Certificate>> = HashMap::new();
        for certificate in certificates::store::load_of_people(conn, &ids)? {
            let of = held.entry(certificate.details.person_id).or_default();
            of.push(certificate);
        }
        for person in block
            .iter()
            .filter(|person| !person.details.has_left(today))
        {
            let unit = person.details.unit_id;
            let Some(policy) = policy_of(policies, tree, unit, today) else {
                continue;
            };
            let certificates = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            let count = facts.entry(unit).or_default();
            if is_certified(certificates, &policy.levels, today) {
                count.0 += 1;
            } else if has_degree(person) {
                count.1 += 1;
            }
        }
    }
    Ok(reports(policies, tree, reach, &facts, today))
}

fn policy_of<'p>(
    policies: &'p Policies,
    tree: &UnitTree,
    unit: UnitId,
    today: NaiveDate,
) -> Option<&'p TargetPolicy> {
    policies.targets(tree.region_of(unit)?, today)
}

/// Whether one of the levels that count was approved by the day.
fn is_certified(certificates: &[Certificate], levels: &BTreeSet<Level>, today: NaiveDate) -> bool {
    certificates.iter().any(|certificate| {
        let details = &certificate.details;
        levels.contains(&details.level)
            && details.approved_on.is_none_or(|approved| approved <= today)
    })
}

fn has_degree(person: &Person) -> bool {
    person
        .details
        .education
        .is_some_and(|education| education >= Education::Bachelor)
        && major_of(person.details.major.as_deref()) == Major::SocialWork
}

fn reports<'p>(
    policies: &'p Policies,
    tree: &UnitTree,
    reach: &Reach,
    people: &HashMap<UnitId, (i64, i64)>,
    today: NaiveDate,
) -> Vec<TargetReport<'p>> {
    let mut found: BTreeMap<&str, TargetReport<'p>> = BTreeMap::new();
    let within = tree.iter().filter(|unit| reach.contains(unit.id));
    for unit in within.filter(|unit| unit.closed_on.is_none()) {
        let Some(policy) = policy_of(policies, tree, unit.id, today) else {
            continue;
        };
        let report = found.entry(&policy.id).or_insert_with(|| TargetReport {
            policy,
            units: Vec::new(),
            townships: Vec::new(),
            groups: Vec::new(),
            certified: 0,
            agencies: 0,
        });
        let (certified, with_degree) = people.get(&unit.id).copied().unwrap_or_default();
        report.certified += certified;
        report.agencies += i64::from(unit.details.kind == UnitKind::Agency);
        let Some(group) = policy.group_of(unit.details.kind, &unit.details.name) else {
            continue;
        };
        let facts = UnitFacts {
            staff: unit.details.employee_count,
            certified,
            with_degree,
            has_office: unit.details.has_social_work_office,
        };
        report.units.push(UnitTarget {
            unit: unit.clone(),
            township: township_of(tree, unit),
            group,
            fact: target_fact(group, &facts),
        });
    }
    found.into_values().map(added_up).collect()
}

/// The township, or 区级单位 where a unit lies in none: the district itself among them.
fn township_of(tree: &UnitTree, unit: &Unit) -> String {
    let township = tree.township_of(unit.id);
    township.map_or_else(
        || DISTRICT_UNITS.to_owned(),
        |above| above.details.name.clone(),
    )
}

fn added_up(mut report: TargetReport<'_>) -> TargetReport<'_> {
    report.units.sort_by_cached_key(|line| {
        (
            line.township != DISTRICT_UNITS,
            pinyin_key(&line.township),
            line.unit.details.kind,
            pinyin_key(&line.unit.details.name),
        )
    });
    for line in &report.units {
        total_of(&mut report.townships, &line.township).add(&line.fact);
    }
    for group in &report.policy.groups {
        let of_group = report.units.iter().filter(|line| line.group.id == group.id);
        let mut total = TargetTotal {
            name: group.name.clone(),
            ..TargetTotal::default()
        };
        of_group.for_each(|line| total.add(&line.fact));
        report.groups.push(total);
    }
    report
}

/// The total of a name, made where it is missing; units come in order of township.
fn total_of<'t>(totals: &'t mut Vec<TargetTotal>, name: &str) -> &'t mut TargetTotal {
    let at = match totals.iter().position(|total| total.name == name) {
        Some(at) => at,
        None => {
            totals.push(TargetTotal {
                name: name.to_owned(),
                ..TargetTotal::default()
            });
            totals.len() - 1
        }
    };
    &mut totals[at]
}

impl TargetReport<'_> {
    /// The units of a township, in order.
    pub fn units_of(&self, township: &str) -> Vec<&UnitTarget<'_>> {
        let lines = self.units.iter();
        lines.filter(|line| line.township == township).collect()
    }
}

impl TargetTotal {
    fn add(&mut self, fact: &TargetFact) {
        self.units += 1;
        self.have += fact.have;
        self.required += fact.required.unwrap_or(0);
        self.missing += fact.missing;
        self.office_missing += i64::from(fact.office_missing);
        match fact.standing {
            TargetStanding::Met => self.met += 1,
            TargetStanding::StaffUnknown => self.staff_unknown += 1,
            TargetStanding::Short | TargetStanding::NoTarget => {}
        }
    }
}
