-- Large files that were handed in to be worked off later; the body is sealed under the installation's secret.
CREATE TABLE intake_job (
    id            uuid        NOT NULL PRIMARY KEY,
    member        text        NOT NULL,
    actor         text        NOT NULL,
    format        text        NOT NULL,
    body          bytea,
    state         text        NOT NULL,      -- waiting, running, done
    progress      text        NOT NULL DEFAULT 'waiting',
    report        text,
    created       timestamptz NOT NULL,
    leased_until  timestamptz NOT NULL DEFAULT '-infinity',
    attempts      integer     NOT NULL DEFAULT 0
);
CREATE INDEX intake_job_open ON intake_job (created) WHERE state <> 'done';
CREATE INDEX intake_job_age ON intake_job (created);
ALTER TABLE intake_job ALTER COLUMN body SET STORAGE EXTERNAL;
