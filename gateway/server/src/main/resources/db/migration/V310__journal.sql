-- Papers about the record (audit events, the Provenance of a submission) that are durable and not in the record store
-- yet. They are put down here by one statement on one index, and filed in batches soon, or before anybody looks for them.
-- A queue: it does not grow with patients, and its rows lie on whichever shard the replica writes to.
CREATE TABLE journal (
    rid    bigint NOT NULL PRIMARY KEY,  -- holds the time, as in resource
    type   smallint NOT NULL,
    id     text COLLATE "C",             -- null: it gets one when it is filed
    source text COLLATE "C" NOT NULL,
    codec  smallint NOT NULL,            -- how body is encoded, as in resource
    body   bytea NOT NULL,
    stuck  boolean NOT NULL DEFAULT false -- the store did not take it: kept for people to look at
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
ALTER TABLE journal ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX journal_by_id ON journal (id) WHERE id IS NOT NULL;
