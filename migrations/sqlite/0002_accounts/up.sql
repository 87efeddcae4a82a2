-- Accounts: who may sign in, their roles, sessions, tokens, and what proves them.
-- Timestamps are UTC. No secret stands here readable: passwords as
-- argon2id; tokens, links and recovery codes as keyed hashes, the second factor sealed.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login_name TEXT UNIQUE,
    person_id INTEGER UNIQUE REFERENCES people (id),
    display_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'locked')),
    password_hash TEXT,
    password_changed_at TEXT,
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    failure_count INTEGER NOT NULL,
    locked_until TEXT,
    second_factor_cipher TEXT,
    second_factor_since TEXT,
    second_factor_last_step INTEGER,
    notice_version TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (login_name IS NOT NULL OR person_id IS NOT NULL)
) STRICT;

CREATE TABLE account_roles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('worker', 'hr', 'approver', 'finance', 'training_officer', 'trainer', 'registrar', 'district', 'admin', 'auditor')),
    unit_id INTEGER REFERENCES units (id),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX account_roles_account ON account_roles (account_id);
CREATE INDEX account_roles_unit ON account_roles (unit_id);

CREATE TABLE earlier_passwords (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    password_hash TEXT NOT NULL,
    replaced_at TEXT NOT NULL
) STRICT;
CREATE INDEX earlier_passwords_account ON earlier_passwords (account_id);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    generation INTEGER NOT NULL,
    second_factor_given INTEGER NOT NULL CHECK (second_factor_given IN (0, 1)),
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    rotated_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    label TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at TEXT
) STRICT;
CREATE INDEX api_tokens_account ON api_tokens (account_id);

CREATE TABLE reset_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    link_hash TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX reset_links_account ON reset_links (account_id);

CREATE TABLE recovery_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX recovery_codes_account ON recovery_codes (account_id);

CREATE TABLE notice_receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    notice_version TEXT NOT NULL,
    address TEXT NOT NULL,
    read_at TEXT NOT NULL
) STRICT;
CREATE INDEX notice_receipts_account ON notice_receipts (account_id);

-- Sign-in by mobile number.
CREATE INDEX people_mobile ON people (mobile);
