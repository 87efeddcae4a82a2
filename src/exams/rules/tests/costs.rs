//! Fees and the archive fee (facts §3.5).

use super::builders::{day, papers, source};
use crate::certificates::Level::{self, Assistant, Intermediate, Senior};
use crate::exams::Subject::{self, ComprehensiveAbility, LawAndPolicy, Practice};
use crate::exams::rules::{CostRefusal, EntryCost, entry_cost, has_archive_record};
use crate::policy::{ExamFees, Validity};

fn chongqing() -> ExamFees {
    ExamFees {
        area: "重庆".to_owned(),
        validity: Validity {
            from: day("2018-01-01"),
            to: None,
        },
        objective_cents: 6_100,
        subjective_cents: 6_500,
        senior_cents: 6_900,
        archive_fee_cents: 2_000,
        archive_record_years: 2,
        source: source(),
    }
}

fn cost(level: Level, subjects: &[Subject], archive_record: bool) -> EntryCost {
    entry_cost(&chongqing(), &papers(), level, subjects, archive_record).expect("known papers")
}

#[test]
fn the_archive_fee_comes_back_to_all_but_new_intermediate_candidates() {
    let all_three = [LawAndPolicy, ComprehensiveAbility, Practice];
    for (case, level, subjects, record, charged, refunded, net) in [
        (
            "assistant, both",
            Assistant,
            &[ComprehensiveAbility, Practice][..],
            false,
            14_200,
            2_000,
            12_200,
        ),
        (
            "intermediate, first time",
            Intermediate,
            &all_three,
            false,
            20_700,
            0,
            20_700,
        ),
        (
            "intermediate, practice again",
            Intermediate,
            &[Practice],
            true,
            8_500,
            2_000,
            6_500,
        ),
        (
            "intermediate, all again",
            Intermediate,
            &all_three,
            true,
            20_700,
            2_000,
            18_700,
        ),
        ("senior", Senior, &[Practice], false, 8_900, 2_000, 6_900),
    ] {
        let cost = cost(level, subjects, record);
        assert_eq!(
            (cost.gross_cents, cost.refund_cents, cost.net_cents),
            (charged, refunded, net),
            "{case}"
        );
    }
}

#[test]
fn an_area_without_an_archive_fee_charges_the_papers_only() {
    let sichuan = ExamFees {
        archive_fee_cents: 0,
        archive_record_years: 0,
        ..chongqing()
    };

    let cost = entry_cost(&sichuan, &papers(), Intermediate, &[Practice], false).expect("known");

    assert_eq!(
        (cost.gross_cents, cost.refund_cents, cost.net_cents),
        (6_500, 0, 6_500)
    );
}

#[test]
fn a_subject_named_twice_costs_once() {
    assert_eq!(
        cost(Assistant, &[Practice, Practice], true).papers_cents,
        6_100
    );
}

#[test]
fn subjects_that_the_level_does_not_have_are_refused_in_one_sentence() {
    let refused = |subjects: &[Subject]| {
        entry_cost(&chongqing(), &papers(), Assistant, subjects, false).expect_err("refused")
    };

    assert_eq!(refused(&[]), CostRefusal::NoSubject);
    assert_eq!(
        refused(&[LawAndPolicy]).to_string(),
        "助理社会工作师没有“社会工作法规与政策”这一科目，请核对报考科目。"
    );
}

#[test]
fn the_archive_knows_those_with_an_entry_in_the_two_exam_years_before() {
    for (entries, known) in [
        (&[][..], false),
        (&[2026], false),
        (&[2025], true),
        (&[2024], true),
        (&[2023], false),
        (&[2019, 2024], true),
        (&[2027], false),
    ] {
        assert_eq!(
            has_archive_record(&chongqing(), 2026, entries),
            known,
            "{entries:?}"
        );
    }
}
