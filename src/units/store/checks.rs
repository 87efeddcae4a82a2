//! The invariants of the units.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[Check {
    name: "units_lie_below_their_parent",
    finding: "单位的完整路径与上级单位不一致，请在单位维护中更正上级",
    select: "SELECT u.id AS id FROM units u LEFT JOIN units p ON p.id = u.parent_id \
                 WHERE (u.parent_id IS NOT NULL AND (p.id IS NULL OR u.path <> p.path || '/' || u.name)) \
                 OR u.parent_id = u.id",
}];
