ALTER TABLE reset_links DROP COLUMN address_hash;
