-- One content for one recipient under one consent, to be fetched once.
--   READY      announced; nothing is staged
--   STAGED     a copy lies at staging_key and one URI opens it
--   CLAIMED    somebody is fetching it until lease_until
--   DELIVERED  fetched; the copy is gone
--   WITHDRAWN  the consent ended first
create table delivery (
    id             text        primary key,
    content_id     text        not null references sealed_content,
    patient_id     text        not null,
    consent_id     text        not null,
    recipient      text        not null,
    document       text        not null,
    sealed_key     bytea       not null,
    cfrags         bytea[]     not null,
    delegating_key bytea       not null,
    receiving_key  bytea       not null,
    verifying_key  bytea       not null,
    state          text        not null check (state in ('READY', 'STAGED', 'CLAIMED', 'DELIVERED', 'WITHDRAWN')),
    staging_key    text,
    sig_sha256     bytea       unique,
    etag           text,
    signed_at      timestamptz,
    expires_at     timestamptz,
    claim          uuid,
    lease_until    timestamptz,
    sent           bigint      not null default 0,
    attempts       int         not null default 0,
    created        timestamptz not null default now(),
    delivered_at   timestamptz,
    received_at    timestamptz,
    unique (consent_id, content_id)
);
create index delivery_staged on delivery (expires_at) where state in ('STAGED', 'CLAIMED');

-- What proves a delivery's ledger entry: the content it commits to, with the salt.
create table delivery_proof (
    delivery_id text  primary key references delivery,
    digest      bytea not null,
    salt        bytea not null,
    content     bytea not null
);
