-- The district's own work: units that are closed, mass extensions of registrations,
-- and versions of policies that were added in the browser.

ALTER TABLE units ADD COLUMN closed_on TEXT;

CREATE TABLE registration_extensions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    level TEXT CHECK (level IN ('worker', 'assistant', 'intermediate', 'senior')),
    last_day_from TEXT NOT NULL,
    last_day_to TEXT NOT NULL,
    new_last_day TEXT NOT NULL,
    document TEXT NOT NULL,
    registration_count INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    reversed_by TEXT,
    reversed_at TEXT,
    version INTEGER NOT NULL,
    CHECK (last_day_from <= last_day_to),
    CHECK (last_day_to < new_last_day)
) STRICT;

-- The rows that one extension made; kept when it is reversed.
CREATE TABLE extended_registrations (
    registration_id INTEGER NOT NULL PRIMARY KEY REFERENCES registrations (id),
    extension_id INTEGER NOT NULL REFERENCES registration_extensions (id)
) STRICT;
CREATE INDEX extended_registrations_extension ON extended_registrations (extension_id);

-- Rows are only added; the highest id is the revision that every process compares.
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
