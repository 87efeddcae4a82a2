DROP INDEX import_uploads_under_way;
ALTER TABLE import_uploads DROP COLUMN kept_bytes;
ALTER TABLE import_uploads DROP COLUMN leased_until;
ALTER TABLE import_uploads DROP COLUMN lease_owner;
