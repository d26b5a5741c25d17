-- Who acted and for which organization, as a report shows it; from the fact's own content, at the time of its entry.
ALTER TABLE proof_commitment ADD COLUMN party text;
ALTER TABLE proof_commitment ADD COLUMN actor text;

-- The keys that this installation has announced on its ledger.
CREATE TABLE proof_key (
    use       text        NOT NULL, -- 'ledger' or 'authority'
    key       text        NOT NULL, -- a vkey, or a key id with its thumbprint
    added     timestamptz NOT NULL,
    withdrawn timestamptz,
    PRIMARY KEY (use, key)
);

-- The contents of key events, so that anybody can be shown what their entries commit to. Nothing here is personal.
CREATE TABLE proof_key_event (
    digest  bytea NOT NULL PRIMARY KEY,
    content bytea NOT NULL
);

-- The one sweep over the whole store: where it stands, who works at it, what it found.
CREATE TABLE proof_sweep (
    only_one     boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (only_one),
    phase        text        NOT NULL DEFAULT 'idle', -- idle, bundles, versions
    requested    boolean     NOT NULL DEFAULT false,
    worker       text,
    leased_until timestamptz,
    started      timestamptz,
    finished     timestamptz,
    after_at     timestamptz,
    after_bundle text,
    total        bigint      NOT NULL DEFAULT 0,
    checked      bigint      NOT NULL DEFAULT 0,
    findings     bigint      NOT NULL DEFAULT 0
);
INSERT INTO proof_sweep (only_one) VALUES (true);

CREATE TABLE proof_sweep_finding (
    found   timestamptz NOT NULL,
    place   text        NOT NULL,
    verdict text        NOT NULL,
    PRIMARY KEY (place, verdict)
);

-- What the bundles of the running sweep have signed; emptied when it ends.
CREATE TABLE proof_sweep_version (
    reference text NOT NULL PRIMARY KEY
);

CREATE INDEX proof_bundle_order ON proof_bundle (at, bundle_id);
