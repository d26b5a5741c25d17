-- Topic-based subscriptions of members. The Subscription resource says what was asked for; here is how far it is.
--   REQUESTED  the endpoint has yet to answer a handshake
--   ACTIVE     notifications are sent
--   ERROR      the endpoint failed too often; whoever owns it asks for it again
--   OFF        over
create table subscription (
    id         text        primary key,
    owner      text        not null,
    kind       text        not null,
    patient_id text,
    endpoint   text        not null,
    headers    bytea       not null,
    content    text        not null check (content in ('empty', 'id-only')),
    heartbeat  int,
    timeout    int         not null,
    max_count  int         not null,
    ends       timestamptz,
    status     text        not null check (status in ('REQUESTED', 'ACTIVE', 'ERROR', 'OFF')),
    -- The last event of the owner's stream that was looked at, how many of them concern it, how many were told.
    position   bigint      not null,
    events     bigint      not null default 0,
    told       bigint      not null default 0,
    failures   int         not null default 0,
    last_sent  timestamptz not null default now(),
    due        timestamptz not null default now()
);
create index subscription_owner on subscription (owner);
create index subscription_due on subscription (due) where status in ('REQUESTED', 'ACTIVE');

-- Which events of the owner's stream concern a subscription, numbered without gaps.
create table subscription_event (
    subscription_id text   not null references subscription on delete cascade,
    number          bigint not null,
    event_id        bigint not null,
    primary key (subscription_id, number)
);
