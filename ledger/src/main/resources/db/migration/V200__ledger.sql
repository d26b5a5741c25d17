-- The transparency log. Several logs, one an origin, may share a database.

CREATE TABLE ledger_log (
    log    smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text     NOT NULL UNIQUE,
    size   bigint   NOT NULL DEFAULT 0 CHECK (size >= 0),
    -- SHA-256 of nothing: the root of an empty tree.
    root   bytea    NOT NULL DEFAULT sha256(''::bytea) CHECK (octet_length(root) = 32)
);

-- Entries that wait for an index. Written in the transaction that stores what the entry is about, so one commits with
-- the other or not at all. No foreign key to ledger_log: its row lock, taken by every writer on one row that the
-- sequencer keeps updating, would make a multixact of each.
CREATE SEQUENCE ledger_submission;

CREATE TABLE ledger_pending (
    log        smallint NOT NULL,
    digest     bytea    NOT NULL,
    submission bigint   NOT NULL,
    position   integer  NOT NULL,
    kind       smallint NOT NULL,
    subject    bytea CHECK (octet_length(subject) = 32),
    at         bigint   NOT NULL,
    bytes      bytea    NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1024),
    PRIMARY KEY (log, digest),
    -- The tree is built from digests alone; a wrong one would poison it for good.
    CHECK (digest = sha256('\x00'::bytea || bytes))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX ledger_pending_order ON ledger_pending (log, submission, position);

CREATE TABLE ledger_entry (
    log     smallint NOT NULL,
    index   bigint   NOT NULL,
    digest  bytea    NOT NULL,
    kind    smallint NOT NULL,
    subject bytea,
    at      bigint   NOT NULL,
    bytes   bytea    NOT NULL,
    PRIMARY KEY (log, index),
    UNIQUE (log, digest)
);

CREATE INDEX ledger_entry_subject ON ledger_entry (log, subject, index) WHERE subject IS NOT NULL;

-- One row a tile, growing in place until it has 256 hashes. A narrower tile of an older checkpoint is a prefix.
CREATE TABLE ledger_tile (
    log    smallint NOT NULL,
    level  smallint NOT NULL,
    index  bigint   NOT NULL,
    hashes bytea    NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (log, level, index)
);

-- Hashes do not compress; trying costs time at every batch.
ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Every published checkpoint. Each names the one before, and only one may: this is the compare-and-set.
CREATE TABLE ledger_checkpoint (
    log      smallint NOT NULL,
    size     bigint   NOT NULL CHECK (size >= 0),
    previous bigint   NOT NULL CHECK (previous < size),
    note     bytea    NOT NULL,
    PRIMARY KEY (log, size),
    UNIQUE (log, previous)
);
