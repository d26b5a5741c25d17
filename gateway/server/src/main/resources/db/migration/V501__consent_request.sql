-- A request that names its patient by an identifier alone, and the Consent that the patient finds in her record. They are
-- two, so that the requester's own tells nothing of whether there is somebody.
CREATE TABLE consent_request (
    consent_id text NOT NULL PRIMARY KEY,
    request_id text NOT NULL UNIQUE
);
