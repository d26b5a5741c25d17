-- Search parameters that were posted here, and the jobs that keep the index equal to what the bodies say.
CREATE TABLE search_parameter (
    type       text NOT NULL,
    code       text NOT NULL,
    resource   text NOT NULL,          -- id of the SearchParameter
    kind       text NOT NULL,
    expression text NOT NULL,
    targets    text[] NOT NULL,
    PRIMARY KEY (type, code)
);
CREATE INDEX search_parameter_by_resource ON search_parameter (resource);

-- One job at a time does its work from (subject, rid) on; whoever holds the lease is at it. A job whose holder fell
-- silent is taken up where it was last heard of: its work may be done twice without harm.
CREATE TABLE upkeep_job (
    job_id       text NOT NULL PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('reindex', 'integrity')),
    state        text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    subject      bigint NOT NULL,
    rid          bigint NOT NULL,
    resources    bigint NOT NULL DEFAULT 0,
    expected     bigint,
    missing      bigint NOT NULL DEFAULT 0,
    surplus      bigint NOT NULL DEFAULT 0,
    damaged      bigint NOT NULL DEFAULT 0,
    findings     text[] NOT NULL DEFAULT '{}',
    attempts     integer NOT NULL DEFAULT 0,
    holder       text,
    leased_until timestamptz,
    created      timestamptz NOT NULL DEFAULT now(),
    ended        timestamptz
);
CREATE INDEX upkeep_job_work ON upkeep_job (created) WHERE state IN ('waiting', 'running');
