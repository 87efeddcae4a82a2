//! Where a claim may go.

use crate::claims::ClaimState;
use crate::claims::rules::{ClaimRefusal, is_live, may_move_claim};

#[test]
fn a_claim_takes_the_steps_of_the_rules_and_no_others() {
    use ClaimState::*;
    let steps = [
        (Draft, Submitted),
        (Draft, Withdrawn),
        (Submitted, Approved),
        (Submitted, Returned),
        (Submitted, Rejected),
        (Returned, Submitted),
        (Returned, Withdrawn),
        (Approved, Paid),
        (Approved, InBatch),
        (Approved, Void),
        (InBatch, Paid),
        (InBatch, Bounced),
        (Bounced, Approved),
    ];
    for &from in ClaimState::ALL {
        for &to in ClaimState::ALL {
            let allowed = may_move_claim(from, to, Some("原因")).is_ok();
            assert_eq!(allowed, steps.contains(&(from, to)), "{from} -> {to}");
        }
    }
}

#[test]
fn returning_and_rejecting_need_a_reason() {
    use ClaimState::{Approved, Paid, Rejected, Returned, Submitted};
    for to in [Returned, Rejected] {
        let refusal = Err(ClaimRefusal::ReasonNeeded { to });
        assert_eq!(may_move_claim(Submitted, to, None), refusal);
        assert_eq!(may_move_claim(Submitted, to, Some(" \u{3000}")), refusal);
    }
    assert!(may_move_claim(Submitted, Approved, None).is_ok());
    assert_eq!(
        may_move_claim(Paid, Returned, None)
            .expect_err("refused")
            .to_string(),
        "报销单状态为“已付款”，不能改为“已退回”，请刷新页面后再办理。"
    );
}

#[test]
fn withdrawn_rejected_and_void_claims_free_what_they_held() {
    use ClaimState::{Rejected, Void, Withdrawn};
    let freed: Vec<_> = ClaimState::ALL
        .iter()
        .filter(|&&state| !is_live(state))
        .collect();

    assert_eq!(freed, [&Rejected, &Withdrawn, &Void]);
}
