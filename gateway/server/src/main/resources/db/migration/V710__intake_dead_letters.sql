-- Messages that could not be taken, sealed under the installation's secret. The same bytes of a member are one letter.
CREATE TABLE intake_dead_letter (
    id          uuid        NOT NULL PRIMARY KEY,
    member      text        NOT NULL,
    actor       text        NOT NULL,
    format      text        NOT NULL,
    at          timestamptz NOT NULL,
    bytes       bigint      NOT NULL,
    digest      bytea       NOT NULL,
    sealed      bytea       NOT NULL,
    reason      jsonb       NOT NULL,
    attempts    integer     NOT NULL DEFAULT 1,
    UNIQUE (member, digest)
);
CREATE INDEX intake_dead_letter_newest ON intake_dead_letter (member, at DESC, id);
CREATE INDEX intake_dead_letter_age ON intake_dead_letter (at);
-- Ciphertext does not compress.
ALTER TABLE intake_dead_letter ALTER COLUMN sealed SET STORAGE EXTERNAL;
