//! What an office reads between an exam and its results, as a table.

use super::*;
use crate::exams::rules::LivePass;
use crate::exams::{ExamOutcome, ScoreKind};
use Level::{Assistant, Intermediate, Senior};
use Subject::{ComprehensiveAbility as Ability, LawAndPolicy as Law, Practice};

/// A level that counts next in 2026, with passes of 2025.
fn status(level: Level, live: &[Subject], needs: &[Subject]) -> ExamStatus {
    ExamStatus {
        level,
        outcome: if live.is_empty() {
            ExamOutcome::NotPassed
        } else {
            ExamOutcome::Partial
        },
        qualified_year: None,
        next_season: 2026,
        live_passes: live
            .iter()
            .map(|&subject| LivePass {
                subject,
                year: 2025,
            })
            .collect(),
        needs: needs.to_vec(),
        local_only: false,
        proof_until: None,
    }
}

fn result(year: i32, level: Level) -> ExamResult {
    ExamResult {
        year,
        level,
        subject: Practice,
        kind: ScoreKind::Score,
        points_tenths: Some(610),
        area: "重庆市".to_owned(),
        county: None,
        revoked: false,
    }
}

#[test]
fn before_the_exam_the_season_is_named_after_it_what_hangs_on_the_results() {
    let two_live = || status(Intermediate, &[Law, Ability], &[Practice]);
    let none_live = || status(Intermediate, &[], &[Law, Ability, Practice]);
    for (status, sitting, told) in [
        (
            two_live(),
            Sitting::ToCome,
            "2026年考试仍有效：社会工作法规与政策（2025年合格）、社会工作综合能力（2025年合格）。\
             2026年还需考：社会工作实务。",
        ),
        (
            two_live(),
            Sitting::Waiting,
            "2026年考试已结束，成绩未公布。若社会工作实务合格，即通过社会工作师；\
             否则2025年合格的科目不再有效，2027年除2026年合格的科目外都要重考。",
        ),
        (
            two_live(),
            Sitting::NotSat,
            "2026年考试已结束，没有参加的记录；2025年合格的科目只管到2026年，\
             2027年需考：社会工作法规与政策、社会工作综合能力、社会工作实务。",
        ),
        (
            two_live(),
            Sitting::Scored,
            "2026年成绩已录入，考试安排里还没有成绩公布日；填写公布日后计入，最迟自2026年12月31日起计入。",
        ),
        (
            none_live(),
            Sitting::Waiting,
            "2026年考试已结束，成绩未公布。若社会工作法规与政策、社会工作综合能力、社会工作实务都合格，\
             即通过社会工作师；只有部分科目合格的，合格科目在2027年仍有效，其余科目2027年再考。",
        ),
        (
            status(Assistant, &[], &[Ability, Practice]),
            Sitting::Waiting,
            "2026年考试已结束，成绩未公布。若社会工作综合能力、社会工作实务都合格，\
             即通过助理社会工作师；否则2027年各科都要重考。",
        ),
        (
            status(Senior, &[], &[Practice]),
            Sitting::Waiting,
            "2026年考试已结束，成绩未公布。若合格，取得2026年成绩合格证明；否则2027年可以再报考。",
        ),
        (
            status(Assistant, &[], &[Ability, Practice]),
            Sitting::NotSat,
            "2026年考试已结束，没有参加的记录；2027年需考：社会工作综合能力、社会工作实务。",
        ),
    ] {
        assert_eq!(standing(&status, sitting, None).concat(), told);
    }
}

#[test]
fn who_holds_the_certificate_or_a_higher_one_need_not_sit_whatever_the_results_say() {
    let partial = status(Intermediate, &[Law], &[Ability, Practice]);
    for (certified, told) in [
        (Some(Intermediate), "已持有社会工作师证书，不需再考。"),
        (Some(Senior), "已持有高级社会工作师证书，不需再考。"),
        (
            Some(Assistant),
            "2026年考试仍有效：社会工作法规与政策（2025年合格）。2026年还需考：社会工作综合能力、社会工作实务。",
        ),
    ] {
        let words = standing(&partial, Sitting::ToCome, certified).concat();
        assert_eq!(words, told);
        assert_eq!(
            is_past(&partial, certified),
            words.starts_with("已持有"),
            "{certified:?}"
        );
    }
    let passed = ExamStatus {
        qualified_year: Some(2025),
        ..status(Intermediate, &[], &[])
    };
    assert!(standing(&passed, Sitting::Waiting, None).is_empty());
    assert!(!is_past(&passed, Some(Intermediate)));
}

#[test]
fn an_exam_that_was_held_is_waited_for_by_those_who_took_part_in_it() {
    use EntryState::{Absent, Paid, Payable, Planned, Sat, TicketPrinted};
    let of = |held, state: Option<EntryState>, results: &[ExamResult]| {
        let entries: Vec<Entered> = state
            .map(|state| (2026, Intermediate, state))
            .into_iter()
            .collect();
        sitting(Intermediate, held, &entries, results)
    };
    for (held, state, results, expected) in [
        (None, Some(Sat), vec![], Sitting::ToCome),
        (Some(2026), Some(Sat), vec![], Sitting::Waiting),
        (Some(2026), Some(TicketPrinted), vec![], Sitting::Waiting),
        (Some(2026), Some(Paid), vec![], Sitting::Waiting),
        (Some(2026), Some(Payable), vec![], Sitting::NotSat),
        (Some(2026), Some(Planned), vec![], Sitting::NotSat),
        (Some(2026), Some(Absent), vec![], Sitting::NotSat),
        (Some(2026), None, vec![], Sitting::NotSat),
        (
            Some(2026),
            Some(Sat),
            vec![result(2026, Intermediate)],
            Sitting::Scored,
        ),
        // Neither last year's score nor another level's is the one waited for.
        (
            Some(2026),
            Some(Sat),
            vec![result(2025, Intermediate), result(2026, Assistant)],
            Sitting::Waiting,
        ),
    ] {
        assert_eq!(of(held, state, &results), expected, "{held:?} {state:?}");
    }
}
