-- Emergency accesses that were ended before their time, by the patient or by a review. Until that time another one of
-- the same organization or practitioner opens only after somebody else of the organization found this one justified.
CREATE TABLE emergency_ended (
    consent_id text PRIMARY KEY,
    patient_id text NOT NULL,
    organization text NOT NULL,
    practitioner text NOT NULL,
    until timestamptz NOT NULL,
    told boolean NOT NULL DEFAULT false
);

CREATE INDEX emergency_ended_patient ON emergency_ended (patient_id);
