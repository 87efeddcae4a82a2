//! The invariants of accounts and roles.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "roles_stand_at_a_unit_that_is_there",
        finding: "角色所在的单位或账号已不存在",
        select: "SELECT r.id AS id FROM account_roles r LEFT JOIN units u ON u.id = r.unit_id LEFT JOIN accounts a ON a.id = r.account_id \
                 WHERE (r.unit_id IS NOT NULL AND u.id IS NULL) OR a.id IS NULL",
    },
    Check {
        name: "accounts_may_do_something",
        finding: "账号既不属于某个人，也没有任何角色",
        select: "SELECT a.id AS id FROM accounts a WHERE a.person_id IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = a.id)",
    },
    Check {
        name: "second_factors_are_whole",
        finding: "账号的第二验证因素缺了一半（密文或启用时间）",
        select: "SELECT id FROM accounts WHERE second_factor_since IS NOT NULL AND second_factor_cipher IS NULL",
    },
    Check {
        name: "sessions_belong_to_an_account",
        finding: "会话所属的账号已不存在",
        select: "SELECT s.id AS id FROM sessions s LEFT JOIN accounts a ON a.id = s.account_id WHERE a.id IS NULL",
    },
];
