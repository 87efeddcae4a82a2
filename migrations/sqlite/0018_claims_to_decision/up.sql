-- Claims from receipt to decision (rules §5): who handed in and decided, receipts by their
-- identities, attachments, journeys, delegations, bank accounts, settings.

ALTER TABLE claims ADD COLUMN filed_by INTEGER REFERENCES accounts (id);
ALTER TABLE claims ADD COLUMN filed_by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE claims ADD COLUMN on_behalf INTEGER NOT NULL DEFAULT 0 CHECK (on_behalf IN (0, 1));
ALTER TABLE claims ADD COLUMN handed_in_at TEXT;
-- Fixed when it is handed in: a setting changed later does not change what is under way.
ALTER TABLE claims ADD COLUMN needs_two INTEGER NOT NULL DEFAULT 0 CHECK (needs_two IN (0, 1));
ALTER TABLE claims ADD COLUMN funding_source TEXT;
-- The fields that the approver marked when returning it, by their names, blank between.
ALTER TABLE claims ADD COLUMN marked_fields TEXT NOT NULL DEFAULT '';
CREATE INDEX claims_unit_state ON claims (unit_id, state);
CREATE INDEX claims_state_handed_in ON claims (state, handed_in_at);

ALTER TABLE claim_lines ADD COLUMN approved_cents INTEGER;
ALTER TABLE claim_lines ADD COLUMN missing_receipt_reason TEXT NOT NULL DEFAULT '';
-- The entry or record while the claim is live, else nothing: at most one live claim pays
-- an exam fee of an entry and the fee of a training.
ALTER TABLE claim_lines ADD COLUMN held_entry_id INTEGER REFERENCES entries (id);
ALTER TABLE claim_lines ADD COLUMN held_record_id INTEGER REFERENCES training_records (id);
UPDATE claim_lines SET held_entry_id = entry_id WHERE kind = 'exam_fee' AND claim_id IN
(SELECT id FROM claims WHERE state NOT IN ('withdrawn', 'rejected', 'void'));
UPDATE claim_lines SET held_record_id = training_record_id WHERE kind = 'training_fee' AND claim_id IN
(SELECT id FROM claims WHERE state NOT IN ('withdrawn', 'rejected', 'void'));
CREATE UNIQUE INDEX claim_lines_held_entry ON claim_lines (held_entry_id);
CREATE UNIQUE INDEX claim_lines_held_record ON claim_lines (held_record_id);
CREATE INDEX claim_lines_record ON claim_lines (training_record_id);

CREATE TABLE claim_travel_legs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    line_id INTEGER NOT NULL REFERENCES claim_lines (id),
    travelled_on TEXT NOT NULL,
    from_place TEXT NOT NULL,
    to_place TEXT NOT NULL,
    means TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    CHECK (amount_cents >= 0)
) STRICT;
CREATE INDEX claim_travel_legs_line ON claim_travel_legs (line_id);

-- What a receipt is for, what stands on it, and its file.
ALTER TABLE claim_receipts ADD COLUMN pays_for TEXT NOT NULL DEFAULT 'exam_fee'
CHECK (pays_for IN ('exam_fee', 'books', 'travel', 'training_fee'));
ALTER TABLE claim_receipts ADD COLUMN digital_number TEXT NOT NULL DEFAULT '';
ALTER TABLE claim_receipts ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE claim_receipts ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE claim_receipts ADD COLUMN evidence_id INTEGER REFERENCES evidence_files (id);
ALTER TABLE claim_receipts ADD COLUMN read_from TEXT NOT NULL DEFAULT 'typed'
CHECK (read_from IN ('typed', 'xml', 'pdf', 'qr_code'));
CREATE INDEX claim_receipts_evidence ON claim_receipts (evidence_id);

-- One row an identity of a receipt (two of a 数电纸质发票). `held` is the identity while
-- the claim is live, else nothing: that it is unique is what stops a second use, also
-- by two people at the same instant.
CREATE TABLE receipt_identities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receipt_id INTEGER NOT NULL REFERENCES claim_receipts (id),
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    identity TEXT NOT NULL,
    held TEXT UNIQUE
) STRICT;
CREATE INDEX receipt_identities_identity ON receipt_identities (identity);
CREATE INDEX receipt_identities_claim ON receipt_identities (claim_id);
CREATE INDEX receipt_identities_receipt ON receipt_identities (receipt_id);

CREATE TABLE claim_attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    evidence_id INTEGER NOT NULL UNIQUE REFERENCES evidence_files (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('receipt', 'supporting', 'signed_form')),
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX claim_attachments_claim ON claim_attachments (claim_id);

-- The approval trail (审批记录), as the form prints it. Rows are only added.
CREATE TABLE claim_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    action TEXT NOT NULL CHECK (action IN ('submit', 'endorse', 'approve', 'return', 'reject', 'withdraw', 'void', 'batch', 'pay', 'bounce', 'reopen')),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    person_id INTEGER REFERENCES people (id),
    actor_name TEXT NOT NULL,
    for_account_id INTEGER REFERENCES accounts (id),
    for_person_id INTEGER REFERENCES people (id),
    for_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    taken_at TEXT NOT NULL
) STRICT;
CREATE INDEX claim_steps_claim ON claim_steps (claim_id);

-- Deciding in another's place (委托), from the first to the last day, both inclusive.
CREATE TABLE claim_delegations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_account_id INTEGER NOT NULL REFERENCES accounts (id),
    to_account_id INTEGER NOT NULL REFERENCES accounts (id),
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    version INTEGER NOT NULL,
    CHECK (from_account_id <> to_account_id),
    CHECK (first_on <= last_on)
) STRICT;
CREATE INDEX claim_delegations_to ON claim_delegations (to_account_id);
CREATE INDEX claim_delegations_from ON claim_delegations (from_account_id);

-- Where a person is paid (收款账户). The number is sealed; its tail is for the eye.
CREATE TABLE bank_accounts (
    person_id INTEGER NOT NULL PRIMARY KEY REFERENCES people (id),
    holder TEXT NOT NULL,
    bank TEXT NOT NULL,
    number_cipher TEXT NOT NULL,
    number_hash TEXT NOT NULL,
    number_tail TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- A unit's own way of claiming; what is empty is taken from the unit above it.
CREATE TABLE claim_settings (
    unit_id INTEGER NOT NULL PRIMARY KEY REFERENCES units (id),
    form_name TEXT NOT NULL,
    paper TEXT CHECK (paper IN ('a4', 'a5_landscape', 'voucher')),
    signature_boxes TEXT NOT NULL,
    funding_sources TEXT NOT NULL,
    second_above_cents INTEGER,
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
