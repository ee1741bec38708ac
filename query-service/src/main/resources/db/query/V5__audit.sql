-- How many jobs are in which state is read from an index alone.
create function query.bytes(doc jsonb) returns bigint
  language sql immutable strict parallel safe return
  (select coalesce(sum((d ->> 'bytes')::bigint), 0)::bigint from jsonb_array_elements(doc -> 'disks') d);

alter table query.job
  add column bytes bigint not null generated always as (query.bytes(doc)) stored;
create index job_counts on query.job (status, held) include (bytes);

-- The audit asks the log for who, what and when; positions run nearly as times do.
create index feed_actor on query.feed ((meta::jsonb ->> 'actor'), position);
create index feed_type on query.feed (type text_pattern_ops, position);
create index feed_at on query.feed using brin (at);
