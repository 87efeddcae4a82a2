-- Who worked where on an earlier day: the periods of service before the present one
-- (a return closes one), and the import that moved somebody.
CREATE TABLE service_periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id),
    joined_on TEXT,
    left_on TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX service_periods_person ON service_periods (person_id);

ALTER TABLE person_moves ADD COLUMN import_batch_id INTEGER REFERENCES import_batches (id);
CREATE INDEX person_moves_from ON person_moves (from_unit_id, moved_on);
CREATE INDEX person_moves_batch ON person_moves (import_batch_id);

-- Returns and imported moves of the past, as the history tells them.
INSERT INTO service_periods (person_id, joined_on, left_on, created_at)
SELECT h.entity_id, json_extract(h.before, '$.joined_on'), json_extract(h.before, '$.left_on'), h.occurred_at
FROM history h JOIN people p ON p.id = h.entity_id
WHERE h.entity = 'person' AND h.action = 'changed' AND h.before LIKE '{%' AND h.after LIKE '{%'
    AND json_extract(h.before, '$.left_on') IS NOT NULL AND json_extract(h.after, '$.left_on') IS NULL
    AND json_extract(h.after, '$.joined_on') > json_extract(h.before, '$.left_on')
ORDER BY h.id;
INSERT INTO person_moves (person_id, from_unit_id, to_unit_id, moved_on, created_at, import_batch_id)
SELECT h.entity_id, json_extract(h.before, '$.unit_id'), json_extract(h.after, '$.unit_id'), date(h.occurred_at), h.occurred_at, h.import_batch_id
FROM history h JOIN people p ON p.id = h.entity_id
    JOIN import_batches b ON b.id = h.import_batch_id AND b.undone_at IS NULL
    JOIN units f ON f.id = json_extract(h.before, '$.unit_id')
    JOIN units t ON t.id = json_extract(h.after, '$.unit_id')
WHERE h.entity = 'person' AND h.action = 'changed' AND h.before LIKE '{%' AND h.after LIKE '{%'
    AND f.id <> t.id
ORDER BY h.id;
