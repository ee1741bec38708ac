-- One document per view, folded from events; all of it can be dropped and rebuilt, samples excepted.
-- born is the position of the event that made the row: newest first is born descending, without ties.
create table query.job (
  id text primary key,
  born bigint not null unique,
  doc jsonb not null,
  status text not null generated always as (doc ->> 'status') stored
);
create index job_status on query.job (status, born);
create index job_open on query.job (born) where jsonb_array_length(doc -> 'open') > 0;

create table query.connection (
  id text primary key,
  born bigint not null unique,
  doc jsonb not null
);

-- One row per job: all images it made.
create table query.artifact (
  id text primary key,
  born bigint not null unique,
  doc jsonb not null
);

create table query.license (
  id text primary key,
  born bigint not null unique,
  doc jsonb not null
);

-- The event log in words: payload and meta are JSON text, given out as they are.
create table query.feed (
  position bigint primary key,
  type text not null,
  aggregate text not null,
  job text not null,
  at timestamptz not null,
  payload text not null,
  meta text not null
);
create index feed_job on query.feed (job, position) where job <> '';

-- Progress is not an event: samples do not come back after a rebuild, so a rebuild leaves them.
create table query.progress_sample (
  job text not null,
  at timestamptz not null,
  step int not null,
  doc text not null,
  primary key (job, at, step)
);
create index progress_sample_at on query.progress_sample (at);
