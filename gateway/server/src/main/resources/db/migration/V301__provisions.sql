-- What a grant says beyond types, days and source: the parts it opens and excepts, and for whom it was given when not
-- for the organization as such.
ALTER TABLE consent_grant
    ADD COLUMN slices  jsonb,
    ADD COLUMN actors  text[],
    ADD COLUMN expired timestamptz;
CREATE INDEX consent_grant_actors ON consent_grant USING gin (actors) WHERE actors IS NOT NULL;
-- Grants whose end is still to be told.
CREATE INDEX consent_grant_ends ON consent_grant (ends) WHERE revoked IS NULL AND expired IS NULL;

-- Who belongs to which group, care team or network, and which practitioner acts for which organization: kept with every
-- write of the resource that says so, which is named by source.
CREATE TABLE membership (
    source    text        NOT NULL,
    group_key text        NOT NULL,
    member    text        NOT NULL,
    active    boolean     NOT NULL,
    ends      timestamptz,
    PRIMARY KEY (source, group_key, member)
);
CREATE INDEX membership_member ON membership (member, group_key);
