-- A job's work is kept part by part, a part being a range of patients: a node that takes a job over begins after the last
-- part. A part is complete when its row is there, which is written after its objects are durable.
CREATE TABLE export_part (
    job_id    text        NOT NULL,
    number    integer     NOT NULL,
    snapshot  timestamptz NOT NULL,
    last      text        NOT NULL,
    patients  text        NOT NULL,
    drops     text        NOT NULL,
    files     text        NOT NULL,
    PRIMARY KEY (job_id, number)
);
-- Every object that a job may have made, on record before it is made, so that whatever ends the job leaves no object that
-- nothing names. Files that are offered already are recorded too.
CREATE TABLE export_object (
    object_key text NOT NULL PRIMARY KEY,
    job_id     text NOT NULL
);
CREATE INDEX export_object_job ON export_object (job_id);
INSERT INTO export_object SELECT object_key, job_id FROM export_file ON CONFLICT DO NOTHING;
-- Whose records an export of identified records holds: the member's that asked. Its files go when they were fetched.
ALTER TABLE export_job ADD COLUMN owner text;
ALTER TABLE export_file ADD COLUMN sent bigint NOT NULL DEFAULT 0;
ALTER TABLE export_file ADD COLUMN fetched timestamptz;
