-- People: two entries of one person made one, moves between units, whose import it was.

-- The entry that this one was merged into; such an entry is a tombstone and never listed.
ALTER TABLE people ADD COLUMN merged_into INTEGER REFERENCES people (id);
CREATE INDEX people_merged_into ON people (merged_into);

-- Where a person worked before; the history of everything else stays with the person.
CREATE TABLE person_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    from_unit_id INTEGER NOT NULL REFERENCES units (id),
    to_unit_id INTEGER NOT NULL REFERENCES units (id),
    moved_on TEXT NOT NULL,
    reason TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX person_moves_person ON person_moves (person_id);

-- The unit in whose name a file was imported; none where a command did it.
ALTER TABLE import_batches ADD COLUMN unit_id INTEGER REFERENCES units (id);

-- A file on its way in: uploaded, looked at without storing anything, then imported.
CREATE TABLE import_uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    link TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    unit_id INTEGER REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('units', 'people', 'certificates', 'training', 'exam-entries', 'exam-results')),
    region TEXT NOT NULL,
    file_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'running', 'finished', 'failed')),
    report TEXT,
    sentence TEXT,
    batch_id INTEGER REFERENCES import_batches (id),
    refused_file TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX import_uploads_account ON import_uploads (account_id);
