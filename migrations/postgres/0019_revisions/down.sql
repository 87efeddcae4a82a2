DROP TRIGGER seasons_truncate_raises ON seasons;
DROP TRIGGER seasons_delete_raises ON seasons;
DROP TRIGGER seasons_update_raises ON seasons;
DROP TRIGGER seasons_insert_raises ON seasons;
DROP TRIGGER policy_withdrawals_raises ON policy_withdrawals;
DROP TRIGGER policy_versions_raises ON policy_versions;
DROP TRIGGER units_raises ON units;
DROP FUNCTION raise_revision;
DROP TABLE revisions;
