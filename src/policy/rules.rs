//! What a version added in the browser must have, and who may add it. Pure.

use num_rational::Ratio;

use super::check::hides;
use super::model::{ClaimKind, ReimbursementPolicy, TrainingRule};
use super::versions::PolicyKind;
use super::write::{reimbursement_text, training_rule_text};
use crate::changes::Refusal;
use crate::training::TrainingKind;

/// The longest clause of a document.
const LONGEST_CLAUSE: usize = 100;

/// Why a version cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// A field is empty.
    #[error("请填写{label}")]
    Missing {
        /// The field.
        field: &'static str,
        /// What it is called.
        label: &'static str,
    },
    /// A name, note or document that is too long.
    #[error("{label}超过{most}个字，请改短")]
    TooLong {
        /// The field.
        field: &'static str,
        /// What it is called.
        label: &'static str,
        /// The most characters.
        most: usize,
    },
    /// Ends before it begins.
    #[error("停止执行的日期不能早于开始执行的日期，请核对")]
    EndsBeforeItBegins,
    /// No level owes anything.
    #[error("请至少给一个级别填写大于0的数量")]
    NothingRequired,
    /// Nothing counts.
    #[error("请至少选择一种计入的类别")]
    NothingCounts,
    /// 考前培训 never counts.
    #[error("考前培训不计入继续教育，请去掉")]
    PreExamCounts,
    /// Hours of a day that make no sense.
    #[error("每天折合的学时应大于0，请核对")]
    HoursPerDay,
    /// A window of no or too many years.
    #[error("周期应是1到10年")]
    Years,
    /// A reimbursement policy that pays no kind of cost.
    #[error("请至少选择一种报销的费用")]
    NothingPaid,
    /// A reimbursement policy that says nothing of anybody.
    #[error("请至少填写一组人员：哪些单位、什么时候报销")]
    NoGroups,
    /// More groups than a form has.
    #[error("人员分组最多{}组，请合并", GROUP_FIELDS.len())]
    TooManyGroups,
    /// Everyone of a group belongs to an earlier one.
    #[error("这一组永远轮不到，因为前面的一组已经包含它，请删去或调到前面")]
    GroupNeverReached {
        /// The group's field.
        field: &'static str,
    },
    /// A cap for what is not paid.
    #[error("填了{label}的上限，但没有选择报销{label}，请补选或删去上限")]
    CapWithoutKind {
        /// The cap's field.
        field: &'static str,
        /// The cost.
        label: &'static str,
    },
    /// The region is not listed.
    #[error("“{0}”不在行政区划表中，请写正式名称，如綦江区")]
    RegionUnknown(String),
    /// Other districts' people would be touched.
    #[error("“{0}”里有不归您管理的单位，只能修改本区县的政策；更大范围的政策请由上级管理员添加")]
    NotYours(String),
    /// What the reader of policy files says.
    #[error("{0}")]
    Problem(String),
}

impl Refusal for PolicyRefusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing { field, .. } | Self::TooLong { field, .. } => Some(field),
            Self::EndsBeforeItBegins => Some("to"),
            Self::NothingRequired => Some("required_assistant"),
            Self::NothingCounts | Self::PreExamCounts => Some("kinds"),
            Self::HoursPerDay => Some("hours_per_day"),
            Self::Years => Some("years"),
            Self::NothingPaid => Some("kinds"),
            Self::NoGroups => GROUP_FIELDS.first().copied(),
            Self::GroupNeverReached { field } | Self::CapWithoutKind { field, .. } => Some(field),
            Self::RegionUnknown(_) | Self::NotYours(_) => Some("region"),
            Self::TooManyGroups => None,
            Self::Problem(_) => None,
        }
    }
}

/// The fields of a reimbursement policy's groups, in their order.
pub const GROUP_FIELDS: [&str; 8] = [
    "group_units_0",
    "group_units_1",
    "group_units_2",
    "group_units_3",
    "group_units_4",
    "group_units_5",
    "group_units_6",
    "group_units_7",
];

/// The field of the cap of a kind of cost.
const fn cap_field(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::ExamFee => "cap_exam_fee",
        ClaimKind::Books => "cap_books",
        ClaimKind::Travel => "cap_travel",
        ClaimKind::TrainingFee => "cap_training_fee",
    }
}

/// A version to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewVersion {
    /// Of a training rule.
    TrainingRule(Box<TrainingRule>),
    /// Of a region's reimbursement policy.
    Reimbursement(Box<ReimbursementPolicy>),
}

impl NewVersion {
    /// The section it stands in.
    pub fn kind(&self) -> PolicyKind {
        match self {
            Self::TrainingRule(_) => PolicyKind::TrainingRule,
            Self::Reimbursement(_) => PolicyKind::Reimbursement,
        }
    }

    /// The policy it is a version of; empty = a new one.
    pub fn id(&self) -> &str {
        match self {
            Self::TrainingRule(rule) => &rule.id,
            Self::Reimbursement(policy) => &policy.id,
        }
    }

    /// Gives a new policy its id.
    pub fn set_id(&mut self, id: String) {
        match self {
            Self::TrainingRule(rule) => rule.id = id,
            Self::Reimbursement(policy) => policy.id = id,
        }
    }

    /// The region as it was typed.
    pub fn region(&self) -> &str {
        match self {
            Self::TrainingRule(rule) => &rule.region,
            Self::Reimbursement(policy) => &policy.region,
        }
    }

    /// First day in force.
    pub fn from(&self) -> chrono::NaiveDate {
        match self {
            Self::TrainingRule(rule) => rule.validity.from,
            Self::Reimbursement(policy) => policy.validity.from,
        }
    }

    /// Its document.
    pub fn document(&self) -> &str {
        match self {
            Self::TrainingRule(rule) => &rule.source.document,
            Self::Reimbursement(policy) => &policy.source.document,
        }
    }

    /// The entry as a policy file would have it.
    pub fn text(&self) -> String {
        match self {
            Self::TrainingRule(rule) => training_rule_text(rule),
            Self::Reimbursement(policy) => reimbursement_text(policy),
        }
    }

    /// What a form can get wrong; the reader of policy files checks the rest.
    ///
    /// # Errors
    /// Every [`PolicyRefusal`] at once.
    pub fn check(&self) -> Result<(), Vec<PolicyRefusal>> {
        let mut refusals = Vec::new();
        let (name, validity, source) = match self {
            Self::TrainingRule(rule) => {
                check_rule(rule, &mut refusals);
                (&rule.name, rule.validity, &rule.source)
            }
            Self::Reimbursement(policy) => {
                check_reimbursement(policy, &mut refusals);
                (&policy.name, policy.validity, &policy.source)
            }
        };
        check_text(name, "name", "名称", 60, &mut refusals);
        check_text(self.region(), "region", "适用地区", 60, &mut refusals);
        let document = &source.document;
        check_text(
            document,
            "source_document",
            "依据的文件",
            200,
            &mut refusals,
        );
        if validity.to.is_some_and(|to| to < validity.from) {
            refusals.push(PolicyRefusal::EndsBeforeItBegins);
        }
        let clause = source.clause.as_deref().unwrap_or_default();
        if clause.chars().count() > LONGEST_CLAUSE {
            refusals.push(PolicyRefusal::TooLong {
                field: "source_clause",
                label: "条款",
                most: LONGEST_CLAUSE,
            });
        }
        let note = source.note.as_deref().unwrap_or_default();
        if note.chars().count() > 1000 {
            refusals.push(PolicyRefusal::TooLong {
                field: "source_note",
                label: "说明",
                most: 1000,
            });
        }
        if refusals.is_empty() {
            Ok(())
        } else {
            Err(refusals)
        }
    }
}

fn check_text(
    text: &str,
    field: &'static str,
    label: &'static str,
    most: usize,
    refusals: &mut Vec<PolicyRefusal>,
) {
    let text = text.trim();
    if text.is_empty() {
        refusals.push(PolicyRefusal::Missing { field, label });
    } else if text.chars().count() > most {
        refusals.push(PolicyRefusal::TooLong { field, label, most });
    }
}

fn check_rule(rule: &TrainingRule, refusals: &mut Vec<PolicyRefusal>) {
    let nothing = Ratio::from_integer(0);
    if !rule.required.values().any(|amount| *amount > nothing) {
        refusals.push(PolicyRefusal::NothingRequired);
    }
    if rule.kinds.is_empty() {
        refusals.push(PolicyRefusal::NothingCounts);
    }
    if rule.kinds.contains(&TrainingKind::PreExam) {
        refusals.push(PolicyRefusal::PreExamCounts);
    }
    let no_hours = rule.hours_per_day.iter().any(|line| line.hours <= nothing);
    if rule.hours_per_day.is_empty() || no_hours {
        refusals.push(PolicyRefusal::HoursPerDay);
    }
    if !(1..=10).contains(&rule.years) {
        refusals.push(PolicyRefusal::Years);
    }
}

fn check_reimbursement(policy: &ReimbursementPolicy, refusals: &mut Vec<PolicyRefusal>) {
    if policy.kinds.is_empty() {
        refusals.push(PolicyRefusal::NothingPaid);
    }
    if policy.groups.is_empty() {
        refusals.push(PolicyRefusal::NoGroups);
    }
    if policy.groups.len() > GROUP_FIELDS.len() {
        refusals.push(PolicyRefusal::TooManyGroups);
    }
    for (place, (group, field)) in policy.groups.iter().zip(GROUP_FIELDS).enumerate() {
        if policy
            .groups
            .iter()
            .take(place)
            .any(|earlier| hides(earlier, group))
        {
            refusals.push(PolicyRefusal::GroupNeverReached { field });
        }
    }
    for kind in policy.caps_cents.keys() {
        if !policy.kinds.contains(kind) {
            refusals.push(PolicyRefusal::CapWithoutKind {
                field: cap_field(*kind),
                label: kind.label(),
            });
        }
    }
}
