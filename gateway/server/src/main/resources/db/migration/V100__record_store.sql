-- The record store. Every table that grows with patients is partitioned by the patient's shard key (subject: the row
-- id of the Patient; 0 for what concerns no patient) and carries it in its primary key. There are no foreign keys,
-- sequences or unique constraints across shards. See gateway/server/README.md.

-- Where a resource is: found by the hash of its type and logical id.
CREATE TABLE directory (
    self bigint NOT NULL,
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    PRIMARY KEY (self)
) PARTITION BY HASH (self);

-- Current versions, tombstones included.
CREATE TABLE resource (
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    self bigint NOT NULL,
    type smallint NOT NULL,
    version integer NOT NULL,
    change smallint NOT NULL,          -- 0 created, 1 updated, 2 deleted
    updated bigint NOT NULL,           -- milliseconds since 1970
    day integer,                       -- clinical date, days since 1970; null: the type has none
    codec smallint NOT NULL,           -- how body is encoded
    source text COLLATE "C" NOT NULL,  -- contributing organization
    id text COLLATE "C" NOT NULL,
    labels text[],                     -- codes of meta.security; null: none
    body bytea NOT NULL,
    PRIMARY KEY (subject, rid)
) PARTITION BY HASH (subject);
CREATE INDEX resource_by_type ON resource (type, subject, rid) WHERE change < 2;
CREATE INDEX resource_by_time ON resource (updated, subject, rid);
ALTER TABLE resource ALTER COLUMN body SET STORAGE EXTERNAL;

-- Earlier versions.
CREATE TABLE version (
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    version integer NOT NULL,
    type smallint NOT NULL,
    change smallint NOT NULL,
    updated bigint NOT NULL,
    day integer,
    codec smallint NOT NULL,
    source text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    labels text[],
    body bytea NOT NULL,
    PRIMARY KEY (subject, rid, version)
) PARTITION BY HASH (subject);
CREATE INDEX version_by_time ON version (updated, subject, rid);
ALTER TABLE version ALTER COLUMN body SET STORAGE EXTERNAL;

-- Index rows of current versions. parameter is a hash of type and code; code, target and system are hashes.
CREATE TABLE token (
    parameter integer NOT NULL,
    system integer NOT NULL,           -- 0: the code has no system
    code bigint NOT NULL,
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    PRIMARY KEY (parameter, code, subject, rid, system)
) PARTITION BY HASH (subject);

CREATE TABLE string (
    parameter integer NOT NULL,
    exact integer NOT NULL,            -- hash of the text as it was written
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    value text COLLATE "C" NOT NULL,   -- normalized
    PRIMARY KEY (parameter, value, subject, rid, exact)
) PARTITION BY HASH (subject);
CREATE INDEX string_by_row ON string (parameter, subject, rid);

CREATE TABLE date (
    parameter integer NOT NULL,
    low bigint NOT NULL,
    high bigint NOT NULL,
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    PRIMARY KEY (parameter, subject, rid, low, high)
) PARTITION BY HASH (subject);
-- Within one patient the primary key is short enough to scan; across patients only patients themselves and directory
-- resources are looked for by date.
CREATE INDEX date_by_value ON date (parameter, low, high) WHERE subject = rid OR subject = 0;

CREATE TABLE quantity (
    parameter integer NOT NULL,
    system integer NOT NULL,
    code integer NOT NULL,
    low double precision NOT NULL,
    high double precision NOT NULL,
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    PRIMARY KEY (parameter, subject, rid, low, high, code, system)
) PARTITION BY HASH (subject);

CREATE TABLE reference (
    parameter integer NOT NULL,
    target bigint NOT NULL,            -- directory.self of the target, or a hash of an outside URL
    subject bigint NOT NULL,
    rid bigint NOT NULL,
    PRIMARY KEY (parameter, target, subject, rid)
) PARTITION BY HASH (subject);

DO $$
DECLARE
    parent text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['directory', 'resource', 'version', 'token', 'string', 'date', 'quantity', 'reference'] LOOP
        FOR part IN 0..3 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)',
                parent || '_' || part, parent, part);
        END LOOP;
    END LOOP;
END $$;
