DROP TABLE unit_former_names;
