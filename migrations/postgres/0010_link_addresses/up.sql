-- Where a link for a new password was sent, as a keyed hash: it is good only as long as
-- the mail address of its owner is still that one. Links made before have none and are
-- worth nothing any more.

ALTER TABLE reset_links ADD COLUMN address_hash TEXT;
