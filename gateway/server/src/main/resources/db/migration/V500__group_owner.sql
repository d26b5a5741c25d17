-- Whose a group is: whoever used its id first. Access hangs on who belongs to it, so that nobody else may take the id of
-- a group that was deleted, or that a consent names before there is one.
CREATE TABLE group_owner (
    group_key text NOT NULL PRIMARY KEY,
    owner     text NOT NULL
);
