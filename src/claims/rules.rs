//! Where a claim may go, who may act, what is proposed for an entry, and what stands in
//! the way. Pure.
//!
//! Sources: 綦江民发〔2020〕60号 and the like, as policy data; what no source says
//! is decided in docs/rules.md §5.

mod findings;
mod propose;
mod steps;
mod training_fee;
mod travel;

#[cfg(test)]
mod tests;

pub use findings::{
    ClaimFindings, EarlierUse, Finding, LineFacts, ReceiptFacts, Sameness, SubmissionFacts,
    findings,
};
pub use propose::{claim_deadline, guessed_employment, propose, propose_further};
pub use steps::{
    ClaimAction, ClaimActor, ClaimHands, ClaimStep, Hand, Party, STEPS, is_live,
    is_open_to_claimant, may_act, step,
};
pub use training_fee::{TrainingFeeFacts, propose_training};
pub use travel::{TravelLeg, TravelProblem, exam_days_of, travel_remarks};

use super::ClaimState;

/// Why a command about a claim is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// The table has no such step.
    #[error("报销单现在是“{}”，不能“{}”，请刷新页面，按最新状态办理", from.label(), action.label())]
    NoSuchStep {
        /// Where the claim stands.
        from: ClaimState,
        /// What was to be done.
        action: ClaimAction,
    },
    /// The step needs a reason.
    #[error("“{}”须填写原因，请补充后再提交", action.label())]
    ReasonNeeded {
        /// What was to be done.
        action: ClaimAction,
    },
    /// Neither one's own nor of somebody one may file for.
    #[error("这张报销单不是您的，也不属于您可以代填的单位，不能修改")]
    NotYours,
    /// Deciding or paying one's own.
    #[error("不能审批或支付本人的报销单（受委托、委托他人也不行），请由其他审批人办理")]
    OwnClaim,
    /// Deciding on what one filed for somebody.
    #[error("这张报销单由您代填，不能再由您审批或支付，请由其他审批人办理")]
    FiledByYou,
    /// No right to decide here.
    #[error("您没有审批这个单位报销单的权限，请由该单位的人事办理")]
    NotYourDecision,
    /// The first approval was given; the second is another role's.
    #[error("这张报销单已初审，金额达到复核标准，须由复核人批准")]
    SecondApproverNeeded,
    /// The second approval by who gave the first.
    #[error("初审和复核须由两个人办理，您已初审，请由其他复核人批准")]
    SamePersonTwice,
    /// No right to pay here.
    #[error("您没有支付这个单位报销款的权限，请由财务办理")]
    NotYourPayment,
}
