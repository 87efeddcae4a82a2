DROP TABLE password_slips;
DROP TABLE unknown_names;
