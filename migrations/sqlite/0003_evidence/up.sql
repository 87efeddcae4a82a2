-- Evidence: uploaded files, the proofs of training records, and the trail of their review.
-- The bytes stand in the folder `files.folder` under the SHA-256 of what is stored.

CREATE TABLE evidence_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    original_sha256 TEXT NOT NULL,
    stored_sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('pdf', 'jpg', 'png', 'ofd')),
    size_bytes INTEGER NOT NULL,
    original_name TEXT NOT NULL,
    uploaded_by INTEGER REFERENCES accounts (id),
    uploaded_by_name TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    CHECK (size_bytes > 0)
) STRICT;
CREATE INDEX evidence_files_person ON evidence_files (person_id);
CREATE INDEX evidence_files_original ON evidence_files (original_sha256);
CREATE INDEX evidence_files_stored ON evidence_files (stored_sha256);

CREATE TABLE training_proofs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES training_records (id),
    evidence_id INTEGER NOT NULL UNIQUE REFERENCES evidence_files (id),
    added_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;
CREATE INDEX training_proofs_record ON training_proofs (record_id);

CREATE TABLE training_submissions (
    record_id INTEGER NOT NULL PRIMARY KEY REFERENCES training_records (id),
    standing TEXT NOT NULL CHECK (standing IN ('waiting', 'recognised', 'returned', 'rejected', 'withdrawn')),
    filed_by INTEGER REFERENCES accounts (id),
    filed_by_name TEXT NOT NULL,
    on_behalf INTEGER NOT NULL CHECK (on_behalf IN (0, 1)),
    handed_in_at TEXT NOT NULL
) STRICT;
CREATE INDEX training_submissions_standing ON training_submissions (standing, handed_in_at);

CREATE TABLE training_review_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES training_records (id),
    step TEXT NOT NULL CHECK (step IN ('submitted', 'edited', 'resubmitted', 'withdrawn', 'recognised', 'returned', 'rejected')),
    account_id INTEGER REFERENCES accounts (id),
    actor_name TEXT NOT NULL,
    reason TEXT,
    correction TEXT,
    taken_at TEXT NOT NULL
) STRICT;
CREATE INDEX training_review_steps_record ON training_review_steps (record_id);
