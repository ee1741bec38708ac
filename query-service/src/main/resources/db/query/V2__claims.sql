-- One row per machine that a job has ever held.
create table query.claim (
  id text primary key,
  born bigint not null unique,
  doc jsonb not null
);
