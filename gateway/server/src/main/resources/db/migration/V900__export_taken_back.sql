-- How often a job was begun again because a patient took consent back: these attempts were not interrupted by a fault.
ALTER TABLE export_job ADD COLUMN taken_back int NOT NULL DEFAULT 0;
