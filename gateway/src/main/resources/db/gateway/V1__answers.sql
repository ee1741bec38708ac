-- What requests with an Idempotency-Key were answered. Key and request are hashes; without a status
-- the first request is still being answered, and taken for dead after "until".
create table gateway.answer (
  key bytea primary key,
  request bytea not null,
  run uuid not null,
  status int,
  location text,
  type text,
  body bytea,
  until timestamptz not null
);
create index answer_until on gateway.answer (until);
