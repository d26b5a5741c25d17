-- Bulk export jobs. A node works on a job while its lease runs; when the node dies the lease ends and another starts
-- the job again from nothing: files are offered only by the statement that completes the job.
CREATE TABLE export_job (
    job_id       text        NOT NULL PRIMARY KEY,
    client_id    text        NOT NULL,
    request_url  text        NOT NULL,
    types        text[]      NOT NULL,
    since        timestamptz,
    policy       text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    progress     text        NOT NULL DEFAULT 'waiting',
    reason       text,
    transaction_time timestamptz,
    leased_until timestamptz,
    attempts     integer     NOT NULL DEFAULT 0,
    created      timestamptz NOT NULL,
    expires      timestamptz NOT NULL
);
CREATE INDEX export_job_work ON export_job (created) WHERE state IN ('waiting', 'running');

CREATE TABLE export_file (
    job_id       text        NOT NULL,
    name         text        NOT NULL,
    type         text        NOT NULL,
    object_key   text        NOT NULL,
    resources    bigint      NOT NULL,
    bytes        bigint      NOT NULL,
    PRIMARY KEY (job_id, name)
);
