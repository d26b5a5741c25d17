-- Who belongs somewhere only from some day on.
ALTER TABLE membership ADD COLUMN starts timestamptz;

-- A patient who wants it noticed when she says nothing any more: until when her last sign of life holds, and whether what
-- she granted pauses then or only those step in whom she named for it.
CREATE TABLE sign_of_life (
    patient_id text        NOT NULL PRIMARY KEY,
    days       integer     NOT NULL CHECK (days BETWEEN 1 AND 3650),
    lapse      boolean     NOT NULL,
    due        timestamptz NOT NULL
);

-- The end that was granted, where a missing sign of life ends it sooner.
ALTER TABLE consent_grant ADD COLUMN granted_until timestamptz;
