-- Public keys as their owners registered them: Patient/[id] and Organization/[id].
create table registered_key (
    owner      text        not null,
    thumbprint text        not null,
    jwk        text        not null,
    registered timestamptz not null default now(),
    retired    timestamptz,
    primary key (owner, thumbprint)
);
create unique index registered_key_live on registered_key (owner) where retired is null;

create table registered_umbral_key (
    owner         text        not null,
    scope         text        not null,
    public_key    bytea       not null,
    verifying_key bytea       not null,
    registered    timestamptz not null default now(),
    retired       timestamptz,
    primary key (owner, scope, public_key)
);
create unique index registered_umbral_key_live on registered_umbral_key (owner, scope) where retired is null;

-- Key fragments, each for one consent. The row outlives the fragment, so that it can never come back under another.
create table kfrag (
    kfrag_id       bytea       primary key,
    consent_id     text        not null,
    patient_id     text        not null,
    recipient      text        not null,
    scope          text        not null,
    delegating_key bytea       not null,
    receiving_key  bytea       not null,
    verifying_key  bytea       not null,
    sealed         bytea,
    accepted       timestamptz not null default now(),
    withdrawn      timestamptz,
    check ((sealed is null) = (withdrawn is not null))
);
create index kfrag_consent on kfrag (consent_id) where withdrawn is null;
create index kfrag_patient on kfrag (patient_id) where withdrawn is null;

-- Consents under which something may be waiting to be released.
create table release_due (
    consent_id text        primary key,
    round      bigint      not null default 1,
    due        timestamptz not null default now()
);
create index release_due_due on release_due (due);

-- What proves a re-encryption: the content its ledger entry commits to, the salt, and the evidence of each fragment.
create table reencryption_proof (
    delivery_id text    primary key references delivery,
    digest      bytea   not null,
    salt        bytea   not null,
    content     bytea   not null,
    evidence    bytea[] not null
);
