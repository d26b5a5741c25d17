-- Patients who want to be in no research: nothing of them is exported, de-identified or not.
CREATE TABLE research_objection (
    patient_id text        NOT NULL PRIMARY KEY,
    since      timestamptz NOT NULL
);

-- A study's offer. criteria are FHIR searches, Type?query, all of which must find something in a candidate's record.
CREATE TABLE research_study (
    study_id  text        NOT NULL PRIMARY KEY,
    client_id text        NOT NULL,
    title     text        NOT NULL,
    sponsor   text        NOT NULL,
    policy    text        NOT NULL,
    types     text[]      NOT NULL,
    criteria  text[]      NOT NULL,
    cents     bigint      NOT NULL,
    currency  text        NOT NULL,
    ends      timestamptz NOT NULL,
    every     interval    NOT NULL,
    next_release timestamptz,
    state     text        NOT NULL CHECK (state IN ('draft', 'active', 'closed')),
    created   timestamptz NOT NULL
);

CREATE TABLE research_subject (
    study_id   text        NOT NULL,
    patient_id text        NOT NULL,
    task_id    text        NOT NULL,
    consent_id text,
    state      text        NOT NULL CHECK (state IN ('candidate', 'on-study', 'declined', 'withdrawn')),
    changed    timestamptz NOT NULL,
    PRIMARY KEY (study_id, patient_id)
);
CREATE INDEX research_subject_patient ON research_subject (patient_id);
CREATE INDEX research_subject_task ON research_subject (task_id);

-- What a patient was given. The key is what makes a reward be given once.
CREATE TABLE research_reward (
    study_id   text        NOT NULL,
    patient_id text        NOT NULL,
    cents      bigint      NOT NULL,
    currency   text        NOT NULL,
    at         timestamptz NOT NULL,
    digest     bytea       NOT NULL,
    PRIMARY KEY (study_id, patient_id)
);
CREATE INDEX research_reward_patient ON research_reward (patient_id);
