-- How many fragments a reader needs, and what of them lies with other holders than the gateway.
alter table kfrag add column threshold int not null default 1;
alter table delivery add column threshold int not null default 1;

-- Fragments for members' proxies, sealed to each proxy's key by the patient's device. The gateway cannot open them, and
-- passes each on once.
--   WAITING  the proxy has yet to take it
--   HELD     the proxy verified it and holds it; it is here no longer
--   REFUSED  it did not verify
create table proxy_fragment (
    consent_id     text        not null,
    holder         text        not null,
    delegating_key bytea       not null,
    patient_id     text        not null,
    recipient      text        not null,
    receiving_key  bytea       not null,
    verifying_key  bytea       not null,
    sealed         bytea,
    state          text        not null default 'WAITING' check (state in ('WAITING', 'HELD', 'REFUSED')),
    accepted       timestamptz not null default now(),
    withdrawn      timestamptz,
    -- When the proxy said that it has destroyed its own.
    forgotten      timestamptz,
    primary key (consent_id, holder, delegating_key)
);
create index proxy_fragment_work on proxy_fragment (holder)
    where (state = 'WAITING' and withdrawn is null) or (withdrawn is not null and forgotten is null);
create index proxy_fragment_patient on proxy_fragment (patient_id) where withdrawn is null;

-- What proxies are asked while a reader waits.
create table proxy_request (
    delivery_id    text        not null,
    holder         text        not null,
    consent_id     text        not null,
    delegating_key bytea       not null,
    capsule        bytea       not null,
    asked          timestamptz not null default now(),
    cfrag          bytea,
    refused        boolean     not null default false,
    primary key (delivery_id, holder)
);
create index proxy_request_work on proxy_request (holder) where cfrag is null and not refused;
create index proxy_request_consent on proxy_request (consent_id);
