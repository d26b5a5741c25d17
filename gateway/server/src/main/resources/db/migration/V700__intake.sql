-- When the event happened that a resource was last told by, so that a message that comes late does not undo a newer one.
CREATE TABLE intake_told (
    reference   text        NOT NULL PRIMARY KEY,
    at          timestamptz NOT NULL
);
