-- The foundation: units, people, certificates, training, exams, claims, reminders, history.
-- Days are civil days of the configured zone; timestamps are UTC.

CREATE TABLE system_settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE import_batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('units', 'people', 'certificates', 'training', 'exam-entries', 'exam-results')),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    region TEXT NOT NULL,
    actor TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    new_count INTEGER NOT NULL,
    changed_count INTEGER NOT NULL,
    unchanged_count INTEGER NOT NULL,
    refused_count INTEGER NOT NULL,
    undone_at TEXT
) STRICT;

CREATE TABLE units (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id INTEGER REFERENCES units (id),
    name TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('district', 'township', 'urban_community', 'village', 'organ', 'institution', 'school', 'hospital', 'agency', 'association', 'enterprise')),
    kind_guessed INTEGER NOT NULL CHECK (kind_guessed IN (0, 1)),
    region TEXT,
    contact_name TEXT,
    contact_mobile TEXT,
    contact_email TEXT,
    employee_count INTEGER,
    has_social_work_office INTEGER CHECK (has_social_work_office IN (0, 1)),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX units_parent ON units (parent_id);
CREATE INDEX units_name_key ON units (name_key);

CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    pinyin_key TEXT NOT NULL,
    pinyin_initials TEXT NOT NULL,
    id_kind TEXT NOT NULL,
    id_number_cipher TEXT NOT NULL,
    id_number_hash TEXT NOT NULL UNIQUE,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    mobile TEXT,
    email TEXT,
    education TEXT CHECK (education IN ('middle_school', 'high_school', 'vocational_secondary', 'junior_college', 'bachelor', 'master', 'doctor')),
    major TEXT,
    graduated_on TEXT,
    social_work_since TEXT,
    employment_kind TEXT CHECK (employment_kind IN ('civil_servant', 'quasi_civil_servant', 'institution_staff', 'contract', 'community_worker', 'committee_member', 'grid_worker', 'village_cadre', 'agency_staff', 'association_staff', 'enterprise_staff', 'student', 'other')),
    joined_on TEXT,
    left_on TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX people_unit ON people (unit_id);

CREATE TABLE certificates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    level TEXT NOT NULL CHECK (level IN ('worker', 'assistant', 'intermediate', 'senior')),
    number TEXT,
    approved_on TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('national', 'local')),
    scope_region TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (person_id, level)
) STRICT;

CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    certificate_id INTEGER NOT NULL REFERENCES certificates (id),
    follows_id INTEGER REFERENCES registrations (id),
    kind TEXT NOT NULL CHECK (kind IN ('first', 'renewal', 'extension', 'correction')),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    last_day_printed INTEGER NOT NULL CHECK (last_day_printed IN (0, 1)),
    document TEXT,
    created_at TEXT NOT NULL,
    CHECK (first_day <= last_day)
) STRICT;
CREATE INDEX registrations_certificate ON registrations (certificate_id);
CREATE UNIQUE INDEX registrations_replaced_once ON registrations (follows_id) WHERE kind IN ('extension', 'correction');

CREATE TABLE training_records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    organiser TEXT,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    days_hundredths INTEGER,
    hours_hundredths INTEGER,
    mode TEXT CHECK (mode IN ('in_person', 'online', 'mixed')),
    kind TEXT NOT NULL CHECK (kind IN ('training', 'pre_exam', 'degree', 'supervision', 'conference', 'paper', 'other')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'recognised', 'rejected', 'withdrawn')),
    source TEXT NOT NULL CHECK (source IN ('typed', 'imported', 'course')),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (person_id, title_key, first_day, last_day, source),
    CHECK (days_hundredths IS NOT NULL OR hours_hundredths IS NOT NULL),
    CHECK (first_day <= last_day)
) STRICT;
CREATE INDEX training_records_person ON training_records (person_id, last_day);

CREATE TABLE seasons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    year INTEGER NOT NULL,
    area TEXT NOT NULL,
    district TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('expected', 'announced', 'postponed', 'cancelled')),
    signup_opens_at TEXT,
    signup_closes_at TEXT,
    payment_closes_at TEXT,
    ticket_first_day TEXT,
    ticket_last_day TEXT,
    exam_first_day TEXT,
    exam_last_day TEXT,
    results_at TEXT,
    results_day_only INTEGER NOT NULL CHECK (results_day_only IN (0, 1)),
    service_cutoff_on TEXT,
    source_document TEXT NOT NULL,
    source_trust TEXT NOT NULL,
    from_policy INTEGER NOT NULL CHECK (from_policy IN (0, 1)),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (year, area, district)
) STRICT;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    level TEXT NOT NULL CHECK (level IN ('worker', 'assistant', 'intermediate', 'senior')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'account_ready', 'submitted', 'checks_pending', 'checks_failed', 'payable', 'payment_unconfirmed', 'paid', 'ticket_printed', 'sat', 'absent', 'scored', 'cancelled')),
    paid_at TEXT,
    paid_cents INTEGER,
    refunded_cents INTEGER,
    ticket_number TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (person_id, season_id, level)
) STRICT;
CREATE INDEX entries_season ON entries (season_id);

CREATE TABLE entry_subjects (
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    subject TEXT NOT NULL CHECK (subject IN ('law_and_policy', 'comprehensive_ability', 'practice')),
    PRIMARY KEY (entry_id, subject)
) STRICT;

CREATE TABLE results (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    year INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('worker', 'assistant', 'intermediate', 'senior')),
    subject TEXT NOT NULL CHECK (subject IN ('law_and_policy', 'comprehensive_ability', 'practice')),
    score_kind TEXT NOT NULL CHECK (score_kind IN ('score', 'absent', 'violation', 'void')),
    score_tenths INTEGER,
    area TEXT NOT NULL,
    work_county TEXT,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (person_id, year, level, subject),
    CHECK ((score_kind = 'score') = (score_tenths IS NOT NULL))
) STRICT;

CREATE TABLE claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_number TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES people (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'rejected', 'withdrawn', 'void', 'in_batch', 'paid', 'bounced')),
    policy_id TEXT NOT NULL,
    basis TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    deadline_on TEXT,
    attachment_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX claims_person ON claims (person_id);

CREATE TABLE claim_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL CHECK (kind IN ('exam_fee', 'books', 'travel', 'training_fee')),
    entry_id INTEGER REFERENCES entries (id),
    training_record_id INTEGER REFERENCES training_records (id),
    purpose TEXT NOT NULL,
    gross_cents INTEGER NOT NULL,
    archive_fee_cents INTEGER NOT NULL,
    refund_cents INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    CHECK (amount_cents >= 0)
) STRICT;
CREATE INDEX claim_lines_claim ON claim_lines (claim_id);
CREATE INDEX claim_lines_entry ON claim_lines (entry_id);

CREATE TABLE claim_receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    number TEXT NOT NULL,
    issued_on TEXT,
    amount_cents INTEGER NOT NULL,
    check_code TEXT
) STRICT;
CREATE INDEX claim_receipts_claim ON claim_receipts (claim_id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    person_id INTEGER REFERENCES people (id),
    unit_id INTEGER REFERENCES units (id),
    to_name TEXT NOT NULL,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'dropped')),
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    lease_owner TEXT,
    leased_until TEXT,
    last_error TEXT,
    sent_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    person_id INTEGER REFERENCES people (id),
    unit_id INTEGER REFERENCES units (id),
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_on TEXT NOT NULL,
    useful_until TEXT NOT NULL,
    told_on TEXT,
    content TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'none')),
    state TEXT NOT NULL CHECK (state IN ('made', 'skipped', 'cancelled')),
    outbox_id INTEGER REFERENCES outbox (id),
    made_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (recipient, rule, subject, due_on)
) STRICT;
CREATE INDEX reminders_outbox ON reminders (outbox_id);

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    import_batch_id INTEGER REFERENCES import_batches (id),
    person_id INTEGER,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('created', 'changed', 'removed')),
    before TEXT,
    after TEXT,
    payload_hash TEXT NOT NULL
) STRICT;
CREATE INDEX history_entity ON history (entity, entity_id);
CREATE INDEX history_batch ON history (import_batch_id);
CREATE INDEX history_person ON history (person_id);
