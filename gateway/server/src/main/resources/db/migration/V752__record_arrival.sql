-- What submissions brought for patients with a grant in force, until those whom it concerns have been told.
create table record_arrival (
    id         bigint      generated always as identity primary key,
    patient_id text        not null,
    source     text        not null,
    resources  text        not null,
    at         timestamptz not null
);
