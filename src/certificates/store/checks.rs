//! The invariants of certificates and registrations.

use crate::db::checks::Check;

/// Every one of them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "certificates_belong_to_somebody",
        finding: "证书的持有人已不存在",
        select: "SELECT c.id AS id FROM certificates c LEFT JOIN people p ON p.id = c.person_id WHERE p.id IS NULL",
    },
    Check {
        name: "local_certificates_name_their_region",
        finding: "地方有效的证书没有写明地区",
        select: "SELECT id FROM certificates WHERE scope = 'local' AND scope_region IS NULL",
    },
    Check {
        name: "registrations_belong_to_a_certificate",
        finding: "登记所属的证书已不存在",
        select: "SELECT r.id AS id FROM registrations r LEFT JOIN certificates c ON c.id = r.certificate_id WHERE c.id IS NULL",
    },
    Check {
        name: "registrations_follow_one_that_is_there",
        finding: "登记所接续的那一次登记已不存在",
        select: "SELECT r.id AS id FROM registrations r LEFT JOIN registrations f ON f.id = r.follows_id \
                 WHERE r.follows_id IS NOT NULL AND f.id IS NULL",
    },
    Check {
        name: "registrations_follow_the_same_certificate",
        finding: "登记接续了另一本证书的登记",
        select: "SELECT r.id AS id FROM registrations r JOIN registrations f ON f.id = r.follows_id \
                 WHERE f.certificate_id <> r.certificate_id",
    },
    Check {
        name: "registrations_follow_an_earlier_row",
        finding: "登记接续了它自己或比它更晚的登记",
        select: "SELECT id FROM registrations WHERE follows_id >= id",
    },
    Check {
        name: "registrations_are_replaced_once",
        finding: "同一次登记被延期或更正了两次",
        select: "SELECT r.id AS id FROM registrations r JOIN registrations o ON o.follows_id = r.follows_id AND o.id < r.id \
                 WHERE r.kind IN ('extension', 'correction') AND o.kind IN ('extension', 'correction')",
    },
    Check {
        name: "extensions_and_corrections_follow_something",
        finding: "延期或更正没有写明接续哪一次登记",
        select: "SELECT id FROM registrations WHERE kind IN ('extension', 'correction') AND follows_id IS NULL",
    },
    Check {
        name: "registrations_end_after_they_begin",
        finding: "登记的有效期止早于起",
        select: "SELECT id FROM registrations WHERE last_day < first_day",
    },
];
