DELETE FROM person_moves WHERE import_batch_id IS NOT NULL;
DROP INDEX person_moves_batch;
DROP INDEX person_moves_from;
ALTER TABLE person_moves DROP COLUMN import_batch_id;
DROP TABLE service_periods;
