//! The invariants of the outbox.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "leases_belong_to_queued_mails",
        finding: "邮件已有结果，却仍被发送进程占用",
        select: "SELECT id FROM outbox WHERE state <> 'queued' AND lease_owner IS NOT NULL",
    },
    Check {
        name: "leases_have_an_end",
        finding: "邮件被发送进程占用而没有期限，不会再被发送",
        select: "SELECT id FROM outbox WHERE (lease_owner IS NULL) <> (leased_until IS NULL)",
    },
    Check {
        name: "letters_with_a_link_are_emptied",
        finding: "带登录链接的邮件已不再等待发送，内容却没有清空",
        select: "SELECT id FROM outbox WHERE CAST(sealed AS INTEGER) = 1 AND state <> 'queued' AND text_body <> ''",
    },
    Check {
        name: "sent_mails_have_a_time",
        finding: "邮件标为已发送却没有发送时间",
        select: "SELECT id FROM outbox WHERE (state = 'sent') <> (sent_at IS NOT NULL)",
    },
];
