-- Up to when the identity provider's event log has been read.
CREATE TABLE provider_cursor (
    name text        NOT NULL PRIMARY KEY,
    at   timestamptz NOT NULL
);

-- Patients whose record no emergency opens.
CREATE TABLE emergency_opt_out (
    patient_id text        NOT NULL PRIMARY KEY,
    at         timestamptz NOT NULL
);
