-- Sealed content. The row comes before the object: what was begun can always be found and taken away.
--   UPLOADING  begun; nobody may count on it
--   STORED     the object is complete; no record points to it yet
--   KEPT       a committed record points to it
--   DOOMED     being taken away; nothing may point to it any more
create table sealed_content (
    id              text        primary key,
    patient_id      text        not null,
    -- Whom it was sealed for when it came; begins with '?' where the record had yet to tell who that is.
    came_for        text        not null,
    sha256          bytea       not null,
    sha1            bytea       not null,
    size            bigint      not null,
    content_type    text        not null,
    source          text        not null,
    object_key      text        not null unique,
    sealed_size     bigint      not null,
    bundle_hash     text        not null,
    segment_size    int         not null,
    scope           text        not null,
    custody         text        not null check (custody in ('PATIENT', 'ESCROW')),
    delegating_key  bytea       not null,
    sealed_key      bytea       not null,
    state           text        not null check (state in ('UPLOADING', 'STORED', 'KEPT', 'DOOMED')),
    created         timestamptz not null default now()
);
-- The same bytes of the same patient are stored once.
create unique index sealed_content_once on sealed_content (came_for, sha256) where state in ('STORED', 'KEPT');
create index sealed_content_patient on sealed_content (patient_id, created);
create index sealed_content_unkept on sealed_content (created) where state <> 'KEPT';
create index sealed_content_escrow on sealed_content (patient_id) where custody = 'ESCROW';

-- Which resources point to which content; the Binary a hospital named itself is among them.
create table content_reference (
    content_id text not null references sealed_content,
    resource   text not null,
    primary key (content_id, resource)
);
create index content_reference_resource on content_reference (resource);

-- Objects to take away from the store. A row stands here before the object is made, whenever a crash could leave it.
create table object_deletion (
    object_key text        primary key,
    due        timestamptz not null,
    attempts   int         not null default 0
);
create index object_deletion_due on object_deletion (due);
