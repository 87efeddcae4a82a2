//! The invariants of what was erased.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "erased_contact_stays_erased",
        finding: "已依法清除的人员又有了联系方式，请核对是否应恢复在册",
        select: "SELECT p.id AS id FROM erased_people e JOIN people p ON p.id = e.person_id \
                 WHERE p.left_on IS NOT NULL AND (p.mobile IS NOT NULL OR p.email IS NOT NULL)",
    },
    Check {
        name: "erased_names_stay_erased",
        finding: "已依法清除姓名的人员仍有身份证号密文",
        select: "SELECT p.id AS id FROM erased_people e JOIN people p ON p.id = e.person_id \
                 WHERE e.name_erased_on IS NOT NULL AND p.id_number_cipher <> 'erased'",
    },
    Check {
        name: "erased_id_numbers_are_noted",
        finding: "身份证号已被清除，却没有清除记录",
        select: "SELECT p.id AS id FROM people p LEFT JOIN erased_people e ON e.person_id = p.id \
                 WHERE p.id_number_cipher = 'erased' AND e.person_id IS NULL",
    },
];
