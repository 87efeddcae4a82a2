-- Letters whose link lets somebody in wait sealed and are emptied once they have left.
ALTER TABLE outbox ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));

-- What left before this is emptied now; what still waits is emptied when it has left.
UPDATE outbox SET sealed = 1 WHERE text_body LIKE '%/password/reset/%';
UPDATE outbox SET text_body = '', html_body = '' WHERE sealed = 1 AND state <> 'queued';

-- An erasure is ordered by one officer and confirmed by another. What was confirmed by
-- one alone and not yet done waits for the second.
ALTER TABLE purge_orders RENAME COLUMN confirmed_by TO ordered_by;
ALTER TABLE purge_orders RENAME COLUMN account_id TO ordered_account_id;
ALTER TABLE purge_orders RENAME COLUMN confirmed_at TO ordered_at;
ALTER TABLE purge_orders ADD COLUMN confirmed_by TEXT;
ALTER TABLE purge_orders ADD COLUMN confirmed_account_id INTEGER REFERENCES accounts (id);
ALTER TABLE purge_orders ADD COLUMN confirmed_at TEXT;
