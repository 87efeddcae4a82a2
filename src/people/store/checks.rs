//! The invariants of the people.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "people_belong_to_a_unit",
        finding: "人员没有所属单位（单位已不存在）",
        select: "SELECT p.id AS id FROM people p LEFT JOIN units u ON u.id = p.unit_id WHERE u.id IS NULL",
    },
    Check {
        name: "people_leave_after_joining",
        finding: "离职日期早于入职日期",
        select: "SELECT id FROM people WHERE left_on < joined_on",
    },
    Check {
        name: "people_have_a_name",
        finding: "姓名是空的",
        select: "SELECT id FROM people WHERE TRIM(name) = '' OR TRIM(pinyin_key) = ''",
    },
];
