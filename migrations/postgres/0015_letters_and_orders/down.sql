ALTER TABLE purge_orders DROP COLUMN confirmed_at;
ALTER TABLE purge_orders DROP COLUMN confirmed_account_id;
ALTER TABLE purge_orders DROP COLUMN confirmed_by;
ALTER TABLE purge_orders RENAME COLUMN ordered_at TO confirmed_at;
ALTER TABLE purge_orders RENAME COLUMN ordered_account_id TO account_id;
ALTER TABLE purge_orders RENAME COLUMN ordered_by TO confirmed_by;
ALTER TABLE outbox DROP COLUMN sealed;
