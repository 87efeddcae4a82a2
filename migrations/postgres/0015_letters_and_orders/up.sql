-- Letters whose link lets somebody in wait sealed and are emptied once they have left.
ALTER TABLE outbox ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;

-- What left before this is emptied now; what still waits is emptied when it has left.
UPDATE outbox SET sealed = TRUE WHERE text_body LIKE '%/password/reset/%';
UPDATE outbox SET text_body = '', html_body = '' WHERE sealed = TRUE AND state <> 'queued';

-- An erasure is ordered by one officer and confirmed by another. What was confirmed by
-- one alone and not yet done waits for the second.
ALTER TABLE purge_orders RENAME COLUMN confirmed_by TO ordered_by;
ALTER TABLE purge_orders RENAME COLUMN account_id TO ordered_account_id;
ALTER TABLE purge_orders RENAME COLUMN confirmed_at TO ordered_at;
ALTER TABLE purge_orders ADD COLUMN confirmed_by TEXT;
ALTER TABLE purge_orders ADD COLUMN confirmed_account_id BIGINT REFERENCES accounts (id);
ALTER TABLE purge_orders ADD COLUMN confirmed_at TIMESTAMP;
