//! What the policy makes of the fee of a continuing training.

use chrono::NaiveDate;

use super::propose::{Stop, blank, in_time, not_covered, not_yet, pays_kind, told};
use crate::calendar::chinese_day;
use crate::claims::{ClaimId, Proposal, ProposalOutcome};
use crate::people::EmploymentKind;
use crate::policy::{ClaimKind, ReimbursementPolicy};
use crate::units::UnitKind;

/// A training with a fee, as the policy asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingFeeFacts {
    /// 培训名称.
    pub title: String,
    /// The last day.
    pub last_on: NaiveDate,
    /// The record is recognised; what waits or was refused is not paid yet.
    pub recognised: bool,
    /// It is a course before an exam, which is no continuing training.
    pub before_exam: bool,
    /// Another live claim already pays it.
    pub existing: Option<ClaimId>,
    /// 人员类别, where known.
    pub employment: Option<EmploymentKind>,
    /// The kind of the person's unit.
    pub unit_kind: UnitKind,
}

/// Whether the policy pays the fee of a training on `today`: continuing training is the
/// unit's to pay, whatever became of an exam (綦江民发〔2020〕60号: 培训费用由所在单位报销).
pub fn propose_training(
    training: &TrainingFeeFacts,
    policy: Option<&ReimbursementPolicy>,
    today: NaiveDate,
) -> Proposal {
    let mut proposal = blank(training.employment, training.unit_kind);
    let judged = training_conditions(training, policy, today, &mut proposal);
    told(proposal, judged)
}

fn training_conditions(
    training: &TrainingFeeFacts,
    policy: Option<&ReimbursementPolicy>,
    today: NaiveDate,
    proposal: &mut Proposal,
) -> Result<String, Stop> {
    if let Some(claim) = training.existing {
        let reason = format!("该次培训已有报销单（编号{claim}），不重复报销。");
        return Err((ProposalOutcome::Exists, reason));
    }
    let policy = policy.ok_or_else(|| not_covered("所在地区没有有效的报销政策，不予报销。"))?;
    pays_kind(policy, ClaimKind::TrainingFee)?;
    if training.before_exam {
        return Err(not_covered(
            "考前培训不是继续教育，培训费不在报销范围，不予报销。",
        ));
    }
    if training.last_on > today {
        let day = chinese_day(training.last_on);
        return Err(not_yet(format!("培训{day}结束，结束后可报销。")));
    }
    if !training.recognised {
        return Err(not_yet("培训记录还没有认定，认定后可报销。"));
    }
    proposal.event_on = Some(training.last_on);
    in_time(policy, today, proposal)?;
    let (title, name) = (&training.title, &policy.name);
    Ok(format!("已参加《{title}》，按《{name}》凭票据报销培训费。"))
}
