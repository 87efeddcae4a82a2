-- Failed sign-ins with names that nobody has, by keyed hash: they lock as an account
-- does, so that a lock does not tell which names there are. Rows live for a day.

CREATE TABLE unknown_names (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name_hash TEXT NOT NULL UNIQUE,
    failure_count INTEGER NOT NULL,
    locked_until TEXT,
    failed_at TEXT NOT NULL
) STRICT;
CREATE INDEX unknown_names_failed ON unknown_names (failed_at);

-- First passwords that wait to be handed out on slips, sealed. A row goes when its
-- password is changed or reset, or after a week.
CREATE TABLE password_slips (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id),
    password_cipher TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX password_slips_made ON password_slips (made_at);
