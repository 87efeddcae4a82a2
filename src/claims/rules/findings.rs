//! What stands in the way of handing a claim in or approving it (stops), and what an
//! approver must look at (warnings): rules §5.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::is_live;
use super::travel::{TravelLeg, travel_remarks};
use crate::calendar::chinese_day;
use crate::claims::{ClaimId, ClaimState, ProposalOutcome};
use crate::money::yuan;
use crate::policy::ClaimKind;

/// By what another claim is like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The same receipt by its code and number.
    Identity,
    /// The same file, byte for byte.
    File,
    /// Another receipt of the same person with the same day and amount.
    DayAndAmount,
}

/// Another claim in which a receipt, its file or its like stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierUse {
    /// The other claim.
    pub claim: ClaimId,
    /// Its number.
    pub claim_number: String,
    /// Its unit's name.
    pub unit: String,
    /// Where it stands.
    pub state: ClaimState,
    /// By what it is the same.
    pub sameness: Sameness,
}

/// One receipt of the claim as the findings ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFacts {
    /// How sentences name it: 第1张票据（财政电子票据 0012345678）.
    pub named: String,
    /// For what it is.
    pub kind: ClaimKind,
    /// What it is worth, in 分.
    pub amount_cents: i64,
    /// 抬头 as typed; empty where it was not.
    pub title: String,
    /// What is unusual about its form.
    pub remarks: Vec<String>,
    /// Where else it stands.
    pub earlier: Vec<EarlierUse>,
}

/// One line of the claim as the findings ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFacts {
    /// What it pays for.
    pub kind: ClaimKind,
    /// What is claimed, in 分.
    pub amount_cents: i64,
    /// What the policy makes of it now.
    pub outcome: ProposalOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// What the policy wants looked at.
    pub flags: Vec<String>,
    /// What the policy pays at most for this kind and entry, in 分.
    pub cap_cents: Option<i64>,
    /// What other live claims ask under the same cap, in 分.
    pub elsewhere_cents: i64,
    /// Why there is no receipt, or not for all of it; empty where nothing was given.
    pub missing_receipt_reason: String,
    /// The journey, of travel.
    pub legs: Vec<TravelLeg>,
    /// The days of the papers sat, of travel to an exam.
    pub exam_days: BTreeSet<NaiveDate>,
}

/// A claim with all that its findings need, gathered on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionFacts {
    /// The lines, in their order.
    pub lines: Vec<LineFacts>,
    /// The receipts, in their order.
    pub receipts: Vec<ReceiptFacts>,
    /// The last day to hand it in, where the policy sets one.
    pub deadline_on: Option<NaiveDate>,
    /// It was handed in before: a return does not shorten the time that was kept.
    pub handed_in_before: bool,
    /// The title that invoices must have, where the policy asks for one.
    pub title_must_be: Option<String>,
    /// The person's bank account is known.
    pub has_account: bool,
}

/// One thing found, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, and what to do.
    pub message: String,
    /// The place of the line it is about.
    pub line: Option<usize>,
    /// The place of the receipt it is about.
    pub receipt: Option<usize>,
    /// The other claim it is about, for a link.
    pub other: Option<ClaimId>,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimFindings {
    /// With one of these the claim cannot be handed in or approved.
    pub stops: Vec<Finding>,
    /// These are for the approver's eyes; the claimant sees them too.
    pub warnings: Vec<Finding>,
}

impl ClaimFindings {
    fn stop(&mut self, message: impl Into<String>) -> &mut Finding {
        push(&mut self.stops, message.into())
    }

    fn warn(&mut self, message: impl Into<String>) -> &mut Finding {
        push(&mut self.warnings, message.into())
    }
}

fn push(findings: &mut Vec<Finding>, message: String) -> &mut Finding {
    let at = findings.len();
    findings.push(Finding {
        message,
        line: None,
        receipt: None,
        other: None,
    });
    &mut findings[at]
}

/// Everything that is to be said about a claim on `today`.
pub fn findings(facts: &SubmissionFacts, today: NaiveDate) -> ClaimFindings {
    let mut found = ClaimFindings::default();
    if facts.lines.is_empty() {
        found.stop("报销单还没有明细，请至少填写一项费用");
    }
    if let Some(deadline) = facts.deadline_on
        && deadline < today
        && !facts.handed_in_before
    {
        found.stop(format!("报销期限{}已过，不能再提交", chinese_day(deadline)));
    }
    for (at, line) in facts.lines.iter().enumerate() {
        about_line(&mut found, facts, at, line);
    }
    for (at, receipt) in facts.receipts.iter().enumerate() {
        about_receipt(&mut found, facts, at, receipt);
    }
    if !facts.has_account {
        found.warn("收款账户还没有登记，批准后无法转账，请在“我的信息”中补登");
    }
    found
}

fn about_line(found: &mut ClaimFindings, facts: &SubmissionFacts, at: usize, line: &LineFacts) {
    let item = line.kind.label();
    match line.outcome {
        ProposalOutcome::Proposed => {}
        ProposalOutcome::Exists | ProposalOutcome::NotYet | ProposalOutcome::NotCovered => {
            found.stop(line.reason.clone()).line = Some(at);
        }
    }
    if line.amount_cents <= 0 {
        found
            .stop(format!("{item}的金额应大于0，请填写或删去这一项"))
            .line = Some(at);
    }
    if let Some(cap) = line.cap_cents
        && line.amount_cents.saturating_add(line.elsewhere_cents) > cap
    {
        let message = if line.elsewhere_cents > 0 {
            format!(
                "{item}上限为{}，其他报销单已申报{}，本单最多可报{}，请修改金额",
                yuan(cap),
                yuan(line.elsewhere_cents),
                yuan((cap - line.elsewhere_cents).max(0))
            )
        } else {
            format!("{item}超过上限{}，请修改金额", yuan(cap))
        };
        found.stop(message).line = Some(at);
    }
    for flag in &line.flags {
        found.warn(flag.clone()).line = Some(at);
    }
    about_proof(found, facts, at, line);
    if line.kind == ClaimKind::Travel {
        for remark in travel_remarks(&line.legs, &line.exam_days, line.amount_cents) {
            found.warn(remark).line = Some(at);
        }
    }
}

/// Each line is held by receipts of its kind, or says why there is none; an approver then
/// sees the reason.
fn about_proof(found: &mut ClaimFindings, facts: &SubmissionFacts, at: usize, line: &LineFacts) {
    let item = line.kind.label();
    let of_kind = |receipt: &&ReceiptFacts| receipt.kind == line.kind;
    let held_cents: i64 = facts
        .receipts
        .iter()
        .filter(of_kind)
        .map(|receipt| receipt.amount_cents)
        .sum();
    let asked_cents: i64 = facts
        .lines
        .iter()
        .filter(|other| other.kind == line.kind)
        .map(|other| other.amount_cents)
        .sum();
    if held_cents >= asked_cents {
        return;
    }
    let reason = line.missing_receipt_reason.trim();
    if reason.is_empty() {
        let message = if held_cents == 0 {
            format!("{item}没有票据，请添加票据；确实没有的，请填写缺票原因")
        } else {
            format!(
                "{item}申报{}，票据合计只有{}，请补充票据、修改金额或填写缺票原因",
                yuan(asked_cents),
                yuan(held_cents)
            )
        };
        found.stop(message).line = Some(at);
    } else {
        let missing = yuan(asked_cents - held_cents);
        found
            .warn(format!("{item}缺{missing}的票据，说明：{reason}"))
            .line = Some(at);
    }
}

fn about_receipt(
    found: &mut ClaimFindings,
    facts: &SubmissionFacts,
    at: usize,
    receipt: &ReceiptFacts,
) {
    let named = &receipt.named;
    for remark in &receipt.remarks {
        found.warn(format!("{named}：{remark}")).receipt = Some(at);
    }
    // A receipt of an exam fee is made out to the candidate: no title is asked for.
    if let Some(wanted) = facts.title_must_be.as_deref()
        && receipt.kind != ClaimKind::ExamFee
        && crate::text::compare_key(wanted) != crate::text::compare_key(&receipt.title)
    {
        let message = if receipt.title.is_empty() {
            format!("{named}没有填写抬头，规定须为“{wanted}”，请对照票面补填")
        } else {
            let title = &receipt.title;
            format!("{named}的抬头“{title}”不是“{wanted}”，不能报销，请换开票据")
        };
        found.stop(message).receipt = Some(at);
    }
    for earlier in &receipt.earlier {
        let number = &earlier.claim_number;
        let unit = &earlier.unit;
        let state = earlier.state.label();
        let live = is_live(earlier.state);
        let finding = match earlier.sameness {
            Sameness::Identity if live => found.stop(format!(
                "{named}已用于{unit}的报销单{number}（{state}），同一张票据不能重复报销"
            )),
            Sameness::Identity => found.warn(format!(
                "{named}曾用于{unit}的报销单{number}（{state}），请核对"
            )),
            Sameness::File => found.warn(format!(
                "{named}的文件与报销单{number}（{unit}，{state}）中的一份完全相同，请核对"
            )),
            Sameness::DayAndAmount => found.warn(format!(
                "{named}与本人报销单{number}（{state}）中的一张日期、金额都相同，请核对是否同一张"
            )),
        };
        finding.receipt = Some(at);
        finding.other = Some(earlier.claim);
    }
}
