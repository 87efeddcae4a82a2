DROP TABLE import_uploads;
ALTER TABLE import_batches DROP COLUMN unit_id;
DROP TABLE person_moves;
DROP INDEX people_merged_into;
ALTER TABLE people DROP COLUMN merged_into;
