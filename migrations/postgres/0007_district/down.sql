DROP TABLE policy_versions;
DROP TABLE extended_registrations;
DROP TABLE registration_extensions;
ALTER TABLE units DROP COLUMN closed_on;
