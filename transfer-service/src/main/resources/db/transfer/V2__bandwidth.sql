-- Bandwidth limits as events have set them, by "transfer/<id>" and "connection/<id>"; none is no limit.
create table transfer.bandwidth (
  subject text primary key,
  bytes_per_second bigint not null check (bytes_per_second > 0)
);
