-- Numbers that rise with every change of rows that are read whole and change seldom. A
-- process keeps what it made of such rows for as long as their number is the same in its
-- own transaction. Triggers raise them, so that no writer can forget it, whoever it is.
CREATE TABLE revisions (
    subject TEXT NOT NULL PRIMARY KEY CHECK (subject IN ('policies', 'seasons', 'units')),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO revisions (subject, number) VALUES ('policies', 0), ('seasons', 0), ('units', 0);

CREATE TRIGGER units_insert_raises AFTER INSERT ON units
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'units'; END;
CREATE TRIGGER units_update_raises AFTER UPDATE ON units
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'units'; END;
CREATE TRIGGER units_delete_raises AFTER DELETE ON units
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'units'; END;
CREATE TRIGGER policy_versions_insert_raises AFTER INSERT ON policy_versions
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;
CREATE TRIGGER policy_versions_update_raises AFTER UPDATE ON policy_versions
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;
CREATE TRIGGER policy_versions_delete_raises AFTER DELETE ON policy_versions
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;
CREATE TRIGGER policy_withdrawals_insert_raises AFTER INSERT ON policy_withdrawals
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;
CREATE TRIGGER policy_withdrawals_update_raises AFTER UPDATE ON policy_withdrawals
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;
CREATE TRIGGER policy_withdrawals_delete_raises AFTER DELETE ON policy_withdrawals
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'policies'; END;

-- Only what the district entered: rows made from policy data say nothing of their own.
CREATE TRIGGER seasons_insert_raises AFTER INSERT ON seasons WHEN NEW.from_policy = 0
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'seasons'; END;
CREATE TRIGGER seasons_update_raises AFTER UPDATE ON seasons WHEN NEW.from_policy = 0 OR OLD.from_policy = 0
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'seasons'; END;
CREATE TRIGGER seasons_delete_raises AFTER DELETE ON seasons WHEN OLD.from_policy = 0
BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'seasons'; END;
