-- What units were called before a renaming, a move or a merging, so that lists with the
-- old name still find them.
CREATE TABLE unit_former_names (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    merged_unit_id INTEGER REFERENCES units (id),
    ended_on TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX unit_former_names_unit ON unit_former_names (unit_id);
CREATE UNIQUE INDEX unit_former_names_merged ON unit_former_names (merged_unit_id);

-- Renamings and moves of the past, as the history tells them.
INSERT INTO unit_former_names (unit_id, name, path, ended_on, created_at)
SELECT h.entity_id, json_extract(h.before, '$.name'), json_extract(h.before, '$.path'), date(h.occurred_at), h.occurred_at
FROM history h JOIN units u ON u.id = h.entity_id
WHERE h.entity = 'unit' AND h.action = 'changed' AND h.before LIKE '{%' AND h.after LIKE '{%'
    AND (json_extract(h.before, '$.name') <> json_extract(h.after, '$.name')
        OR json_extract(h.before, '$.parent_id') <> json_extract(h.after, '$.parent_id'))
    AND json_extract(h.before, '$.path') IS NOT NULL
ORDER BY h.id;
