-- What was withdrawn must not hold again, and the kinds that were not known go.
ALTER TABLE policy_withdrawals DROP CONSTRAINT policy_withdrawals_version_id_fkey;
DELETE FROM policy_versions
WHERE kind NOT IN ('training_rule', 'reimbursement')
OR id IN (SELECT version_id FROM policy_withdrawals);
DROP TABLE policy_withdrawals;
ALTER TABLE policy_versions DROP CONSTRAINT policy_versions_kind_check;
ALTER TABLE policy_versions ADD CONSTRAINT policy_versions_kind_check
CHECK (kind IN ('training_rule', 'reimbursement'));
