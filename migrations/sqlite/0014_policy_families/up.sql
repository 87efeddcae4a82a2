-- More kinds of policy get versions in the browser, and a version that is not yet in
-- force can be withdrawn. SQLite changes a CHECK by building the table anew.

ALTER TABLE policy_versions RENAME TO policy_versions_before;
CREATE TABLE policy_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('training_rule', 'reimbursement', 'certified_target', 'exam_fees', 'pass_line', 'holidays')),
    rule_id TEXT NOT NULL,
    region TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    body TEXT NOT NULL,
    source_document TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
INSERT INTO policy_versions SELECT * FROM policy_versions_before;
DROP TABLE policy_versions_before;

-- Rows are only added here too: both highest ids together are the revision.
CREATE TABLE policy_withdrawals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL UNIQUE REFERENCES policy_versions (id),
    reason TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL
) STRICT;
