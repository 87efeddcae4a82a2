-- Numbers that rise with every change of rows that are read whole and change seldom. A
-- process keeps what it made of such rows for as long as their number is the same in its
-- own transaction. Triggers raise them, so that no writer can forget it, whoever it is.
CREATE TABLE revisions (
    subject TEXT NOT NULL PRIMARY KEY CHECK (subject IN ('policies', 'seasons', 'units')),
    number BIGINT NOT NULL
);
INSERT INTO revisions (subject, number) VALUES ('policies', 0), ('seasons', 0), ('units', 0);

-- The number's row stays locked until the transaction ends: a later number is never
-- visible before an earlier one. The path is fixed, so that a restore finds the table.
CREATE FUNCTION raise_revision() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE revisions SET number = number + 1 WHERE subject = TG_ARGV[0];
    IF TG_LEVEL = 'ROW' AND TG_OP <> 'DELETE' THEN
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$$;

-- Before the statement locks any row, so that two writers of several rows take turns
-- instead of waiting for each other.
CREATE TRIGGER units_raises BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON units
FOR EACH STATEMENT EXECUTE FUNCTION raise_revision('units');
CREATE TRIGGER policy_versions_raises BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON policy_versions
FOR EACH STATEMENT EXECUTE FUNCTION raise_revision('policies');
CREATE TRIGGER policy_withdrawals_raises BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON policy_withdrawals
FOR EACH STATEMENT EXECUTE FUNCTION raise_revision('policies');

-- Only what the district entered: rows made from policy data say nothing of their own,
-- and an import that makes them keeps nobody waiting.
CREATE TRIGGER seasons_insert_raises BEFORE INSERT ON seasons
FOR EACH ROW WHEN (NOT NEW.from_policy) EXECUTE FUNCTION raise_revision('seasons');
CREATE TRIGGER seasons_update_raises BEFORE UPDATE ON seasons
FOR EACH ROW WHEN (NOT NEW.from_policy OR NOT OLD.from_policy) EXECUTE FUNCTION raise_revision('seasons');
CREATE TRIGGER seasons_delete_raises BEFORE DELETE ON seasons
FOR EACH ROW WHEN (NOT OLD.from_policy) EXECUTE FUNCTION raise_revision('seasons');
CREATE TRIGGER seasons_truncate_raises BEFORE TRUNCATE ON seasons
FOR EACH STATEMENT EXECUTE FUNCTION raise_revision('seasons');
