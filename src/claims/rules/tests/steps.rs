//! The table of states, row by row, and who may take each step.

use crate::accounts::AccountId;
use crate::claims::ClaimState;
use crate::claims::rules::{
    ClaimAction, ClaimActor, ClaimHands, ClaimRefusal, Party, STEPS, is_live, may_act, step,
};
use crate::people::PersonId;

const CLAIMANT: PersonId = PersonId(1);

fn party(account: i64, person: Option<i64>) -> Party {
    Party {
        account: AccountId(account),
        person: person.map(PersonId),
    }
}

fn claim(state: ClaimState) -> ClaimHands {
    ClaimHands {
        state,
        claimant: CLAIMANT,
        filed_by: Some(party(1, Some(1))),
        endorsed_by: Vec::new(),
        needs_two: false,
    }
}

/// Somebody with every right there is and no claim of their own.
fn anybody(account: i64, person: Option<i64>) -> ClaimActor {
    ClaimActor {
        me: party(account, person),
        in_place_of: None,
        files_for_others: true,
        decides_first: true,
        decides_second: true,
        pays: true,
    }
}

#[test]
fn the_table_has_the_steps_of_the_rules_and_no_others() {
    use ClaimAction as A;
    use ClaimState::*;
    let rules = [
        (Draft, A::Submit, Submitted),
        (Draft, A::Withdraw, Withdrawn),
        (Submitted, A::Endorse, Submitted),
        (Submitted, A::Approve, Approved),
        (Submitted, A::Return, Returned),
        (Submitted, A::Reject, Rejected),
        (Returned, A::Submit, Submitted),
        (Returned, A::Withdraw, Withdrawn),
        (Approved, A::Pay, Paid),
        (Approved, A::Batch, InBatch),
        (Approved, A::Void, Void),
        (InBatch, A::Pay, Paid),
        (InBatch, A::Bounce, Bounced),
        (Bounced, A::Reopen, Approved),
    ];
    for &from in ClaimState::ALL {
        for &action in ClaimAction::ALL {
            let wanted = rules
                .iter()
                .find(|(state, act, _)| (*state, *act) == (from, action));
            assert_eq!(
                step(from, action).map(|step| step.to),
                wanted.map(|(_, _, to)| *to),
                "{from} {action}"
            );
        }
    }
    assert_eq!(STEPS.len(), rules.len());
}

#[test]
fn returning_rejecting_voiding_and_bouncing_need_a_reason() {
    use ClaimState::{Approved, InBatch, Submitted};
    for (state, action) in [
        (Submitted, ClaimAction::Return),
        (Submitted, ClaimAction::Reject),
        (Approved, ClaimAction::Void),
        (InBatch, ClaimAction::Bounce),
    ] {
        let (claim, decider) = (claim(state), anybody(9, None));
        let refused = Err(ClaimRefusal::ReasonNeeded { action });
        assert_eq!(may_act(&claim, &decider, action, ""), refused);
        assert_eq!(may_act(&claim, &decider, action, " \u{3000}"), refused);
        assert!(may_act(&claim, &decider, action, "车票看不清").is_ok());
    }
    assert!(
        may_act(
            &claim(Submitted),
            &anybody(9, None),
            ClaimAction::Approve,
            ""
        )
        .is_ok()
    );
}

#[test]
fn nobody_decides_or_pays_their_own_by_any_path() {
    use ClaimRefusal::{FiledByYou, OwnClaim};
    let filed_for = ClaimHands {
        filed_by: Some(party(5, Some(50))),
        ..claim(ClaimState::Submitted)
    };
    let in_place_of = |whom: Party| ClaimActor {
        in_place_of: Some(whom),
        ..anybody(9, Some(90))
    };
    for (who, claim, actor, wanted) in [
        (
            "the claimant",
            claim(ClaimState::Submitted),
            anybody(1, Some(1)),
            Err(OwnClaim),
        ),
        (
            "by a second account",
            claim(ClaimState::Submitted),
            anybody(7, Some(1)),
            Err(OwnClaim),
        ),
        (
            "in the claimant's place",
            claim(ClaimState::Submitted),
            in_place_of(party(1, Some(1))),
            Err(OwnClaim),
        ),
        (
            "who filed it",
            filed_for.clone(),
            anybody(5, Some(50)),
            Err(FiledByYou),
        ),
        (
            "who filed it, other account",
            filed_for.clone(),
            anybody(6, Some(50)),
            Err(FiledByYou),
        ),
        (
            "in the filer's place",
            filed_for.clone(),
            in_place_of(party(5, Some(50))),
            Err(FiledByYou),
        ),
        (
            "somebody else",
            filed_for.clone(),
            anybody(9, Some(90)),
            Ok(()),
        ),
        (
            "in a third one's place",
            filed_for,
            in_place_of(party(3, Some(30))),
            Ok(()),
        ),
    ] {
        for action in [
            ClaimAction::Approve,
            ClaimAction::Return,
            ClaimAction::Reject,
        ] {
            let found = may_act(&claim, &actor, action, "原因").map(|_| ());
            assert_eq!(found, wanted, "{who}: {action}");
        }
        for (state, action) in [
            (ClaimState::Approved, ClaimAction::Void),
            (ClaimState::Approved, ClaimAction::Pay),
            (ClaimState::Approved, ClaimAction::Batch),
            (ClaimState::InBatch, ClaimAction::Pay),
        ] {
            let later = ClaimHands {
                state,
                ..claim.clone()
            };
            let found = may_act(&later, &actor, action, "原因").map(|_| ());
            assert_eq!(found, wanted, "{who}: {action}");
        }
    }
}

#[test]
fn above_the_amount_two_people_approve_the_second_of_them_an_approver() {
    let fresh = ClaimHands {
        needs_two: true,
        ..claim(ClaimState::Submitted)
    };
    let hr = ClaimActor {
        decides_second: false,
        ..anybody(2, Some(2))
    };
    let approver = ClaimActor {
        decides_first: false,
        ..anybody(3, Some(3))
    };
    let first = may_act(&fresh, &hr, ClaimAction::Approve, "").expect("first");
    assert_eq!(
        (first.action, first.to),
        (ClaimAction::Endorse, ClaimState::Submitted)
    );
    assert_eq!(
        may_act(&fresh, &approver, ClaimAction::Approve, ""),
        Err(ClaimRefusal::NotYourDecision)
    );

    let endorsed = ClaimHands {
        endorsed_by: vec![party(2, Some(2))],
        ..fresh
    };
    let second = may_act(&endorsed, &approver, ClaimAction::Approve, "").expect("second");
    assert_eq!(
        (second.action, second.to),
        (ClaimAction::Approve, ClaimState::Approved)
    );
    assert_eq!(
        may_act(&endorsed, &hr, ClaimAction::Approve, ""),
        Err(ClaimRefusal::SecondApproverNeeded)
    );
    for twice in [
        anybody(2, Some(2)),
        anybody(8, Some(2)),
        ClaimActor {
            in_place_of: Some(party(3, Some(3))),
            ..anybody(2, Some(2))
        },
        ClaimActor {
            in_place_of: Some(party(2, Some(2))),
            ..anybody(4, Some(4))
        },
    ] {
        assert_eq!(
            may_act(&endorsed, &twice, ClaimAction::Approve, ""),
            Err(ClaimRefusal::SamePersonTwice)
        );
    }
}

#[test]
fn each_hand_needs_its_right() {
    let nobody = ClaimActor {
        files_for_others: false,
        decides_first: false,
        decides_second: false,
        pays: false,
        ..anybody(9, Some(9))
    };
    use ClaimRefusal::{NotYourDecision, NotYourPayment, NotYours};
    for step in STEPS {
        let hands = claim(step.from);
        let refusal = may_act(&hands, &nobody, step.action, "原因").expect_err("no right");
        let wanted = match step.hand {
            super::super::Hand::Claimant => NotYours,
            super::super::Hand::Decider => NotYourDecision,
            super::super::Hand::Payer => NotYourPayment,
        };
        assert_eq!(refusal, wanted, "{} {}", step.from, step.action);
    }
    let own = ClaimActor {
        me: party(1, Some(1)),
        ..nobody
    };
    assert!(may_act(&claim(ClaimState::Draft), &own, ClaimAction::Submit, "").is_ok());
    assert_eq!(
        may_act(&claim(ClaimState::Paid), &own, ClaimAction::Withdraw, "")
            .expect_err("paid")
            .to_string(),
        "报销单现在是“已付款”，不能“撤回”，请刷新页面，按最新状态办理"
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
