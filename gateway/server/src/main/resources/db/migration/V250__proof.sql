-- What opens a ledger entry's commitment. The salt lives here, with the record, and not on the ledger: deleting a row
-- unlinks its entry for good. Distributed by the digest, like the entries themselves.
CREATE TABLE proof_commitment (
    digest      bytea       NOT NULL PRIMARY KEY,
    kind        smallint    NOT NULL,
    patient_id  text,
    reference   text,
    at          timestamptz NOT NULL,
    opening     bytea       NOT NULL
);
CREATE INDEX proof_commitment_reference ON proof_commitment (reference) WHERE reference IS NOT NULL;

-- Which versions a signed bundle holds, in order: what is needed to put its bytes together again.
CREATE TABLE proof_bundle (
    bundle_id   text        NOT NULL PRIMARY KEY,
    digest      bytea       NOT NULL,
    source      text        NOT NULL,
    raw         bytea       NOT NULL,
    at          timestamptz NOT NULL,
    versions    text[]      NOT NULL,
    provenances text[]      NOT NULL,
    receipted   boolean     NOT NULL DEFAULT false
);
CREATE INDEX proof_bundle_pending ON proof_bundle (at) WHERE NOT receipted;
CREATE INDEX proof_bundle_raw ON proof_bundle (raw);
