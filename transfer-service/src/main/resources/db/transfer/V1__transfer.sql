-- The work queue, as db-scheduler expects it.
create table transfer.work (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index on transfer.work (execution_time);
create index on transfer.work (last_heartbeat);

-- A worker's right to run a transfer. The token only ever grows; writes name it.
create table transfer.lease (
  transfer text primary key,
  token bigint not null,
  worker text not null,
  until timestamptz not null,
  stop boolean not null default false
);

-- The durable point a copy resumes from; the leaves themselves are in the journal beside it.
create table transfer.checkpoint (
  transfer text not null,
  disk text not null,
  attempt int not null,
  token bigint not null,
  durable bigint not null,
  at timestamptz not null default now(),
  primary key (transfer, disk)
);
