-- Files on their way in: who works on one, until when, and how much of the disk it takes.

ALTER TABLE import_uploads ADD COLUMN lease_owner TEXT;
ALTER TABLE import_uploads ADD COLUMN leased_until TIMESTAMP;
ALTER TABLE import_uploads ADD COLUMN kept_bytes BIGINT NOT NULL DEFAULT 0;

-- Whatever was under way before had no lease: it was broken off.
UPDATE import_uploads
SET state = 'failed', sentence = '处理中断了，什么都没有保存，请重新上传'
WHERE state IN ('checking', 'running');
-- The values that a look showed are not kept any more.
UPDATE import_uploads SET report = NULL;

-- One look or import of an account at a time.
CREATE UNIQUE INDEX import_uploads_under_way ON import_uploads (account_id)
WHERE state IN ('checking', 'running');
