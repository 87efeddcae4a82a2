//! The invariants of the claims.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "claims_belong_to_somebody",
        finding: "报销单的本人或单位已不存在",
        select: "SELECT c.id AS id FROM claims c LEFT JOIN people p ON p.id = c.person_id LEFT JOIN units u ON u.id = c.unit_id \
                 WHERE p.id IS NULL OR u.id IS NULL",
    },
    Check {
        name: "claims_have_a_line",
        finding: "报销单没有明细",
        select: "SELECT c.id AS id FROM claims c WHERE NOT EXISTS (SELECT 1 FROM claim_lines l WHERE l.claim_id = c.id)",
    },
    Check {
        name: "claims_sum_up_to_something",
        finding: "报销单合计为零或负数",
        select: "SELECT claim_id AS id FROM claim_lines GROUP BY claim_id HAVING SUM(amount_cents) <= 0",
    },
    Check {
        name: "lines_are_no_more_than_was_paid",
        finding: "报销明细的金额多于实际支付（缴费减退费）",
        select: "SELECT claim_id AS id FROM claim_lines WHERE amount_cents > gross_cents - refund_cents OR amount_cents < 0",
    },
    Check {
        name: "exam_lines_belong_to_an_entry_of_the_same_person",
        finding: "考试费明细没有对应本人的报考记录",
        select: "SELECT c.id AS id FROM claim_lines l JOIN claims c ON c.id = l.claim_id LEFT JOIN entries e ON e.id = l.entry_id \
                 WHERE l.kind = 'exam_fee' AND (e.id IS NULL OR e.person_id <> c.person_id)",
    },
    Check {
        name: "an_entry_is_claimed_once",
        finding: "同一次报考的考试费有两张有效的报销单",
        select: "SELECT c.id AS id FROM claim_lines l JOIN claims c ON c.id = l.claim_id \
                 JOIN claim_lines o ON o.entry_id = l.entry_id AND o.claim_id < l.claim_id AND o.kind = 'exam_fee' \
                 JOIN claims d ON d.id = o.claim_id \
                 WHERE l.kind = 'exam_fee' AND c.state NOT IN ('withdrawn', 'rejected', 'void') \
                 AND d.state NOT IN ('withdrawn', 'rejected', 'void')",
    },
];
