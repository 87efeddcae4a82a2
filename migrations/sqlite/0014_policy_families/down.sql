-- What was withdrawn must not hold again, and the kinds that were not known go.
ALTER TABLE policy_versions RENAME TO policy_versions_before;
CREATE TABLE policy_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('training_rule', 'reimbursement')),
    rule_id TEXT NOT NULL,
    region TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    body TEXT NOT NULL,
    source_document TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
INSERT INTO policy_versions SELECT * FROM policy_versions_before
WHERE kind IN ('training_rule', 'reimbursement')
AND id NOT IN (SELECT version_id FROM policy_withdrawals);
DROP TABLE policy_withdrawals;
DROP TABLE policy_versions_before;
