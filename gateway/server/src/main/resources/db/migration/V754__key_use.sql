-- What a member said its P-256 key is for: 'sig' signs alone, 'enc' receives wrapped keys alone, nothing both. A member may
-- have one live key of each use.
alter table registered_key add column use text check (use in ('sig', 'enc'));
drop index registered_key_live;
create unique index registered_key_signs on registered_key (owner) where retired is null and use is distinct from 'enc';
create unique index registered_key_receives on registered_key (owner) where retired is null and use is distinct from 'sig';
