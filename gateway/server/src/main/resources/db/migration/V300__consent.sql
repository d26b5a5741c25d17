-- What patients have granted. One row per Consent that was ever active; the row is the authority, the Consent
-- resource its readable form. Distributed by the patient: a request that names a patient touches one shard.
CREATE TABLE consent_grant (
    patient_id   text        NOT NULL,
    consent_id   text        NOT NULL,
    reader       text        NOT NULL,
    account      text        NOT NULL,
    purposes     text[]      NOT NULL,
    types        text[]      NOT NULL,
    actions      text[]      NOT NULL,
    source       text,
    data_from    date,
    data_to      date,
    withheld     text[]      NOT NULL DEFAULT '{}',
    starts       timestamptz NOT NULL,
    ends         timestamptz NOT NULL,
    revoked      timestamptz,
    PRIMARY KEY (patient_id, consent_id)
);
CREATE INDEX consent_grant_reader ON consent_grant (reader, patient_id) INCLUDE (ends, revoked);
CREATE INDEX consent_grant_account ON consent_grant (account, reader) WHERE revoked IS NULL;

-- One attempt of one patient to answer one request on Keycloak's screen. The state is kept as its hash; the row is
-- spent by the callback (one update that only one caller can win) and finished by the patient's signature.
CREATE TABLE consent_ceremony (
    state_hash   bytea       NOT NULL PRIMARY KEY,
    consent_id   text        NOT NULL,
    patient_id   text        NOT NULL,
    account      text        NOT NULL,
    browser_hash bytea       NOT NULL,
    client_id    text        NOT NULL,
    nonce        text        NOT NULL,
    verifier     text        NOT NULL,
    scopes       text        NOT NULL,
    narrowed     bytea       NOT NULL,
    stage        text        NOT NULL CHECK (stage IN ('sent', 'spent', 'granted', 'refused', 'failed', 'completed')),
    expires      timestamptz NOT NULL
);
CREATE INDEX consent_ceremony_consent ON consent_ceremony (consent_id, stage);
