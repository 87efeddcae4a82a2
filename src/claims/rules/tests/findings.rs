//! Every stop and warning of rules §5, as a table.

use std::collections::BTreeSet;

use super::day;
use crate::claims::rules::{
    EarlierUse, LineFacts, ReceiptFacts, Sameness, SubmissionFacts, TravelLeg, findings,
};
use crate::claims::{ClaimId, ClaimState, ProposalOutcome};
use crate::policy::ClaimKind;

fn line(kind: ClaimKind, amount_cents: i64) -> LineFacts {
    LineFacts {
        kind,
        amount_cents,
        outcome: ProposalOutcome::Proposed,
        reason: "已参加考试".to_owned(),
        flags: Vec::new(),
        cap_cents: None,
        elsewhere_cents: 0,
        missing_receipt_reason: String::new(),
        legs: Vec::new(),
        exam_days: BTreeSet::new(),
    }
}

fn receipt(kind: ClaimKind, amount_cents: i64) -> ReceiptFacts {
    ReceiptFacts {
        named: "第1张票据".to_owned(),
        kind,
        amount_cents,
        title: String::new(),
        remarks: Vec::new(),
        earlier: Vec::new(),
    }
}

/// An exam fee of 122 元 with its receipt of 142 元 of which 20 come back.
fn good() -> SubmissionFacts {
    SubmissionFacts {
        lines: vec![line(ClaimKind::ExamFee, 12_200)],
        receipts: vec![receipt(ClaimKind::ExamFee, 14_200)],
        deadline_on: Some(day("2026-11-30")),
        handed_in_before: false,
        title_must_be: None,
        has_account: true,
    }
}

fn earlier(state: ClaimState, sameness: Sameness) -> EarlierUse {
    EarlierUse {
        claim: ClaimId(7),
        claim_number: "BX2025-00007".to_owned(),
        unit: "石壕镇".to_owned(),
        state,
        sameness,
    }
}

/// What is stopped and what is warned of, on 23 November 2026.
fn said(facts: &SubmissionFacts) -> (Vec<String>, Vec<String>) {
    let found = findings(facts, day("2026-11-23"));
    let words = |list: Vec<crate::claims::rules::Finding>| {
        list.into_iter().map(|finding| finding.message).collect()
    };
    (words(found.stops), words(found.warnings))
}

#[test]
fn a_good_claim_has_nothing_to_be_said() {
    assert_eq!(said(&good()), (vec![], vec![]));
}

#[test]
fn every_stop_has_its_sentence() {
    let with = |change: &dyn Fn(&mut SubmissionFacts)| {
        let mut facts = good();
        change(&mut facts);
        facts
    };
    let cases: Vec<(SubmissionFacts, &str)> = vec![
        (
            with(&|facts| facts.lines.clear()),
            "报销单还没有明细，请至少填写一项费用",
        ),
        (
            with(&|facts| facts.deadline_on = Some(day("2026-11-22"))),
            "报销期限2026年11月22日已过，不能再提交",
        ),
        (
            with(&|facts| {
                facts.lines[0].outcome = ProposalOutcome::NotYet;
                facts.lines[0].reason = "2026年考试成绩尚未公布".to_owned();
            }),
            "2026年考试成绩尚未公布",
        ),
        (
            with(&|facts| {
                facts.lines[0].outcome = ProposalOutcome::NotCovered;
                facts.lines[0].reason = "该次报考已取消，不予报销。".to_owned();
            }),
            "该次报考已取消，不予报销。",
        ),
        (
            with(&|facts| facts.lines[0].amount_cents = 0),
            "考试报名费的金额应大于0，请填写或删去这一项",
        ),
        (
            with(&|facts| facts.lines[0].cap_cents = Some(10_000)),
            "考试报名费超过上限¥100.00，请修改金额",
        ),
        (
            with(&|facts| {
                facts.lines.push(LineFacts {
                    cap_cents: Some(20_000),
                    elsewhere_cents: 15_000,
                    ..line(ClaimKind::Books, 6_000)
                });
                facts.receipts.push(receipt(ClaimKind::Books, 6_000));
            }),
            "书本费上限为¥200.00，其他报销单已申报¥150.00，本单最多可报¥50.00，请修改金额",
        ),
        (
            with(&|facts| facts.receipts.clear()),
            "考试报名费没有票据，请添加票据；确实没有的，请填写缺票原因",
        ),
        (
            with(&|facts| facts.receipts[0].amount_cents = 10_000),
            "考试报名费申报¥122.00，票据合计只有¥100.00，请补充票据、修改金额或填写缺票原因",
        ),
        (
            with(&|facts| {
                facts.title_must_be = Some("石壕镇人民政府".to_owned());
                facts.lines.push(line(ClaimKind::Books, 6_000));
                facts.receipts.push(ReceiptFacts {
                    title: "个人".to_owned(),
                    ..receipt(ClaimKind::Books, 6_000)
                });
            }),
            "第1张票据的抬头“个人”不是“石壕镇人民政府”，不能报销，请换开票据",
        ),
        (
            with(&|facts| {
                facts.receipts[0].earlier = vec![earlier(ClaimState::Paid, Sameness::Identity)];
            }),
            "第1张票据已用于石壕镇的报销单BX2025-00007（已付款），同一张票据不能重复报销",
        ),
    ];
    for (facts, sentence) in cases {
        assert_eq!(
            said(&facts),
            (vec![sentence.to_owned()], vec![]),
            "{sentence}"
        );
    }
}

#[test]
fn every_warning_has_its_sentence_and_lets_the_claim_pass() {
    let with = |change: &dyn Fn(&mut SubmissionFacts)| {
        let mut facts = good();
        change(&mut facts);
        facts
    };
    let cases: Vec<(SubmissionFacts, &str)> = vec![
        (
            with(&|facts| facts.has_account = false),
            "收款账户还没有登记，批准后无法转账，请在“我的信息”中补登",
        ),
        (
            with(&|facts| {
                facts.receipts.clear();
                facts.lines[0].missing_receipt_reason = "票据遗失，附缴费截图".to_owned();
            }),
            "考试报名费缺¥122.00的票据，说明：票据遗失，附缴费截图",
        ),
        (
            with(&|facts| facts.lines[0].flags = vec!["人员类别未填，请核实。".to_owned()]),
            "人员类别未填，请核实。",
        ),
        (
            with(&|facts| facts.receipts[0].remarks = vec!["请核对票面".to_owned()]),
            "第1张票据：请核对票面",
        ),
        (
            with(&|facts| {
                facts.receipts[0].earlier = vec![earlier(ClaimState::Rejected, Sameness::Identity)];
            }),
            "第1张票据曾用于石壕镇的报销单BX2025-00007（未批准），请核对",
        ),
        (
            with(&|facts| {
                facts.receipts[0].earlier = vec![earlier(ClaimState::Paid, Sameness::File)];
            }),
            "第1张票据的文件与报销单BX2025-00007（石壕镇，已付款）中的一份完全相同，请核对",
        ),
        (
            with(&|facts| {
                facts.receipts[0].earlier = vec![earlier(ClaimState::Paid, Sameness::DayAndAmount)];
            }),
            "第1张票据与本人报销单BX2025-00007（已付款）中的一张日期、金额都相同，请核对是否同一张",
        ),
        (
            with(&|facts| {
                facts.lines.push(line(ClaimKind::Travel, 5_000));
                facts.receipts.push(receipt(ClaimKind::Travel, 5_000));
            }),
            "差旅费没有填写行程",
        ),
    ];
    for (facts, sentence) in cases {
        assert_eq!(
            said(&facts),
            (vec![], vec![sentence.to_owned()]),
            "{sentence}"
        );
    }
}

#[test]
fn a_returned_claim_keeps_the_time_it_was_handed_in() {
    let facts = SubmissionFacts {
        deadline_on: Some(day("2026-11-01")),
        handed_in_before: true,
        ..good()
    };
    assert_eq!(said(&facts), (vec![], vec![]));
}

#[test]
fn the_title_of_an_exam_fee_is_the_candidates_and_never_asked_for() {
    let facts = SubmissionFacts {
        title_must_be: Some("石壕镇人民政府".to_owned()),
        ..good()
    };
    assert_eq!(said(&facts), (vec![], vec![]));
}

#[test]
fn journeys_fit_the_days_of_the_papers_sat() {
    // The practice paper is on the first day, Saturday 13 June 2026.
    for (on, remarked) in [
        ("2026-06-11", true),
        ("2026-06-12", false),
        ("2026-06-13", false),
        ("2026-06-14", false),
        ("2026-06-15", true),
    ] {
        let leg = TravelLeg {
            on: day(on),
            from_place: "石壕镇".to_owned(),
            to_place: "渝中区".to_owned(),
            means: "汽车".to_owned(),
            amount_cents: 5_000,
        };
        let mut facts = good();
        facts.lines.push(LineFacts {
            legs: vec![leg],
            exam_days: BTreeSet::from([day("2026-06-13")]),
            ..line(ClaimKind::Travel, 5_000)
        });
        facts.receipts.push(receipt(ClaimKind::Travel, 5_000));
        let (stops, warnings) = said(&facts);
        assert_eq!(
            (stops.len(), !warnings.is_empty()),
            (0, remarked),
            "{on}: {warnings:?}"
        );
    }
}
