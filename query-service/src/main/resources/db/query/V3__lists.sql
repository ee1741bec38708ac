-- What lists filter, sort and show comes from the document, in columns that cannot differ from it.
-- Text of an instant always ends in Z, so reading it does not depend on the session's time zone.
create function query.instant(text text) returns timestamptz
  language sql immutable strict parallel safe return text::timestamptz;

-- A job as lists show it: a sixth of the document, or less.
create function query.summary(doc jsonb) returns jsonb
  language sql immutable strict parallel safe return
  jsonb_strip_nulls(jsonb_build_object(
    'id', doc -> 'id',
    'name', doc -> 'name',
    'status', doc -> 'status',
    'held', doc ->> 'status' = 'PAUSED' and doc ? 'failure',
    'request', doc -> 'request',
    'limits', doc -> 'limits',
    'machineName', doc #> '{machine,name}',
    'bytes', (select coalesce(sum((d ->> 'bytes')::bigint), 0) from jsonb_array_elements(doc -> 'disks') d),
    'strategy', doc -> 'strategy',
    'reachable', doc -> 'reachable',
    'grade', (select coalesce(
        (array['NONE', 'COPIED', 'DELIVERED', 'PROVEN'])
          [min(array_position(array['NONE', 'COPIED', 'DELIVERED', 'PROVEN'], d ->> 'grade'))],
        'NONE') from jsonb_array_elements(doc -> 'disks') d),
    'stepsDone', (select count(*) from jsonb_array_elements(doc -> 'steps') s
        where s ->> 'status' in ('SUCCEEDED', 'SKIPPED')),
    'stepsPlanned', jsonb_array_length(doc -> 'steps'),
    'step', coalesce((select s ->> 'title' from jsonb_array_elements(doc -> 'steps') s
        where s ->> 'status' in ('RUNNING', 'RETRYING', 'WAITING') limit 1), ''),
    'downSince', doc -> 'downSince',
    'failure', doc -> 'failure',
    'events', doc -> 'events',
    'createdAt', doc -> 'createdAt',
    'startedAt', doc -> 'startedAt',
    'endedAt', doc -> 'endedAt',
    'updatedAt', doc -> 'updatedAt'));

alter table query.job
  add column summary jsonb not null generated always as (query.summary(doc)) stored,
  add column name text not null generated always as (lower(doc ->> 'name')) stored,
  add column machine text not null generated always as (lower(doc #>> '{machine,name}')) stored,
  add column source text not null generated always as (doc #>> '{request,source,connection}') stored,
  add column target text not null generated always as (doc #>> '{request,target,connection}') stored,
  add column held boolean not null generated always as (doc ->> 'status' = 'PAUSED' and doc ? 'failure') stored,
  add column failure text generated always as (doc #>> '{failure,code}') stored,
  add column created timestamptz not null generated always as (query.instant(doc ->> 'createdAt')) stored,
  add column updated timestamptz not null generated always as (query.instant(doc ->> 'updatedAt')) stored,
  add column finished timestamptz generated always as (query.instant(doc ->> 'endedAt')) stored;

create index job_updated on query.job (updated, born);
create index job_name on query.job (name, born);
create index job_source on query.job (source, born);
create index job_target on query.job (target, born);
create index job_held on query.job (born) where held;
create index job_failure on query.job (failure, born) where failure is not null;
create index job_created on query.job (created);
create index job_finished on query.job (finished) where finished is not null;

alter table query.connection
  add column status text not null generated always as (doc ->> 'status') stored,
  add column kind text not null generated always as (doc #>> '{endpoint,kind}') stored,
  add column name text not null generated always as (lower(doc ->> 'name')) stored,
  add column updated timestamptz not null generated always as (query.instant(doc ->> 'updatedAt')) stored;

alter table query.claim
  add column holder text generated always as (doc ->> 'holder') stored,
  add column machine text not null generated always as (lower(doc ->> 'machine')) stored,
  add column since timestamptz not null generated always as (query.instant(doc ->> 'since')) stored;
create index claim_held on query.claim (since, born) where holder is not null;
create index claim_holder on query.claim (holder) where holder is not null;
