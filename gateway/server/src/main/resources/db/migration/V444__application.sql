-- Who asks to belong to the network, and what the authority decided. A person has one open application, and an id is
-- given once.
CREATE TABLE application (
    id text PRIMARY KEY,
    account text NOT NULL,
    kind text NOT NULL,
    member text NOT NULL,
    name text NOT NULL,
    jwks text NOT NULL,
    status text NOT NULL,
    at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by text
);

CREATE UNIQUE INDEX application_open ON application (account) WHERE status = 'pending';

CREATE UNIQUE INDEX application_given ON application (member) WHERE status = 'approved';
