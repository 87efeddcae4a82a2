DROP TABLE training_review_steps;
DROP TABLE training_submissions;
DROP TABLE training_proofs;
DROP TABLE evidence_files;
