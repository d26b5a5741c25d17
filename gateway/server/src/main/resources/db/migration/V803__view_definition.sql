-- SQL-on-FHIR views that clients keep here; each sees its own. The type is not R4's, so they are no resources of the store.
CREATE TABLE view_definition (
    client_id text        NOT NULL,
    id        text        NOT NULL,
    version   integer     NOT NULL,
    updated   timestamptz NOT NULL,
    json      text        NOT NULL,
    PRIMARY KEY (client_id, id)
);
