-- One row per recipient counts its events. The row is locked from the moment an id is taken until the commit, so an
-- id that becomes visible later is never smaller than one that is visible already.
create table event_stream (
    recipient varchar(80) primary key,
    last_id   bigint not null
);

create table event (
    recipient varchar(80) not null,
    id        bigint not null,
    kind      varchar(32) not null,
    at        timestamptz not null,
    facts     jsonb not null,
    spent     boolean not null default false,
    primary key (recipient, id)
);

create index event_by_age on event (at);
create index event_by_delivery on event ((facts ->> 'delivery')) where (facts ->> 'delivery') is not null;
