-- The newest cookie of a session that was seen: until then the one before it counts,
-- because the answer that brought the new one may have been lost on the way.
ALTER TABLE sessions ADD COLUMN seen_generation BIGINT NOT NULL DEFAULT 1;
UPDATE sessions SET seen_generation = generation;
