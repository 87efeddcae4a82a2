//! The invariants of the reminders.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "reminders_by_mail_have_a_mail",
        finding: "以邮件发出的提醒没有对应的邮件",
        select: "SELECT r.id AS id FROM reminders r LEFT JOIN outbox o ON o.id = r.outbox_id \
                 WHERE r.state = 'made' AND r.channel = 'mail' AND o.id IS NULL",
    },
    Check {
        name: "reminders_are_for_one_recipient",
        finding: "提醒既不属于某人也不属于某单位，或同时属于两者",
        select: "SELECT id FROM reminders WHERE (person_id IS NULL) = (unit_id IS NULL)",
    },
];
