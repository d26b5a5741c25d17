-- Who acts for a patient: a RelatedPerson with an account of their own. What ends it is looked at with every request.
CREATE TABLE proxy (
    related_person text        NOT NULL PRIMARY KEY,
    patient_id     text        NOT NULL,
    until          timestamptz,
    suspended      boolean     NOT NULL DEFAULT false,
    of_minor       boolean     NOT NULL DEFAULT false
);
CREATE INDEX proxy_patient ON proxy (patient_id);
