//! What an entry costs by the fee table: charged, refunded, net (facts §3.5).

use crate::certificates::Level;
use crate::exams::Subject;
use crate::policy::{ExamFees, ExamPaper, PaperType};

/// Why a cost cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CostRefusal {
    /// No subject is named.
    #[error("没有填写报考科目，无法核算考试费，请补充报考科目。")]
    NoSubject,
    /// The level has no such paper.
    #[error("{}没有“{}”这一科目，请核对报考科目。", level.label(), subject.label())]
    NoSuchPaper {
        /// The level.
        level: Level,
        /// The subject.
        subject: Subject,
    },
}

/// The cost of one entry, in 分. Only `net_cents` is reimbursable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryCost {
    /// What the papers cost.
    pub papers_cents: i64,
    /// 考试成绩档案管理费 charged with the payment.
    pub archive_fee_cents: i64,
    /// Charged at payment: papers and archive fee.
    pub gross_cents: i64,
    /// What comes back during ticket printing.
    pub refund_cents: i64,
    /// What the person really bears.
    pub net_cents: i64,
}

/// The cost of an entry for `subjects` of `level`. The archive fee comes back to
/// all but intermediate candidates without an archive record in the area
/// ([`has_archive_record`]). A subject named twice costs once.
///
/// # Errors
/// [`CostRefusal::NoSubject`] without subjects, [`CostRefusal::NoSuchPaper`] for
/// one the level does not have.
pub fn entry_cost(
    fees: &ExamFees,
    papers: &[ExamPaper],
    level: Level,
    subjects: &[Subject],
    archive_record: bool,
) -> Result<EntryCost, CostRefusal> {
    if subjects.is_empty() {
        return Err(CostRefusal::NoSubject);
    }
    let mut papers_cents = 0;
    for (place, &subject) in subjects.iter().enumerate() {
        let paper = papers
            .iter()
            .find(|paper| paper.level == level && paper.subject == subject)
            .ok_or(CostRefusal::NoSuchPaper { level, subject })?;
        if !subjects[..place].contains(&subject) {
            papers_cents += paper_cents(fees, paper);
        }
    }
    let archive_fee_cents = fees.archive_fee_cents;
    let keeps_archive_fee = level == Level::Intermediate && !archive_record;
    let refund_cents = if keeps_archive_fee {
        0
    } else {
        archive_fee_cents
    };
    let gross_cents = papers_cents + archive_fee_cents;
    Ok(EntryCost {
        papers_cents,
        archive_fee_cents,
        gross_cents,
        refund_cents,
        net_cents: gross_cents - refund_cents,
    })
}

fn paper_cents(fees: &ExamFees, paper: &ExamPaper) -> i64 {
    match (paper.level, paper.paper) {
        (Level::Senior, _) => fees.senior_cents,
        (_, PaperType::Objective) => fees.objective_cents,
        (_, PaperType::Subjective) => fees.subjective_cents,
    }
}

/// Whether the area's archive already knows a candidate of `year`: an entry there
/// in the exam years just before. `entry_years` are the years of the person's
/// entries or results in that area at any level, cancelled ones left out.
pub fn has_archive_record(fees: &ExamFees, year: i32, entry_years: &[i32]) -> bool {
    entry_years
        .iter()
        .any(|&entry| year - fees.archive_record_years <= entry && entry < year)
}
