-- Whose consent the files of a job rest on; empty where they rest on nobody's. Files go when one of them takes it back.
ALTER TABLE export_job ADD COLUMN consenting text[] NOT NULL DEFAULT '{}';
CREATE INDEX export_job_consenting ON export_job (job_id) WHERE state = 'done' AND consenting <> '{}';
