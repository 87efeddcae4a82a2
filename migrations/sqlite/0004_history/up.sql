-- The history tells more (sign-ins, looks, exports, prints, erasures; from which address,
-- for whom, in which request) and is sealed into a chain. Jobs, long work, retention.
-- Timestamps are UTC.

-- SQLite changes a CHECK only by building the table anew. Ids stay, and so does the
-- counter: an id is never given twice, because the chain names it.
DROP INDEX history_entity;
DROP INDEX history_batch;
DROP INDEX history_person;
ALTER TABLE history RENAME TO history_before;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    import_batch_id INTEGER REFERENCES import_batches (id),
    person_id INTEGER,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('created', 'changed', 'removed', 'signed_in', 'sign_in_failed', 'signed_out', 'viewed', 'exported', 'printed', 'erased')),
    before TEXT,
    after TEXT,
    payload_hash TEXT NOT NULL,
    account_id INTEGER,
    address TEXT,
    on_behalf_of_id INTEGER,
    request_id TEXT,
    -- The line that tells by which erasure the payload went.
    erased_by_id INTEGER
) STRICT;
INSERT INTO history (id, occurred_at, actor, origin, import_batch_id, person_id, entity, entity_id, action, before, after, payload_hash)
    SELECT id, occurred_at, actor, origin, import_batch_id, person_id, entity, entity_id, action, before, after, payload_hash
    FROM history_before ORDER BY id;
DELETE FROM sqlite_sequence WHERE name = 'history';
INSERT INTO sqlite_sequence (name, seq) SELECT 'history', seq FROM sqlite_sequence WHERE name = 'history_before';
DROP TABLE history_before;
CREATE INDEX history_entity ON history (entity, entity_id);
CREATE INDEX history_batch ON history (import_batch_id);
CREATE INDEX history_person ON history (person_id);
CREATE INDEX history_occurred ON history (occurred_at);
CREATE INDEX history_account ON history (account_id);

-- One seal per line, in the order of sealing, which is not always that of the ids:
-- on PostgreSQL a line may be committed after lines with higher ids.
CREATE TABLE history_seals (
    sequence INTEGER PRIMARY KEY,
    history_id INTEGER NOT NULL UNIQUE,
    chain_hash TEXT NOT NULL,
    sealed_at TEXT NOT NULL
) STRICT;

-- What the clock started: one row per job and slot.
CREATE TABLE job_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL,
    due_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    attempts INTEGER NOT NULL,
    lease_owner TEXT,
    leased_until TEXT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    UNIQUE (job, due_at)
) STRICT;
CREATE INDEX job_runs_state ON job_runs (state, leased_until);

-- Long work that somebody asked for once.
CREATE TABLE background_jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    unit_id INTEGER REFERENCES units (id),
    input TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    done_count INTEGER NOT NULL,
    total_count INTEGER,
    message TEXT NOT NULL,
    result TEXT,
    attempts INTEGER NOT NULL,
    lease_owner TEXT,
    leased_until TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT
) STRICT;
CREATE INDEX background_jobs_state ON background_jobs (state, id);
CREATE INDEX background_jobs_account ON background_jobs (account_id);

-- What the district confirmed to be erased: who, and which kinds of data of whom.
CREATE TABLE purge_orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due_on TEXT NOT NULL,
    scope TEXT NOT NULL,
    person_count INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'done', 'withdrawn')),
    confirmed_by TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    confirmed_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX purge_orders_state ON purge_orders (state);

-- People whose personal data was erased; their rows stay for what still refers to them.
CREATE TABLE erased_people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL UNIQUE REFERENCES people (id),
    contact_erased_on TEXT NOT NULL,
    name_erased_on TEXT,
    purge_order_id INTEGER NOT NULL REFERENCES purge_orders (id)
) STRICT;
