//! Targets for certified people per unit (持证目标), as policy data has them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use num_rational::Ratio;

use super::Policies;
use super::model::{Source, Validity};
use crate::certificates::Level;
use crate::units::UnitKind;

/// How many certified people a unit is asked to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetAmount {
    /// At least so many (2名以上: 2 is enough).
    People(i64),
    /// At least this share of the unit's staff, rounded up to whole people.
    ShareOfStaff(Ratio<i64>),
    /// No figure in the source.
    None,
}

/// Which units a figure holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroup {
    /// Stable id within the policy: `urban-community`.
    pub id: String,
    /// What a page calls it.
    pub name: String,
    /// The kinds of unit.
    pub unit_kinds: BTreeSet<UnitKind>,
    /// Only units whose name holds one of these words; empty = any.
    pub name_words: Vec<String>,
    /// How many.
    pub amount: TargetAmount,
    /// Whether a social-work degree (bachelor and above) counts like a certificate.
    pub degree_counts: bool,
    /// Whether the units must have a social-work office (社会工作室).
    pub office_required: bool,
    /// The sentence of the document, and what was decided where it is silent.
    pub note: Option<String>,
}

/// The dated targets of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetPolicy {
    /// Stable id: `qijiang-60-targets`.
    pub id: String,
    /// What a page calls it.
    pub name: String,
    /// Where it holds.
    pub region: String,
    /// When in force.
    pub validity: Validity,
    /// The day by which it was to be reached.
    pub due_on: Option<NaiveDate>,
    /// The levels that count as certified; 社会工作员 is no national certificate.
    pub levels: BTreeSet<Level>,
    /// Certified people in the whole region.
    pub total_people: Option<i64>,
    /// Civil social-work agencies in the whole region.
    pub agencies: Option<i64>,
    /// Groups, the first that fits decides; none = no target.
    pub groups: Vec<TargetGroup>,
    /// Its document.
    pub source: Source,
}

impl TargetPolicy {
    /// The group of a unit: the first that names its kind and, where words are
    /// asked for, finds one in its name.
    pub fn group_of(&self, kind: UnitKind, name: &str) -> Option<&TargetGroup> {
        self.groups.iter().find(|group| {
            group.unit_kinds.contains(&kind)
                && (group.name_words.is_empty()
                    || group.name_words.iter().any(|word| name.contains(word)))
        })
    }
}

impl Policies {
    /// The targets that hold in a region on `day`: its own, else those of the
    /// nearest region around it.
    pub fn targets(&self, region: &str, day: NaiveDate) -> Option<&TargetPolicy> {
        self.nearest(region, |place| {
            self.targets
                .iter()
                .find(|policy| policy.region == place && policy.validity.covers(day))
        })
    }

    /// Every dated version of every region's targets.
    pub fn all_targets(&self) -> &[TargetPolicy] {
        &self.targets
    }
}
