-- What a job is asked for is one JSON document, which grows without new columns; files have kinds (output, deleted,
-- error, report). Jobs that were still to be done are dropped: their clients are told 404 and ask again.
DELETE FROM export_job WHERE state IN ('waiting', 'running');
ALTER TABLE export_job
    DROP COLUMN types, DROP COLUMN since, DROP COLUMN until, DROP COLUMN patients, DROP COLUMN filters,
    ADD COLUMN asked text NOT NULL DEFAULT '{}';
ALTER TABLE export_file ADD COLUMN kind text NOT NULL DEFAULT 'output';
CREATE INDEX export_job_client ON export_job (client_id) WHERE state IN ('waiting', 'running');
