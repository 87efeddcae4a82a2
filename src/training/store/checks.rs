//! The invariants of the training records.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "records_belong_to_somebody",
        finding: "培训记录的本人已不存在",
        select: "SELECT t.id AS id FROM training_records t LEFT JOIN people p ON p.id = t.person_id WHERE p.id IS NULL",
    },
    Check {
        name: "records_have_an_amount",
        finding: "培训记录既没有天数也没有学时",
        select: "SELECT id FROM training_records WHERE days_hundredths IS NULL AND hours_hundredths IS NULL",
    },
    Check {
        name: "amounts_of_records_are_not_negative",
        finding: "培训记录的天数或学时是负数",
        select: "SELECT id FROM training_records WHERE days_hundredths < 0 OR hours_hundredths < 0",
    },
    Check {
        name: "pending_records_wait_for_a_review",
        finding: "培训记录待审核，但没有提交记录，审核页看不到它",
        select: "SELECT t.id AS id FROM training_records t LEFT JOIN training_submissions s ON s.record_id = t.id WHERE t.state = 'pending' AND s.record_id IS NULL",
    },
    Check {
        name: "records_end_after_they_begin",
        finding: "培训记录的结束日期早于开始日期",
        select: "SELECT id FROM training_records WHERE last_day < first_day",
    },
];
