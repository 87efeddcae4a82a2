//! The invariants of seasons, entries and results.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "seasons_open_before_they_close",
        finding: "考试安排的截止时间早于开始时间",
        select: "SELECT id FROM seasons WHERE signup_closes_at < signup_opens_at OR exam_last_day < exam_first_day \
                 OR ticket_last_day < ticket_first_day",
    },
    Check {
        name: "entries_belong_to_somebody",
        finding: "报考记录的本人或考试季已不存在",
        select: "SELECT e.id AS id FROM entries e LEFT JOIN people p ON p.id = e.person_id LEFT JOIN seasons s ON s.id = e.season_id \
                 WHERE p.id IS NULL OR s.id IS NULL",
    },
    Check {
        name: "entries_have_a_subject",
        finding: "报考记录没有报考科目",
        select: "SELECT e.id AS id FROM entries e WHERE NOT EXISTS (SELECT 1 FROM entry_subjects s WHERE s.entry_id = e.id)",
    },
    Check {
        name: "payments_are_not_negative",
        finding: "报考记录的缴费或退费金额是负数，或退费多于缴费",
        select: "SELECT id FROM entries WHERE paid_cents < 0 OR refunded_cents < 0 OR refunded_cents > paid_cents",
    },
    Check {
        name: "results_belong_to_somebody",
        finding: "考试成绩的本人已不存在",
        select: "SELECT r.id AS id FROM results r LEFT JOIN people p ON p.id = r.person_id WHERE p.id IS NULL",
    },
    Check {
        name: "scores_stand_where_there_is_one",
        finding: "成绩与成绩类别不符：有分数的没有记分数，或缺考、违纪、无效的记了分数",
        select: "SELECT id FROM results WHERE (score_kind = 'score' AND score_tenths IS NULL) \
                 OR (score_kind <> 'score' AND score_tenths IS NOT NULL)",
    },
    Check {
        name: "scores_lie_between_zero_and_a_hundred",
        finding: "分数不在 0 到 100 之间",
        select: "SELECT id FROM results WHERE score_tenths < 0 OR score_tenths > 1000",
    },
];
