-- What a job does now, in words for programs too: the kind of its step, and its disk as the source calls it.
create function query.doing(doc jsonb) returns jsonb
  language sql immutable strict parallel safe return
  (select jsonb_build_object(
      'step', s -> 'title',
      'stepKind', s -> 'kind',
      'stepDisk', coalesce((select d -> 'label' from jsonb_array_elements(doc #> '{machine,disks}') d
          where d ->> 'key' = s ->> 'disk'), '""'))
    from jsonb_array_elements(doc -> 'steps') s
    where s ->> 'status' in ('RUNNING', 'RETRYING', 'WAITING') limit 1);

alter table query.job drop column summary;
alter function query.summary(jsonb) rename to told;
create function query.summary(doc jsonb) returns jsonb
  language sql immutable strict parallel safe return
  query.told(doc) || coalesce(query.doing(doc), '{"step": "", "stepKind": "", "stepDisk": ""}');
alter table query.job
  add column summary jsonb not null generated always as (query.summary(doc)) stored;
